// @ts-check
// `npm run size`: bytes of JavaScript and CSS the first screen asks for, brotli. Prints `first-screen-brotli-bytes: N`.
import { build } from './build.mjs';
import { firstScreenBytes } from './first-screen.mjs';

/** Most bytes the first screen may ask for, compressed. */
const budget = 125_000;

const { code } = await build();
if (code !== 0) process.exit(code);
const bytes = await firstScreenBytes();
console.log(`first-screen-brotli-bytes: ${bytes}`);
if (bytes > budget) {
	console.error(`That is over the budget of ${budget} bytes.`);
	process.exitCode = 1;
}
