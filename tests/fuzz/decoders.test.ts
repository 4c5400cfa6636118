import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToText, textToBytes } from '$lib/base/bytes';
import { parseDeviceKeys } from '$lib/crypto/device-keys';
import { createLedger, mergeRow } from '$lib/domain/ledger';
import { parseRow } from '$lib/domain/ledger-row';
import {
	readBallots,
	readBatch,
	readBatches,
	readCast,
	writeBallots,
	writeBatch,
	writeBatches,
	writeCast
} from '$lib/protocol/ballot';
import { readEnvelope, writeEnvelope, writeHeader } from '$lib/protocol/envelope';
import { readFrame } from '$lib/protocol/frame';
import {
	readEnrolment,
	readInviteLink,
	readInviteRecord,
	writeEnrolment,
	writeInviteLink,
	writeInviteRecord
} from '$lib/protocol/invite';
import { readEntry, writeEntry } from '$lib/protocol/log-entry';
import { readRequestHeaders, requestHeaders, stampRequest } from '$lib/protocol/request';
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
	writeEnvelopes,
	writeHeads,
	writeIds
} from '$lib/protocol/v1';
import { readBackup } from '$lib/sync/backup';
import { readChain } from '$lib/sync/chain';
import { unpackPayload } from '$lib/sync/payload';

// The attack: bytes from a server, a code, a file or a neighbour, made to crash, to hang, or to reach the prototype of
// everything. Each decoder gets random bytes and honest ones that were cut, lengthened, repeated or changed in places.
// Refusing is a value here, so any throw fails the test.

const isDeep = Boolean(process.env.DEEP);
/** Runs of each property: 10^5 in `npm run test:deep`. */
const runs = isDeep ? 100_000 : 1_000;
/** Inflating and JSON take longer; a tenth is enough to meet every branch. */
const slowRuns = runs / 10;

const id = '3f2504e0-4f89-41d3-9a0c-0305e82c3301';
const hash = new Uint8Array(32).fill(7);
const ref = { group: id, stream: 'work' } as const;
const header = writeHeader({ ...ref, org: hash, epoch: 1, device: id, seq: 1, prev: hash, logSeq: 1, logHead: hash });
const envelope = writeEnvelope(header, new Uint8Array(60), new Uint8Array(64));
const head = { ...ref, device: id, seq: 3, hash };
const certificate = {
	device: id,
	verifyKey: hash,
	kemKey: hash,
	roles: new Set(['admin'] as const),
	notAfter: 20_000,
	invite: id
};
const batch = {
	...{ org: hash, batch: id, maker: id, groups: [id], batchKey: hash, threshold: 5, questionSet: hash },
	...{ checkInEpoch: 1, logSeq: 1, tickets: [1, 2, 3, 4, 5].map((byte) => new Uint8Array(32).fill(byte)) }
};
const entry = (body: Parameters<typeof writeEntry>[0]['body']) =>
	writeEntry({ org: hash, seq: 1, prev: hash, day: 20_000, signer: id, body }, () => new Uint8Array(64));

/** Every decoder of bytes, with honest ones to start from. */
const decoders: readonly (readonly [string, (bytes: Uint8Array) => unknown, readonly Uint8Array[]])[] = [
	['a frame', (bytes) => readFrame(bytes), [header]],
	['an envelope', readEnvelope, [envelope]],
	[
		'a log entry',
		readEntry,
		[
			entry({ kind: 'root', rootKey: hash, certificate }),
			entry({ kind: 'certificate', certificate }),
			entry({ kind: 'revocation', device: id, cutOffs: [{ ...ref, seq: 1, hash }] }),
			entry({ kind: 'policy', name: 'x', value: 1 }),
			entry({ kind: 'check-in-key', epoch: 1, publicKey: hash }),
			entry({ kind: 'prune', ...ref, snapshot: hash, ends: [{ device: id, seq: 1, hash }] }),
			entry({
				kind: 'epoch',
				...ref,
				epoch: 1,
				members: [id],
				commitment: hash,
				older: new Uint8Array(0),
				before: hash,
				wraps: [new Uint8Array(80)]
			})
		]
	],
	['a page of the log', readLogPage, []],
	['an append', readAppend, [writeAppend({ after: 1, entries: [hash] })]],
	['a push', readEnvelopes, [writeEnvelopes([envelope])]],
	['heads', readHeads, [writeHeads([head])]],
	[
		'changes',
		readChanges,
		[
			writeChanges({
				log: { headSeq: 1, entries: [hash] },
				position: 5,
				more: false,
				heads: [head],
				envelopes: [envelope],
				letters: 0
			})
		]
	],
	['a page of a stream', readStreamPage, []],
	['letters', readLetters, []],
	['a batch', readBatch, [writeBatch(batch, () => new Uint8Array(64))]],
	['ballots on their way', readCast, [writeCast([{ ticketId: new Uint8Array(16), ballot: new Uint8Array(512) }])]],
	['batches', readBatches, [writeBatches([{ batch: hash, state: 'ready', missing: 0, until: '2027-05-25' }])]],
	['ballots', readBallots, [writeBallots([new Uint8Array(512)])]],
	['ids', readIds, [writeIds([id])]],
	[
		'an enrolment',
		readEnrolment,
		[writeEnrolment({ device: id, verifyKey: hash, kemKey: hash, mac: hash, auth: hash })]
	],
	['an invite record', readInviteRecord, [writeInviteRecord({ invite: id, authHash: hash, expires: 5 })]],
	['device keys', parseDeviceKeys, [new Uint8Array(65).fill(1)]],
	['a chain', (bytes) => readChain(bytes.length % 2 ? bytes : undefined), []]
];

