/**
 * What waits to leave the phone, sealed like everything else. Empty and unused while the vault has joined nobody: only
 * what `domain/disclosure.ts` made and the facilitator agreed to may ever be put here.
 *
 * Who may call it: `vault.ts`.
 *
 * What must stay true: an entry stays until the other side has confirmed it; one that will not go never blocks the rest
 * (threats: lost reports, a queue stuck behind one record).
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { open, seal, type SealKey } from '$lib/crypto/envelope';
import type { SessionReport } from '$lib/domain/disclosure';
import type { SealedRow } from './store';

/** One thing to send. */
export interface OutboxEntry {
	readonly v: 1;
	readonly kind: 'report';
	readonly report: SessionReport;
}

/** The row for an entry, under a random id. */
export function sealEntry(key: SealKey, random: Random, entry: OutboxEntry): SealedRow {
	const id = random.uuid();
	return { id, box: seal(key, textToBytes(JSON.stringify(entry)), ['outbox', 'outbox', id], 'record') };
}

/** The entries that open and that this app knows how to send, with their ids; others stay where they are. Never throws. */
export function openEntries(
	key: SealKey,
	rows: readonly SealedRow[]
): readonly { readonly id: string; readonly entry: OutboxEntry }[] {
	return rows.flatMap((row) => {
		const opened = open(key, row.box, ['outbox', 'outbox', row.id]);
		if (!opened.ok) return [];
		const entry = JSON.parse(bytesToText(opened.value)) as OutboxEntry; // authenticated: `sealEntry` wrote it with this key
		const isKnown = entry.v === 1 && entry.kind === 'report';
		return isKnown ? [{ id: row.id, entry }] : [];
	});
}
