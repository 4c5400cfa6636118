import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { openWithPassphrase, sealToRecipients, sealWithPassphrase } from './age-file';
import { createBackupKeys } from './backup-box';
import { custodianFiles, recoverRoot, type CustodianFile } from './custodian';
import { createSigningKeys } from './signature';

const root = createSigningKeys();
const passphrases = ['one two three four five', 'six seven eight nine ten', 'été après la pluie douce'];
const damagedAt = (at: number) => ({ ok: false, error: { type: 'FileDamaged', at } });
const refused = (type: string) => ({ ok: false, error: { type } });
const recovered = { ok: true, value: root.signingKey };

/** The same file at a cost that a test can pay a hundred times: what is inside is what custodianFiles wrote. */
async function cheaply(bytes: Uint8Array, passphrase: string): Promise<CustodianFile> {
	const opened = await openWithPassphrase(bytes, passphrase);
	if (!opened.ok) throw new Error('The file just made does not open');
	return { bytes: await sealWithPassphrase(opened.value, passphrase, 1), passphrase };
}

let asMade: Uint8Array;
let three: readonly CustodianFile[];
let alone: CustodianFile;
beforeAll(async () => {
	const files = await custodianFiles(root.signingKey, passphrases);
	three = await Promise.all(files.map((bytes, at) => cheaply(bytes, passphrases[at]!)));
	[asMade] = (await custodianFiles(root.signingKey, ['for a small organisation'])) as [Uint8Array];
	alone = await cheaply(asMade, 'for a small organisation');
}, 60_000);

describe('the root key', () => {
	test('comes back from its one file', async () => {
		expect(await recoverRoot([{ ...alone, bytes: asMade }])).toEqual(recovered);
	});

	test('comes back from any two of three, in any order, and from all', async () => {
		const [first, second, third] = three as [CustodianFile, CustodianFile, CustodianFile];
		for (const files of [[first, second], [third, first], [second, third], three])
			expect(await recoverRoot(files)).toEqual(recovered);
	});

	test('does not come back from one of three, twice the same, or nothing', async () => {
		const first = three[0]!;
		for (const files of [[first], [first, first], []]) expect(await recoverRoot(files)).toEqual(refused('TooFewFiles'));
	});

	test('is in no single file of three, opened or not', async () => {
		for (const { bytes, passphrase } of three) {
			const plaintext = await openWithPassphrase(bytes, passphrase);
			expect(plaintext.ok && Buffer.from(plaintext.value).includes(Buffer.from(root.signingKey))).toBe(false);
			expect(plaintext.ok && Buffer.from(plaintext.value).includes(Buffer.from(root.verifyKey))).toBe(true);
		}
	});
});

describe('a passphrase', () => {
	test('that is wrong is said, with the place of its file', async () => {
		const files = [three[0]!, { bytes: three[1]!.bytes, passphrase: 'another' }];
		expect(await recoverRoot(files)).toEqual({ ok: false, error: { type: 'PassphraseWrong', at: 1 } });
	});

	test('opens when another keyboard spells its accents in two marks, or adds a space', async () => {
		const [second, third] = [three[1]!, three[2]!];
		const spelt = { ...third, passphrase: ` ${third.passphrase.normalize('NFD')}\n` };
		expect(await recoverRoot([second, spelt])).toEqual(recovered);
	});

	test('is never empty, and there are one or three', async () => {
		for (const wrong of [[], ['a', 'b'], [''], ['a', ' ', 'c'], ['a', 'b', 'c', 'd']])
			await expect(custodianFiles(root.signingKey, wrong)).rejects.toThrow();
	});
});

