import { questionnaireLimits, type Question, type Score, type Section, type Texts } from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import { questionsIn, type Rule } from './relevance';
import { partRange } from './scoring';
import { cellText, sheetSize, type Sheet } from './sheet';
import type { Imported, ImportMessage } from './xlsform';
import { parseCalculation } from './xlsform-calculation';
import { readChoices, type ChoiceList } from './xlsform-choices';
import { isTooLong, languageTag, rowsUnderHeadings, type Telling } from './xlsform-columns';
import { freeId, readSurvey, type CalculationDraft, type QuestionDraft, type SurveyDraft } from './xlsform-survey';

/** The language of words whose language the form does not name. */
const unnamed = 'und';

/**
 * Reads the tables of an XLSForm as a questionnaire. Whatever is not in it is told, with its row; nothing of the file is ever
 * run. `fallbackTitle` is shown where the form has no title: the name of the file, say. Never throws for what a form may
 * hold.
 */
export function readXlsForm(sheets: readonly Sheet[], fallbackTitle: string): Imported {
	const messages: ImportMessage[] = [];
	const telling: Telling = {
		tell: (level, what, { sheet, row, column }, params = {}) =>
			messages.push({ level, what, sheet, row: row ?? null, ...(column === undefined ? {} : { column }), params })
	};
	const found = sortSheets(sheets, telling);
	if (!found.survey) {
		telling.tell('error', 'no-survey', { sheet: '' });
		return { questionnaire: null, messages: inOrder(messages, sheets) };
	}
	const settings = readSettings(found.settings, fallbackTitle, telling);
	const languages = new Set<string>(settings.languages);
	const rows = rowsUnderHeadings('survey', found.survey, settings.fallback, languages, telling);
	const lists = found.choices
		? readChoices(found.choices, settings.fallback, languages, telling)
		: new Map<string, ChoiceList>();
	const draft = readSurvey(rows, found.survey.name, lists, telling);
	const kept = whatHolds(draft, found.survey.name, telling);
	tellUnused(lists, kept, found.choices?.name ?? '', telling);
	const sections = sectionsOf(draft, kept, found.survey.name, telling);
	const scores = scoresIn(draft.calculations, kept, found.survey.name, telling);
	if (!kept.some(({ question }) => question.kind !== 'note')) {
		telling.tell('error', 'no-questions', { sheet: found.survey.name });
		return { questionnaire: null, messages: inOrder(messages, sheets) };
	}
	const said = languagesIn({ sections, scores }, settings.fallback, languages);
	const { id, version, source, licence } = settings;
	const title = titleIn(settings.title, said[0] ?? unnamed);
	const whole = {
		v: 1 as const,
		id,
		version,
		title,
		...(source === '' ? {} : { source }),
		...(licence === '' ? {} : { licence }),
		sections,
		scores,
		safety: []
	};
	const questionnaire = parseQuestionnaire({ ...whole, languages: [...new Set([...said, ...Object.keys(title)])] });
	if (!questionnaire.ok) {
		const [fault] = questionnaire.error.faults;
		telling.tell('error', 'not-whole', { sheet: found.survey.name }, { fault: fault?.type ?? '' });
	}
	return { questionnaire: questionnaire.ok ? questionnaire.value : null, messages: inOrder(messages, sheets) };
}

const sheetNames = ['survey', 'choices', 'settings'] as const;
type FormSheets = { readonly [name in (typeof sheetNames)[number]]?: Sheet };

function sortSheets(sheets: readonly Sheet[], { tell }: Telling): FormSheets {
	const found: { [name in (typeof sheetNames)[number]]?: Sheet } = {};
	for (const sheet of sheets) {
		const name = sheetNames.find((known) => known === sheet.name.trim().toLowerCase());
		const isEmpty = !sheet.rows.some((cells) => cells.some((cell) => cellText(cell) !== ''));
		if (isEmpty && !sheet.isCut) continue;
		if (!name) tell('left-out', 'sheet-unknown', { sheet: sheet.name }, { name: sheet.name });
		else if (found[name]) tell('left-out', 'sheet-twice', { sheet: sheet.name }, { name: sheet.name });
		else {
			found[name] = sheet;
			if (sheet.isCut) tell('left-out', 'sheet-cut', { sheet: sheet.name }, { name: sheet.name, ...sheetSize });
		}
	}
	return found;
}

/** As they stand in the file, so that a person can go through it from top to bottom. */
function inOrder(messages: readonly ImportMessage[], sheets: readonly Sheet[]): readonly ImportMessage[] {
	const names = sheets.map(({ name }) => name);
	const placeOf = ({ sheet, row }: ImportMessage) => names.indexOf(sheet) * 1e7 + (row ?? 0);
	return messages.toSorted((a, b) => placeOf(a) - placeOf(b));
}

interface Settings {
	/** The language of a bare `label`. */
	readonly fallback: string;
	readonly id: string;
	readonly version: number;
	readonly title: Texts;
	readonly languages: readonly string[];
	readonly source: string;
	readonly licence: string;
}

const silent: Telling = { tell: () => undefined };
const longestLine = 500;

