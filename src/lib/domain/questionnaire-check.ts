import type * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import {
	placesOnLine,
	Questionnaire,
	questionnaireLimits,
	questionsOf,
	type Question,
	type Score,
	type Texts
} from './questionnaire';
import { questionsIn, ruleDepth, ruleLimits, type Rule } from './relevance';
import { partRange, scoreRange } from './scoring';

/** Where a fault is, counted from 1 as a reader counts: section 2, question 3 of it, language `vi`. */
export interface Place {
	readonly section?: number;
	/** Within its section. */
	readonly question?: number;
	readonly option?: number;
	readonly score?: number;
	readonly part?: number;
	readonly band?: number;
	readonly safety?: number;
	readonly language?: string;
	/** The field, as the file calls it: `text`, `relevant`, `range`. */
	readonly field?: string;
}

export type FaultType =
	/** Nothing is where something must be. */
	| 'Missing'
	/** No words, or no entries, in something that must have some. */
	| 'Empty'
	/** `value` is the most there may be. */
	| 'TooLong'
	| 'TooMany'
	| 'TooDeep'
	/** A number beyond what makes sense there. */
	| 'OutOfRange'
	/** A field or a kind that is not known; `value` is its name. */
	| 'Unknown'
	/** Something else than what belongs there. */
	| 'Malformed'
	/** `__proto__` and its like; `value` is the name. */
	| 'NameRefused'
	/** An id, value or language that is there already; `value` is it. */
	| 'Twice'
	/** Words in a language that the questionnaire does not name; `value` is its tag. */
	| 'LanguageUndeclared'
	/** The steps of a line do not lead from one end to the other, or are more than can be shown. */
	| 'StepsUneven'
	/** A rule or a score speaks of a question that is not there, or that has no answer; `value` is its id. */
	| 'QuestionUnknown'
	/** Whether a question is asked depends on itself; `value` names the questions round the circle. */
	| 'RuleCircular'
	/** No answer to this question gives points. */
	| 'PointsMissing'
	/** Points for something that is no answer; `value` is it. */
	| 'PointsUnknown'
	/** Where answers may be missing, every question must bring points of the same range. */
	| 'PartsUneven'
	/** More may be missing, or must be there, than there are questions. */
	| 'MissingTooMany'
	/** What the file states is not what the questions give; `value` is what they give. */
	| 'RangeDiffers'
	/** Bands that overlap, run backwards, leave a hole, or lie outside of what the score can be. */
	| 'BandsUneven';

export interface Fault {
	readonly type: FaultType;
	readonly place: Place;
	readonly value?: string;
}

export interface QuestionnaireProblem {
	readonly type: 'QuestionnaireFaulty';
	/** In the order of the file, the first hundred. */
	readonly faults: readonly Fault[];
}

const mostFaults = 100;

/**
 * Checks a questionnaire from a file, another device or an import. Either all of it is sound, or every fault is named with
 * its place. Never throws.
 */
export function parseQuestionnaire(input: unknown): Result<Questionnaire, QuestionnaireProblem> {
	const refused = shapeFaults(input);
	if (refused.length > 0) return faulty(refused);
	const parsed = Questionnaire.safeParse(input);
	if (!parsed.success) return faulty(parsed.error.issues.map((issue) => issueFault(issue, input)));
	const questionnaire = parsed.data;
	const faults = [
		...countFaults(questionnaire),
		...nameFaults(questionnaire),
		...textFaults(questionnaire),
		...ruleFaults(questionnaire),
		...scoreFaults(questionnaire)
	];
	return faults.length > 0 ? faulty(faults) : ok(questionnaire);
}

/**
 * A questionnaire that somebody is still writing: of the right form, whatever else is wrong with it. Null for anything else.
 * Never throws.
 */
export function parseDraft(input: unknown): Questionnaire | null {
	if (shapeFaults(input).length > 0) return null;
	const parsed = Questionnaire.safeParse(input);
	return parsed.success ? parsed.data : null;
}

const faulty = (faults: readonly Fault[]) =>
	err({ type: 'QuestionnaireFaulty' as const, faults: faults.slice(0, mostFaults) });

type Path = readonly PropertyKey[];

const refusedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** More than a rule of the deepest kind needs. */
const deepest = 3 * ruleLimits.depth;
const mostEntries = 500_000;

/**
 * What must be known before the schema looks: names that would reach into the language itself, and a depth or a size that
 * would run it out of room. Walks without calling itself, for the same reason.
 */
