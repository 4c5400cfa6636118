/**
 * Attack (case 67 of the protocol): somebody sends a file that is small and unfolds without end, holds a hundred thousand
 * parts, another archive, paths that climb out, links, the same name twice, locked parts or a picture that is a script,
 * and has it chosen where a questionnaire or a backup is expected (A2, A6).
 *
 * Refused means: said no to, by the list of parts and before anything is unpacked, or, where the list lies, stopped at the
 * limit; measured in a process of its own, reading takes at most 64 MB more memory than the file. A picture is never
 * unpacked. A backup may be 64 MB by itself, so there the limit is that. Guides, rubrics and questionnaires of our own are
 * plain JSON: they are not archives at all.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { constants, crc32, createDeflateRaw, deflateRawSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBackupKeys } from '$lib/crypto/backup-box';
import { sealToRecipients } from '$lib/crypto/age-file';
import { writeWorkbook } from '$lib/runtime/write-workbook';

/** One part of an archive as it is written, true or not. */
interface Part {
	readonly name: string;
	/** Packed already. */
	readonly packed: Uint8Array;
	/** What the list says of its size. */
	readonly declared: number;
	readonly flags?: number;
	/** As Unix has it, for links. */
	readonly mode?: number;
}

const plainPart = (name: string, text: string): Part => {
	const bytes = new TextEncoder().encode(text);
	return { name, packed: deflateRawSync(bytes), declared: bytes.length };
};

function manyParts(count: number): readonly Part[] {
	const part = plainPart('', 'x');
	return Array.from({ length: count }, (_, at) => ({ ...part, name: at.toString(36) }));
}

/** An archive; `count` may lie. With `isOnePart` all names lead to the first part, so that the file stays small. */
function zipOf(parts: readonly Part[], { count = parts.length, isOnePart = false } = {}): Uint8Array {
	const pieces: Uint8Array[] = [];
	const list: Uint8Array[] = [];
	let at = 0;
	parts.forEach(({ name, packed, declared, flags = 0, mode = 0 }, place) => {
		const named = new TextEncoder().encode(name);
		const start = isOnePart ? 0 : at;
		if (!isOnePart || place === 0) {
			const head = Buffer.alloc(30);
			head.writeUInt32LE(0x04034b50, 0);
			head.writeUInt16LE(flags, 6);
			head.writeUInt16LE(8, 8);
			head.writeUInt32LE(packed.length, 18);
			head.writeUInt32LE(declared, 22);
			head.writeUInt16LE(named.length, 26);
			pieces.push(head, named, packed);
			at += 30 + named.length + packed.length;
		}
		const entry = Buffer.alloc(46);
		entry.writeUInt32LE(0x02014b50, 0);
		entry.writeUInt16LE(0x0314, 4);
		entry.writeUInt16LE(flags, 8);
		entry.writeUInt16LE(8, 10);
		entry.writeUInt32LE(packed.length, 20);
		entry.writeUInt32LE(declared, 24);
		entry.writeUInt16LE(named.length, 28);
		entry.writeUInt32LE((mode << 16) >>> 0, 38);
		entry.writeUInt32LE(start, 42);
		list.push(entry, named);
	});
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(count & 0xffff, 8);
	end.writeUInt16LE(count & 0xffff, 10);
	end.writeUInt32LE(
		list.reduce((sum, piece) => sum + piece.length, 0),
		12
	);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...pieces, ...list, end]);
}

/** So many megabytes of blanks, packed: one piece that needs none of the others, again and again. */
async function blanks(megabytes: number): Promise<Uint8Array> {
	const packer = createDeflateRaw({ level: 9 });
	const pieces: Buffer[] = [];
	packer.on('data', (piece: Buffer) => pieces.push(piece));
	const piece = Buffer.alloc(10 * 2 ** 20, ' ');
	await new Promise<void>((settle) => packer.write(piece, () => packer.flush(constants.Z_FULL_FLUSH, settle)));
	const one = Buffer.concat(pieces);
	packer.destroy();
	const last = Buffer.from([3, 0]);
	return Buffer.concat([...Array.from({ length: megabytes / 10 }, () => one), last]);
}

const sheet = (more: readonly Part[], packed?: Part): readonly Part[] => [
	plainPart('xl/workbook.xml', '<workbook><sheets><sheet name="survey" r:id="r1"/></sheets></workbook>'),
	plainPart(
		'xl/_rels/workbook.xml.rels',
		'<Relationships><Relationship Id="r1" Type="x/worksheet" Target="sheet.xml"/></Relationships>'
	),
	packed ??
		plainPart(
			'xl/sheet.xml',
			'<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>type</t></is></c></row></sheetData></worksheet>'
		),
	...more
];

interface Outcome {
	readonly problem: string | null;
	readonly text: string;
	readonly megabytes: number;
	readonly milliseconds: number;
}

const folder = mkdtempSync(join(tmpdir(), 'hostile-archives-'));
let child = '';
function read(bytes: Uint8Array, identity = ''): Outcome {
	const path = join(folder, 'chosen');
	writeFileSync(path, bytes);
	return JSON.parse(execFileSync(process.execPath, [child, path, identity], { encoding: 'utf8' })) as Outcome;
}

