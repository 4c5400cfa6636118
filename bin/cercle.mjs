#!/usr/bin/env node
// @ts-check
// The command of whoever runs a server. What it does is in src/lib/server/admin, built beside the server.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('../build/cercle.js', import.meta.url);
if (existsSync(fileURLToPath(built))) {
	const { runCercle } = await import(built.href);
	process.exitCode = await runCercle(process.argv.slice(2), process.env);
} else {
	console.error('Cercle is not built yet. Run `npm run build` once, then this command again.');
	process.exitCode = 1;
}
