import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { ownWellbeingCheckIn } from './check-in-pack';
import { rowsOf, type Ledger } from './ledger';
import type { Answers, Questionnaire } from './questionnaire';
import { scoresOf } from './scoring';
import { typedView } from './text';

/**
 * How a facilitator found herself when she asked herself: the day and the result, and no single answer. As private as her
 * care after a session: it goes to her own other devices and to nobody else, whatever she shares.
 */
export const OwnReading = z.looseObject({
	id: z.string(),
	day: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)),
	/** Of the score: results of another version are not set beside these. */
	version: z.int(),
	value: z.number(),
	band: z.string()
});
export type OwnReading = z.infer<typeof OwnReading>;

/** Too many questions were passed for a result; nothing is kept. */
export interface TooFewAnswers {
	readonly type: 'TooFewAnswers';
}

/** The edits that keep the result of her answers, of `day`. `id` is random. A second one of a day takes the place of the first. */
export function keepReading(
	ledger: Ledger,
	questionnaire: Questionnaire,
	answers: Answers,
	day: Day,
	id: string
): Result<readonly Edit[], TooFewAnswers> {
	const [score] = questionnaire.id === ownWellbeingCheckIn ? scoresOf(questionnaire, answers) : [];
	if (!score || score.value === null || score.band === null) return err({ type: 'TooFewAnswers' });
	const { version, value, band } = score;
	const row = ownReadings(ledger).find((reading) => reading.day === day)?.id ?? id;
	return ok(fieldEdits('own-reading', row, { day, version, value, band }));
}

/** Her results, oldest first. */
export const ownReadings = (ledger: Ledger): readonly OwnReading[] =>
	[...rowsOf(ledger, 'own-reading')]
		.map(viewOf)
		.filter((reading) => reading !== undefined)
		.sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.id < b.id ? -1 : 1));

/** The edits after which none of her results is there. */
export const deleteReadings = (ledger: Ledger): readonly Edit[] =>
	ownReadings(ledger).flatMap(({ id }) =>
		fieldEdits('own-reading', id, { day: '', version: 0, value: null, band: '' })
	);

const viewOf = typedView(OwnReading);
