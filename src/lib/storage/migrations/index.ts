import { changeLogStores } from './001-change-log';
import { shelfStores } from './002-shelf';

/**
 * Every version of a vault's database, oldest first: a static list, so that a bundler sees it and a reviewer reads the
 * order. Forward only. A step may add stores; what rows hold is versioned inside them, where it is sealed.
 */
export const migrations = [
	{ version: 1, stores: changeLogStores },
	{ version: 2, stores: shelfStores }
] as const;
