import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { sealToRecipients } from './age-file';
import { backupLimit, createBackupKeys, isBackupRecipient, openBackup, sealBackup } from './backup-box';

const damaged = { ok: false, error: { type: 'BackupDamaged' } };
const notForThisKey = { ok: false, error: { type: 'NotForThisKey' } };
const tooLarge = { ok: false, error: { type: 'TooLarge' } };
const plaintext = textToBytes('{"v":1}\n{"a":"é"}\n');

let keys: Awaited<ReturnType<typeof createBackupKeys>>;
let other: Awaited<ReturnType<typeof createBackupKeys>>;
beforeAll(async () => {
	[keys, other] = await Promise.all([createBackupKeys(), createBackupKeys()]);
});

describe('a backup', () => {
	test('comes back whole for each of its recipients', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 100_000 }), async (bytes) => {
				const file = await sealBackup(bytes, [keys.recipient, other.recipient]);
				for (const { identity } of [keys, other])
					expect(await openBackup(file, identity)).toEqual({ ok: true, value: bytes });
			}),
			{ numRuns: 20 }
		);
	});

	test('opens with a key pasted with a line break, and not with another or a mistyped one', async () => {
		const file = await sealBackup(plaintext, [keys.recipient]);
		expect(await openBackup(file, `\n${keys.identity}\r\n`)).toEqual({ ok: true, value: plaintext });
		for (const wrong of [other.identity, keys.identity.slice(0, -1), keys.recipient, '', 'AGE-SECRET-KEY-1'])
			expect(await openBackup(file, wrong)).toEqual(notForThisKey);
	});

	test('that was cut or lengthened anywhere is refused, without a throw', async () => {
		const file = await sealBackup(plaintext, [keys.recipient]);
		for (let length = 0; length < file.length; length++)
			expect((await openBackup(file.slice(0, length), keys.identity)).ok).toBe(false);
		expect(await openBackup(concatBytes(file, Uint8Array.of(0)), keys.identity)).toEqual(damaged);
		expect(await openBackup(concatBytes(Uint8Array.of(0), file), keys.identity)).toEqual(damaged);
	});

	test('that is something else is refused, without a throw', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (noise) => {
				expect(await openBackup(noise, keys.identity)).toEqual(damaged);
			}),
			{ numRuns: 100 }
		);
		const notCompressed = await sealToRecipients(plaintext, [keys.recipient]);
		expect(await openBackup(notCompressed, keys.identity)).toEqual(damaged);
		const cutInside = await sealToRecipients(gzipSync(plaintext).subarray(0, -3), [keys.recipient]);
		expect(await openBackup(cutInside, keys.identity)).toEqual(damaged);
	});

	test('that would unfold into more than a phone can hold is refused while it unfolds', async () => {
		const bomb = await sealToRecipients(gzipSync(new Uint8Array(backupLimit + 1)), [keys.recipient]);
		expect(bomb.length).toBeLessThan(backupLimit / 500);
		expect(await openBackup(bomb, keys.identity)).toEqual(tooLarge);
		expect(await openBackup(new Uint8Array(backupLimit * 1.01), keys.identity)).toEqual(tooLarge);
	}, 60_000);

	test('is never made that could not be restored, nor for nobody', async () => {
		const refused: readonly (readonly string[])[] = [
			[],
			['age1'],
			[keys.identity],
			[keys.recipient, ''],
			[keys.recipient.toUpperCase()],
			[`${keys.recipient.slice(0, -1)}${keys.recipient.endsWith('q') ? 'p' : 'q'}`]
		];
		for (const recipients of refused) await expect(sealBackup(plaintext, recipients)).rejects.toThrow();
		await expect(sealBackup(new Uint8Array(backupLimit + 1), [keys.recipient])).rejects.toThrow();
	});
});

test('the keys have the form that the tool knows', () => {
	expect(keys.identity).toMatch(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/);
	expect(isBackupRecipient(keys.recipient)).toBe(true);
	expect(keys.identity).not.toBe(other.identity);
});

// Without the tool this says "skipped" in the summary; scripts/age.mjs installs it for `npm test` where it may.
const hasAge = spawnSync('age', ['--version']).status === 0;

describe.skipIf(!hasAge)('the stock age tool', () => {
	const folder = mkdtempSync(join(tmpdir(), 'backup-box-'));
	const path = (name: string) => join(folder, name);
	const age = (...args: readonly string[]) => execFileSync('age', args, { maxBuffer: 1 << 26 });
	afterAll(() => rmSync(folder, { recursive: true }));

	test('opens what we seal, for either recipient, with gunzip after it', async () => {
		const long = Uint8Array.from({ length: 300_000 }, (_, at) => (at * at) % 251);
		writeFileSync(path('backup.age'), await sealBackup(long, [keys.recipient, other.recipient]));
		for (const { identity } of [keys, other]) {
			writeFileSync(path('key.txt'), `# a comment\n${identity}\n`);
			const compressed = age('-d', '-i', path('key.txt'), path('backup.age'));
			expect(new Uint8Array(gunzipSync(compressed))).toEqual(long);
		}
	});

	test('seals what we open', async () => {
		writeFileSync(path('plain.gz'), gzipSync(plaintext));
		age('-r', keys.recipient, '-o', path('theirs.age'), path('plain.gz'));
		const theirs = new Uint8Array(readFileSync(path('theirs.age')));
		expect(await openBackup(theirs, keys.identity)).toEqual({ ok: true, value: plaintext });
		expect(await openBackup(theirs, other.identity)).toEqual(notForThisKey);
	});

	test('finds the same recipient for our key', () => {
		writeFileSync(path('key.txt'), `${keys.identity}\n`);
		expect(execFileSync('age-keygen', ['-y', path('key.txt')], { encoding: 'utf8' }).trim()).toBe(keys.recipient);
	});
});