/** Honest bytes after a fault of the line or of somebody's hand. */
const spoilt = (samples: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
	samples.length === 0
		? fc.uint8Array({ maxLength: 400 })
		: fc.oneof(
				fc.uint8Array({ maxLength: 400 }),
				fc
					.tuple(
						fc.constantFrom(...samples),
						fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { maxLength: 4 }),
						fc.nat(),
						fc.uint8Array({ maxLength: 6 })
					)
					.map(([sample, changes, cut, more]) => {
						const bytes = new Uint8Array([
							...sample.subarray(0, cut % 3 === 0 ? cut % (sample.length + 1) : sample.length),
							...more
						]);
						for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
						return bytes;
					})
			);

const isClean = () => expect(Object.keys(Object.prototype)).toEqual([]);

describe('whatever bytes come, a decoder answers', () => {
	test.each(decoders)(
		'%s',
		(_, decode, samples) => {
			fc.assert(
				fc.property(spoilt(samples), (bytes) => {
					expect(decode(bytes)).toBeTypeOf('object');
				}),
				{ numRuns: runs }
			);
			isClean();
		},
		600_000
	);

	test('the text inside an envelope', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (bytes) => {
				expect((await unpackPayload(bytes)).ok).toBe(false);
			}),
			{ numRuns: slowRuns }
		);
		isClean();
	}, 600_000);

	test('a backup', () => {
		const ledger = createLedger();
		fc.assert(
			fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), fc.json().map(textToBytes)), (bytes) => {
				expect(readBackup(bytes, { vault: { ledger: () => ledger }, session: null })).toBeTypeOf('object');
			}),
			{ numRuns: slowRuns }
		);
		isClean();
	}, 600_000);
});

describe('whatever text comes, a reader answers', () => {
	const link = writeInviteLink({
		origin: 'https://x.example',
		org: hash,
		invite: id,
		secret: hash,
		promise: hash,
		roles: new Set(['admin'] as const)
	});

	test('an invite', () => {
		const texts = fc.oneof(
			fc.string(),
			fc
				.tuple(fc.nat({ max: link.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }))
				.map(([at, letter]) => link.slice(0, at) + letter + link.slice(at + 1))
		);
		fc.assert(
			fc.property(texts, (text) => {
				expect(readInviteLink(text)).toBeTypeOf('object');
			}),
			{ numRuns: runs }
		);
	}, 600_000);

	test('the headers of a signed request', () => {
		const honest = requestHeaders(
			{ method: 'GET', authority: 'x.example', path: '/', query: '?', bodyHash: hash },
			stampRequest(id, new Uint8Array(16), 5),
			new Uint8Array(64)
		);
		const names = ['content-digest', 'signature-input', 'signature'] as const;
		fc.assert(
			fc.property(fc.constantFrom(...names), fc.nat({ max: 60 }), fc.string({ maxLength: 4 }), (name, at, more) => {
				const spoiltHeaders = { ...honest, [name]: honest[name].slice(0, at) + more + honest[name].slice(at + 1) };
				const headers = new Map(Object.entries(spoiltHeaders));
				expect(readRequestHeaders({ get: (asked) => headers.get(asked) ?? null })).toBeTypeOf('object');
			}),
			{ numRuns: runs }
		);
	}, 600_000);

	test('a row of somebody else: refused, or joined without reaching any prototype', () => {
		const names = fc.oneof(
			fc.string(),
			fc.constantFrom('__proto__', 'constructor', 'toString', 'heads', 'past', 'gone', 'dev')
		);
		const cell = fc.record(
			{
				heads: fc.array(fc.record({ value: fc.jsonValue(), ctr: fc.nat(), hlc: fc.nat(), dev: names }), {
					maxLength: 3
				}),
				past: fc.dictionary(names, fc.array(fc.nat(), { maxLength: 3 }), { maxKeys: 3 }),
				gone: fc.array(fc.tuple(names, fc.nat()), { maxLength: 3 })
			},
			{ requiredKeys: [] }
		);
		const row = fc.oneof(fc.jsonValue(), fc.tuple(names, names, fc.dictionary(names, cell, { maxKeys: 3 })));
		fc.assert(
			fc.property(row, (value) => {
				const read: unknown = JSON.parse(bytesToText(textToBytes(JSON.stringify(value))));
				const parsed = parseRow(read);
				if (parsed.ok) mergeRow(createLedger(), ...parsed.value);
			}),
			{ numRuns: runs }
		);
		isClean();
	}, 600_000);
});
