/** Adds a place for what sync keeps. Its rows are named by digests: no name lies there in clear. */
export const shelfStores = {
	shelf: 'id'
} as const;
