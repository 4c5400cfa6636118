import { assert } from '$lib/base/assert';
import { questionnaireLimits, type Option, type Question, type Texts } from './questionnaire';
import { parseRule, QuestionRef, questionsIn, ruleLimits, type Rule } from './relevance';
import { isForbiddenName, type ImportCode } from './xlsform';
import { facesOf, isYesNo, type ChoiceList } from './xlsform-choices';
import { isTooLong, type FormRow, type Telling } from './xlsform-columns';
import { lineOfConstraint, lineOfParameters } from './xlsform-number';
import { rowType, type RowType } from './xlsform-type';

/** A group of the form, flat: `rules` are its own and those of the groups around it. */
export interface GroupDraft {
	readonly row: number;
	readonly id: string;
	readonly title?: Texts;
	readonly rules: readonly Rule[];
	readonly isNested: boolean;
}

/** A question that could be read, before what it depends on is looked at. */
export interface QuestionDraft {
	readonly row: number;
	/** Null outside of every group. */
	readonly group: GroupDraft | null;
	readonly question: Question;
	/** The lists whose words are in it. */
	readonly lists: readonly string[];
}

/** A calculation that may be a score. */
export interface CalculationDraft {
	readonly row: number;
	readonly id: string;
	readonly title?: Texts;
	readonly text: string;
}

export interface SurveyDraft {
	readonly questions: readonly QuestionDraft[];
	readonly groups: readonly GroupDraft[];
	readonly calculations: readonly CalculationDraft[];
}

interface OpenGroup {
	readonly written: string;
	readonly row: number;
	readonly kind: 'group' | 'repeat';
	/** Null when it is left out with all that is in it. */
	readonly draft: GroupDraft | null;
}

/** Reads the rows of the sheet `survey`; every row that gives nothing is told with its reason. */
export function readSurvey(
	rows: readonly FormRow[],
	sheet: string,
	lists: ReadonlyMap<string, ChoiceList>,
	{ tell }: Telling
): SurveyDraft {
	const open: OpenGroup[] = [];
	const rowsByName = new Map<string, number>();
	const groupIds = new Map<string, number>();
	const acknowledged = new Set<string>();
	const questions: QuestionDraft[] = [];
	const groups: GroupDraft[] = [];
	const calculations: CalculationDraft[] = [];
	for (const entry of rows) {
		const { row, text } = entry;
		const written = { type: text('type'), name: text('name') };
		const leave = (what: ImportCode, params: Record<string, string | number> = {}) =>
			tell('left-out', what, { sheet, row }, { ...written, ...params });
		const note = (what: ImportCode, params: Record<string, string | number> = {}) =>
			tell('note', what, { sheet, row }, { ...written, ...params });
		if (/^(?:yes|true|true\(\))$/i.test(text('disabled'))) {
			leave('disabled');
			continue;
		}
		const type = rowType(written.type);
		const leaveCells = (...columns: readonly string[]) => {
			for (const column of columns) {
				const value = text(column) || Object.values(entry.texts(column) ?? {}).join(' / ');
				if (value !== '') leave('cell-left-out', { column, value: short(value) });
			}
		};
		if (type?.kind === 'end' || type?.kind === 'end-repeat') {
			const kind = type.kind === 'end' ? 'group' : 'repeat';
			const at = open.findLastIndex((group) => group.kind === kind);
			if (at < 0) note('group-end-alone');
			else
				for (const group of open.splice(at).slice(1))
					tell('note', 'group-open', { sheet, row: group.row }, { name: group.written });
			continue;
		}
		const around = open.at(-1);
		const isRepeated = open.some(({ kind }) => kind === 'repeat');
		if (type?.kind === 'begin' || type?.kind === 'begin-repeat') {
			let draft: GroupDraft | null = null;
			if (type.kind === 'begin-repeat') leave('repeat');
			else if (isRepeated) leave('in-repeat');
			else if (around?.draft === null) leave('in-left-out-group', { group: around.written });
			else draft = readGroup(entry, around?.draft ?? null, groupIds, leave, note);
			if (draft) {
				groups.push(draft);
				leaveCells('hint', 'constraint', 'calculation', 'parameters', 'choice_filter');
				if (!isPlainLook(text('appearance'))) note('appearance', { appearance: short(text('appearance')) });
			}
			open.push({ written: written.name, row, kind: type.kind === 'begin' ? 'group' : 'repeat', draft });
			continue;
		}
		if (isRepeated) leave('in-repeat');
		else if (around && !around.draft) leave('in-left-out-group', { group: around.written });
		else if (written.type === '') leave('type-missing');
		else if (!type) leave('type-unknown');
		else if (type.kind === 'left-out') leave(type.why);
		else {
			const id = idOf(entry, type, rowsByName, leave);
			if (id === null) continue;
			const title = entry.texts('label');
			if (type.kind === 'calculate') {
				calculations.push({ row, id, text: text('calculation'), ...(title ? { title } : {}) });
				leaveCells('hint', 'relevant', 'constraint', 'appearance', 'parameters', 'choice_filter');
				continue;
			}
			const made = readQuestion(entry, id, type, lists, leave, note);
			if (!made) continue;
			leaveCells('calculation');
			if (type.kind !== 'select') leaveCells('choice_filter');
			if (type.kind === 'acknowledge') acknowledged.add(id);
			if (questions.length >= questionnaireLimits.questions) {
				leave('too-many-questions', { most: questionnaireLimits.questions });
				continue;
			}
			questions.push({ row, group: around?.draft ?? null, ...made });
		}
	}
	for (const { row, written } of open) tell('note', 'group-open', { sheet, row }, { name: written });
	return { questions: questions.map((draft) => withYes(draft, acknowledged)), groups, calculations };
}

