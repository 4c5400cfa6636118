import * as z from 'zod/mini';
import { textToBytes } from '$lib/base/bytes';
import type { Day } from '$lib/base/clock';
import { compareText } from '$lib/base/order';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { Locale } from './guide';
import { rowsOf, type Ledger, type Row } from './ledger';
import { largestGuide, setPackState } from './pack';

/**
 * By what somebody looks at how a group is led: competencies, for each what helps and what can harm, and four levels in
 * words. Data, like guides: an organisation can bring an official one with its source and its licence notice.
 */
const Text = z.string().check(z.trim(), z.minLength(1), z.maxLength(600));
const Id = z.string().check(z.regex(/^[a-z][a-z0-9-]{0,40}$/));

/** Something that can be seen, ticked when it was. */
export const Behaviour = z.strictObject({ id: Id, text: Text });
export type Behaviour = z.infer<typeof Behaviour>;

export const Competency = z.strictObject({
	/** Stable across versions and translations. */
	id: Id,
	name: Text,
	/** What it is about, in a sentence. */
	about: Text,
	helpful: z.array(Behaviour).check(z.minLength(1), z.maxLength(12)),
	harmful: z.array(Behaviour).check(z.minLength(1), z.maxLength(12)),
	/** What each level looks like here, the lowest first. */
	levels: z.tuple([Text, Text, Text, Text])
});
export type Competency = z.infer<typeof Competency>;

export const Rubric = z.strictObject({
	v: z.literal(1),
	id: Id,
	/** Rises with every change of content; a rating names the version it was made with. */
	version: z.int().check(z.gte(1), z.lte(10_000)),
	locale: Locale,
	title: Text,
	/** Who wrote it. */
	source: Text,
	/** Under which terms it may be used. */
	licence: Text,
	/** The four levels, the lowest first: it is always the one that could do harm. */
	levelNames: z.tuple([Text, Text, Text, Text]),
	competencies: z.array(Competency).check(z.minLength(1), z.maxLength(30))
});
export type Rubric = z.infer<typeof Rubric>;

/** A level of four; the lowest could do harm. */
export const Level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Level = z.infer<typeof Level>;

/** The levels, the lowest first. */
export const levels: readonly Level[] = [1, 2, 3, 4];

/** What is wrong with a file, and where: a path such as `competencies.2.levels.0`; empty for the whole. */
export interface RubricProblem {
	readonly type: 'RubricMalformed';
	readonly fault: 'not-json' | 'missing' | 'too-long' | 'empty' | 'unknown-field' | 'wrong' | 'twice' | 'not-four';
	readonly path: string;
}

/** Checks a rubric. Returns the first fault and where it is. Never throws. */
export function parseRubric(input: unknown): Result<Rubric, RubricProblem> {
	const parsed = Rubric.safeParse(input);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		return malformed(issue ? faultOf(issue, input) : 'wrong', pathOf(issue));
	}
	const twice = firstTwice(parsed.data);
	return twice === undefined ? ok(parsed.data) : malformed('twice', twice);
}

/** Longest file, in bytes: it must fit an envelope. */
export const largestRubric = largestGuide;

/** `parseRubric` for the text of a file. */
export function readRubric(text: string): Result<Rubric, RubricProblem> {
	if (textToBytes(text).length > largestRubric) return malformed('too-long', '');
	let input: unknown;
	try {
		input = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return malformed('not-json', '');
	}
	return parseRubric(input);
}

const malformed = (fault: RubricProblem['fault'], path: string): Result<never, RubricProblem> =>
	err({ type: 'RubricMalformed', fault, path });

type Issue = z.core.$ZodIssue;

function faultOf(issue: Issue, input: unknown): RubricProblem['fault'] {
	const found = issue.path.reduce<unknown>(
		(value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
		input
	);
	const isLevels = issue.path.at(-1) === 'levels' || issue.path.at(-1) === 'levelNames';
	if (isLevels && found !== undefined) return 'not-four';
	if (found === undefined) return 'missing';
	if (issue.code === 'unrecognized_keys') return 'unknown-field';
	if (issue.code === 'too_small') return 'empty';
	return issue.code === 'too_big' ? 'too-long' : 'wrong';
}

function pathOf(issue: Issue | undefined): string {
	const path = issue?.path.map(String) ?? [];
	return [...path, ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])].join('.');
}

