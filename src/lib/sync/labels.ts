import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { organisationSettings } from '$lib/domain/sharing';
import { canOpen, organisationGroup } from '$lib/protocol/directory';
import { mayByRole, writerRoles } from '$lib/protocol/roles';
import { queueLetters, type LetterReceived } from './letters';
import { acquaintances, labelOf } from './people-list';
import type { PeopleProblem } from './people-problem';
import type { SyncSession } from './session';
import type { Shelf } from './vault-port';

const nameName = 'organisation-name';
const toldName = (device: string): string => `told/${device}`;
/** Letters of a label that one round queues. */
const mostTold = 50;

/** The organisation's name on this phone, or empty. */
export const organisationName = (shelf: Pick<Shelf, 'get'>, typed: string): string => {
	const bytes = shelf.get(nameName);
	return bytes ? bytesToText(bytes) : typed;
};

/** The edit that says how a device is called. */
export const labelEdit = (device: string, label: string): Edit => ({
	table: 'person',
	row: device,
	field: 'label',
	value: label
});

/** Tells those who should know it how this device's owner is called, once each; who let somebody in also says where. */
export async function tellLabel(session: SyncSession): Promise<Result<void, PeopleProblem>> {
	const { shelf, membership, log, vault } = session;
	const label = labelOf(vault.ledger(), membership.device) || membership.label;
	const name = organisationName(shelf, membership.name);
	const said = textToBytes(JSON.stringify([label, name]));
	const isTold = (device: string) => shelf.get(toldName(device))?.join() === said.join();
	const due = acquaintances(log.directory(), membership.device).filter((device) => !isTold(device));
	if (label === '' && name === '') return { ok: true, value: undefined };
	const now = due.slice(0, mostTold);
	if (now.length === 0) return { ok: true, value: undefined };
	const queued = await queueLetters(session, now, { kind: 'label', label, organisation: name });
	return queued.ok ? shelf.receive({ keep: new Map(now.map((device) => [toldName(device), said] as const)) }) : queued;
}

/** What letters say of people: edits for the vault, and the organisation's name when it comes from who let us in. */
export function takeLabels(
	{ log, membership, vault }: Pick<SyncSession, 'log' | 'membership' | 'vault'>,
	letters: readonly LetterReceived[]
): { readonly edits: readonly Edit[]; readonly keep: ReadonlyMap<string, Uint8Array> } {
	const edits: Edit[] = [];
	const keep = new Map<string, Uint8Array>();
	const issuer = log.directory().devices.get(membership.device)?.issuer;
	for (const { author, body } of letters) {
		if (body.kind !== 'label') continue;
		const label = body.label.trim();
		if (label !== '' && labelOf(vault.ledger(), author) !== label)
			edits.push({ ...labelEdit(author, label), settles: true });
		const name = body.organisation.trim();
		if (author === issuer && name !== '') keep.set(nameName, textToBytes(name));
	}
	return { edits, keep };
}

/** The settings that follow from what the log lets this device read; nothing when they stand. */
export function dueSettings(
	{ log, membership }: Pick<SyncSession, 'log' | 'membership'>,
	ledger: Ledger
): readonly Edit[] {
	const directory = log.directory();
	const { device } = membership;
	const edits: Edit[] = [];
	const own = [...directory.streams.values()].find(
		(stream) => stream.stream === 'own' && canOpen(directory, device, stream)
	);
	if (own && settingOf(ledger, 'own-group') !== own.group) edits.push(changeSetting('own-group', own.group));
	const group = organisationGroup(directory.org);
	const held = directory.devices.get(device)?.roles ?? new Set();
	for (const [name, stream] of organisationSettings) {
		// Who only reads a stream has nothing to send there.
		const isHers = canOpen(directory, device, { group, stream }) && mayByRole(writerRoles, held, stream);
		if (isHers && settingOf(ledger, name) !== group) edits.push(changeSetting(name, group));
	}
	return edits;
}
