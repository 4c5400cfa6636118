import { optionsOf, questionsOf, type Question, type Questionnaire, type Score, type Texts } from './questionnaire';
import { ruleToText } from './relevance';
import { partRange } from './scoring';
import { calculationText, parseCalculation } from './xlsform-calculation';

/** What an XLSForm has no place for. */
export type LostCode = 'safety' | 'audio' | 'score' | 'bands' | 'missing-answers' | 'score-notes';

/** A table of the form, its headings first. */
export interface FormTable {
	readonly name: 'survey' | 'choices' | 'settings';
	readonly rows: readonly (readonly (string | number)[])[];
}

export interface WrittenForm {
	readonly tables: readonly FormTable[];
	/** Each once, with the ids of the scores or questions it is about. */
	readonly lost: readonly { readonly what: LostCode; readonly of: readonly string[] }[];
}

/**
 * A questionnaire as the three tables of an XLSForm, and what they cannot hold. `readXlsForm` gives back the same
 * questionnaire but for that. Other programs read it too; the points of answers stand in a column `weight` that they pass
 * over.
 */
export function writeXlsForm(questionnaire: Questionnaire): WrittenForm {
	const { languages, sections, scores } = questionnaire;
	const lists = createLists(questionnaire);
	const rows: Row[] = [];
	for (const { id, title, relevant, questions } of sections) {
		rows.push({
			type: 'begin_group',
			name: id,
			label: title,
			relevant: relevant && ruleToText(relevant),
			appearance: 'field-list'
		});
		rows.push(...questions.map((question) => questionRow(question, lists)));
		rows.push({ type: 'end_group' });
	}
	const ids = new Set(questionsOf(questionnaire).map(({ id }) => id));
	for (const score of scores) {
		const calculation = textOfScore(questionnaire, score);
		const name = ids.has(score.id) ? `${score.id}_score` : score.id;
		if (calculation !== null) rows.push({ type: 'calculate', name, label: score.title, calculation });
	}
	return {
		tables: [
			{ name: 'survey', rows: tableOf(rows, languages) },
			{ name: 'choices', rows: tableOf(lists.rows, languages) },
			{ name: 'settings', rows: tableOf([settingsRow(questionnaire)], languages) }
		],
		lost: lostOf(questionnaire)
	};
}

/** The cells of a row by column; words stand in one column for each language. */
type Row = Readonly<Record<string, string | number | Texts | undefined>>;

const languageNames: Readonly<Record<string, string>> = {
	en: 'English',
	fr: 'French',
	vi: 'Vietnamese',
	es: 'Spanish',
	pt: 'Portuguese',
	ar: 'Arabic'
};

/** A language as forms write it: `French (fr)`. */
const languageName = (tag: string): string => `${languageNames[tag] ?? tag} (${tag})`;

/** The table with the columns that have something in them; a form's own language stands first. */
function tableOf(rows: readonly Row[], languages: readonly string[]): FormTable['rows'] {
	const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
	const columns = names.flatMap((name) => {
		const worded = rows.some((row) => typeof row[name] === 'object');
		if (!worded) return [{ heading: name, cell: (row: Row) => row[name] }];
		return languages.map((tag) => ({
			heading: isBare(name, tag, languages) ? name : `${name}::${languageName(tag)}`,
			cell: (row: Row) => (row[name] as Texts | undefined)?.[tag] // a worded column holds nothing else
		}));
	});
	const filled = columns.filter(({ cell }) => rows.some((row) => (cell(row) ?? '') !== ''));
	return [
		filled.map(({ heading }) => heading),
		...rows.map((row) => filled.map(({ cell }) => (cell(row) as string | number | undefined) ?? ''))
	];
}

/** A language nobody named has a column without a name, and so has the title in the form's own language. */
const isBare = (column: string, tag: string, languages: readonly string[]): boolean =>
	tag === languages[0] && (tag === 'und' || column === 'form_title');

function settingsRow({ id, version, title, languages, source, licence }: Questionnaire): Row {
	const [own] = languages;
	return {
		form_title: title,
		form_id: id,
		version,
		default_language: own === undefined || own === 'und' ? '' : languageName(own),
		source,
		licence
	};
}

function questionRow(question: Question, lists: Lists): Row {
	const { id, text, hint, relevant } = question;
	const base = { name: id, label: text, hint, relevant: relevant && ruleToText(relevant) };
	switch (question.kind) {
		case 'note':
			return { type: 'note', ...base };
		case 'yes-no':
			return { type: 'select_one yes_no', ...base };
		case 'faces':
			return { type: `select_one faces_${question.steps}`, ...base, appearance: 'likert' };
		case 'line': {
			const labels = lists.nameOf(question);
			const range = `start=${question.from} end=${question.to} step=${question.step}`;
			return { type: 'range', ...base, parameters: labels === null ? range : `${range} tick_labelset=${labels}` };
		}
		case 'scale':
			return { type: `select_one ${lists.nameOf(question)}`, ...base, appearance: 'likert' };
		case 'one':
			return { type: `select_one ${lists.nameOf(question)}`, ...base };
		case 'many':
			return { type: `select_multiple ${lists.nameOf(question)}`, ...base };
	}
}

