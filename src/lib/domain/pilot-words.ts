import * as z from 'zod/mini';
import { ServiceKind } from './service';

const words = z.array(z.string()).check(z.minLength(1));

/** The words of those who supervise in the sample. */
export const OfficeWords = z.strictObject({
	organisation: z.string(),
	/** She who opens the sample, then another one. */
	supervisors: words,
	/** Answers to what a facilitator asked, and to what she told. */
	answers: words,
	replies: words,
	questions: words,
	steps: words,
	resources: words,
	calls: words,
	/** What facilitators write back. */
	backs: words,
	corrections: words,
	services: z
		.array(
			z.strictObject({
				name: z.string(),
				text: z.string(),
				kinds: z.array(ServiceKind),
				forWhom: z.string(),
				hours: z.string(),
				isFree: z.boolean()
			})
		)
		.check(z.minLength(5)),
	meetings: words,
	/** Said of how somebody leads; of what could do harm; what was planned; what came of it. */
	remarks: words,
	harms: words,
	plans: words,
	outcomes: words,
	/** What concerns tell, and what leads write about them. */
	concerns: words,
	notes: words,
	endings: words
});
export type OfficeWords = z.infer<typeof OfficeWords>;

/** The words of the sample, a data file per language. Everybody in it is made up. */
export const PilotWords = z.strictObject({
	v: z.literal(1),
	groups: words,
	facilitators: words,
	pseudonyms: words,
	wentWell: words,
	wasHard: words,
	agreed: words,
	ask: words,
	care: words,
	cancelReasons: words,
	themes: words,
	office: OfficeWords
});
export type PilotWords = z.infer<typeof PilotWords>;
