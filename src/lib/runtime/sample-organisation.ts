import { addDays, isDay } from '$lib/base/clock';
import { DeviceId } from '$lib/domain/ids';
import { rowOf, rowsOf, type Ledger, type Row } from '$lib/domain/ledger';
import { isSampleOffice } from '$lib/domain/setting';
import { unreadView, type PeopleView, type Person, type Role } from '$lib/sync/people-view';
import type { Door } from './door.svelte';

function sampleOrganisation(ledger: Ledger, device: string): PeopleView | null {
	if (!isSampleOffice(ledger)) return null;
	const people = [...rowsOf(ledger, 'person')].flatMap((row) => personOf(row, device));
	const me = people.find(({ isMe }) => isMe);
	if (!me) return null;
	const name = rowOf(ledger, 'person', 'organisation')?.fields['label'];
	return { ...unreadView, state: 'member', name: typeof name === 'string' ? name : '', roles: me.roles, people };
}

/**
 * Tells the organisation of the sample's desk that is open, or null: there is none anywhere else. Nobody certified its
 * people, and nothing is sent or fetched; screens show what they show to members. Ask it only for a vault that belongs to
 * no real organisation. The same object until its people change.
 */
export function createSampleOrganisation(door: Pick<Door, 'ledger' | 'vaultId'>): () => PeopleView | null {
	let known: { readonly people: unknown; readonly size: number; readonly view: PeopleView | null } | null = null;
	return () => {
		const ledger = door.ledger.current;
		const people = ledger.tables.get('person');
		const size = people?.size ?? 0;
		if (known?.people !== people || known?.size !== size)
			known = { people, size, view: sampleOrganisation(ledger, door.vaultId ?? '') };
		return known?.view ?? null;
	};
}

const roles: readonly Role[] = ['admin', 'facilitator', 'supervisor', 'lead', 'reader'];

function personOf({ id, fields }: Row, own: string): readonly Person[] {
	const device = DeviceId.safeParse(id);
	const { label, roles: told, since } = fields;
	if (!device.success || typeof label !== 'string' || !Array.isArray(told)) return [];
	const sinceDay = typeof since === 'string' && isDay(since) ? since : '1970-01-01';
	return [
		{
			device: device.data,
			label,
			roles: roles.filter((role) => told.includes(role)),
			sinceDay,
			invitedBy: '',
			isMe: id === own,
			isMine: false,
			lastHeard: null,
			revokedOn: null,
			// Long after anybody tries the sample.
			expiresOn: addDays(sinceDay, 36_500)
		}
	];
}
