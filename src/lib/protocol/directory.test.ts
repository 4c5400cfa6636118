import { createHash, generateKeyPairSync, randomUUID, sign, verify, type KeyObject } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	canOpen,
	checkInKeyOf,
	copyDirectory,
	cutOffOf,
	extendDirectory,
	isStale,
	organisationGroup,
	startDirectory,
	type Directory,
	type Verifier
} from './directory';
import { olderLength, rootSigner, wrapLength, writeEntry, type LogBody } from './log-entry';
import { roles, type Role } from './roles';
import type { StreamKind } from './stream';

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash('sha256').update(bytes).digest());

const spki = Buffer.from('302a300506032b6570032100', 'hex');
const verifier: Verifier = {
	sha256,
	verifies: (key, message, signature) =>
		verify(null, message, { key: Buffer.concat([spki, key]), format: 'der', type: 'spki' }, signature)
};

interface Keys {
	readonly id: string;
	readonly privateKey: KeyObject;
	readonly publicKey: Uint8Array;
}

const makeKeys = (id: string = randomUUID()): Keys => {
	const pair = generateKeyPairSync('ed25519');
	const der = pair.publicKey.export({ format: 'der', type: 'spki' });
	return { id, privateKey: pair.privateKey, publicKey: new Uint8Array(der.subarray(-32)) };
};

const today = 20_000;
const zeros = new Uint8Array(32);

/** A log in the making: signs what it is told to, whether it is allowed or not. */
const makeLog = () => {
	const root = makeKeys(rootSigner);
	const org = sha256(root.publicKey);
	const directory = startDirectory(org);
	const write = (by: Keys, body: LogBody, at: Directory = directory) =>
		writeEntry(
			{ org, seq: at.head.seq + 1, prev: at.head.hash, day: today, signer: by.id, body },
			(message) => new Uint8Array(sign(null, message, by.privateKey))
		);
	const add = (by: Keys, body: LogBody) => extendDirectory(directory, write(by, body), verifier);
	const certificateOf = (device: Keys, held: readonly Role[], invite: string = randomUUID()) => ({
		device: device.id,
		verifyKey: device.publicKey,
		kemKey: new Uint8Array(32).fill(7),
		roles: new Set(held),
		notAfter: today + 365,
		invite
	});
	const admin = makeKeys();
	const begun = add(root, {
		kind: 'root',
		rootKey: root.publicKey,
		certificate: certificateOf(admin, ['admin'], rootSigner)
	});
	if (!begun.ok) throw new Error(begun.error.type);
	const admit = (by: Keys, held: readonly Role[]) => {
		const device = makeKeys();
		return { device, outcome: add(by, { kind: 'certificate', certificate: certificateOf(device, held) }) };
	};
	const join = (held: readonly Role[]) => {
		const { device, outcome } = admit(admin, held);
		if (!outcome.ok) throw new Error(outcome.error.type);
		return device;
	};
	const epoch = (group: string, stream: StreamKind, members: readonly Keys[]): Extract<LogBody, { kind: 'epoch' }> => {
		const last = directory.streams.get(`${group}/${stream}`)?.epochs.at(-1);
		return {
			kind: 'epoch',
			group,
			stream,
			epoch: (last?.epoch ?? 0) + 1,
			members: members.map(({ id }) => id).sort(),
			commitment: new Uint8Array(32).fill(1),
			older: new Uint8Array(last ? olderLength : 0),
			before: last?.hash ?? zeros,
			wraps: members.map(() => new Uint8Array(wrapLength))
		};
	};
	return { root, admin, org, directory, write, add, admit, join, epoch, certificateOf };
};

const why = (outcome: ReturnType<typeof extendDirectory>) =>
	outcome.ok ? 'taken' : outcome.error.type === 'LogRefused' ? outcome.error.why : outcome.error.type;

