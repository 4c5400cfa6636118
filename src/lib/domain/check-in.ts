import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import type { Random } from '$lib/base/random';
import { BatchId } from './ids';

/**
 * The built-in check-in: four questions about these days, one about today's session, each answered with one of four
 * faces or passed. Words are in the `check-in` catalogue under these ids; the form is data, so its version is kept.
 */
export const builtInForm = {
	id: 'four-faces',
	version: 1,
	questionIds: ['body', 'mind', 'others', 'hope', 'session'],
	/** The questions that make up the wellbeing band; `session` has a band of its own. */
	wellbeingIds: ['body', 'mind', 'others', 'hope']
} as const;
export type QuestionId = (typeof builtInForm.questionIds)[number];

/** A face: 1 (struggling) to 4 (doing well), or null for a question that was passed. */
export const Face = z.nullable(z.int().check(z.gte(1), z.lte(4)));
export type Face = z.infer<typeof Face>;

/**
 * One person's answers. Strict, because an unexpected field here is a leak: no time, no author, no device, no order, no
 * session. It belongs to a batch only.
 */
export const FacesAnswer = z.strictObject({
	v: z.literal(1),
	id: z.uuid(),
	batch: BatchId,
	form: z.literal('four-faces'),
	formVersion: z.literal(1),
	faces: z.strictObject({ body: Face, mind: Face, others: Face, hope: Face, session: Face })
});
export type FacesAnswer = z.infer<typeof FacesAnswer>;

/** Longest packed answers, in characters: 200 bytes. With the rest they fit into the one size of an answer. */
const longestPacked = 267;

/**
 * One person's answers to any other questionnaire, as strict. They are packed (`answers.ts`): as long whatever was
 * answered, and without meaning for whoever lacks the questionnaire.
 */
export const FormAnswer = z.strictObject({
	v: z.literal(2),
	id: z.uuid(),
	batch: BatchId,
	form: z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)),
	formVersion: z.int().check(z.gte(1), z.lte(10_000)),
	answers: z.string().check(z.regex(/^[A-Za-z0-9_-]+$/), z.maxLength(longestPacked))
});
export type FormAnswer = z.infer<typeof FormAnswer>;

/** What lies in the answer box. */
export const CheckInAnswer = z.discriminatedUnion('v', [FacesAnswer, FormAnswer]);
export type CheckInAnswer = z.infer<typeof CheckInAnswer>;

export type FaceByQuestionId = { readonly [question in QuestionId]: Face };

/** Nobody answered anything: such a check-in is not kept, so that a blank cannot count towards the threshold. */
export interface NothingAnswered {
	readonly type: 'NothingAnswered';
}

/** The answer to drop into the box, under a random id, or NothingAnswered when every question was passed. */
export function createCheckIn(
	random: Random,
	batch: BatchId,
	faces: FaceByQuestionId
): Result<FacesAnswer, NothingAnswered> {
	// Named one by one: whatever else the screen's draft holds must not travel with the answer.
	const { body, mind, others, hope, session } = faces;
	const given = { body, mind, others, hope, session };
	if (Object.values(given).every((face) => face === null)) return err({ type: 'NothingAnswered' });
	return ok({
		v: 1,
		id: random.uuid(),
		batch,
		form: builtInForm.id,
		formVersion: builtInForm.version,
		faces: given
	});
}

/** All questions passed: how every check-in starts. */
export const blankFaces = (): FaceByQuestionId => ({ body: null, mind: null, others: null, hope: null, session: null });
