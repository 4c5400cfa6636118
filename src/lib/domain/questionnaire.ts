import * as z from 'zod/mini';
import { questionsIn, QuestionRef, Rule } from './relevance';

/** The most a questionnaire may hold; an import that has more is refused with the number. */
export const questionnaireLimits = { questions: 300, options: 200, languages: 50, characters: 2000 } as const;

/** A language tag (`vi`, `pt-BR`, `kmr-Latn`); `und` for a form that names none, `x-…` for a language without a tag. */
export const LanguageTag = z.string().check(z.regex(/^(?:[a-z]{2,3}|x)(?:-[A-Za-z0-9]{1,8}){0,4}$/));

/** The same words by language tag. At least one; those that lack are read in another language (`textIn`). */
export const Texts = z.record(
	LanguageTag,
	z.string().check(z.trim(), z.minLength(1), z.maxLength(questionnaireLimits.characters))
);
export type Texts = z.infer<typeof Texts>;

/** A file that came with the questionnaire, by language: never an address elsewhere. */
const Audio = z.record(
	LanguageTag,
	z.string().check(z.regex(/^[a-z0-9][a-z0-9/_-]{0,80}\.(?:webm|mp3|m4a|ogg|opus)$/i))
);

const Id = z.string().check(z.regex(/^[a-z][a-z0-9-]{1,30}$/));
const Points = z.number().check(z.gte(-1_000_000), z.lte(1_000_000));
const Line = z.string().check(z.trim(), z.minLength(1), z.maxLength(500));