function shapeFaults(input: unknown): readonly Fault[] {
	const faults: Fault[] = [];
	const ahead: { readonly value: unknown; readonly path: Path }[] = [{ value: input, path: [] }];
	for (let seen = 0; ahead.length > 0; seen++) {
		const next = ahead.pop();
		if (!next || typeof next.value !== 'object' || next.value === null) continue;
		if (next.path.length > deepest) return [{ type: 'TooDeep', place: placeOf(next.path) }];
		if (seen + ahead.length > mostEntries) return [{ type: 'TooMany', place: {}, value: String(mostEntries) }];
		for (const [name, value] of Object.entries(next.value).reverse()) {
			const path = [...next.path, Array.isArray(next.value) ? Number(name) : name];
			if (refusedNames.has(name)) faults.push({ type: 'NameRefused', place: placeOf(next.path), value: name });
			else if (typeof value === 'object') ahead.push({ value, path });
		}
	}
	return faults;
}

const textFields: ReadonlySet<PropertyKey> = new Set([
	'text',
	'hint',
	'title',
	'label',
	'low',
	'high',
	'help',
	'audio'
]);
const countedFields = {
	sections: 'section',
	questions: 'question',
	options: 'option',
	scores: 'score',
	parts: 'part',
	bands: 'band',
	safety: 'safety'
} as const;

/** A path of the file in the words of `Place`: `sections.1.questions.2.text.vi`. */
function placeOf(path: Path): Place {
	const place: { -readonly [key in keyof Place]: Place[key] } = {};
	for (let at = 0; at < path.length; at++) {
		const name = path[at];
		const next = path[at + 1];
		if (typeof name !== 'string') continue;
		if (typeof next === 'number' && name in countedFields) {
			place[countedFields[name as keyof typeof countedFields]] = next + 1; // asked in the line above
			delete place.field;
			at += 1;
			continue;
		}
		place.field = name;
		if (textFields.has(name) && typeof next === 'string') place.language = next;
		// What lies within a rule or a language is more than a reader can use.
		break;
	}
	return place;
}

function issueFault(issue: z.core.$ZodIssue, input: unknown): Fault {
	const place = placeOf(issue.path);
	switch (issue.code) {
		case 'unrecognized_keys':
			return { type: 'Unknown', place, value: issue.keys.join(', ') };
		case 'invalid_key':
			return { type: 'Malformed', place, value: String(issue.path.at(-1)) };
		case 'too_big':
			if (issue.origin === 'string') return { type: 'TooLong', place, value: String(issue.maximum) };
			return issue.origin === 'array'
				? { type: 'TooMany', place, value: String(issue.maximum) }
				: { type: 'OutOfRange', place };
		case 'too_small':
			return { type: issue.origin === 'string' || issue.origin === 'array' ? 'Empty' : 'OutOfRange', place };
		default: {
			const value = valueAt(input, issue.path);
			if (value === undefined) return { type: 'Missing', place };
			if (issue.code === 'invalid_union' && issue.path.at(-1) === 'kind' && typeof value === 'string')
				return { type: 'Unknown', place, value: value.slice(0, 64) };
			return { type: 'Malformed', place };
		}
	}
}

function valueAt(input: unknown, path: Path): unknown {
	let value: unknown = input;
	for (const name of path) {
		if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
		value = (value as Readonly<Record<PropertyKey, unknown>>)[name]; // its own, asked in the line above
	}
	return value;
}

function countFaults(questionnaire: Questionnaire): readonly Fault[] {
	const count = questionsOf(questionnaire).length;
	const most = questionnaireLimits.questions;
	if (count > most) return [{ type: 'TooMany', place: { field: 'questions' }, value: String(most) }];
	return count === 0 ? [{ type: 'Empty', place: { field: 'questions' } }] : [];
}

/** A value, and where it stands. */
interface Named {
	readonly name: string;
	readonly place: Place;
}

function nameFaults({ languages, sections, scores, safety }: Questionnaire): readonly Fault[] {
	const questions = sections.flatMap((section, s) =>
		section.questions.map((question, q) => ({ question, place: { section: s + 1, question: q + 1 } }))
	);
	return [
		...twice(languages.map((name) => ({ name, place: { field: 'languages' } }))),
		...twice(sections.map(({ id }, at) => ({ name: id, place: { section: at + 1, field: 'id' } }))),
		...twice(questions.map(({ question, place }) => ({ name: question.id, place: { ...place, field: 'id' } }))),
		...questions.flatMap(({ question, place }) =>
			'options' in question
				? twice(question.options.map(({ value }, at) => ({ name: value, place: { ...place, option: at + 1 } })))
				: []
		),
		...questions.flatMap(({ question, place }) => lineFaults(question, place)),
		...twice(scores.map(({ id }, at) => ({ name: id, place: { score: at + 1, field: 'id' } }))),
		...scores.flatMap(({ bands }, s) =>
			twice(bands.map(({ id }, at) => ({ name: id, place: { score: s + 1, band: at + 1 } })))
		),
		...twice(safety.map(({ id }, at) => ({ name: id, place: { safety: at + 1, field: 'id' } })))
	];
}

