import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation } from '$lib/runtime/organisation.svelte';

/** What the controllers of this folder need of the runtime. */
export interface SupportDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'state' | 'roles' | 'people' | 'policies' | 'readersOf'>;
}

/** Whether this device sees what facilitators share about themselves. */
export const isSupervising = ({ state, roles }: Pick<Organisation, 'state' | 'roles'>): boolean =>
	state === 'member' && roles.includes('supervisor');

/** Tells the devices of supervisors, removed ones too: what they said stays said by them. */
export function supervisorDevices({ people }: Pick<Organisation, 'people'>): (device: string) => boolean {
	const devices = new Set<string>(
		people.filter(({ roles }) => roles.includes('supervisor')).map(({ device }) => device)
	);
	return (device) => devices.has(device);
}

/** This device; empty outside an organisation. */
export const myDevice = ({ people }: Pick<Organisation, 'people'>): string =>
	people.find(({ isMe }) => isMe)?.device ?? '';