beforeAll(async () => {
	const outDir = resolve(`.cache/archive-child-${process.pid}`);
	await build({
		configFile: false,
		logLevel: 'error',
		resolve: { alias: { $lib: resolve('src/lib') } },
		build: { ssr: 'tests/threats/archive-child.ts', outDir, emptyOutDir: true, target: 'node20', minify: false },
		ssr: { external: true }
	});
	child = join(outDir, 'archive-child.js');
}, 60_000);
afterAll(() => {
	rmSync(folder, { recursive: true, force: true });
	// Without a build there is no folder to remove.
	if (child) rmSync(dirname(child), { recursive: true, force: true });
});

describe('a file chosen as a questionnaire', { timeout: 60_000 }, () => {
	const sheetOf = (packed: Uint8Array, declared: number): Part => ({ name: 'xl/sheet.xml', packed, declared });

	test.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
		['10 MB that unfold to 10 GB', async () => zipOf(sheet([], sheetOf(await blanks(10_000), 10))), 'FileTooBig'],
		[
			'4 MB that say they unfold to 4 GB',
			async () => zipOf(sheet([], sheetOf(await blanks(4000), 4_000_000_000))),
			'TooBigInside'
		],
		[
			'4 MB that unfold to 4 GB and say ten bytes',
			async () => zipOf(sheet([], sheetOf(await blanks(4000), 10))),
			'TooBigInside'
		],
		[
			'many parts that are small each and large together',
			async () => {
				const part = await blanks(20);
				return zipOf(
					sheet(
						Array.from({ length: 1000 }, (_, at) => ({
							name: `p${at}.xml`,
							packed: part.subarray(0, 9),
							declared: 2 ** 20
						}))
					)
				);
			},
			'TooBigInside'
		],
		['a hundred thousand parts', () => zipOf(manyParts(100_000)), 'FileTooBig'],
		['sixty thousand parts that are one', () => zipOf(manyParts(60_000), { isOnePart: true }), 'TooManyParts'],
		[
			'sixty thousand parts that say they are ten',
			() => zipOf(manyParts(60_000), { isOnePart: true, count: 10 }),
			'NotSheets'
		],
		['an archive in it', () => zipOf(sheet([plainPart('more.zip', 'PK')])), 'FileUnsafe'],
		['a path that climbs out', () => zipOf(sheet([plainPart('xl/../../x.xml', 'x')])), 'FileUnsafe'],
		['an absolute path', () => zipOf(sheet([plainPart('/etc/passwd', 'x')])), 'FileUnsafe'],
		['an absolute path of Windows', () => zipOf(sheet([plainPart('C:\\x.xml', 'x')])), 'FileUnsafe'],
		['a link', () => zipOf(sheet([{ ...plainPart('xl/link.xml', '/etc/passwd'), mode: 0o120777 }])), 'FileUnsafe'],
		['one name twice', () => zipOf(sheet([plainPart('xl/sheet.xml', '<worksheet/>')])), 'FileUnsafe'],
		['a locked part', () => zipOf(sheet([{ ...plainPart('xl/x.xml', 'x'), flags: 1 }])), 'FileLocked']
	])('%s is refused, and takes no memory', async (_, make, problem) => {
		const bytes = await make();
		const outcome = read(bytes);
		expect(outcome).toMatchObject({ problem });
		expect(outcome.megabytes).toBeLessThan(64);
		expect(outcome.milliseconds).toBeLessThan(5000);
	});

	test('a picture that is a script is never unpacked, nor looked at', () => {
		const script = plainPart(
			'xl/media/face.svg',
			'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
		);
		// Its bytes are broken: unpacking it would fail.
		const outcome = read(zipOf(sheet([{ ...script, packed: Uint8Array.of(7, 7, 7) }])));
		expect(outcome).toMatchObject({ problem: null });
		expect(outcome.text).toContain('type');
		expect(outcome.text).not.toMatch(/svg|script/);
	});

	test('an honest workbook of ten thousand cells is read', () => {
		const rows = Array.from({ length: 1000 }, (_, at) => Array.from({ length: 10 }, (__, column) => `${at} ${column}`));
		const outcome = read(writeWorkbook([{ name: 'survey', rows }]));
		expect(outcome).toMatchObject({ problem: null });
		expect(outcome.megabytes).toBeLessThan(64);
	});
});

describe('a file chosen as a backup', { timeout: 60_000 }, () => {
	const gzipOf = (packed: Uint8Array) =>
		Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), packed, Buffer.alloc(8, crc32(''))]);

	test('10 MB that unfold to 10 GB stop at the limit of a backup', async () => {
		const { identity, recipient } = await createBackupKeys();
		const bytes = await sealToRecipients(new Uint8Array(gzipOf(await blanks(10_000))), [recipient]);
		const outcome = read(bytes, identity);
		expect(outcome).toMatchObject({ problem: 'TooLarge' });
		// What it may hold, the opened file beside it, and what the engine has not cleared away yet.
		expect(outcome.megabytes).toBeLessThan(256);
	});

	test('an archive, and a backup for somebody else, are refused before anything is unpacked', async () => {
		const [mine, other] = [await createBackupKeys(), await createBackupKeys()];
		const sealed = await sealToRecipients(new Uint8Array(gzipOf(await blanks(10))), [other.recipient]);
		expect(read(sealed, mine.identity)).toMatchObject({ problem: 'NotForThisKey' });
		const zip = read(zipOf(sheet([])), mine.identity);
		expect(zip).toMatchObject({ problem: 'BackupDamaged' });
		expect(zip.megabytes).toBeLessThan(64);
	});
});