describe('files that do not belong together', () => {
	test('are said: of two organisations, made at two times, or one beside three', async () => {
		const foreign = await custodianFiles(createSigningKeys().signingKey, passphrases);
		const again = await custodianFiles(root.signingKey, passphrases);
		const pairs = [
			[three[0]!, await cheaply(foreign[1]!, passphrases[1]!)],
			[three[0]!, await cheaply(again[1]!, passphrases[1]!)],
			[three[0]!, alone]
		];
		for (const files of pairs) expect(await recoverRoot(files)).toEqual(refused('FilesDisagree'));
	}, 60_000);

	test('never give a key other than the one they name', async () => {
		const other = createSigningKeys();
		const lying = concatBytes(textToBytes('cercle root 1\n'), Uint8Array.of(1, 1), root.verifyKey, other.signingKey);
		const bytes = await sealWithPassphrase(lying, 'x', 1);
		expect(await recoverRoot([{ bytes, passphrase: 'x' }])).toEqual(refused('FilesDisagree'));
	});
});

describe('a file', () => {
	test('that was cut, lengthened or is something else is damaged, without a throw', async () => {
		const { bytes, passphrase } = alone;
		const { recipient } = await createBackupKeys();
		const altered = [
			new Uint8Array(0),
			bytes.slice(0, 20),
			bytes.slice(0, -1),
			concatBytes(bytes, Uint8Array.of(0)),
			concatBytes(Uint8Array.of(0), bytes),
			new Uint8Array(1_000_000),
			await sealToRecipients(bytes, [recipient])
		];
		for (const file of altered) expect(await recoverRoot([{ bytes: file, passphrase }])).toEqual(damagedAt(0));
	});

	test('with other contents than ours is damaged, each field being checked', async () => {
		const ours = [textToBytes('cercle root 1\n'), Uint8Array.of(1, 1), root.verifyKey, root.signingKey] as const;
		const [mark, numbers, key, seed] = ours;
		const contents = [
			[textToBytes('cercle root 2\n'), numbers, key, seed],
			[mark, Uint8Array.of(0, 1), key, seed],
			[mark, Uint8Array.of(2, 1), key, seed],
			[mark, Uint8Array.of(1, 2), key, seed],
			[mark, Uint8Array.of(1, 3), key, seed],
			[mark, numbers, key, seed.slice(1)],
			[mark, numbers, key, seed, Uint8Array.of(0)],
			[mark]
		];
		for (const fields of contents) {
			const bytes = await sealWithPassphrase(concatBytes(...fields), 'x', 1);
			expect(await recoverRoot([{ bytes, passphrase: 'x' }])).toEqual(damagedAt(0));
		}
	}, 60_000);

	test('that asks for more memory than a phone has is refused before it is paid', async () => {
		const asking = (cost: string) => {
			const text = Buffer.from(asMade).toString('latin1');
			const changed = text.replace(/(-> scrypt \S+) 15\n/, `$1 ${cost}\n`);
			return new Uint8Array(Buffer.from(changed, 'latin1'));
		};
		expect(asking('15')).toEqual(asMade);
		const start = performance.now();
		for (const cost of ['19', '20', '22', '63', '99', '015', '1e1', '-1'])
			expect(await recoverRoot([{ ...alone, bytes: asking(cost) }])).toEqual(damagedAt(0));
		expect(performance.now() - start).toBeLessThan(200);
	});
});

// The tool asks for a passphrase on a terminal only, which `script` of Linux plays. Skipped tests are counted in the summary.
const hasTerminal = ['age', 'script'].every((tool) => spawnSync(tool, ['--version']).status === 0);

test.skipIf(!hasTerminal)('the stock age tool opens the file, and the seed stands at its end', () => {
	const folder = mkdtempSync(join(tmpdir(), 'custodian-'));
	writeFileSync(join(folder, 'root.age'), asMade);
	const opening = spawnSync('script', ['-qec', 'age -d -o opened root.age', '/dev/null'], {
		cwd: folder,
		input: 'for a small organisation\n',
		timeout: 20_000
	});
	expect(opening.status).toBe(0);
	expect(new Uint8Array(readFileSync(join(folder, 'opened')).subarray(-32))).toEqual(root.signingKey);
	rmSync(folder, { recursive: true });
});
