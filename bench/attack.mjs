// @ts-check
/** The built server while somebody tries to keep the others out. */
import { buildServerParts, runPart } from './append.mjs';
import { median, print } from './figures.mjs';
import { peakMemoryOf, startBuilt } from './servers.mjs';

export const measureAttack = async (runs = 3) => {
	await buildServerParts();
	/** @type {{ alone: number, attacked: number, memory: number | null }[]} */
	const taken = [];
	for (let run = 0; run < runs; run += 1) {
		// The phones of the attack sign for this address, whatever the port is.
		const server = await startBuilt({ environment: { ORIGIN: 'http://localhost:3000' } });
		const measured = await runPart('attack', [`http://127.0.0.1:${server.port}`, '15']);
		taken.push({ ...measured, memory: peakMemoryOf(server.pid) });
		await server.stop();
	}
	const memory = taken.flatMap((one) => (one.memory === null ? [] : [one.memory]));
	if (memory.length > 0)
		print({
			figure: 'memory of the server under attack, peak',
			ours: median(memory) / 1e6,
			unit: 'MB',
			peer: 'limit',
			theirs: 400,
			goal: 1
		});
	print({
		figure: 'small sync under attack, p99',
		ours: median(taken.map(({ attacked }) => attacked)),
		unit: 'ms',
		peer: 'the same without the attack',
		theirs: median(taken.map(({ alone }) => alone)),
		goal: 2
	});
};
