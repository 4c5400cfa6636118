// @ts-check
// `npm start`: installs, builds and serves the whole product, each step only when it is needed.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { build } from './build.mjs';
import { ensureInstalled, requireNode, root } from './install.mjs';

const port = process.env.PORT ?? '3000';
const address = `http://localhost:${port}`;

const fail = (/** @type {string} */ sentence) => {
	console.error(sentence);
	process.exit(1);
};

const whyPortIsUnusable = () =>
	new Promise((/** @type {(reason: string | undefined) => void} */ resolve) => {
		const probe = createServer();
		probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => resolve(error.code ?? 'unknown'));
		probe.listen(Number(port), process.env.HOST ?? '0.0.0.0', () => probe.close(() => resolve(undefined)));
	});

const answers = async () => {
	try {
		return (await fetch(address)).status < 500;
	} catch {
		return false;
	}
};

requireNode();
if (!/^\d+$/.test(port) || Number(port) < 1 || Number(port) > 65535) {
	fail(`PORT must be a number from 1 to 65535, and not "${port}".`);
}
const reason = await whyPortIsUnusable();
if (reason === 'EADDRINUSE') {
	const other = Number(port) < 65535 ? Number(port) + 1 : 3000;
	fail(
		`Port ${port} is already used by another program, perhaps by Cercle itself: look at ${address}.\n` +
			`Stop that program, or choose another port: PORT=${other} npm start`
	);
}
if (reason) fail(`Port ${port} cannot be used here (${reason}). Choose another one: PORT=3001 npm start`);

await ensureInstalled();
console.log('Preparing Cercle…');
const { code, output, skipped } = await build({ quiet: true });
if (code !== 0) fail(`${output}\nCercle could not be built. The lines above say why.`);
if (skipped) console.log('Nothing changed since the last time, so nothing had to be built.');

const server = spawn(process.execPath, ['scripts/serve.mjs'], {
	cwd: root,
	env: { SHUTDOWN_TIMEOUT: '5', ORIGIN: address, ...process.env, PORT: port },
	stdio: ['ignore', 'ignore', 'inherit']
});

let stopping = false;
const stop = () => {
	if (stopping) return;
	stopping = true;
	console.log('\nStopping Cercle…');
	server.kill('SIGTERM');
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
server.on('exit', (exitCode) => {
	console.log(stopping ? 'Stopped.' : 'Cercle stopped by itself. The lines above say why.');
	process.exit(stopping ? 0 : (exitCode ?? 1));
});

while (!(await answers())) await new Promise((resolve) => setTimeout(resolve, 100));
console.log(`
Cercle is running on this computer.

  1. Open ${address} in a browser (hold Ctrl and click the address).
  2. Choose a language.
  3. Make your own space, or choose the sample data to look around first.

It keeps working in that browser without a network. To stop it here, press Ctrl and C.
`);
