import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	enrolmentTranscript,
	readEnrolment,
	readInviteLink,
	readInviteRecord,
	writeEnrolment,
	writeInviteLink,
	writeInviteRecord
} from './invite';
import { letterSize } from './limits';
import { readEntry } from './log-entry';
import { byteToRoles, roles, rolesToByte } from './roles';
import {
	readAppend,
	readChanges,
	readEnvelopes,
	readHeads,
	readIds,
	readLetters,
	readLogPage,
	readStreamPage,
	writeAppend,
	writeChanges,
	writeHeads,
	writeIds,
	writeLetters,
	writeLogPage,
	writeStreamPage
} from './v1';

const uuid = fc.uuid().map((id) => id.toLowerCase());
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const someBytes = fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 6 });
const u32 = fc.integer({ min: 0, max: 0xffffffff });
const position = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const head = fc.record({
	group: uuid,
	stream: fc.constantFrom('work' as const, 'report' as const, 'office' as const, 'own' as const),
	device: uuid,
	seq: u32,
	hash: bytes(32)
});
const logPage = fc.record({ headSeq: u32, entries: someBytes });
const letter = fc.record({ letter: uuid, recipient: uuid, box: bytes(letterSize) });

/** Typed arrays of views compare by their numbers. */
const plain = (value: unknown): unknown =>
	JSON.parse(JSON.stringify(value, (_, part: unknown) => (part instanceof Uint8Array ? [...part] : part)));

const comesBack = <T>(
	name: string,
	values: fc.Arbitrary<T>,
	write: (value: T) => Uint8Array,
	read: (bytes: Uint8Array) => { readonly ok: boolean; readonly value?: T }
) =>
	test(`${name}: what is written comes back, and nothing else is taken`, () => {
		fc.assert(
			fc.property(values, (value) => {
				const written = write(value);
				const back = read(written);
				expect(back.ok && plain(back.value)).toEqual(plain(value));
				if (written.length > 0) expect(read(written.subarray(0, written.length - 1)).ok).toBe(false);
				expect(read(new Uint8Array([...written, 0])).ok).toBe(false);
			}),
			{ numRuns: 40 }
		);
	});

describe('bodies', () => {
	comesBack('a page of the log', logPage, writeLogPage, readLogPage);
	comesBack(
		'an append',
		fc.record({ after: u32, entries: fc.array(fc.uint8Array({ maxLength: 60 }), { minLength: 1, maxLength: 6 }) }),
		writeAppend,
		readAppend
	);
	comesBack('heads', fc.array(head, { minLength: 1, maxLength: 5 }), writeHeads, readHeads);
	comesBack(
		'changes',
		fc.record({
			log: logPage,
			position,
			more: fc.boolean(),
			heads: fc.array(head, { maxLength: 4 }),
			envelopes: someBytes,
			letters: u32
		}),
		writeChanges,
		readChanges
	);
	comesBack(
		'a page of a stream',
		fc.record({ position, more: fc.boolean(), envelopes: someBytes }),
		writeStreamPage,
		readStreamPage
	);
	comesBack('letters', fc.array(letter, { minLength: 1, maxLength: 3 }), writeLetters, readLetters);
	comesBack('ids', fc.array(uuid, { minLength: 1, maxLength: 5 }), writeIds, readIds);
	comesBack(
		'an enrolment',
		fc.record({ device: uuid, verifyKey: bytes(32), kemKey: bytes(32), mac: bytes(32), auth: bytes(32) }),
		writeEnrolment,
		readEnrolment
	);
	comesBack(
		'an invite record',
		fc.record({ invite: uuid, authHash: bytes(32), expires: u32 }),
		writeInviteRecord,
		readInviteRecord
	);

	test('whatever bytes come, every reader answers', () => {
		const readers = [
			readLogPage,
			readAppend,
			readEnvelopes,
			readHeads,
			readChanges,
			readStreamPage,
			readLetters,
			readIds,
			readEnrolment,
			readInviteRecord,
			readEntry
		];
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
				for (const read of readers) expect(typeof read(input).ok).toBe('boolean');
			})
		);
	});
});

describe('the link of an invite', () => {
	const link = fc.record({
		origin: fc.constantFrom('https://cercle.example', 'http://localhost:3000', 'http://192.168.1.20:3000'),
		org: bytes(32),
		invite: uuid,
		secret: bytes(32),
		promise: bytes(32),
		roles: fc.subarray([...roles], { minLength: 1 }).map((held) => new Set(held))
	});

	test('comes back from a code or from pasted text, spaces around it forgiven', () => {
		fc.assert(
			fc.property(link, (written) => {
				const read = readInviteLink(`  ${writeInviteLink(written)}\n`);
				if (!read.ok) throw new Error(read.error.type);
				expect(plain({ ...read.value, roles: [...read.value.roles] })).toEqual(
					plain({ ...written, roles: roles.filter((role) => written.roles.has(role)) })
				);
			})
		);
	});

	test('keeps everything secret behind the #, which no browser sends', () => {
		fc.assert(
			fc.property(link, (written) => {
				expect(writeInviteLink(written).split('#')[0]).toBe(`${written.origin}/join`);
			})
		);
	});

	test('any other text is refused', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(readInviteLink(text).ok).toBe(false);
			})
		);
		for (const text of [
			'javascript:alert(1)/join#AAAAAAAAAAAAAAAAAAAAAAAA',
			'https://x.example/join#',
			'https://x.example/other#AAAAAAAAAAAAAAAAAAAAAAAAAA'
		])
			expect(readInviteLink(text).ok).toBe(false);
	});

	test('what both sides compare changes with every key', () => {
		const device = {
			device: '3f2504e0-4f89-41d3-9a0c-0305e82c3301',
			verifyKey: new Uint8Array(32),
			kemKey: new Uint8Array(32)
		};
		const of = {
			org: new Uint8Array(32),
			invite: '3f2504e0-4f89-41d3-9a0c-0305e82c3302',
			roles: new Set(['facilitator'] as const)
		};
		const before = enrolmentTranscript(of, device).join();
		expect(enrolmentTranscript(of, { ...device, kemKey: new Uint8Array(32).fill(1) }).join()).not.toBe(before);
		expect(enrolmentTranscript(of, { ...device, verifyKey: new Uint8Array(32).fill(1) }).join()).not.toBe(before);
		expect(enrolmentTranscript({ ...of, roles: new Set(['supervisor'] as const) }, device).join()).not.toBe(before);
	});
});

test('a set of roles comes back from its byte; none and unknown bits are refused', () => {
	for (let byte = 0; byte < 256; byte += 1) {
		const held = byteToRoles(byte);
		if (byte === 0 || byte > 31) expect(held).toBeNull();
		else expect(held && rolesToByte(held)).toBe(byte);
	}
});
