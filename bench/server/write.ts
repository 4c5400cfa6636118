/**
 * Sixteen devices of one organisation that push at once, each waiting for its answer before the next. Prints what it
 * measured as JSON. Built by bench/append.mjs.
 */
import { Agent, request as ask } from 'node:http';
import { largestBody } from '$lib/protocol/limits';
import { paths, writeEnvelopes } from '$lib/protocol/v1';
import {
	admit,
	createPhone,
	makeOrganisation,
	makeStream,
	nextEnvelopes,
	readWholeLog,
	requestOf,
	sendOver,
	type Phone
} from '../../tests/server/client';

const [address = '', batchText = '1', turnsText = '1', warmUpText = '5'] = process.argv.slice(2);
const [batch, turns, warmUp, writers] = [Number(batchText), Number(turnsText), Number(warmUpText), 16];

interface Ready {
	readonly path: string;
	readonly headers: Record<string, string>;
	readonly body: Buffer;
}

const ready = async (phone: Phone, envelopes: readonly Uint8Array[]): Promise<Ready> => {
	const request = requestOf(phone, 'POST', paths.envelopes(phone.directory.org), writeEnvelopes(envelopes));
	const body = Buffer.from(await request.arrayBuffer());
	if (body.length > largestBody) throw new Error('Too large a push');
	const headers = { ...Object.fromEntries(request.headers), 'content-length': String(body.length) };
	return { path: new URL(request.url).pathname, headers, body };
};

const agent = new Agent({ keepAlive: true, maxSockets: writers });
const push = ({ path, headers, body }: Ready): Promise<number> =>
	new Promise((resolve, reject) => {
		const start = performance.now();
		const asked = ask(`${address}${path}`, { method: 'POST', headers, agent }, (response) => {
			const parts: Buffer[] = [];
			response.on('data', (part: Buffer) => parts.push(part));
			response.on('end', () => {
				const { outcomes = [] } = JSON.parse(Buffer.concat(parts).toString()) as { outcomes?: readonly string[] };
				const isStored = outcomes.length === batch && outcomes.every((outcome) => outcome === 'stored');
				if (isStored) resolve(performance.now() - start);
				else reject(new Error(`Not stored: ${response.statusCode} ${outcomes[0]}`));
			});
		});
		asked.on('error', reject);
		asked.end(body);
	});

const mai = createPhone(sendOver(address));
await makeOrganisation(mai);
const phones = [mai];
while (phones.length < writers) phones.push(await admit(mai, ['facilitator']));
const work = await makeStream(mai, phones);
for (const phone of phones) await readWholeLog(phone);

const prepared = await Promise.all(
	phones.map(async (phone) => {
		const requests: Ready[] = [];
		for (let turn = 0; turn < warmUp + turns; turn++)
			requests.push(await ready(phone, nextEnvelopes(phone, work, batch)));
		return requests;
	})
);
const run = async (from: number, to: number): Promise<readonly number[]> => {
	const times = await Promise.all(
		prepared.map(async (requests) => {
			const own: number[] = [];
			for (const request of requests.slice(from, to)) own.push(await push(request));
			return own;
		})
	);
	return times.flat();
};
await run(0, warmUp);
const start = performance.now();
const times = [...(await run(warmUp, warmUp + turns))].sort((a, b) => a - b);
const seconds = (performance.now() - start) / 1000;
agent.destroy();
process.stdout.write(
	JSON.stringify({
		rate: (writers * turns * batch) / seconds,
		p95: times[Math.ceil(times.length * 0.95) - 1]
	})
);