/** What an answer is stored as; no blanks and no quotes, so that a rule can name it. */
export const OptionValue = z.string().check(z.regex(/^[^\s\p{C}'"]{1,64}$/u));

export const Option = z.strictObject({
	value: OptionValue,
	label: Texts,
	audio: z.optional(Audio),
	/** Points in a score. Where some options have a weight, those without are no answer ("I don't know"). */
	weight: z.optional(Points)
});
export type Option = z.infer<typeof Option>;

const Options = z.array(Option).check(z.minLength(1), z.maxLength(questionnaireLimits.options));
const asked = {
	/** Stable across versions and languages. */
	id: QuestionRef,
	text: Texts,
	hint: z.optional(Texts),
	audio: z.optional(Audio),
	/** Asked only while this holds. */
	relevant: z.optional(Rule)
};

/**
 * One question. There is no free text: it would tell who wrote it. Nothing is ever required: everything can be passed.
 * - `faces`: from 1 (struggling) to `steps` (doing well).
 * - `scale`: labelled steps in order; `one` and `many`: a choice without an order.
 * - `line`: a number from `from` to `to`, both included.
 * - `note`: words to read, nothing to answer.
 */
export const Question = z.discriminatedUnion('kind', [
	z.strictObject({ ...asked, kind: z.literal('faces'), steps: z.int().check(z.gte(3), z.lte(5)) }),
	z.strictObject({ ...asked, kind: z.literal('scale'), options: Options }),
	z.strictObject({
		...asked,
		kind: z.literal('line'),
		from: Points,
		to: Points,
		step: Points.check(z.positive()),
		/** Words at either end. */
		low: z.optional(Texts),
		high: z.optional(Texts)
	}),
	z.strictObject({ ...asked, kind: z.literal('yes-no') }),
	z.strictObject({ ...asked, kind: z.literal('one'), options: Options }),
	z.strictObject({ ...asked, kind: z.literal('many'), options: Options }),
	z.strictObject({ ...asked, kind: z.literal('note') })
]);
export type Question = z.infer<typeof Question>;

export const Section = z.strictObject({
	id: QuestionRef,
	title: z.optional(Texts),
	/** Its questions are asked only while this holds. */
	relevant: z.optional(Rule),
	questions: z.array(Question)
});
export type Section = z.infer<typeof Section>;

/** A question's place in a score. Reversed first (lowest + highest - x), then multiplied by `weight`. */
export const ScorePart = z.strictObject({
	question: QuestionRef,
	/** 1 when absent. */
	weight: z.optional(Points),
	reverse: z.optional(z.boolean()),
	/** Points by option value, in place of the weights of the options; a value that is not named counts as missing. */
	points: z.optional(z.record(OptionValue, Points))
});
export type ScorePart = z.infer<typeof ScorePart>;

/** When some of the questions were passed. A question that was not asked counts as passed. */
export const MissingPolicy = z.discriminatedUnion('policy', [
	/** One missing: no score. */
	z.strictObject({ policy: z.literal('none') }),
	/** Up to `most` missing: each counts as the mean of those that were answered. */
	z.strictObject({ policy: z.literal('prorate'), most: z.int().check(z.gte(1)) }),
	/** From `least` answered: the sum or mean of those alone. */
	z.strictObject({ policy: z.literal('mean-of-answered'), least: z.int().check(z.gte(1)) })
]);
export type MissingPolicy = z.infer<typeof MissingPolicy>;

/** Both ends are in the band; a value between two bands belongs to the lower. */
export const ScoreBand = z.strictObject({
	id: QuestionRef,
	from: z.number(),
	to: z.number(),
	label: Texts
});
export type ScoreBand = z.infer<typeof ScoreBand>;

/** How a number is made of answers, as data. A subscale is a score of its own. */
export const Score = z.strictObject({
	id: QuestionRef,
	/** Of the rule: a number is never shown without it. */
	version: z.int().check(z.gte(1)),
	title: z.optional(Texts),
	method: z.enum(['sum', 'mean']),
	parts: z.array(ScorePart).check(z.minLength(1), z.maxLength(questionnaireLimits.questions)),
	/** The sum or mean times this; 1 when absent. */
	multiply: z.optional(Points),
	missing: MissingPolicy,
	/** Decimals that are kept, halves away from zero; not rounded when absent. */
	decimals: z.optional(z.int().check(z.gte(0), z.lte(6))),
	/** As published, where the same name goes by several ("10-50" or "0-40"). */
	coding: z.optional(Line),
	/** The lowest and highest value as published; must be what the parts give. */
	range: z.optional(z.strictObject({ from: z.number(), to: z.number() })),
	bands: z.array(ScoreBand).check(z.maxLength(20)),
	/** Which end is the good one. Not known for most imports; a group's result is made of a score only where it is. */
	better: z.optional(z.enum(['higher', 'lower'])),
	source: z.optional(Line),
	licence: z.optional(Line)
});
export type Score = z.infer<typeof Score>;

/** While this holds, help is shown to the person at once. It is never counted, kept or reported. */
export const SafetyRule = z.strictObject({ id: QuestionRef, when: Rule, help: z.optional(Texts) });
export type SafetyRule = z.infer<typeof SafetyRule>;

/** A questionnaire as an organisation publishes it. `parseQuestionnaire` checks what a schema cannot say. */
export const Questionnaire = z.strictObject({
	v: z.literal(1),
	id: Id,
	/** Rises with every change of content; a batch keeps the version it began with. */
	version: z.int().check(z.gte(1), z.lte(10_000)),
	state: z.optional(z.enum(['draft', 'published', 'retired'])),
	title: Texts,
	/** In the order they are offered; the first is the one that others fall back to. */
	languages: z.array(LanguageTag).check(z.minLength(1), z.maxLength(questionnaireLimits.languages)),
	source: z.optional(Line),
	licence: z.optional(Line),
	sections: z.array(Section).check(z.minLength(1), z.maxLength(questionnaireLimits.questions)),
	scores: z.array(Score).check(z.maxLength(50)),
	safety: z.array(SafetyRule).check(z.maxLength(50))
});
export type Questionnaire = z.infer<typeof Questionnaire>;

/** An answer: a face or a place on the line, an option's value, several of them, yes or no; null for passed. */
export type Answer = number | string | readonly string[] | boolean | null;

/** Answers by question id; one that lacks was passed. */
export type Answers = Readonly<Record<string, Answer>>;

/** Every question in the order it is asked, over all sections. */
export const questionsOf = (questionnaire: Questionnaire): readonly Question[] =>
	questionnaire.sections.flatMap((section) => section.questions);

/** The questions whose answers bring up help: how they were answered alone is told to nobody but the person. */
export const safetyQuestions = ({ safety }: Pick<Questionnaire, 'safety'>): ReadonlySet<string> =>
	new Set(safety.flatMap(({ when }) => questionsIn(when)));

/** Whether a score is made of nothing but such questions, so that its word would be theirs. */
export function isSafetyScore(questionnaire: Pick<Questionnaire, 'safety'>, { parts }: Pick<Score, 'parts'>): boolean {
	const asked = safetyQuestions(questionnaire);
	return parts.every(({ question }) => asked.has(question));
}

/** The title under which a question stands, without which a statement may say nothing ("Over the past month"); or null. */
export const sectionTitleOf = ({ sections }: Pick<Questionnaire, 'sections'>, question: string): Texts | null =>
	sections.find(({ questions }) => questions.some(({ id }) => id === question))?.title ?? null;

/** What a question's options are, or none for a kind that has none. */
export const optionsOf = (question: Question): readonly Option[] => ('options' in question ? question.options : []);

/** How many places a line has, both ends included. Whole when `parseQuestionnaire` took it. */
export const placesOnLine = ({ from, to, step }: Extract<Question, { kind: 'line' }>): number =>
	Number(((to - from) / step).toPrecision(12)) + 1;

/**
 * The language in which these words can be read: this one, else another form of it (`pt` for `pt-BR`), else the first of
 * the others that is there, else whichever is. Empty for no words at all.
 */
export function languageIn(texts: Texts, language: string, others: readonly string[] = []): string {
	const there = Object.keys(texts);
	for (const wanted of [language, ...others]) {
		const base = wanted.split('-')[0];
		const found = there.find((tag) => tag === wanted) ?? there.find((tag) => tag.split('-')[0] === base);
		if (found !== undefined) return found;
	}
	return there[0] ?? '';
}

/** The words in a language, or in the one that `languageIn` finds. Empty for no words at all. */
export const textIn = (texts: Texts, language: string, others: readonly string[] = []): string =>
	texts[languageIn(texts, language, others)] ?? '';

/** Which way a language is written; by its script where the tag names one. */
export function writingDirection(tag: string): 'ltr' | 'rtl' {
	const [language = '', ...rest] = tag.split('-');
	const script = rest.find((part) => /^[A-Z][a-z]{3}$/.test(part));
	return script ? (rtlScripts.has(script) ? 'rtl' : 'ltr') : rtlLanguages.has(language) ? 'rtl' : 'ltr';
}

const rtlScripts: ReadonlySet<string> = new Set('Adlm Arab Hebr Mand Nkoo Rohg Samr Syrc Thaa Yezi'.split(' '));
const rtlLanguages: ReadonlySet<string> = new Set('ar arc ckb dv fa he iw ks nqo ps prs sd syr ug ur yi'.split(' '));

/**
 * The one text that stands for a questionnaire, of which its hash is made: the same whatever order the fields came in, and
 * the same for a draft and what is published of it.
 */
export function canonicalText(questionnaire: Questionnaire): string {
	const { state: _state, ...content } = questionnaire;
	return JSON.stringify(content, (_, value: unknown) =>
		typeof value === 'object' && value !== null && !Array.isArray(value)
			? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
			: value
	);
}