describe('the root', () => {
	test('a log begins with the key whose hash is the organisation, and with no other', () => {
		const { org, root, write } = makeLog();
		const other = makeKeys(rootSigner);
		const fresh = startDirectory(org);
		const forged = write(
			other,
			{ kind: 'root', rootKey: other.publicKey, certificate: makeLog().certificateOf(other, ['admin']) },
			fresh
		);
		expect(why(extendDirectory(fresh, forged, verifier))).toBe('signer');
		expect(fresh.devices.size).toBe(0);
		expect(root.publicKey).not.toEqual(other.publicKey);
	});

	test('it makes administrators and nothing else', () => {
		const { root, admin, add, certificateOf } = makeLog();
		expect(why(add(root, { kind: 'certificate', certificate: certificateOf(makeKeys(), ['facilitator']) }))).toBe(
			'role'
		);
		expect(why(add(root, { kind: 'revocation', device: admin.id, cutOffs: [] })), 'whom it let in').toBe('role');
		expect(why(add(root, { kind: 'policy', name: 'x', value: 1 }))).toBe('role');
		expect(why(add(root, { kind: 'certificate', certificate: certificateOf(makeKeys(), ['admin']) }))).toBe('taken');
	});

	test('whom it brings back reads nothing of before, and takes over no stream, the office neither', () => {
		const { root, admin, org, directory, add, join, epoch, certificateOf } = makeLog();
		const ada = join(['facilitator']);
		const [group, hers] = [randomUUID(), randomUUID()];
		add(admin, epoch(organisationGroup(org), 'office', [admin]));
		add(ada, epoch(group, 'work', [ada]));
		add(ada, epoch(hers, 'own', [ada]));
		const back = makeKeys();
		const certificate = { ...certificateOf(back, ['admin', 'facilitator']), invite: rootSigner };
		expect(why(add(root, { kind: 'certificate', certificate }))).toBe('taken');
		for (const { id } of [admin, ada])
			expect(why(add(back, { kind: 'revocation', device: id, cutOffs: [] }))).toBe('taken');
		const streams = [...directory.streams.values()];
		expect(streams.every((stream) => !canOpen(directory, back.id, stream))).toBe(true);
		for (const [of, kind] of [
			[organisationGroup(org), 'office'],
			[group, 'work'],
			[hers, 'own']
		] as const) {
			expect(why(add(back, epoch(of, kind, [back]))), `${kind} goes on`).toBe('role');
			const anew = { ...epoch(of, kind, [back]), older: new Uint8Array(0) };
			expect(why(add(back, anew)), `${kind} cut from its past`).toBe('epoch');
			expect(why(add(back, { ...anew, epoch: 1, before: zeros })), `${kind} from the start`).toBe('epoch');
		}
		expect(why(add(back, epoch(group, 'report', [back]))), 'beside the lost one').toBe('role');
	});
});

describe('who may certify whom', () => {
	test('nobody gives a role she does not have, except an administrator', () => {
		fc.assert(
			fc.property(
				fc.subarray([...roles], { minLength: 1 }),
				fc.subarray([...roles], { minLength: 1 }),
				(held, given) => {
					const log = makeLog();
					const issuer = log.join(held);
					const { outcome } = log.admit(issuer, given);
					const may = held.includes('admin') || given.every((role) => held.includes(role));
					expect(why(outcome)).toBe(may ? 'taken' : 'role');
				}
			),
			{ numRuns: 40 }
		);
	});

	test('a device from nowhere signs nothing (a ghost device)', () => {
		const { add, certificateOf } = makeLog();
		const ghost = makeKeys();
		expect(why(add(ghost, { kind: 'certificate', certificate: certificateOf(makeKeys(), ['facilitator']) }))).toBe(
			'signer'
		);
	});

	test('one invite gives one certificate', () => {
		const { admin, add, certificateOf } = makeLog();
		const invite = randomUUID();
		expect(
			why(add(admin, { kind: 'certificate', certificate: certificateOf(makeKeys(), ['facilitator'], invite) }))
		).toBe('taken');
		expect(
			why(add(admin, { kind: 'certificate', certificate: certificateOf(makeKeys(), ['facilitator'], invite) }))
		).toBe('invite');
	});

	test('a second certificate renews or changes roles, never keys', () => {
		const { admin, add, certificateOf } = makeLog();
		const device = makeKeys();
		const first = certificateOf(device, ['facilitator']);
		expect(why(add(admin, { kind: 'certificate', certificate: first }))).toBe('taken');
		expect(why(add(admin, { kind: 'certificate', certificate: { ...first, notAfter: today + 390 } }))).toBe('taken');
		expect(why(add(admin, { kind: 'certificate', certificate: { ...first, verifyKey: makeKeys().publicKey } }))).toBe(
			'certificate'
		);
		expect(why(add(admin, { kind: 'certificate', certificate: { ...first, notAfter: today + 401 } }))).toBe(
			'certificate'
		);
	});
});

