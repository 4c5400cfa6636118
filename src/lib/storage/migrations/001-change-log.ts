/**
 * The first shape of a vault's database. Imports nothing from the app: a migration must still mean in ten
 * years what it means today. Only ids are indexed; there is no index over anything a person wrote, answered or did.
 */
export const changeLogStores = {
	header: 'id',
	changes: 'id',
	answers: 'id',
	outbox: 'id',
	snapshot: 'id'
} as const;
