/**
 * Frozen bytes of version 1: what a phone stored once must open for ever, and what was refused must stay refused.
 * The file is never regenerated; a new suite gets a file of its own beside it.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { open, type SealContext } from './envelope';
import { createInlineKdf } from './kdf-inline';
import { asAnswerPrivateKey, asSealKey, asVaultMasterKey } from './keys';
import { openHeader, VaultHeader, vaultKeys } from './keyring';
import { answerPublicOf, openWith } from './sealed-box';

interface BoxVector {
	readonly name: string;
	readonly context: SealContext;
	readonly box: string;
	readonly plaintext?: string;
	readonly error?: string;
}
interface HeaderVector {
	readonly salt: string;
	readonly slots: readonly string[];
	readonly answerPublic: string;
}
interface Vectors {
	readonly key: string;
	readonly envelopes: readonly BoxVector[];
	readonly sealedBox: { readonly privateKey: string; readonly publicKey: string; readonly boxes: readonly BoxVector[] };
	readonly header: {
		readonly secret: string;
		readonly kek: string;
		readonly master: string;
		readonly header: HeaderVector;
		readonly keys: Readonly<Record<string, string>>;
		readonly wrong: readonly { readonly name: string; readonly header: HeaderVector }[];
	};
}

// Our own file, whose shape the tests below would not survive if it were another.
const vectors = JSON.parse(
	readFileSync(new URL('../../../tests/vectors/envelope.v1.json', import.meta.url), 'utf8')
) as Vectors;
const hexToBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const bytesToHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const outcome = ({ plaintext, error }: BoxVector) =>
	error === undefined ? { ok: true, value: hexToBytes(plaintext ?? '') } : { ok: false, error: { type: error } };

describe('frozen envelopes', () => {
	test.each(vectors.envelopes)('$name', (vector) => {
		expect(open(asSealKey(hexToBytes(vectors.key)), hexToBytes(vector.box), vector.context)).toEqual(outcome(vector));
	});
});

describe('frozen sealed boxes', () => {
	const privateKey = asAnswerPrivateKey(hexToBytes(vectors.sealedBox.privateKey));

	test('the public half is the same', () => {
		expect(bytesToHex(answerPublicOf(privateKey))).toBe(vectors.sealedBox.publicKey);
	});

	test.each(vectors.sealedBox.boxes)('$name', (vector) => {
		expect(openWith(privateKey, hexToBytes(vector.box), vector.context)).toEqual(outcome(vector));
	});
});

describe('a frozen vault', () => {
	const frozen = vectors.header;
	const kek = hexToBytes(frozen.kek);
	const parseHeader = (header: HeaderVector) =>
		VaultHeader.parse({
			...header,
			salt: hexToBytes(header.salt),
			slots: header.slots.map(hexToBytes),
			answerPublic: hexToBytes(header.answerPublic)
		});

	test('opens from its secret', async () => {
		const header = parseHeader(frozen.header);
		expect(await createInlineKdf().derive(hexToBytes(frozen.secret), header.salt, header.kdf)).toEqual(kek);
		expect(openHeader(header, kek)).toEqual({ ok: true, value: hexToBytes(frozen.master) });
	});

	test('gives the same keys', () => {
		const keys = vaultKeys(asVaultMasterKey(hexToBytes(frozen.master)));
		const hexByName = Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, bytesToHex(key)]));
		// Keys that were added since are not in the frozen file; those in it may never change.
		expect(hexByName).toMatchObject(frozen.keys);
	});

	test.each(frozen.wrong)('stays shut: $name', ({ header }) => {
		expect(openHeader(parseHeader(header), kek)).toEqual({ ok: false, error: { type: 'SecretWrong' } });
	});
});
