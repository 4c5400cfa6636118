/**
 * Reads one chosen file as the app does, in a process of its own, and prints what came of it and how much memory that took.
 * Built by `hostile-archives.test.ts`, because Node cannot run it as it is.
 */
import { readFileSync } from 'node:fs';
import { platform, resourceUsage } from 'node:process';
import { openBackup } from '$lib/crypto/backup-box';
import { readWorkbook } from '$lib/runtime/read-workbook';

/**
 * The most bytes this process has held so far. On Linux from the kernel's own page: what `resourceUsage` says there
 * begins with what the process that started this one had.
 */
const mostHeld = (): number =>
	platform === 'linux'
		? 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1])
		: 1024 * resourceUsage().maxRSS;

const [, , path = '', identity = ''] = process.argv;
const bytes = new Uint8Array(readFileSync(path));
// Whatever is loaded and compiled once is there before it is measured.
readWorkbook(new TextEncoder().encode('a,b\n1,2\n'));
if (identity) await openBackup(new Uint8Array(9), identity);
const before = mostHeld();
const started = performance.now();
const read = identity ? await openBackup(bytes, identity) : readWorkbook(bytes);
const grown = mostHeld() - before;
process.stdout.write(
	JSON.stringify({
		problem: read.ok ? null : read.error.type,
		text: read.ok && Array.isArray(read.value) ? JSON.stringify(read.value) : '',
		megabytes: grown / 2 ** 20,
		milliseconds: performance.now() - started
	})
);