describe('who can open what', () => {
	test('only who holds the key names its next readers', () => {
		const { join, add, epoch, directory, admin } = makeLog();
		const [ada, bea, eve] = [join(['facilitator']), join(['facilitator']), join(['facilitator'])];
		const group = randomUUID();
		expect(why(add(ada, epoch(group, 'work', [ada])))).toBe('taken');
		expect(why(add(eve, epoch(group, 'work', [ada, eve]))), 'another facilitator adds herself').toBe('role');
		expect(why(add(admin, epoch(group, 'work', [ada, admin]))), 'an administrator adds herself').toBe('role');
		expect(why(add(ada, epoch(group, 'work', [ada, bea])))).toBe('taken');
		expect(canOpen(directory, bea.id, { group, stream: 'work' })).toBe(true);
		expect(canOpen(directory, eve.id, { group, stream: 'work' })).toBe(false);
	});

	test('a supervisor reads reports and never the work of a group', () => {
		const { join, add, epoch } = makeLog();
		const [ada, sam] = [join(['facilitator']), join(['supervisor'])];
		const group = randomUUID();
		expect(why(add(ada, epoch(group, 'work', [ada, sam])))).toBe('members');
		expect(why(add(ada, epoch(group, 'report', [ada, sam])))).toBe('taken');
		expect(why(add(sam, epoch(randomUUID(), 'report', [sam])))).toBe('role');
	});

	test('an own stream is for the phones of one person', () => {
		const { join, add, epoch, admit } = makeLog();
		const [ada, eve] = [join(['facilitator']), join(['facilitator'])];
		const { device: second } = admit(ada, ['facilitator']);
		const group = randomUUID();
		expect(why(add(ada, epoch(group, 'own', [ada, eve])))).toBe('members');
		expect(why(add(ada, epoch(group, 'own', [ada, second])))).toBe('taken');
	});

	test('the office is for administrators, under its own id', () => {
		const { join, add, epoch, admin, org } = makeLog();
		const ada = join(['facilitator']);
		expect(why(add(admin, epoch(randomUUID(), 'office', [admin])))).toBe('stream');
		expect(why(add(admin, epoch(organisationGroup(org), 'work', [admin])))).toBe('role');
		expect(why(add(admin, epoch(organisationGroup(org), 'office', [admin, ada])))).toBe('members');
		expect(why(add(admin, epoch(organisationGroup(org), 'office', [admin])))).toBe('taken');
	});

	test('nobody begins a stream of a group that is not hers', () => {
		const { join, add, epoch } = makeLog();
		const [ada, eve] = [join(['facilitator']), join(['facilitator'])];
		const group = randomUUID();
		expect(why(add(ada, epoch(group, 'work', [ada])))).toBe('taken');
		expect(why(add(eve, epoch(group, 'report', [eve])))).toBe('role');
		expect(why(add(ada, epoch(group, 'report', [ada])))).toBe('taken');
	});

	test('epochs follow each other without a gap and name the one before', () => {
		const { join, add, epoch } = makeLog();
		const ada = join(['facilitator']);
		const group = randomUUID();
		const first = epoch(group, 'work', [ada]);
		expect(why(add(ada, { ...first, epoch: 2 }))).toBe('epoch');
		expect(why(add(ada, first))).toBe('taken');
		expect(why(add(ada, first)), 'the same again').toBe('epoch');
		const second = epoch(group, 'work', [ada]);
		expect(why(add(ada, { ...second, before: zeros }))).toBe('epoch');
		expect(why(add(ada, { ...second, older: new Uint8Array(0) })), 'the past would be lost').toBe('epoch');
		expect(
			why(add(ada, { ...second, members: [ada.id, ada.id], wraps: [new Uint8Array(80), new Uint8Array(80)] }))
		).toBe('members');
		expect(why(add(ada, second))).toBe('taken');
	});
});

