import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { createDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { createSigningKeys, sign } from '$lib/crypto/signature';
import { extendDirectory, latestEpoch, startDirectory, type Directory } from '$lib/protocol/directory';
import { mostMembers } from '$lib/protocol/limits';
import { rootSigner, writeEntry, type Certificate, type LogBody } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import { signEntries } from './directory-log';
import { epochDraft, openStreamKeys, readersDue, streamsToMake, streamsToRotate } from './epochs';
import { strictVerifier } from './verifier';

const random = createRandom();
const day = 20_779;
const work: StreamRef = { group: random.uuid(), stream: 'work' };
const emptyShelf = { get: () => undefined, names: () => [] };

interface Phone {
	readonly device: string;
	readonly keys: DeviceKeys;
	readonly certificate: Certificate;
}

function createPhone(roles: readonly Role[]): Phone {
	const keys = createDeviceKeys();
	const device = random.uuid();
	const invite = random.uuid();
	const certificate = { device, verifyKey: keys.verifyKey, kemKey: keys.kemPublic, roles: new Set(roles), invite };
	return { device, keys, certificate: { ...certificate, notAfter: day + 300 } };
}

/** An organisation of these phones, the first of which makes everything. */
function foundBy(first: Phone, ...others: readonly Phone[]): Directory {
	const root = createSigningKeys();
	const directory = startDirectory(sha256(root.verifyKey));
	const body: LogBody = {
		kind: 'root',
		rootKey: root.verifyKey,
		certificate: { ...first.certificate, invite: rootSigner }
	};
	const entry = { org: directory.org, seq: 0, prev: new Uint8Array(32), day, signer: rootSigner, body };
	extendDirectory(
		directory,
		writeEntry(entry, (message) => sign(root.signingKey, message)),
		strictVerifier
	);
	for (const { certificate } of others) add(directory, first, { kind: 'certificate', certificate });
	return directory;
}

function add(directory: Directory, { device, keys }: Phone, body: LogBody): void {
	const entries = signEntries(directory, [body], device, keys.signingKey, day);
	if (!entries.ok) throw new Error(JSON.stringify(entries.error));
	for (const bytes of entries.value) extendDirectory(directory, bytes, strictVerifier);
}

const keysOf = ({ device, keys }: Phone) => openStreamKeys(emptyShelf, device, keys);

describe('the key of a stream', () => {
	test('reaches its readers and nobody else; who comes later reads what was before', async () => {
		const [mai, awa, sup] = [
			createPhone(['admin', 'facilitator']),
			createPhone(['facilitator']),
			createPhone(['supervisor'])
		];
		const directory = foundBy(mai, awa, sup);
		const maiKeys = keysOf(mai);
		// A supervisor is no reader of the work, even when named.
		add(directory, mai, (await epochDraft(directory, maiKeys, work, [mai.device, sup.device]))!);
		expect(latestEpoch(directory.streams.get(streamName(work))!).members).toEqual([mai.device]);
		await maiKeys.learn(directory);
		add(directory, mai, (await epochDraft(directory, maiKeys, work, [mai.device, awa.device]))!);
		await maiKeys.learn(directory);
		const awaKeys = keysOf(awa);
		expect((await awaKeys.learn(directory)).opened).toEqual([work]);
		expect(awaKeys.get(work, 1)).toEqual(maiKeys.get(work, 1));
		expect(awaKeys.get(work, 2)).toEqual(maiKeys.get(work, 2));
		const supKeys = keysOf(sup);
		await supKeys.learn(directory);
		expect([supKeys.get(work, 1), supKeys.get(work, 2)]).toEqual([null, null]);
	});

	test('that follows a removal is not told to who was removed, and the old ones stay readable', async () => {
		const [mai, awa] = [createPhone(['admin', 'facilitator']), createPhone(['facilitator'])];
		const directory = foundBy(mai, awa);
		const [maiKeys, awaKeys] = [keysOf(mai), keysOf(awa)];
		add(directory, mai, (await epochDraft(directory, maiKeys, work, [mai.device, awa.device]))!);
		await maiKeys.learn(directory);
		add(directory, mai, { kind: 'revocation', device: awa.device, cutOffs: [] });
		expect(streamsToRotate(directory, mai.device, day).map(streamName)).toEqual([streamName(work)]);
		add(directory, mai, (await epochDraft(directory, maiKeys, work, readersDue(directory, mai.device, work)))!);
		await maiKeys.learn(directory);
		await awaKeys.learn(directory);
		expect(awaKeys.get(work, 1)).not.toBeNull();
		expect(awaKeys.get(work, 2)).toBeNull();
		expect(streamsToRotate(directory, mai.device, day)).toEqual([]);
		expect(streamsToRotate(directory, mai.device, day + 90)).toHaveLength(1);
	});

	test('sealed for another place or replaced after sealing is refused and says who gave it', async () => {
		const [mai, awa] = [createPhone(['admin', 'facilitator']), createPhone(['facilitator'])];
		const directory = foundBy(mai, awa);
		const other = { ...work, group: random.uuid() };
		const elsewhere = (await epochDraft(directory, keysOf(mai), other, [mai.device, awa.device]))!;
		add(directory, mai, { ...elsewhere, group: work.group });
		const awaKeys = keysOf(awa);
		const learnt = await awaKeys.learn(directory);
		expect(learnt.alarms).toEqual([{ type: 'CommitmentWrong', device: mai.device }]);
		expect(awaKeys.get(work, 1)).toBeNull();
		expect((await awaKeys.learn(directory)).alarms).toEqual([]);
	});

	test('is not given on by who does not hold it', async () => {
		const [mai, awa] = [createPhone(['admin', 'facilitator']), createPhone(['facilitator'])];
		const directory = foundBy(mai, awa);
		add(directory, mai, (await epochDraft(directory, keysOf(mai), work, [mai.device]))!);
		expect(await epochDraft(directory, keysOf(awa), work, [awa.device])).toBeNull();
	});

	test('of reports is due to all supervisors, and of the work to nobody by itself', () => {
		const [mai, awa, sup] = [
			createPhone(['admin', 'facilitator']),
			createPhone(['facilitator']),
			createPhone(['supervisor'])
		];
		const directory = foundBy(mai, awa, sup);
		const report: StreamRef = { ...work, stream: 'report' };
		expect([...readersDue(directory, mai.device, report)].sort()).toEqual([mai.device, sup.device].sort());
		expect([...readersDue(directory, mai.device, work)]).toEqual([mai.device]);
	});

	test('that is full stays as it is, though more should read it', async () => {
		const [mai, awa] = [createPhone(['admin', 'facilitator']), createPhone(['facilitator'])];
		const directory = foundBy(mai, awa);
		const device = directory.devices.get(awa.device)!;
		const admit = (count: number) => {
			for (let at = 0; at < count; at++) {
				const id = random.uuid();
				directory.devices.set(id, { ...device, device: id });
			}
		};
		admit(mostMembers - 3);
		const [common] = streamsToMake(directory, mai.device);
		expect(common).toMatchObject({ stream: 'common' });
		const keys = keysOf(mai);
		add(directory, mai, (await epochDraft(directory, keys, common!, readersDue(directory, mai.device, common!)))!);
		await keys.learn(directory);
		expect(latestEpoch(directory.streams.get(streamName(common!))!).members).toHaveLength(mostMembers - 1);
		admit(1);
		expect(streamsToRotate(directory, mai.device, day)).toHaveLength(1);
		add(directory, mai, (await epochDraft(directory, keys, common!, readersDue(directory, mai.device, common!)))!);
		admit(5);
		expect(streamsToRotate(directory, mai.device, day)).toEqual([]);
	});
});
