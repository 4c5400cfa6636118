/**
 * What sync needs of a vault, and a mirror of its shelf in memory.
 *
 * Who may call it: this folder; `Vault` of storage fits the port.
 *
 * What must stay true: the mirror changes only after the transaction that wrote it committed, so what sync believes is
 * never ahead of what lies in the vault.
 */
import { ok, type Result } from '$lib/base/result';
import type { Change } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import type { Leaving } from '$lib/domain/sharing';
import type { WriteProblem } from '$lib/storage/vault';

/** One transaction of sync: all of it or nothing. */
export interface SyncDelivery {
	readonly changes?: readonly Change[];
	readonly rows?: readonly LedgerRow[];
	/** Put on the shelf, by name. */
	readonly keep?: ReadonlyMap<string, Uint8Array>;
	readonly forget?: readonly string[];
	/** Ids of outbox entries that were taken over. */
	readonly sent?: readonly string[];
}

/** Something that waits to leave, with its id in the outbox. */
export interface Waiting {
	readonly id: string;
	readonly entry: Leaving;
}

/** The part of a vault that sync works with. */
export interface SyncVault {
	readonly device: string;
	readonly ledger: () => Ledger;
	readonly canWrite: () => boolean;
	readonly shelf: () => Promise<Result<ReadonlyMap<string, Uint8Array>, WriteProblem>>;
	readonly receive: (delivery: SyncDelivery) => Promise<Result<void, WriteProblem>>;
	readonly outbox: () => Promise<Result<readonly Waiting[], WriteProblem>>;
}

/** The shelf as last committed. */
export interface Shelf {
	readonly get: (name: string) => Uint8Array | undefined;
	/** Names that begin so, in no order. */
	readonly names: (prefix: string) => readonly string[];
	/** Writes one delivery, then takes it into the mirror. */
	readonly receive: (delivery: SyncDelivery) => Promise<Result<void, WriteProblem>>;
}

/** Reads the shelf once; everything later goes through it. */
export async function openShelf(vault: SyncVault): Promise<Result<Shelf, WriteProblem>> {
	const read = await vault.shelf();
	if (!read.ok) return read;
	const kept = new Map(read.value);
	return ok({
		get: (name) => kept.get(name),
		names: (prefix) => [...kept.keys()].filter((name) => name.startsWith(prefix)),
		receive: async (delivery) => {
			const written = await vault.receive(delivery);
			if (!written.ok) return written;
			for (const name of delivery.forget ?? []) kept.delete(name);
			for (const [name, bytes] of delivery.keep ?? []) kept.set(name, bytes);
			return written;
		}
	});
}
