import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';

/** Languages the app ships. French is the first language: every guide exists in it. */
export const Locale = z.enum(['fr', 'en', 'vi']);
export type Locale = z.infer<typeof Locale>;

const Text = z.string().check(z.trim(), z.minLength(1), z.maxLength(1200));

/**
 * One block of a step. Blocks are typed data and never markup: a guide that somebody else wrote cannot run anything.
 * - `say`: words the facilitator may read aloud.
 * - `do`: what she does.
 * - `ask`: an open question for the circle; every prompt may be passed.
 * - `list`: short points, each on its own line.
 * - `agreements`: points the circle agrees on together.
 * - `breathe`: a paced breathing exercise (seconds in, hold, out; rounds).
 * - `check-in`: here the phone may go round for the anonymous check-in.
 */
export const GuideBlock = z.discriminatedUnion('kind', [
	z.strictObject({ kind: z.literal('say'), text: Text }),
	z.strictObject({ kind: z.literal('do'), text: Text }),
	z.strictObject({ kind: z.literal('ask'), text: Text }),
	z.strictObject({ kind: z.literal('list'), entries: z.array(Text).check(z.minLength(1), z.maxLength(12)) }),
	z.strictObject({ kind: z.literal('agreements'), entries: z.array(Text).check(z.minLength(1), z.maxLength(12)) }),
	z.strictObject({
		kind: z.literal('breathe'),
		text: Text,
		inSeconds: z.int().check(z.gte(2), z.lte(8)),
		holdSeconds: z.int().check(z.gte(0), z.lte(8)),
		outSeconds: z.int().check(z.gte(2), z.lte(10)),
		rounds: z.int().check(z.gte(1), z.lte(12))
	}),
	z.strictObject({ kind: z.literal('check-in') })
]);
export type GuideBlock = z.infer<typeof GuideBlock>;

/** The parts of a meeting, in the order they usually have. */
export const StepPurpose = z.enum([
	'opening',
	'agreements',
	'check-in',
	'theme',
	'activity',
	'practice',
	'grounding',
	'closing'
]);
export type StepPurpose = z.infer<typeof StepPurpose>;

export const GuideStep = z.strictObject({
	/** Stable within the guide and across translations, so that a note stays with its step. */
	id: z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)),
	purpose: StepPurpose,
	title: Text,
	minutes: z.int().check(z.gte(1), z.lte(60)),
	blocks: z.array(GuideBlock).check(z.minLength(1), z.maxLength(20)),
	/** Advice for the facilitator, folded until she opens it. */
	tips: z.array(Text).check(z.maxLength(8)),
	/** "If this happens, do that." */
	ifs: z.array(z.strictObject({ when: Text, then: Text })).check(z.maxLength(6))
});
export type GuideStep = z.infer<typeof GuideStep>;

export const Guide = z.strictObject({
	v: z.literal(1),
	id: z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)),
	pack: z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/)),
	/** Rises with every change of content; a summary names the version it was written with. */
	version: z.int().check(z.gte(1)),
	locale: Locale,
	/** Position in the pack, from 1. */
	order: z.int().check(z.gte(1), z.lte(60)),
	title: Text,
	/** One or two sentences: what people leave with. */
	purpose: Text,
	/** Must equal the sum of the steps; `parseGuide` checks. */
	minutes: z.int().check(z.gte(10), z.lte(300)),
	/** Things to bring, all of which cost nothing; may be empty. */
	materials: z.array(Text).check(z.maxLength(12)),
	/** What to do the day before. */
	before: z.array(Text).check(z.maxLength(10)),
	/** What may be hard for somebody in this session, so that nobody is surprised. */
	contentNotes: z.array(Text).check(z.maxLength(8)),
	steps: z.array(GuideStep).check(z.minLength(3), z.maxLength(20))
});
export type Guide = z.infer<typeof Guide>;

export type GuideProblem =
	| { readonly type: 'GuideMalformed'; readonly path: string }
	| { readonly type: 'GuideMinutesDiffer'; readonly stated: number; readonly counted: number }
	| { readonly type: 'GuideStepTwice'; readonly stepId: string };

/** Checks one guide read from a file. Returns where the first fault is: a path such as `steps.2.minutes`. Never throws. */
export function parseGuide(input: unknown): Result<Guide, GuideProblem> {
	const parsed = Guide.safeParse(input);
	if (!parsed.success) return err({ type: 'GuideMalformed', path: parsed.error.issues[0]?.path.join('.') ?? '' });
	const guide = parsed.data;
	const counted = guide.steps.reduce((sum, step) => sum + step.minutes, 0);
	if (counted !== guide.minutes) return err({ type: 'GuideMinutesDiffer', stated: guide.minutes, counted });
	const twice = guide.steps.find((step, at) => guide.steps.findIndex((other) => other.id === step.id) !== at);
	if (twice) return err({ type: 'GuideStepTwice', stepId: twice.id });
	return ok(guide);
}

/** The starter pack, in the order a circle meets it. The files are `static/guides/<locale>/<id>.json`. */
export const starterPack = {
	id: 'first-circle',
	guideIds: ['safe-circle', 'trust', 'calm', 'strengths', 'habits', 'leading']
} as const;