type Say = (what: ImportCode, params?: Record<string, string | number>) => void;

function readGroup(
	{ row, text, texts }: FormRow,
	around: GroupDraft | null,
	taken: Map<string, number>,
	leave: Say,
	note: Say
): GroupDraft | null {
	const rule = ruleOf(text('relevant'), leave);
	if (rule === null) return null;
	const title = texts('label');
	if (isTooLong(title)) {
		leave('text-too-long', { most: questionnaireLimits.characters });
		return null;
	}
	const name = text('name');
	const isTold = Object.values(title ?? {}).some((words) => words.includes('${'));
	if (isTold) note('text-with-answer');
	const isName = QuestionRef.safeParse(name).success && !isForbiddenName(name);
	const id = freeId(isName ? name : `group-${row}`, taken);
	if (around) note('group-nested');
	const rules = [...(around?.rules ?? []), ...(rule ? [rule] : [])];
	// So many groups in groups are no form, and every one would hold the conditions of all around it.
	if (rules.length > ruleLimits.joined) {
		leave('condition', { condition: short(text('relevant')) });
		return null;
	}
	return {
		row,
		id,
		...(title ? { title } : {}),
		rules,
		isNested: around !== null
	};
}

/** `wanted`, or with the first number that is free; taken from then on. `taken`: the last number by name. */
export function freeId(wanted: string, taken: Map<string, number>): string {
	let id = wanted;
	// Where the last of this name was found: a file may have thousands of them.
	let number = taken.get(wanted) ?? 1;
	while (taken.has(id)) {
		number += 1;
		id = `${wanted.slice(0, 58)}-${number}`;
	}
	taken.set(id, 1);
	if (number > 1) taken.set(wanted, number);
	return id;
}

