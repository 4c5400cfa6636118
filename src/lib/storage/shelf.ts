/**
 * What sync keeps between two times the vault is open: keys, the log, where it got to. Bytes under names; what they mean
 * is for `sync/` to know.
 *
 * Who may call it: `vault.ts`.
 *
 * What must stay true:
 * - A name is never on the disk: a row's id is a keyed digest of it, and the name itself is sealed with the bytes.
 * - A row opens only under its own id, so what was kept under one name never comes back under another (threat: a thief
 *   who swaps rows to give an old key or an old place back, A2).
 * - A row that does not open is passed over and stays; sync asks for what it misses again.
 */
import { bytesToHex, bytesToText, bytesToU32, concatBytes, textToBytes, u32ToBytes } from '$lib/base/bytes';
import { hmacSha256 } from '$lib/crypto/digest';
import { open, seal } from '$lib/crypto/envelope';
import type { VaultKeys } from '$lib/crypto/keyring';
import type { SealedRow } from './store';

type ShelfKeys = Pick<VaultKeys, 'shelfKey' | 'shelfNameKey'>;

/** The id of the row that keeps what has this name: always the same for one vault. */
export const shelfId = (keys: ShelfKeys, name: string): string =>
	bytesToHex(hmacSha256(keys.shelfNameKey, textToBytes(name)));

/** The row that keeps these bytes under this name, in place of the one before. */
export function sealShelf(keys: ShelfKeys, name: string, bytes: Uint8Array): SealedRow {
	const id = shelfId(keys, name);
	const named = textToBytes(name);
	const plain = concatBytes(u32ToBytes(named.length), named, bytes);
	const box = seal(keys.shelfKey, plain, ['shelf', 'shelf', id], 'record');
	plain.fill(0);
	return { id, box };
}

/** What the rows keep, by name. Never throws. */
export function openShelf(keys: ShelfKeys, rows: readonly SealedRow[]): ReadonlyMap<string, Uint8Array> {
	const kept = new Map<string, Uint8Array>();
	for (const { id, box } of rows) {
		const opened = open(keys.shelfKey, box, ['shelf', 'shelf', id]);
		if (!opened.ok) continue;
		const end = 4 + bytesToU32(opened.value);
		kept.set(bytesToText(opened.value.subarray(4, end)), opened.value.slice(end));
	}
	return kept;
}
