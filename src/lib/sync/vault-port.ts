/**
 * What sync needs of a vault, and a mirror of its shelf in memory.
 *
 * Who may call it: this folder; `Vault` of storage fits the port.
 *
 * What must stay true: the mirror changes only after the transaction that wrote it committed, so what sync believes is
 * never ahead of what lies in the vault.
 */
import { ok, type Result } from '$lib/base/result';
import type { Delivery, Vault, WriteProblem } from '$lib/storage/vault';

/** The part of a vault that sync works with. */
export type SyncVault = Pick<
	Vault,
	'device' | 'ledger' | 'canWrite' | 'shelf' | 'receive' | 'outbox' | 'tallies' | 'ballots' | 'subscribe'
>;

/** The shelf as last committed. */
export interface Shelf {
	readonly get: (name: string) => Uint8Array | undefined;
	/** Names that begin so, in no order. */
	readonly names: (prefix: string) => readonly string[];
	/** Writes one delivery, then takes it into the mirror. */
	readonly receive: (delivery: Delivery) => Promise<Result<void, WriteProblem>>;
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

/** Writes that are gathered to be committed together; reads see them at once. */
export interface Stage {
	readonly get: (name: string) => Uint8Array | undefined;
	readonly names: (prefix: string) => readonly string[];
	readonly keep: (name: string, bytes: Uint8Array) => void;
	readonly forget: (name: string) => void;
	/** What was gathered so far, for `receive`. */
	readonly gathered: () => Required<Pick<Delivery, 'keep' | 'forget'>>;
}

/** An empty stage over a shelf. */
export function createStage(shelf: Pick<Shelf, 'get' | 'names'>): Stage {
	const kept = new Map<string, Uint8Array>();
	const forgotten = new Set<string>();
	return {
		get: (name) => (forgotten.has(name) ? undefined : (kept.get(name) ?? shelf.get(name))),
		names: (prefix) => [
			...shelf.names(prefix).filter((name) => !forgotten.has(name) && !kept.has(name)),
			...[...kept.keys()].filter((name) => name.startsWith(prefix))
		],
		keep: (name, bytes) => {
			forgotten.delete(name);
			kept.set(name, bytes);
		},
		forget: (name) => {
			kept.delete(name);
			if (shelf.get(name)) forgotten.add(name);
		},
		gathered: () => ({ keep: new Map(kept), forget: [...forgotten] })
	};
}
