/**
 * From sealed rows to the ledger in memory, and from the ledger to a sealed snapshot that makes the next unlock fast.
 *
 * Who may call it: `vault.ts`.
 *
 * What must stay true:
 * - A snapshot is whole or it does not count: its parts name their generation, place and number, all authenticated, so
 *   a missing, doubled or older part is noticed (threat: an edited or half-written database, A2). A whole older database
 *   put in its place is not: only another device could know.
 * - A snapshot holds rows with all their versions (heads and past), so merging after it equals merging before it.
 * - Rows that did not open are never absorbed, so a newer app can still read them.
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { open, seal, type SealKey } from '$lib/crypto/envelope';
import { createLedger, restoreRow, type Ledger, type Row } from '$lib/domain/ledger';
import { applyLogged, openChanges } from './change-log';
import type { SealedRow, SnapshotPart } from './store';

/** Layout of a snapshot part. A part with another number was written by another app and is not guessed at. */
const snapshotVersion = 1;

/** Characters of JSON in one part, about 256 KB: the cipher is fastest on large boxes, and a part still fits a phone. */
const partLength = 262_144;

export interface SnapshotDamaged {
	readonly type: 'SnapshotDamaged';
}

export interface Projected {
	readonly ledger: Ledger;
	/** Ids of change rows that were applied. */
	readonly applied: readonly string[];
	/** Ids of change rows that did not open. */
	readonly unreadable: readonly string[];
}

/** The ledger that the snapshot and the changes after it give. `SnapshotDamaged` when a part is missing or broken. */
export function project(
	keys: { readonly recordKey: SealKey; readonly snapshotKey: SealKey },
	snapshot: readonly SnapshotPart[],
	changes: readonly SealedRow[]
): Result<Projected, SnapshotDamaged> {
	const ledger = createLedger();
	const restored = restoreSnapshot(keys.snapshotKey, snapshot, ledger);
	if (!restored.ok) return restored;
	const applied: string[] = [];
	const unreadable: string[] = [];
	for (const row of changes) {
		const opened = openChanges(keys.recordKey, row);
		if (!opened.ok) {
			unreadable.push(row.id);
			continue;
		}
		applied.push(row.id);
		applyLogged(ledger, opened.value);
	}
	return ok({ ledger, applied, unreadable });
}

/** The parts that hold the whole ledger. */
export function sealSnapshot(key: SealKey, random: Random, ledger: Ledger): readonly SnapshotPart[] {
	const generation = random.uuid();
	const texts: string[] = [];
	let part: string[] = [];
	let length = 0;
	const flush = () => {
		texts.push(`{"v":${snapshotVersion},"rows":[${part.join(',')}]}`);
		part = [];
		length = 0;
	};
	for (const [table, rows] of ledger.tables)
		for (const row of rows.values()) {
			const json = JSON.stringify([table, row.id, row.cells]);
			if (length + json.length > partLength && part.length > 0) flush();
			part.push(json);
			length += json.length + 1;
		}
	flush();
	return texts.map((text, at) => {
		const place = { generation, at, count: texts.length };
		return { id: `${generation}.${at}`, ...place, box: seal(key, textToBytes(text), contextOf(place), 'snapshot') };
	});
}

function restoreSnapshot(key: SealKey, parts: readonly SnapshotPart[], ledger: Ledger): Result<void, SnapshotDamaged> {
	const ordered = [...parts].sort((a, b) => a.at - b.at);
	for (const [at, part] of ordered.entries()) {
		if (part.at !== at || part.count !== ordered.length) return err({ type: 'SnapshotDamaged' });
		const opened = open(key, part.box, contextOf(part));
		if (!opened.ok || part.generation !== ordered[0]?.generation) return err({ type: 'SnapshotDamaged' });
		// Authenticated with the vault's own key, so this app wrote it: the version is all there is to check.
		const { v, rows } = JSON.parse(bytesToText(opened.value)) as {
			v: number;
			rows: [string, string, Row['cells']][];
		};
		if (v !== snapshotVersion) return err({ type: 'SnapshotDamaged' });
		for (const [table, id, cells] of rows) restoreRow(ledger, table, id, cells);
	}
	return ok(undefined);
}

const contextOf = ({ generation, at, count }: Pick<SnapshotPart, 'generation' | 'at' | 'count'>) =>
	['snapshot', generation, String(at), String(count)] as const;
