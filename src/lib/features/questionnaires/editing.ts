import type { Option, Question, Questionnaire, Score, Section, Texts } from '$lib/domain/questionnaire';
import { questionsOf } from '$lib/domain/questionnaire';

export type Kind = Question['kind'];

/** The kinds a question can have, in the order they are offered. */
export const kinds: readonly Kind[] = ['faces', 'scale', 'line', 'yes-no', 'one', 'many', 'note'];

/** An empty questionnaire under an id of its own, in one language. */
export const emptyQuestionnaire = (id: string, language: string): Questionnaire => ({
	v: 1,
	id,
	version: 1,
	title: {},
	languages: [language],
	sections: [{ id: 'part1', questions: [] }],
	scores: [],
	safety: []
});

/** An id for a questionnaire made of a random one: it says nothing and stays through all versions. */
export const questionnaireId = (uuid: string): string => `q-${uuid.slice(0, 8)}`;

/** The first of `q1`, `q2`… that is free. */
export function freeId(taken: readonly string[], stem: string): string {
	let number = 1;
	while (taken.includes(`${stem}${number}`)) number += 1;
	return `${stem}${number}`;
}

/** A new question, without words yet. */
export const newQuestion = (questionnaire: Questionnaire): Question => ({
	id: freeId(
		questionsOf(questionnaire).map(({ id }) => id),
		'q'
	),
	kind: 'faces',
	steps: 4,
	text: {}
});

/** A new option under the next free number. */
export const newOption = (options: readonly Option[]): Option => ({
	value: freeId(
		options.map(({ value }) => value),
		''
	),
	label: {}
});

/** The question with another kind of answer. What both kinds have stays. */
export function withKind(question: Question, kind: Kind): Question {
	const { id, text, hint, audio, relevant } = question;
	const asked = {
		...{ id, text },
		...(hint ? { hint } : {}),
		...(audio ? { audio } : {}),
		...(relevant ? { relevant } : {})
	};
	const first = newOption([]);
	const options = 'options' in question ? question.options : [first, newOption([first])];
	switch (kind) {
		case 'faces':
			return { ...asked, kind, steps: 4 };
		case 'line':
			return { ...asked, kind, from: 0, to: 10, step: 1 };
		case 'scale':
		case 'one':
		case 'many':
			return { ...asked, kind, options };
		case 'yes-no':
		case 'note':
			return { ...asked, kind };
	}
}

/** The list with another entry in that place; without it when there is none to put there. */
export const replaced = <T>(list: readonly T[], at: number, entry: T | null): T[] =>
	list.flatMap((each, place) => (place === at ? (entry === null ? [] : [entry]) : [each]));

/** The list with an entry moved by one place up (-1) or down (1); the same list at its ends. */
export function moved<T>(list: readonly T[], at: number, by: -1 | 1): T[] {
	const copy = [...list];
	const [entry] = copy.splice(at, 1);
	if (entry === undefined || at + by < 0 || at + by > copy.length) return [...list];
	copy.splice(at + by, 0, entry);
	return copy;
}

/** The questionnaire with this section in that place, or without it; scores forget questions that are gone. */
export function withSection(questionnaire: Questionnaire, at: number, section: Section | null): Questionnaire {
	const sections = replaced(questionnaire.sections, at, section);
	const ids = new Set(sections.flatMap(({ questions }) => questions.map(({ id }) => id)));
	const scores = questionnaire.scores
		.map((score): Score => ({ ...score, parts: score.parts.filter(({ question }) => ids.has(question)) }))
		.filter(({ parts }) => parts.length > 0);
	return { ...questionnaire, sections, scores };
}

/** The words with those of one language replaced; a language without words is not in them. */
export function withWords(texts: Texts | undefined, language: string, words: string): Texts {
	const { [language]: _before, ...others } = texts ?? {};
	return words.trim() === '' ? others : { ...others, [language]: words };
}

/** The questions a score can be made of. */
export const countedQuestions = (questionnaire: Questionnaire): readonly Question[] =>
	questionsOf(questionnaire).filter(({ kind }) => kind !== 'note');

/** The question with a recording in a language, or without it. */
export function withAudio(question: Question, language: string, name: string | null): Question {
	const { audio = {}, ...rest } = question;
	const { [language]: _before, ...others } = audio;
	const named = name === null ? others : { ...others, [language]: name };
	return Object.keys(named).length > 0 ? { ...rest, audio: named } : rest;
}

/**
 * The questionnaire with another name for one of its languages, wherever words or recordings are in it. The same one for a
 * name that is there already.
 */
export function withLanguageNamed(questionnaire: Questionnaire, from: string, to: string): Questionnaire {
	if (questionnaire.languages.includes(to)) return questionnaire;
	return withTags(questionnaire, (tag) => (tag === from ? to : tag));
}

/** The questionnaire without one of its languages, nor its words and recordings. The same one for its only language. */
export const withoutLanguage = (questionnaire: Questionnaire, gone: string): Questionnaire =>
	questionnaire.languages.length < 2 ? questionnaire : withTags(questionnaire, (tag) => (tag === gone ? null : tag));

/** The questionnaire with its languages named anew, or without those that get no name. */
function withTags(questionnaire: Questionnaire, tagOf: (tag: string) => string | null): Questionnaire {
	const named = (texts: Texts): Texts =>
		Object.fromEntries(
			Object.entries(texts).flatMap(([tag, words]) => {
				const to = tagOf(tag);
				return to === null ? [] : [[to, words]];
			})
		);
	const each = <T extends object>(holder: T, needed: readonly string[] = []): T =>
		Object.fromEntries(
			Object.entries(holder).flatMap(([field, value]: [string, unknown]) => {
				if (!wordFields.has(field) || value === undefined) return [[field, value]];
				const texts = named(value as Texts); // every field of this name holds something by language
				return Object.keys(texts).length > 0 || needed.includes(field) ? [[field, texts]] : [];
			})
		) as T; // the same fields; those that may be absent are, where nothing is left of them
	return {
		...each(questionnaire, ['title']),
		languages: questionnaire.languages.flatMap((tag) => tagOf(tag) ?? []),
		sections: questionnaire.sections.map((section) => ({
			...each(section),
			questions: section.questions.map((question) => {
				const asked = each(question, ['text']);
				return 'options' in asked
					? { ...asked, options: asked.options.map((option) => each(option, ['label'])) }
					: asked;
			})
		})),
		scores: questionnaire.scores.map((score) => ({
			...each(score),
			bands: score.bands.map((band) => each(band, ['label']))
		})),
		safety: questionnaire.safety.map((rule) => each(rule))
	};
}

/** The fields that hold something by language, wherever they stand. */
const wordFields: ReadonlySet<string> = new Set(['title', 'text', 'hint', 'label', 'low', 'high', 'help', 'audio']);