describe('revocation', () => {
	test('a revoked device signs nothing more, never comes back, and its streams need a new key', () => {
		const { join, add, epoch, directory, admin, certificateOf } = makeLog();
		const [ada, bea] = [join(['facilitator']), join(['facilitator'])];
		const group = randomUUID();
		const ref = { group, stream: 'work' } as const;
		add(ada, epoch(group, 'work', [ada, bea]));
		const cutOffs = [{ ...ref, seq: 4, hash: new Uint8Array(32).fill(4) }];
		expect(why(add(bea, { kind: 'revocation', device: ada.id, cutOffs })), 'not by just anybody').toBe('role');
		expect(why(add(admin, { kind: 'revocation', device: ada.id, cutOffs }))).toBe('taken');
		expect(why(add(ada, epoch(group, 'work', [ada])))).toBe('signer');
		expect(why(add(admin, { kind: 'certificate', certificate: { ...certificateOf(ada, ['facilitator']) } }))).toBe(
			'device'
		);
		const stream = directory.streams.get(`${group}/work`);
		expect(stream && isStale(directory, stream)).toBe(true);
		expect(cutOffOf(directory, ada.id, ref)?.seq).toBe(4);
		expect(cutOffOf(directory, ada.id, { group, stream: 'report' })?.seq, 'what it never wrote').toBe(0);
		expect(cutOffOf(directory, bea.id, ref)).toBeNull();
		expect(why(add(bea, epoch(group, 'work', [ada, bea]))), 'nobody takes it in again').toBe('members');
		expect(why(add(bea, epoch(group, 'work', [bea])))).toBe('taken');
	});

	test('she who invited may take it back, and anybody may leave', () => {
		const { join, admit, add } = makeLog();
		const ada = join(['facilitator']);
		const { device: second } = admit(ada, ['facilitator']);
		expect(why(add(ada, { kind: 'revocation', device: second.id, cutOffs: [] }))).toBe('taken');
		expect(why(add(ada, { kind: 'revocation', device: ada.id, cutOffs: [] }))).toBe('taken');
	});
});

describe('the check-in key', () => {
	const start = () => {
		const log = makeLog();
		const [ada, ben, fay] = [log.join(['reader']), log.join(['reader']), log.join(['facilitator'])];
		const place = organisationGroup(log.directory.org);
		const key = (epoch: number, value = epoch) =>
			({ kind: 'check-in-key', epoch, publicKey: new Uint8Array(32).fill(value) }) as const;
		return { ...log, ada, ben, fay, place, key };
	};

	test('is told by a reader who has the key it follows from, once for each', () => {
		const { add, ada, ben, fay, admin, place, key, epoch, directory } = start();
		expect(why(add(ada, key(1)))).toBe('stream');
		expect(why(add(ada, epoch(place, 'results', [ada])))).toBe('taken');
		expect(checkInKeyOf(directory)).toBe(null);
		for (const other of [ben, fay, admin]) expect(why(add(other, key(1)))).toBe('role');
		expect(why(add(ada, key(2)))).toBe('epoch');
		expect(why(add(ada, key(1)))).toBe('taken');
		expect(why(add(ada, key(1, 9)))).toBe('epoch');
		expect(checkInKeyOf(directory)).toEqual({ epoch: 1, publicKey: new Uint8Array(32).fill(1) });
	});

	test('is not used any more once one of its holders was removed, and the next one is', () => {
		const { add, ada, ben, admin, place, key, epoch, directory } = start();
		add(ada, epoch(place, 'results', [ada, ben]));
		add(ada, key(1));
		expect(why(add(admin, { kind: 'revocation', device: ben.id, cutOffs: [] }))).toBe('taken');
		expect(checkInKeyOf(directory)).toBe(null);
		expect(why(add(ada, epoch(place, 'results', [ada])))).toBe('taken');
		expect(checkInKeyOf(directory)).toBe(null);
		expect(why(add(ada, key(2)))).toBe('taken');
		expect(checkInKeyOf(directory)?.epoch).toBe(2);
		expect(directory.checkInKeys.size).toBe(2);
	});
});

