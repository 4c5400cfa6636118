import * as z from 'zod/mini';
import { givenAnswers } from './answers';
import { pictureIds, type PictureId } from './picture';
import { isSafetyScore, type Answers, type Questionnaire, type Score } from './questionnaire';
import { scoreRange, scoresOf } from './scoring';

/**
 * Four pictures that somebody chooses herself when she joins and again when she leaves, so that her first and her last
 * answers can be put side by side without her name (docs/decisions/0032).
 */

/** When it is asked for, and never at another time. */
export const Moment = z.enum(['entry', 'exit']);
export type Moment = z.infer<typeof Moment>;

/** The pictures to choose from: the first 24, which show things that every country knows by one name. */
export const codePictures: readonly PictureId[] = pictureIds.slice(0, 24);

/** How many she chooses; the same one may come again. */
export const codeLength = 4;

/** A letter for each picture, by its place from `a` to `x`. */
const PictureCode = z.string().check(z.regex(/^[a-x]{4}$/));

/** A code as it is sealed, with the moment at which it was asked for. */
export const OwnCode = z.strictObject({ moment: Moment, code: PictureCode });
export type OwnCode = z.infer<typeof OwnCode>;

/** The code of four places among `codePictures`, or null while there are not four. */
export function codeOf(places: readonly number[]): string | null {
	const code = places.map((place) => String.fromCharCode(97 + place)).join('');
	return PictureCode.safeParse(code).success ? code : null;
}

/** What a check-in reader's phone makes of a code: one of 65,536 numbers, of which only readers know how they come about. */
export const Tag = z.int().check(z.gte(0), z.lte(0xffff));

/** What is kept of answers that came with a code: how high their scores are, and nothing else that was said. */
export interface CodedAnswer {
	readonly tag: number;
	readonly moment: Moment;
	/** By rule (`ruleOf`), from 0 to 100 towards the good end. */
	readonly levels: Readonly<Record<string, number>>;
}

/** Longest rule that is kept; scores with more parts are not compared. */
export const longestRule = 600;

/**
 * Names how a score is made, so that only what was counted in the same way is compared, also between two questionnaires.
 * Null for a score of which nobody said which end is good, that cannot differ, or that is made of questions that bring up
 * help alone.
 */
export function ruleOf(questionnaire: Questionnaire, score: Score): string | null {
	const range = scoreRange(questionnaire, score);
	if (score.better === undefined || isSafetyScore(questionnaire, score)) return null;
	if (!range || range.to <= range.from) return null;
	const parts = score.parts.map(({ question, weight = 1, reverse = false, points = {} }) =>
		[
			question,
			...(reverse ? ['-'] : []),
			...(weight === 1 ? [] : [`*${weight}`]),
			...Object.entries(points)
				.map(([value, count]) => `,${value}=${count}`)
				.sort()
		].join('')
	);
	const { id, version, method, better, multiply = 1 } = score;
	const rule = [`${id}/${version}`, method, better, `${range.from}..${range.to}`, multiply, parts.join(' ')].join('|');
	return rule.length <= longestRule ? rule : null;
}

/** The id and the version of the score that a rule makes. */
export function scoreNameOf(rule: string): { readonly id: string; readonly version: number } {
	const [name = ''] = rule.split('|');
	const [id = '', version = ''] = name.split('/');
	return { id, version: Number(version) };
}

/** How high each score of somebody's answers is. Empty when there is none to compare. */
export function levelsOf(questionnaire: Questionnaire, answers: Answers): CodedAnswer['levels'] {
	const results = scoresOf(questionnaire, givenAnswers(questionnaire, answers));
	return Object.fromEntries(
		questionnaire.scores.flatMap((score): readonly [string, number][] => {
			const rule = ruleOf(questionnaire, score);
			const range = scoreRange(questionnaire, score);
			const value = results.find(({ scoreId }) => scoreId === score.id)?.value ?? null;
			if (rule === null || !range || value === null) return [];
			const share = Math.min(1, Math.max(0, (value - range.from) / (range.to - range.from)));
			return [[rule, Math.round(100 * (score.better === 'higher' ? share : 1 - share))]];
		})
	);
}
