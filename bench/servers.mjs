// @ts-check
/** Servers as processes of their own, for the figures that are about them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const freePort = async () => {
	const probe = createServer().listen(0);
	await once(probe, 'listening');
	const { port } = /** @type {import('node:net').AddressInfo} */ (probe.address());
	probe.close();
	await once(probe, 'close');
	return port;
};

/** The built server on a new database, as `npm start` runs it. `origin` when phones reach it elsewhere. */
export const startBuilt = async ({ origin = '', environment = {} } = {}) => {
	const port = await freePort();
	const own = `http://localhost:${port}`;
	const folder = mkdtempSync(join(tmpdir(), 'cercle-bench-'));
	const child = spawn(process.execPath, ['scripts/serve.mjs'], {
		env: {
			...process.env,
			PORT: String(port),
			ORIGIN: origin || own,
			DATABASE_URL: join(folder, 'cercle.db'),
			...environment
		},
		stdio: 'ignore'
	});
	const isReady = () =>
		fetch(`${own}/readyz`).then(
			({ ok }) => ok,
			() => false
		);
	while (!(await isReady())) {
		if (child.exitCode !== null) throw new Error('The built server does not start');
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
	const stop = async () => {
		child.kill('SIGKILL');
		if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
		rmSync(folder, { recursive: true, force: true });
	};
	return { origin: own, port, pid: child.pid ?? 0, stop };
};

/** Bytes of memory a process has had at most, as Linux counts them; null elsewhere. */
export const peakMemoryOf = (/** @type {number} */ pid) => {
	try {
		const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
		return found ? Number(found[1]) * 1024 : null;
	} catch {
		return null;
	}
};