/** What is there a second time, or has a name that is refused. */
function twice(named: readonly Named[]): readonly Fault[] {
	const seen = new Set<string>();
	return named.flatMap(({ name, place }): readonly Fault[] => {
		if (refusedNames.has(name)) return [{ type: 'NameRefused', place, value: name }];
		if (seen.has(name)) return [{ type: 'Twice', place, value: name }];
		seen.add(name);
		return [];
	});
}

function lineFaults(question: Question, place: Place): readonly Fault[] {
	if (question.kind !== 'line') return [];
	const places = placesOnLine(question);
	return Number.isInteger(places) && places >= 2 && places <= questionnaireLimits.options + 1
		? []
		: [{ type: 'StepsUneven', place: { ...place, field: 'step' } }];
}

function textFaults(questionnaire: Questionnaire): readonly Fault[] {
	const { title, sections, scores, safety } = questionnaire;
	const declared = new Set(questionnaire.languages);
	const faultsOf = (texts: Texts | undefined, place: Place): readonly Fault[] => {
		if (!texts) return [];
		const tags = Object.keys(texts);
		if (tags.length === 0) return [{ type: 'Empty', place }];
		return tags
			.filter((tag) => !declared.has(tag))
			.map((tag) => ({ type: 'LanguageUndeclared', place: { ...place, language: tag }, value: tag }));
	};
	return [
		...faultsOf(title, { field: 'title' }),
		...sections.flatMap((section, s) => [
			...faultsOf(section.title, { section: s + 1, field: 'title' }),
			...section.questions.flatMap((question, q) => {
				const place = { section: s + 1, question: q + 1 };
				return [
					...faultsOf(question.text, { ...place, field: 'text' }),
					...faultsOf(question.hint, { ...place, field: 'hint' }),
					...faultsOf(question.audio, { ...place, field: 'audio' }),
					...(question.kind === 'line'
						? [
								...faultsOf(question.low, { ...place, field: 'low' }),
								...faultsOf(question.high, { ...place, field: 'high' })
							]
						: []),
					...('options' in question ? question.options : []).flatMap(({ label, audio }, o) => [
						...faultsOf(label, { ...place, option: o + 1, field: 'label' }),
						...faultsOf(audio, { ...place, option: o + 1, field: 'audio' })
					])
				];
			})
		]),
		...scores.flatMap((score, s) => [
			...faultsOf(score.title, { score: s + 1, field: 'title' }),
			...score.bands.flatMap(({ label }, b) => faultsOf(label, { score: s + 1, band: b + 1, field: 'label' }))
		]),
		...safety.flatMap(({ help }, s) => faultsOf(help, { safety: s + 1, field: 'help' }))
	];
}

function ruleFaults(questionnaire: Questionnaire): readonly Fault[] {
	const { sections, safety } = questionnaire;
	const rules: readonly { readonly rule: Rule | undefined; readonly place: Place }[] = [
		...sections.flatMap((section, s) => [
			{ rule: section.relevant, place: { section: s + 1, field: 'relevant' } },
			...section.questions.map((question, q) => ({
				rule: question.relevant,
				place: { section: s + 1, question: q + 1, field: 'relevant' }
			}))
		]),
		...safety.map(({ when }, at) => ({ rule: when, place: { safety: at + 1, field: 'when' } }))
	];
	const answered = answeredIds(questionnaire);
	const faults = rules.flatMap(({ rule, place }): readonly Fault[] => {
		if (!rule) return [];
		if (ruleDepth(rule) > ruleLimits.depth) return [{ type: 'TooDeep', place }];
		return questionsIn(rule)
			.filter((id) => !answered.has(id))
			.map((value) => ({ type: 'QuestionUnknown', place, value }));
	});
	return faults.length > 0 ? faults : circleFaults(questionnaire);
}

const answeredIds = (questionnaire: Questionnaire): ReadonlySet<string> =>
	new Set(
		questionsOf(questionnaire)
			.filter(({ kind }) => kind !== 'note')
			.map(({ id }) => id)
	);

