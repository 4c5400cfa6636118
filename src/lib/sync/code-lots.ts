/**
 * Picture codes on the phone of a check-in reader: tags in their place, and the way of what is kept into the readers' stream.
 *
 * Who may call it: `ballot-opening.ts`.
 *
 * What must stay true:
 * - A code is turned into its tag where a batch is opened, and goes no further: not to a screen, not to the disk.
 * - Codes count only while the organisation allows them, whatever a changed app put into a ballot.
 * - What is kept waits on this phone, with the groups it came from, until it can be written with others; what is written
 *   says nothing of groups and batches (`domain/code-lot.ts`, threat A11).
 */
import * as z from 'zod/mini';
import { bytesToText, textToBytes } from '$lib/base/bytes';
import { ok, type Result } from '$lib/base/result';
import { pictureTag } from '$lib/crypto/picture-tag';
import { takeCode, withTag } from '$lib/domain/ballot-answers';
import type { Edit } from '$lib/domain/change';
import { CodesWaiting, isLotFull, lotEdits } from '$lib/domain/code-lot';
import type { GroupId } from '$lib/domain/ids';
import { rowOf } from '$lib/domain/ledger';
import { monthOf, quarterOf } from '$lib/domain/period';
import type { CodedAnswer } from '$lib/domain/picture-code';
import { resultsOf } from '$lib/protocol/directory';
import type { WriteProblem } from '$lib/storage/vault';
import type { SyncSession } from './session';

type Write = (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>;

/** On the shelf: what one batch held and is in no lot yet. */
const waitingName = (batch: string): string => `codes/waiting/${batch}`;
/** The lot that is being written: its row and what goes into it, so that it is never written twice. */
const lotName = 'codes/lot';

const LotBegun = z.object({ id: z.string(), names: z.array(z.string()) });

/** An opened ballot with the tag of its code, or with nothing of it. */
export function tagged(
	{ log, keys }: Pick<SyncSession, 'log' | 'keys'>,
	ballot: Readonly<Record<string, unknown>>
): Readonly<Record<string, unknown>> {
	const { own, rest } = takeCode(ballot);
	const directory = log.directory();
	const results = resultsOf(directory);
	const first = results?.epochs[0];
	const key = results && first && keys.get(results, first.epoch);
	if (!own || !key || directory.policies.get('picture-code') !== 1) return rest;
	return withTag(rest, own, pictureTag(key, own.code));
}

/** What the shelf keeps of a batch until it can be written with others; nothing when nobody left a code. */
export const codesToKeep = (
	batch: string,
	groups: readonly GroupId[],
	answers: readonly CodedAnswer[]
): readonly (readonly [string, Uint8Array])[] =>
	answers.length === 0 ? [] : [[waitingName(batch), textToBytes(JSON.stringify({ groups, answers }))]];

/** Writes what waits, once it is enough. `write` writes to the vault. */
export async function writeCodes(
	{ shelf, vault, clock, random }: SyncSession,
	write: Write
): Promise<Result<void, WriteProblem>> {
	const begun = LotBegun.safeParse(parse(shelf.get(lotName)));
	const names = begun.success ? begun.data.names : [...shelf.names(waitingName(''))].sort();
	const waiting = names.flatMap((name) => CodesWaiting.safeParse(parse(shelf.get(name))).data ?? []);
	if (!isLotFull(waiting)) return ok(undefined);
	const id = begun.success ? begun.data.id : random.uuid();
	const marked = await shelf.receive({ keep: new Map([[lotName, textToBytes(JSON.stringify({ id, names }))]]) });
	if (!marked.ok) return marked;
	if (!rowOf(vault.ledger(), 'code-lot', id)) {
		const written = await write(lotEdits(id, quarterOf(monthOf(clock.today())).from, waiting));
		if (!written.ok) return written;
	}
	return shelf.receive({ forget: [...names, lotName] });
}

function parse(bytes: Uint8Array | undefined): unknown {
	try {
		return bytes && JSON.parse(bytesToText(bytes));
	} catch {
		return undefined;
	}
}
