import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { createDeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { createSigningKeys, sign } from '$lib/crypto/signature';
import { rootSigner, writeEntry, type LogBody } from '$lib/protocol/log-entry';
import { openDirectoryLog, signEntries } from './directory-log';

const random = createRandom();
const day = 20_779;

/** An organisation of one, with a log of three entries. */
function found() {
	const root = createSigningKeys();
	const keys = createDeviceKeys();
	const device = random.uuid();
	const org = sha256(root.verifyKey);
	const certificate = { device, verifyKey: keys.verifyKey, kemKey: keys.kemPublic, roles: new Set(['admin'] as const) };
	const body: LogBody = {
		...{ kind: 'root', rootKey: root.verifyKey },
		certificate: { ...certificate, notAfter: day + 1, invite: rootSigner }
	};
	const first = writeEntry({ org, seq: 0, prev: new Uint8Array(32), day, signer: rootSigner, body }, (message) =>
		sign(root.signingKey, message)
	);
	const start = openLog(org).take({ headSeq: 0, entries: [first] }).directory;
	const policies = (...names: readonly string[]) => {
		const bodies = names.map((name): LogBody => ({ kind: 'policy', name, value: 7 }));
		const signed = signEntries(start, bodies, device, keys.signingKey, day);
		if (!signed.ok) throw new Error(signed.error.type);
		return signed.value;
	};
	return { org, entries: [first, ...policies('one', 'two')], policies };
}

function openLog(org: Uint8Array, kept: ReadonlyMap<string, Uint8Array> = new Map()) {
	const log = openDirectoryLog({ get: (name) => kept.get(name) }, org);
	if (!log.ok) throw new Error(log.error.type);
	return log.value;
}

describe('a log', () => {
	test('that was taken opens again from the shelf, with the same head', () => {
		const { org, entries } = found();
		const log = openLog(org);
		const step = log.take({ headSeq: 2, entries });
		expect(log.directory().head.seq).toBe(-1);
		log.adopt(step);
		const again = openLog(org, step.keep);
		expect(again.directory().head).toEqual(log.directory().head);
		expect(again.directory().policies).toEqual(log.directory().policies);
		expect([0, 1, 2, 3].map((seq) => again.hashAt(seq) !== null)).toEqual([true, true, true, false]);
	});

	test('takes everything up to the first fault and nothing after it', () => {
		const { org, entries } = found();
		const damaged = entries[1]!.slice();
		damaged[damaged.length - 1]! ^= 1;
		const step = openLog(org).take({ headSeq: 2, entries: [entries[0]!, damaged, entries[2]!] });
		expect(step.directory.head.seq).toBe(0);
		expect(step.keep.size).toBe(1);
		expect(step.alarms).toEqual([{ type: 'GhostDevice', device: '' }]);
		expect(step.more).toBe(false);
	});

	test('passes over what it has, and alarms about a gap, another story, and a shorter one', () => {
		const { org, entries, policies } = found();
		const log = openLog(org);
		log.adopt(log.take({ headSeq: 1, entries: entries.slice(0, 2) }));
		expect(log.take({ headSeq: 2, entries }).entries).toHaveLength(1);
		expect(log.take({ headSeq: 2, entries }).alarms).toEqual([]);
		const [otherFirst, otherSecond] = policies('other', 'story');
		expect(log.take({ headSeq: 2, entries: [otherSecond!] }).alarms).toEqual([{ type: 'LogForked', device: '' }]);
		expect(log.take({ headSeq: 2, entries: [otherFirst!] }).alarms).toEqual([{ type: 'LogForked', device: '' }]);
		const [, , third] = policies('one', 'two', 'three');
		expect(log.take({ headSeq: 3, entries: [third!] }).alarms).toEqual([{ type: 'LogRefused', device: '' }]);
		expect(log.take({ headSeq: 0, entries: [] }).alarms).toEqual([{ type: 'LogRolledBack', device: '' }]);
	});

	test('that does not follow from its root is damaged', () => {
		const { org, entries } = found();
		const kept = new Map([
			['log/0', entries[0]!],
			['log/1', entries[2]!]
		]);
		expect(openDirectoryLog({ get: (name) => kept.get(name) }, org)).toEqual({
			ok: false,
			error: { type: 'LogDamaged' }
		});
	});
});
