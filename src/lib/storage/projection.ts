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
 *   Names and devices stand once in a part, and a field with one version is its value and three numbers
 *   (held-row.ts; see [Note: Short cells]).
 * - Rows that did not open are never absorbed, so a newer app can still read them.
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { open, seal, type SealKey } from '$lib/crypto/envelope';
import type { FieldValue } from '$lib/domain/change';
import { allKept, createRecord, isHead, type HeldRow } from '$lib/domain/held-row';
import { createLedger, restoreRow, restoreShortRow, type Cell, type Ledger, type Row } from '$lib/domain/ledger';
import { applyLogged, openChanges } from './change-log';
import type { SealedRow, SnapshotPart } from './store';

/**
 * Layout of a snapshot part; the first one, of whole cells, is still read. A part with another number was written by another
 * app and is not guessed at.
 */
const snapshotVersion = 2;

/** Characters of rows that fill a part, about 256 KB: the cipher is fastest on large boxes, and a part still fits a phone. */
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
	const texts = ledgerToTexts(ledger);
	return texts.map((text, at) => {
		const place = { generation, at, count: texts.length };
		return { id: `${generation}.${at}`, ...place, box: seal(key, textToBytes(text), contextOf(place), 'snapshot') };
	});
}

/** Place in the shapes of its part, id, values, stamps as differences, and the fields that are not of the shape. */
type ShortRowText = [shape: number, id: string, values: FieldValue[], stamps: number[], cells?: Row['cells']];

interface PartText {
	readonly v: typeof snapshotVersion;
	readonly devices: readonly string[];
	/** The table, then the names of the fields. */
	readonly shapes: readonly (readonly [string, ...string[]])[];
	readonly rows: readonly ShortRowText[];
}

interface FirstPartText {
	readonly v: 1;
	readonly rows: readonly [string, string, Row['cells']][];
}

/**
 * The whole ledger as JSON, in one or more texts of about 256 KB that can be read one by one. Names of fields and devices
 * stand once in each.
 */
export function ledgerToTexts(ledger: Ledger): readonly string[] {
	const texts: string[] = [];
	let part = createPart();
	for (const [table, rows] of ledger.tables)
		for (const row of rows.values()) {
			part.add(table, row);
			if (part.length() < partLength) continue;
			texts.push(part.text());
			part = createPart();
		}
	if (part.length() > 0 || texts.length === 0) texts.push(part.text());
	return texts;
}

function createPart() {
	const devices = createPlaces();
	const shapes = createPlaces();
	const rows: string[] = [];
	let length = 0;
	const add = (table: string, row: HeldRow) => {
		const names: string[] = [];
		const values: FieldValue[] = [];
		const stamps: number[] = [];
		const cells = createRecord<Cell>();
		let before = 0;
		// In one order, whatever the order they were written in: rows with the same fields have the same shape.
		for (const [field, kept] of [...allKept(row)].sort(([a], [b]) => (a < b ? -1 : 1))) {
			if (!isHead(kept)) {
				cells[field] = kept;
				continue;
			}
			names.push(field);
			values.push(kept.value);
			// Fields are mostly written together, so the difference is short.
			stamps.push(kept.hlc - before, kept.ctr, devices.placeOf(kept.dev));
			before = kept.hlc;
		}
		const short: ShortRowText = [shapes.placeOf(JSON.stringify([table, ...names])), row.id, values, stamps];
		if (Object.keys(cells).length > 0) short.push(cells);
		const json = JSON.stringify(short);
		rows.push(json);
		length += json.length + 1;
	};
	const text = () =>
		`{"v":${snapshotVersion},"devices":${JSON.stringify(devices.all())},"shapes":[${shapes.all().join(',')}],"rows":[${rows.join(',')}]}`;
	return { add, text, length: () => length };
}

/** Gives each text a number, from 0 in the order in which they come. */
function createPlaces() {
	const places = new Map<string, number>();
	const placeOf = (text: string): number => {
		const known = places.get(text) ?? places.size;
		places.set(text, known);
		return known;
	};
	return { placeOf, all: () => [...places.keys()] };
}

function restoreSnapshot(key: SealKey, parts: readonly SnapshotPart[], ledger: Ledger): Result<void, SnapshotDamaged> {
	const ordered = [...parts].sort((a, b) => a.at - b.at);
	for (const [at, part] of ordered.entries()) {
		if (part.at !== at || part.count !== ordered.length) return err({ type: 'SnapshotDamaged' });
		const opened = open(key, part.box, contextOf(part));
		if (!opened.ok || part.generation !== ordered[0]?.generation) return err({ type: 'SnapshotDamaged' });
		const restored = restoreText(ledger, bytesToText(opened.value));
		if (!restored.ok) return restored;
	}
	return ok(undefined);
}

/**
 * Puts the rows of one text of `ledgerToTexts` into the ledger. `SnapshotDamaged` when another app wrote it in a layout of
 * its own. The text must be authenticated: nothing but the layout is checked, and it throws for what no app wrote.
 */
export function restoreText(ledger: Ledger, text: string): Result<void, SnapshotDamaged> {
	const part = JSON.parse(text) as FirstPartText | PartText; // authenticated with the vault's own key, so this app wrote it
	if (part.v === 1) {
		for (const [table, id, cells] of part.rows) restoreRow(ledger, table, id, cells);
		return ok(undefined);
	}
	if (part.v !== snapshotVersion) return err({ type: 'SnapshotDamaged' });
	const shapes = part.shapes.map(([table, ...names]) => ({ table, names, devices: part.devices }));
	for (const [place, id, values, stamps, cells] of part.rows) {
		const shape = shapes[place];
		if (!shape) return err({ type: 'SnapshotDamaged' });
		for (let at = 3; at < stamps.length; at += 3) stamps[at] = (stamps[at] ?? 0) + (stamps[at - 3] ?? 0);
		restoreShortRow(ledger, shape.table, shape, { id, values, stamps, cells });
	}
	return ok(undefined);
}

const contextOf = ({ generation, at, count }: Pick<SnapshotPart, 'generation' | 'at' | 'count'>) =>
	['snapshot', generation, String(at), String(count)] as const;
