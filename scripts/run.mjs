// @ts-check
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cwd = fileURLToPath(new URL('..', import.meta.url));
const shell = process.platform === 'win32';

/** Runs a command with its output on this terminal. Returns its exit code; 127 when it cannot be started. */
export const runLoudly = (
	/** @type {string} */ command,
	/** @type {readonly string[]} */ args,
	/** @type {NodeJS.ProcessEnv} */ env = process.env
) =>
	new Promise((/** @type {(code: number) => void} */ resolve) => {
		const child = spawn(command, [...args], { cwd, env, shell, stdio: ['ignore', 'inherit', 'inherit'] });
		child.on('error', () => resolve(127));
		child.on('close', (code) => resolve(code ?? 1));
	});

// Output that is kept may end up in a log file, where colours are noise.
const { FORCE_COLOR: _, ...uncoloured } = process.env;

/** Runs a command and keeps its output, both streams in order of arrival. Returns 127 when it cannot be started. */
export const runQuietly = (
	/** @type {string} */ command,
	/** @type {readonly string[]} */ args,
	/** @type {NodeJS.ProcessEnv} */ env = {}
) =>
	new Promise((/** @type {(ended: { code: number, output: string }) => void} */ resolve) => {
		const child = spawn(command, [...args], {
			cwd,
			env: { ...uncoloured, NO_COLOR: '1', ...env },
			shell,
			stdio: ['ignore', 'pipe', 'pipe']
		});
		let output = '';
		const keep = (/** @type {string} */ text) => (output += text);
		child.stdout.setEncoding('utf8').on('data', keep);
		child.stderr.setEncoding('utf8').on('data', keep);
		child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
