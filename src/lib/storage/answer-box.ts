/**
 * Anonymous answers: sealed to the vault's public answer key under a random id, all of one size.
 *
 * Who may call it: `vault.ts`, which hands out a `Letterbox` for the time the phone goes round.
 *
 * What must stay true:
 * - Dropping needs no secret key, so the vault can be locked while participants answer.
 * - A row says nothing: no time, no order (random key), no author, no device, no session, always 512 bytes of plaintext.
 * - Nothing outside `vault.ts` ever sees an opened answer; it hands on bands and, to be sealed for others, counts.
 *
 * Threats: a curious facilitator or co-facilitator (A9), somebody in the circle who holds the phone (A8), a thief who
 * joins answers to attendance (A1, A2).
 */
import { bytesToText, textToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import type { AnswerPrivateKey, AnswerPublicKey } from '$lib/crypto/envelope';
import { openWith, sealTo } from '$lib/crypto/sealed-box';
import { batchesOf, openBatch, waitingBatches } from '$lib/domain/batch';
import type { Edit } from '$lib/domain/change';
import { builtInForm, CheckInAnswer } from '$lib/domain/check-in';
import { openFormBatch } from '$lib/domain/check-in-form';
import { GroupId, type BatchId } from '$lib/domain/ids';
import { rowsOf, type Ledger } from '$lib/domain/ledger';
import { countBatch, type ToldTally } from '$lib/domain/tally';
import type { SealedRow } from './store';

/** The row for one answer. Throws when it holds a field that is not an answer's: it would say who or when. */
export function sealAnswer(key: AnswerPublicKey, answer: CheckInAnswer): SealedRow {
	const checked = CheckInAnswer.parse(answer);
	const { id } = checked;
	return { id, box: sealTo(key, textToBytes(JSON.stringify(checked)), ['answer', 'answers', id], 'answer') };
}

/** The answers among the rows that open and parse; others stay where they are. Never throws. */
export function openAnswers(key: AnswerPrivateKey, rows: readonly SealedRow[]): readonly CheckInAnswer[] {
	return rows.flatMap((row) => {
		const opened = openWith(key, row.box, ['answer', 'answers', row.id]);
		if (!opened.ok) return [];
		try {
			const answer = CheckInAnswer.safeParse(JSON.parse(bytesToText(opened.value)));
			return answer.success && answer.data.id === row.id ? [answer.data] : [];
		} catch {
			return [];
		}
	});
}

/** The row for an answer that is sealed for somebody else already: bytes that say nothing here. `id` is random. */
export const sealBallot = (key: AnswerPublicKey, id: string, ballot: Uint8Array): SealedRow => ({
	id,
	box: sealTo(key, ballot, ['answer', 'ballots', id], 'record')
});

/** A sealed answer that waits to go out, by the id of its row. */
export interface KeptBallot {
	readonly id: string;
	readonly ballot: Uint8Array;
}

/** The sealed answers among the rows. Never throws. */
export const openBallotRows = (key: AnswerPrivateKey, rows: readonly SealedRow[]): readonly KeptBallot[] =>
	rows.flatMap(({ id, box }) => {
		const opened = openWith(key, box, ['answer', 'ballots', id]);
		return opened.ok ? [{ id, ballot: opened.value }] : [];
	});

/** What opens batches: the edits with their results, and the answers to erase in the same transaction. */
export interface Opening {
	readonly edits: readonly Edit[];
	readonly dropAnswers: readonly string[];
	/** For check-in readers, when the group's reports are shared. */
	readonly tallies: readonly ToldTally[];
}

/** Opens the group's waiting batches, one for each questionnaire; null while none may be opened. */
export function openWaiting(
	ledger: Ledger,
	answers: readonly CheckInAnswer[],
	groupId: GroupId,
	day: Day
): Opening | null {
	const opened = waitingBatches(ledger, groupId).flatMap((batch) => {
		const edits =
			batch.form === builtInForm.id
				? openBatch(ledger, batch, answers, day)
				: openFormBatch(ledger, batch, answers, day);
		return edits ? [{ edits, batch }] : [];
	});
	if (opened.length === 0) return null;
	const ids = new Set<string>(opened.map(({ batch }) => batch.id));
	return {
		edits: opened.flatMap(({ edits }) => edits),
		dropAnswers: answers.filter((answer) => ids.has(answer.batch)).map((answer) => answer.id),
		tallies: opened.map(({ batch }) => countBatch(batch, answers, day))
	};
}

/** How many answers lie in each waiting batch of a group, by its id. */
export function countWaiting(
	ledger: Ledger,
	answers: readonly CheckInAnswer[],
	groupId: GroupId
): ReadonlyMap<BatchId, number> {
	return new Map(
		waitingBatches(ledger, groupId).map(({ id }) => [id, answers.filter(({ batch }) => batch === id).length])
	);
}

/** Ids of answers whose batch opened on another path (an old backup, another device): they must not linger. */
export function spentAnswers(ledger: Ledger, answers: readonly CheckInAnswer[]): readonly string[] {
	if (answers.length === 0) return [];
	const spent = new Set<string>();
	for (const row of rowsOf(ledger, 'group')) {
		const groupId = GroupId.safeParse(row.id);
		if (!groupId.success) continue;
		for (const batch of batchesOf(ledger, groupId.data)) if (batch.result !== null) spent.add(batch.id);
	}
	return answers.filter((answer) => spent.has(answer.batch)).map((answer) => answer.id);
}