describe('the chain', () => {
	const tell = () => {
		const log = makeLog();
		const entries: Uint8Array[] = [];
		const keep = (by: Keys, body: LogBody) => {
			const bytes = log.write(by, body);
			expect(why(extendDirectory(log.directory, bytes, verifier))).toBe('taken');
			entries.push(bytes);
		};
		const device = makeKeys();
		const before = copyDirectory(log.directory);
		keep(log.admin, { kind: 'certificate', certificate: log.certificateOf(device, ['facilitator']) });
		keep(device, log.epoch(randomUUID(), 'work', [device]));
		keep(log.admin, { kind: 'policy', name: 'check-in-threshold', value: 7 });
		keep(log.admin, { kind: 'backup-key', recipient: 'age1example' });
		keep(log.admin, { kind: 'revocation', device: device.id, cutOffs: [] });
		return { ...log, before, entries };
	};

	test('a gap, a repetition and another entry at a known place are refused and change nothing', () => {
		const { before, entries, admin, write } = tell();
		const [first, second] = entries as [Uint8Array, Uint8Array];
		expect(why(extendDirectory(before, second, verifier))).toBe('LogGap');
		const other = write(admin, { kind: 'policy', name: 'other', value: 1 }, before);
		expect(why(extendDirectory(before, first, verifier))).toBe('taken');
		expect(why(extendDirectory(before, first, verifier))).toBe('LogGap');
		const onOther = copyDirectory(before);
		onOther.head = { seq: 1, hash: sha256(other) };
		const head = before.head;
		expect(why(extendDirectory(onOther, second, verifier))).toBe('LogForked');
		expect(before.head).toBe(head);
	});

	test('no changed bit is taken, anywhere', () => {
		const { before, entries } = tell();
		for (const entry of entries) {
			for (let at = 0; at < entry.length * 8; at += 3) {
				const changed = entry.slice();
				changed[at >> 3] = (changed[at >> 3] ?? 0) ^ (1 << (at & 7));
				expect(extendDirectory(copyDirectory(before), changed, verifier).ok, `bit ${at}`).toBe(false);
			}
			expect(why(extendDirectory(before, entry, verifier)), 'the honest one').toBe('taken');
		}
	});

	test('cut or lengthened by a byte, an entry is refused', () => {
		const { before, entries } = tell();
		for (const entry of entries.slice(0, 1)) {
			for (let length = 0; length < entry.length; length += 1)
				expect(extendDirectory(copyDirectory(before), entry.subarray(0, length), verifier).ok).toBe(false);
			expect(extendDirectory(copyDirectory(before), new Uint8Array([...entry, 0]), verifier).ok).toBe(false);
		}
	});

	test('whatever bytes come, it answers and changes nothing', () => {
		const { before } = tell();
		const { head } = before;
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
				expect(extendDirectory(before, bytes, verifier).ok).toBe(false);
				expect(before.head).toBe(head);
			})
		);
	});

	test('a policy cannot lower the check-in threshold below five', () => {
		const { add, admin, directory } = makeLog();
		expect(why(add(admin, { kind: 'policy', name: 'check-in-threshold', value: 4 }))).toBe('policy');
		expect(why(add(admin, { kind: 'policy', name: 'check-in-threshold', value: 5 }))).toBe('taken');
		expect(directory.policies.get('check-in-threshold')).toBe(5);
	});

	test('a snapshot never gives back what an earlier one replaced', () => {
		const { join, add, epoch } = makeLog();
		const ada = join(['facilitator']);
		const group = randomUUID();
		add(ada, epoch(group, 'work', [ada]));
		const prune = (seq: number): LogBody => ({
			kind: 'prune',
			group,
			stream: 'work',
			snapshot: zeros,
			ends: [{ device: ada.id, seq, hash: zeros }]
		});
		expect(why(add(ada, prune(5)))).toBe('taken');
		expect(why(add(ada, prune(4)))).toBe('chain');
	});
});