/** The circles of questions that wait for each other, each named once, at the first question of the form that is in it. */
function circleFaults({ sections }: Questionnaire): readonly Fault[] {
	const nodesById = new Map(
		sections.flatMap((section, s) =>
			section.questions.map((question, q) => [
				question.id,
				{
					asks: [section.relevant, question.relevant].flatMap((rule) => (rule ? questionsIn(rule) : [])),
					place: { section: s + 1, question: q + 1, field: 'relevant' }
				}
			])
		)
	);
	const faults: Fault[] = [];
	const done = new Set<string>();
	for (const [start, { place }] of nodesById) {
		// A way back to where it began, without calling itself: the form may be long.
		const trail: { readonly id: string; next: number }[] = done.has(start) ? [] : [{ id: start, next: 0 }];
		const onTrail = new Set(trail.map(({ id }) => id));
		while (trail.length > 0) {
			const here = trail[trail.length - 1];
			if (!here) break;
			const id = nodesById.get(here.id)?.asks[here.next];
			here.next += 1;
			if (id === undefined) {
				trail.pop();
				onTrail.delete(here.id);
				done.add(here.id);
			} else if (onTrail.has(id)) {
				const circle = trail.slice(trail.findIndex((step) => step.id === id)).map((step) => step.id);
				faults.push({
					type: 'RuleCircular',
					place: nodesById.get(id)?.place ?? place,
					value: [...circle, id].join(' → ')
				});
			} else if (!done.has(id)) {
				trail.push({ id, next: 0 });
				onTrail.add(id);
			}
		}
	}
	return faults;
}

function scoreFaults(questionnaire: Questionnaire): readonly Fault[] {
	const questionsById = new Map(questionsOf(questionnaire).map((question) => [question.id, question]));
	const answered = answeredIds(questionnaire);
	return questionnaire.scores.flatMap((score, s): readonly Fault[] => {
		const place = { score: s + 1 };
		const partFaults = [
			...twice(score.parts.map(({ question }, at) => ({ name: question, place: { ...place, part: at + 1 } }))),
			...score.parts.flatMap((part, at): readonly Fault[] => {
				const here = { ...place, part: at + 1 };
				const question = questionsById.get(part.question);
				if (!question || !answered.has(part.question))
					return [{ type: 'QuestionUnknown', place: here, value: part.question }];
				const unknown = Object.keys(part.points ?? {}).filter((value) => !hasAnswer(question, value));
				if (unknown.length > 0) return unknown.map((value) => ({ type: 'PointsUnknown', place: here, value }));
				return partRange(question, part) ? [] : [{ type: 'PointsMissing', place: here }];
			})
		];
		return partFaults.length > 0
			? partFaults
			: [...missingFaults(score, questionsById, place), ...bandFaults(questionnaire, score, place)];
	});
}

/** Whether points can be given for it: an option's value, a face or a place on the line, `yes` or `no`. */
function hasAnswer(question: Question, value: string): boolean {
	switch (question.kind) {
		case 'note':
			return false;
		case 'yes-no':
			return value === 'yes' || value === 'no';
		case 'faces':
			return Number(value) >= 1 && Number(value) <= question.steps;
		case 'line':
			return Number(value) >= question.from && Number(value) <= question.to;
		default:
			return question.options.some((option) => option.value === value);
	}
}

function missingFaults(
	{ missing, parts }: Score,
	questionsById: ReadonlyMap<string, Question>,
	place: Place
): readonly Fault[] {
	if (missing.policy === 'none') return [];
	const isTooMany = missing.policy === 'prorate' ? missing.most >= parts.length : missing.least > parts.length;
	if (isTooMany) return [{ type: 'MissingTooMany', place: { ...place, field: 'missing' } }];
	const ranges = new Set(
		parts.map((part) => {
			const question = questionsById.get(part.question);
			const range = question && partRange(question, part);
			return range ? `${range.from} ${range.to}` : '';
		})
	);
	return ranges.size > 1 ? [{ type: 'PartsUneven', place: { ...place, field: 'missing' } }] : [];
}

function bandFaults(questionnaire: Questionnaire, score: Score, place: Place): readonly Fault[] {
	const range = scoreRange(questionnaire, score);
	if (!range) return [];
	const faults: Fault[] = [];
	if (score.range && (score.range.from !== range.from || score.range.to !== range.to))
		faults.push({ type: 'RangeDiffers', place: { ...place, field: 'range' }, value: `${range.from}-${range.to}` });
	score.bands.forEach((band, at) => {
		const before = score.bands[at - 1];
		const isEven =
			band.from <= band.to &&
			band.from >= range.from &&
			band.to <= range.to &&
			(!before || (band.from > before.to && band.from - before.to <= stepOf(score)));
		if (!isEven) faults.push({ type: 'BandsUneven', place: { ...place, band: at + 1 }, value: band.id });
	});
	return faults;
}

/** The widest gap between two bands that no published table would mean to leave open. */
const stepOf = ({ multiply = 1 }: Score): number => Math.max(1, Math.abs(multiply));