/** Where an id stands a second time: two competencies, or two behaviours of one competency. */
function firstTwice({ competencies }: Rubric): string | undefined {
	const known = new Set<string>();
	for (const [at, competency] of competencies.entries()) {
		if (known.has(competency.id)) return `competencies.${at}.id`;
		known.add(competency.id);
		const behaviours = new Set<string>();
		for (const kind of ['helpful', 'harmful'] as const)
			for (const [place, { id }] of competency[kind].entries()) {
				if (behaviours.has(id)) return `competencies.${at}.${kind}.${place}.id`;
				behaviours.add(id);
			}
	}
	return undefined;
}

/** The id of our own. The files are `static/rubrics/<locale>.json`. */
export const ownRubricId = 'circle-skills';

/** A rubric that the organisation brought. */
export interface PublishedRubric {
	/** Of its row. */
	readonly row: string;
	readonly rubric: Rubric;
	/** Whether ratings are made with it now; an old rating is read with it all the same. */
	readonly isInUse: boolean;
}

/** This version is there already and says something else: a version never changes. */
export interface VersionTaken {
	readonly type: 'VersionTaken';
	readonly version: number;
}

/** The edits that publish a rubric to everybody in the organisation. Each version and language is a row of its own; `id` is random. */
export function publishRubric(
	ledger: Ledger,
	rubric: Rubric,
	day: Day,
	id: string
): Result<readonly Edit[], VersionTaken> {
	const known = publishedRubrics(ledger).find(({ rubric: other }) => isSameEdition(other, rubric));
	if (known && JSON.stringify(known.rubric) !== JSON.stringify(rubric))
		return err({ type: 'VersionTaken', version: rubric.version });
	if (known) return ok(known.isInUse ? [] : setPackState(known.row, 'published'));
	const content = rubric as FieldValue; // parsed from JSON
	return ok(
		fieldEdits('pack', id, {
			kind: 'rubric',
			packId: rubric.id,
			version: rubric.version,
			day,
			content,
			state: 'published'
		})
	);
}

/** The edits after which no rating is begun with a rubric any more. */
export const withdrawRubric = (row: string): readonly Edit[] => setPackState(row, 'retired');

/** The rubrics of the organisation that can be read, the newest version of each first. */
export const publishedRubrics = (ledger: Ledger): readonly PublishedRubric[] =>
	[...rowsOf(ledger, 'pack')]
		.map(publishedOf)
		.filter((published) => published !== undefined)
		.sort(
			(a, b) =>
				compareText(a.rubric.id, b.rubric.id) || b.rubric.version - a.rubric.version || compareText(a.row, b.row)
		);

/** What ratings are made with now: the organisation's in this language, or in another, else our own. */
export function rubricInUse(ledger: Ledger, own: Rubric): Rubric {
	const inUse = publishedRubrics(ledger).filter(({ isInUse }) => isInUse);
	return (inUse.find(({ rubric }) => rubric.locale === own.locale) ?? inUse[0])?.rubric ?? own;
}

/** The rubric that a rating was made with, in this language if there is one; undefined when it is not on this phone. */
export function rubricNamed(
	ledger: Ledger,
	own: Rubric,
	{ id, version }: Pick<Rubric, 'id' | 'version'>
): Rubric | undefined {
	if (own.id === id && own.version === version) return own;
	const found = publishedRubrics(ledger)
		.map(({ rubric }) => rubric)
		.filter((rubric) => rubric.id === id && rubric.version === version);
	return found.find(({ locale }) => locale === own.locale) ?? found[0];
}

const isSameEdition = (a: Rubric, b: Rubric): boolean =>
	a.id === b.id && a.version === b.version && a.locale === b.locale;

const seen = new WeakMap<Row, PublishedRubric | undefined>();

function publishedOf(row: Row): PublishedRubric | undefined {
	if (row.fields['kind'] !== 'rubric') return undefined;
	if (!seen.has(row)) {
		const rubric = parseRubric(row.fields['content']); // it came from another device, so it is checked as a file is
		const isInUse = row.fields['state'] === 'published';
		seen.set(row, rubric.ok ? { row: row.id, rubric: rubric.value, isInUse } : undefined);
	}
	return seen.get(row);
}