interface Lists {
	readonly rows: readonly Row[];
	/** The list of a question's answers, or of the words at the ends of a line; null for a line without words. */
	readonly nameOf: (question: Question) => string | null;
}

const yesWords: Readonly<Record<string, readonly [string, string]>> = {
	en: ['Yes', 'No'],
	fr: ['Oui', 'Non'],
	vi: ['Có', 'Không'],
	es: ['Sí', 'No'],
	pt: ['Sim', 'Não']
};

/** Every list of answers once, also where several questions share it. */
function createLists(questionnaire: Questionnaire): Lists {
	const rows: Row[] = [];
	const namesByContent = new Map<string, string>();
	const namesByQuestion = new Map<string, string>();
	const { languages } = questionnaire;
	const every = (words: (tag: string) => string | undefined): Texts => {
		const said = languages.flatMap((tag): (readonly [string, string])[] => {
			const text = words(tag);
			return text === undefined ? [] : [[tag, text]];
		});
		return Object.fromEntries(said);
	};
	const add = (name: string, entries: readonly Row[]): string => {
		const content = JSON.stringify(entries);
		const known = namesByContent.get(content);
		if (known !== undefined) return known;
		namesByContent.set(content, name);
		rows.push(...entries.map((entry) => ({ list_name: name, ...entry })));
		return name;
	};
	for (const question of questionsOf(questionnaire)) {
		if (question.kind === 'yes-no') {
			const [own = 'und'] = languages;
			const isKnown = languages.some((tag) => Object.hasOwn(yesWords, tag));
			const label = (at: 0 | 1) => (isKnown ? every((tag) => yesWords[tag]?.[at]) : { [own]: at === 0 ? 'Yes' : 'No' });
			add('yes_no', [
				{ name: 'yes', label: label(0) },
				{ name: 'no', label: label(1) }
			]);
		} else if (question.kind === 'faces') {
			const steps = Array.from({ length: question.steps }, (_none, index) => String(index + 1));
			add(
				`faces_${question.steps}`,
				steps.map((name) => ({ name, label: every(() => name) }))
			);
		} else if (question.kind === 'line') {
			const { from, to, low, high } = question;
			const ends = [
				...(low ? [{ name: String(from), label: low }] : []),
				...(high ? [{ name: String(to), label: high }] : [])
			];
			if (ends.length > 0) namesByQuestion.set(question.id, add(`${question.id}_ends`, ends));
		} else if ('options' in question) {
			const options = question.options.map(({ value, label, weight }) => ({ name: value, label, weight }));
			namesByQuestion.set(question.id, add(`${question.id}_answers`, options));
		}
	}
	return { rows, nameOf: ({ id }) => namesByQuestion.get(id) ?? null };
}

/** The calculation of a score; null for one that a form cannot hold. */
function textOfScore(questionnaire: Questionnaire, { method, parts, multiply, decimals }: Score): string | null {
	const questionsById = new Map(questionsOf(questionnaire).map((question) => [question.id, question]));
	const plain = [];
	for (const { question, weight, reverse, points } of parts) {
		const asked = questionsById.get(question);
		const range = asked ? partRange(asked, { question }) : null;
		if (!range || points) return null;
		plain.push({
			question,
			...(weight === undefined ? {} : { weight }),
			...(reverse ? { from: range.from + range.to } : {})
		});
	}
	const text = calculationText({
		method,
		parts: plain,
		...(multiply === undefined ? {} : { multiply }),
		...(decimals === undefined ? {} : { decimals })
	});
	// Numbers that only a computer writes, such as 1e-9, do not come back.
	return parseCalculation(text) ? text : null;
}

function lostOf(questionnaire: Questionnaire): WrittenForm['lost'] {
	const { scores, safety } = questionnaire;
	const written = scores.filter((score) => textOfScore(questionnaire, score) !== null);
	const ids = (some: readonly { readonly id: string }[]) => some.map(({ id }) => id);
	const spoken = questionsOf(questionnaire).filter(
		(question) => question.audio ?? optionsOf(question).some(({ audio }) => audio)
	);
	const lost: WrittenForm['lost'] = [
		{ what: 'safety', of: ids(safety) },
		{ what: 'audio', of: ids(spoken) },
		{ what: 'score', of: ids(scores.filter((score) => !written.includes(score))) },
		{ what: 'bands', of: ids(written.filter(({ bands }) => bands.length > 0)) },
		{ what: 'missing-answers', of: ids(written.filter(({ missing }) => missing.policy !== 'none')) },
		{
			what: 'score-notes',
			of: ids(
				written.filter(
					(score) => score.version !== 1 || score.coding || score.range || score.better || score.source || score.licence
				)
			)
		}
	];
	return lost.filter(({ of }) => of.length > 0);
}
