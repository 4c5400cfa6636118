/** True when a vault was made in this browser, without fetching storage to look. The name is the one `storage/tables.ts` sets. */
export const wasUsed = (storage: Pick<Storage, 'getItem'>): boolean => storage.getItem('c.used') !== null;