/** A rule; undefined without one, null when it was refused, which is told. */
function ruleOf(text: string, leave: Say): Rule | undefined | null {
	if (text === '') return undefined;
	const rule = parseRule(text);
	if (rule.ok) return rule.value;
	leave('condition', { condition: short(text), at: rule.error.at });
	return null;
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

function idOf(entry: FormRow, type: RowType, rowsByName: Map<string, number>, leave: Say): string | null {
	const written = entry.text('name');
	// Words to read need no name in a form: nothing can point to them.
	const name = written === '' && type.kind === 'note' ? `note-${entry.row}` : written;
	const first = rowsByName.get(name);
	if (name === '') leave('name-missing');
	else if (isForbiddenName(name)) leave('name-forbidden');
	else if (!QuestionRef.safeParse(name).success) leave('name-wrong');
	else if (first !== undefined) leave('name-twice', { first });
	else {
		rowsByName.set(name, entry.row);
		return name;
	}
	return null;
}

function readQuestion(
	entry: FormRow,
	id: string,
	type: RowType,
	lists: ReadonlyMap<string, ChoiceList>,
	leave: Say,
	note: Say
): Pick<QuestionDraft, 'question' | 'lists'> | null {
	const { text: cell, texts } = entry;
	// A question may have no more than a hint, which is then all there is to read.
	const text = texts('label') ?? texts('hint');
	const hint = texts('label') ? texts('hint') : undefined;
	if (!text) return refuse(leave, 'label-missing');
	if (isTooLong(text) || isTooLong(hint))
		return refuse(leave, 'text-too-long', { most: questionnaireLimits.characters });
	if (cell('choice_filter') !== '' && type.kind === 'select')
		return refuse(leave, 'choice-filter', { filter: short(cell('choice_filter')) });
	const isSpeakingBack = [text, hint].some((words) => Object.values(words ?? {}).some((line) => line.includes('${')));
	// Words to read that repeat an answer say nothing without it; a question is still a question.
	if (isSpeakingBack && type.kind === 'note') return refuse(leave, 'text-with-answer');
	const relevant = ruleOf(cell('relevant'), leave);
	if (relevant === null) return null;
	const base = { id, text, ...(hint ? { hint } : {}), ...(relevant ? { relevant } : {}) };
	const body = bodyOf(entry, type, lists, leave, note);
	if (!body) return null;
	if (cell('constraint') !== '' && type.kind !== 'number')
		note('constraint', { constraint: short(cell('constraint')) });
	if (cell('parameters') !== '' && type.kind !== 'range') note('column-left-out', { column: 'parameters', cells: 1 });
	const looks = cell('appearance');
	if (!isPlainLook(looks)) note('appearance', { appearance: short(looks) });
	if (isSpeakingBack) note('text-with-answer');
	// The base and the body of one kind make a question of that kind.
	return { question: { ...base, ...body.fields } as Question, lists: body.lists };
}

/** True for a look that a question has here anyhow, or for none. */
const isPlainLook = (looks: string): boolean => /^(?:minimal|likert|field-list)?$/.test(looks);

function refuse(leave: Say, what: ImportCode, params?: Record<string, string | number>): null {
	leave(what, params);
	return null;
}

interface Body {
	readonly fields: Readonly<Record<string, unknown>> & { readonly kind: Question['kind'] };
	readonly lists: readonly string[];
}

function bodyOf(
	{ text: cell }: FormRow,
	type: RowType,
	lists: ReadonlyMap<string, ChoiceList>,
	leave: Say,
	note: Say
): Body | null {
	switch (type.kind) {
		case 'note':
			return { fields: { kind: 'note' }, lists: [] };
		case 'acknowledge':
			note('acknowledge');
			return { fields: { kind: 'yes-no' }, lists: [] };
		case 'number': {
			const isKnown = cell('constraint') === '' && type.most !== undefined;
			const constraint = isKnown ? `. >= 0 and . <= ${type.most}` : cell('constraint');
			const line = lineOfConstraint(constraint, type.isWhole);
			if (typeof line === 'string') return refuse(leave, line, { most: 200 });
			if (line.step !== 1) note('decimal-step', { step: line.step });
			return { fields: { kind: 'line', ...line }, lists: [] };
		}
		case 'range': {
			const line = lineOfParameters(cell('parameters'));
			if (typeof line === 'string') return refuse(leave, line, { most: 200, parameters: short(cell('parameters')) });
			const { labels, ...ends } = line;
			const others = cell('parameters').replace(/\b(?:start|end|step|tick_labelset)\s*=\s*[^\s,;]+/gi, '');
			if (/[^\s,;]/.test(others)) leave('cell-left-out', { column: 'parameters', value: short(others.trim()) });
			const options = labels === undefined ? [] : (lists.get(labels)?.options ?? []);
			const wordsAt = (end: number) => options.find(({ value }) => value === String(end))?.label;
			const [low, high] = [wordsAt(ends.from), wordsAt(ends.to)];
			if (labels !== undefined && options.length !== [low, high].filter(Boolean).length)
				note('tick-labels', { list: labels });
			return {
				fields: { kind: 'line', ...ends, ...(low ? { low } : {}), ...(high ? { high } : {}) },
				lists: labels === undefined ? [] : [labels]
			};
		}
		case 'select':
			return choiceOf(type, cell('appearance'), lists, leave, note);
		default:
			// The other kinds were dealt with before.
			assert(false, `No question of kind ${type.kind}`);
	}
}

function choiceOf(
	type: Extract<RowType, { readonly kind: 'select' }>,
	appearance: string,
	lists: ReadonlyMap<string, ChoiceList>,
	leave: Say,
	note: Say
): Body | null {
	const list = lists.get(type.list);
	if (!list) return refuse(leave, 'list-missing', { list: type.list });
	const named = [type.list];
	if (list.isTooLong) return refuse(leave, 'list-too-long', { list: type.list, most: questionnaireLimits.options });
	if (!type.many && !type.hasOther) {
		const steps = facesOf(type.list, list.options);
		if (steps !== null) return { fields: { kind: 'faces', steps }, lists: named };
		if (isYesNo(list.options)) {
			note('yes-no');
			return { fields: { kind: 'yes-no' }, lists: named };
		}
	}
	const options = type.hasOther ? withOther(list.options) : list.options;
	if (type.hasOther) note('or-other');
	const kind = type.many ? 'many' : /(?:^|\s)likert(?:\s|$)/.test(appearance) ? 'scale' : 'one';
	return { fields: { kind, options }, lists: named };
}

const otherWords: Readonly<Record<string, string>> = { en: 'Other', fr: 'Autre', vi: 'Khác', es: 'Otro', pt: 'Outro' };

/** With one answer more for all that is not in the list; nobody writes what it is. */
function withOther(options: readonly Option[]): readonly Option[] {
	if (options.some(({ value }) => value === 'other')) return options;
	const tags = [...new Set(options.flatMap(({ label }) => Object.keys(label)))];
	const label = Object.fromEntries(tags.map((tag) => [tag, otherWords[tag] ?? 'Other']));
	return [...options, { value: 'other', label }].slice(0, questionnaireLimits.options);
}

/** In a form `OK` is the answer to an acknowledgement; here it is yes. */
function withYes(draft: QuestionDraft, acknowledged: ReadonlySet<string>): QuestionDraft {
	const turn = (rule: Rule): Rule => {
		if ('all' in rule) return { all: rule.all.map(turn) };
		if ('any' in rule) return { any: rule.any.map(turn) };
		if ('not' in rule) return { not: turn(rule.not) };
		if (!acknowledged.has(rule.question)) return rule;
		if ('selected' in rule) return rule.selected === 'OK' ? { ...rule, selected: 'yes' } : rule;
		return rule.value === 'OK' ? { ...rule, value: 'yes' } : rule;
	};
	const { group, question } = draft;
	const rules = [question.relevant, ...(group?.rules ?? [])];
	if (!rules.some((rule) => rule && questionsIn(rule).some((id) => acknowledged.has(id)))) return draft;
	return {
		...draft,
		group: group && { ...group, rules: group.rules.map(turn) },
		question: question.relevant ? { ...question, relevant: turn(question.relevant) } : question
	};
}