function readSettings(sheet: Sheet | undefined, fallbackTitle: string, telling: Telling): Settings {
	const [draft] = sheet ? rowsUnderHeadings('settings', sheet, unnamed, new Set(), silent) : [];
	const written = draft?.text('default_language') ?? '';
	const fallback = written === '' || written.toLowerCase() === 'default' ? unnamed : languageTag(written);
	const languages = new Set<string>();
	const [row, ...others] = sheet ? rowsUnderHeadings('settings', sheet, fallback, languages, telling) : [];
	const place = { sheet: sheet?.name ?? '', row: row?.row ?? 1 };
	for (const other of others)
		telling.tell(
			'left-out',
			'setting-left-out',
			{ ...place, row: other.row },
			{ column: other.text('form_id') || '–', value: '' }
		);
	const text = (column: string) => row?.text(column) ?? '';
	const tell = (what: 'setting-left-out' | 'setting-changed', column: string, used: string | number = '') =>
		telling.tell(
			what === 'setting-changed' ? 'note' : 'left-out',
			what,
			{ ...place, column },
			{
				column,
				value: text(column).slice(0, 80),
				used
			}
		);
	if (text('style') !== '') tell('setting-left-out', 'style');
	const line = (column: string): string => {
		if (text(column).length <= longestLine) return text(column);
		tell('setting-left-out', column);
		return '';
	};
	const named = row?.texts('form_title');
	if (isTooLong(named)) tell('setting-left-out', 'form_title');
	const title = named && !isTooLong(named) ? named : { [fallback]: titleFrom(text('form_id'), fallbackTitle) };
	const id = idFrom(text('form_id')) ?? idFrom(Object.values(title)[0] ?? '') ?? 'form';
	if (text('form_id') !== '' && id !== text('form_id')) tell('setting-changed', 'form_id', id);
	const isVersion =
		/^\d{1,5}$/.test(text('version')) && Number(text('version')) >= 1 && Number(text('version')) <= 10_000;
	if (text('version') !== '' && !isVersion) tell('setting-changed', 'version', 1);
	return {
		fallback,
		id,
		version: isVersion ? Number(text('version')) : 1,
		title,
		languages: fallback === unnamed ? [] : [fallback],
		source: line('source'),
		licence: line('licence')
	};
}

const titleFrom = (formId: string, fallbackTitle: string): string =>
	[formId, fallbackTitle.trim()].find((text) => text !== '' && text.length <= 200) ?? '–';

function idFrom(text: string): string | null {
	if (/^[a-z][a-z0-9-]{1,30}$/.test(text)) return text;
	const plain = text
		.normalize('NFD')
		.toLowerCase()
		.replace(/\p{M}/gu, '')
		.replace(/[^a-z0-9-]+/g, '-')
		.replace(/^[^a-z]+/, '')
		.slice(0, 31)
		.replace(/-+$/, '');
	return plain.length >= 2 ? plain : null;
}

/** The questions whose conditions can be known: what depends on something left out is left out too, and told. */
function whatHolds(draft: SurveyDraft, sheet: string, { tell }: Telling): readonly QuestionDraft[] {
	let kept = draft.questions;
	const toldGroups = new Set<number>();
	const asks = ({ question, group }: QuestionDraft): readonly string[] =>
		[question.relevant, ...(group?.rules ?? [])].flatMap((rule) => (rule ? questionsIn(rule) : []));
	const leaveOut = (one: QuestionDraft, what: 'condition-unknown' | 'condition-circle', unknown: string) => {
		const { group, row, question } = one;
		const isOwn = question.relevant !== undefined && questionsIn(question.relevant).includes(unknown);
		if (group && !isOwn) {
			if (!toldGroups.has(group.row))
				tell('left-out', what, { sheet, row: group.row }, { name: group.id, question: unknown });
			toldGroups.add(group.row);
			tell('left-out', 'in-left-out-group', { sheet, row }, { name: question.id, group: group.id });
		} else tell('left-out', what, { sheet, row }, { name: question.id, question: unknown });
	};
	for (;;) {
		const answered = new Set(
			kept.filter(({ question }) => question.kind !== 'note').map(({ question }) => question.id)
		);
		let next = kept.filter((one) => {
			const unknown = asks(one).find((id) => !answered.has(id));
			if (unknown !== undefined) leaveOut(one, 'condition-unknown', unknown);
			return unknown === undefined;
		});
		if (next.length === kept.length) {
			const circles = questionsInCircles(new Map(kept.map((one) => [one.question.id, asks(one)])));
			next = kept.filter((one) => {
				const isInCircle = circles.has(one.question.id);
				if (isInCircle) leaveOut(one, 'condition-circle', asks(one).find((id) => circles.has(id)) ?? '');
				return !isInCircle;
			});
		}
		if (next.length === kept.length) return kept;
		kept = next;
	}
}

/** Those that wait for themselves, or lie between two circles: what remains when the ends of all chains are taken. */
function questionsInCircles(asksById: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
	let left = new Map(asksById);
	for (;;) {
		const asked = new Set([...left.values()].flat());
		const next = new Map([...left].filter(([id, asks]) => asked.has(id) && asks.some((other) => left.has(other))));
		if (next.size === left.size) return new Set(left.keys());
		left = next;
	}
}

function sectionsOf(
	{ groups }: SurveyDraft,
	kept: readonly QuestionDraft[],
	sheet: string,
	{ tell }: Telling
): readonly Section[] {
	const taken = new Map(groups.map(({ id }) => [id, 1]));
	const begun = new Set<number>();
	const sections: { id: string; title?: Texts; relevant?: Rule; questions: Question[] }[] = [];
	let current: number | null | undefined;
	for (const { group, question } of kept) {
		const place = group?.row ?? null;
		if (current !== place) {
			const isFirst = group !== null && !begun.has(group.row);
			if (group) begun.add(group.row);
			const rules = (group?.rules ?? []).flatMap((rule) => ('all' in rule ? rule.all : [rule]));
			const [only] = rules;
			const relevant = rules.length > 1 ? { all: rules } : only;
			sections.push({
				id: isFirst ? group.id : freeId(group?.id ?? 'part', taken),
				...(isFirst && group.title ? { title: group.title } : {}),
				...(relevant ? { relevant } : {}),
				questions: []
			});
			current = place;
		}
		sections.at(-1)?.questions.push(question);
	}
	for (const { row, id } of groups) if (!begun.has(row)) tell('left-out', 'group-empty', { sheet, row }, { name: id });
	return sections;
}

const mostScores = 50;

function scoresIn(
	calculations: readonly CalculationDraft[],
	kept: readonly QuestionDraft[],
	sheet: string,
	{ tell }: Telling
): readonly Score[] {
	const questionsById = new Map(kept.map(({ question }) => [question.id, question]));
	const scores: Score[] = [];
	for (const { row, id, title, text } of calculations) {
		const score = scores.length < mostScores && !isTooLong(title) ? scoreFrom(text, questionsById) : null;
		const params = { name: id, calculation: text.slice(0, 80) };
		if (!score) {
			tell('left-out', 'calculation', { sheet, row }, params);
			continue;
		}
		scores.push({ id, version: 1, ...(title ? { title } : {}), ...score, missing: { policy: 'none' }, bands: [] });
		tell('note', 'score-found', { sheet, row }, params);
		const isWeighed = score.parts.some((part) => {
			const question = questionsById.get(part.question);
			const options = question && 'options' in question ? question.options : [];
			return options.some(({ value, weight }) => weight !== undefined && Number(value) !== weight);
		});
		if (isWeighed) tell('note', 'score-by-weights', { sheet, row }, params);
	}
	return scores;
}

function scoreFrom(
	text: string,
	questionsById: ReadonlyMap<string, Question>
): Pick<Score, 'method' | 'parts' | 'multiply' | 'decimals'> | null {
	const plain = parseCalculation(text);
	if (!plain || plain.parts.length > questionnaireLimits.questions) return null;
	const parts: Score['parts'] = [];
	for (const { question, weight, from } of plain.parts) {
		const asked = questionsById.get(question);
		const range = asked && asked.kind !== 'note' ? partRange(asked, { question }) : null;
		if (!range) return null;
		// Turned round only about its own middle; anything else would be another sum than the form's.
		if (from !== undefined && Math.abs(range.from + range.to - from) > 1e-9) return null;
		parts.push({
			question,
			...(weight === undefined ? {} : { weight }),
			...(from === undefined ? {} : { reverse: true })
		});
	}
	const { method, multiply, decimals } = plain;
	return {
		method,
		parts,
		...(multiply === undefined ? {} : { multiply }),
		...(decimals === undefined ? {} : { decimals })
	};
}

function tellUnused(
	lists: ReadonlyMap<string, ChoiceList>,
	kept: readonly QuestionDraft[],
	sheet: string,
	{ tell }: Telling
): void {
	const used = new Set(kept.flatMap((one) => one.lists));
	for (const { name, row } of lists.values())
		if (!used.has(name)) tell('left-out', 'list-unused', { sheet, row }, { list: name });
}

/** A title whose language nobody named is in the language of the questions. */
const titleIn = (title: Texts, own: string): Texts => {
	const [only, ...others] = Object.entries(title);
	return only?.[0] === unnamed && others.length === 0 ? { [own]: only[1] } : title;
};

/** The languages in which something is said, the form's own first. */
function languagesIn(
	whole: { readonly sections: readonly Section[]; readonly scores: readonly Score[] },
	fallback: string,
	order: ReadonlySet<string>
): readonly string[] {
	const questions = whole.sections.flatMap((section) => section.questions);
	const texts: readonly (Texts | undefined)[] = [
		...whole.sections.map(({ title }) => title),
		...whole.scores.map(({ title }) => title),
		...questions.flatMap((question) => [
			question.text,
			question.hint,
			...(question.kind === 'line' ? [question.low, question.high] : []),
			...('options' in question ? question.options.map(({ label }) => label) : [])
		])
	];
	const said = new Set(texts.flatMap((words) => Object.keys(words ?? {})));
	return [...new Set([fallback, ...order, ...said])].filter((tag) => said.has(tag));
}
