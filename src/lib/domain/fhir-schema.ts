import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import { entries, short, type FhirCode } from './fhir';

/**
 * The most a file may hold, how deep brackets may lie within each other (some twenty groups in groups), and how many entries
 * are read: forms of this kind have a hundredth of it.
 */
export const fhirLimits = { characters: 5 * 1024 * 1024, depth: 48, entries: 5000 } as const;

const Extensions = z.optional(z.array(z.unknown()));
const Text = z.optional(z.string());
const Flag = z.optional(z.boolean());

/** What stands beside a plain text: its translations. */
const Beside = z.optional(z.nullable(z.object({ extension: Extensions })));

export const Coding = z.object({ system: Text, code: Text, display: Text, _display: Beside, extension: Extensions });
export type Coding = z.infer<typeof Coding>;

const Expression = z.object({ name: Text, language: Text, expression: Text });

const Extension = z.object({
	url: z.string(),
	valueDecimal: z.optional(z.number()),
	valueInteger: z.optional(z.number()),
	valueBoolean: Flag,
	valueCode: Text,
	valueString: Text,
	valueMarkdown: Text,
	valueCoding: z.optional(Coding),
	valueCodeableConcept: z.optional(z.object({ coding: z.optional(z.array(Coding)) })),
	valueExpression: z.optional(Expression),
	extension: Extensions
});
export type Extension = z.infer<typeof Extension>;

const NamedExtension = z.object({ url: z.string() });

export const AnswerOption = z.object({
	valueCoding: z.optional(Coding),
	valueString: Text,
	_valueString: Beside,
	valueInteger: z.optional(z.number()),
	valueDate: Text,
	valueTime: Text,
	valueReference: z.optional(z.object({ reference: Text, display: Text })),
	initialSelected: Flag,
	extension: Extensions
});
export type AnswerOption = z.infer<typeof AnswerOption>;

export const EnableWhen = z.object({
	question: z.string(),
	operator: z.string(),
	answerBoolean: Flag,
	answerDecimal: z.optional(z.number()),
	answerInteger: z.optional(z.number()),
	answerString: Text,
	answerDate: Text,
	answerTime: Text,
	answerCoding: z.optional(Coding)
});
export type EnableWhen = z.infer<typeof EnableWhen>;

/** One entry of a questionnaire. Those within it are looked at one by one, so that one fault does not cost them all. */
export const Entry = z.looseObject({
	linkId: z.string(),
	type: z.string(),
	text: Text,
	_text: Beside,
	prefix: Text,
	required: Flag,
	repeats: Flag,
	readOnly: Flag,
	answerConstraint: Text,
	answerValueSet: Text,
	answerOption: z.optional(z.array(AnswerOption)),
	enableWhen: z.optional(z.array(EnableWhen)),
	enableBehavior: Text,
	initial: z.optional(z.array(z.unknown())),
	extension: Extensions,
	[entries]: z.optional(z.array(z.unknown()))
});
export type Entry = z.infer<typeof Entry>;

const Concept = z.object({
	code: Text,
	display: Text,
	_display: Beside,
	designation: z.optional(z.array(z.object({ language: Text, value: Text }))),
	extension: Extensions,
	concept: z.optional(z.array(z.unknown())),
	contains: z.optional(z.array(z.unknown())),
	system: Text,
	abstract: Flag,
	inactive: Flag
});
export type Concept = z.infer<typeof Concept>;

const Include = z.object({
	system: Text,
	concept: z.optional(z.array(Concept)),
	filter: z.optional(z.array(z.unknown())),
	valueSet: z.optional(z.array(z.string()))
});

/** A list of answers within the file, or a code system that says what its answers are worth. */
export const Contained = z.object({
	resourceType: z.string(),
	id: Text,
	url: Text,
	compose: z.optional(z.object({ include: z.array(Include), exclude: z.optional(z.array(Include)) })),
	expansion: z.optional(z.object({ contains: z.optional(z.array(z.unknown())) })),
	concept: z.optional(z.array(z.unknown()))
});
export type Contained = z.infer<typeof Contained>;

const Head = z.looseObject({
	resourceType: z.literal('Questionnaire'),
	id: Text,
	url: Text,
	version: Text,
	name: Text,
	title: Text,
	_title: Beside,
	language: Text,
	copyright: Text,
	contained: z.optional(z.array(z.unknown())),
	extension: Extensions,
	[entries]: z.optional(z.array(z.unknown()))
});
export type Head = z.infer<typeof Head>;

/** Concepts as they lie within each other, one after the other; what is none is passed over. */
export function conceptsIn(found: readonly unknown[] | undefined): readonly Concept[] {
	return (found ?? []).flatMap((one) => {
		const concept = Concept.safeParse(one);
		if (!concept.success) return [];
		return [concept.data, ...conceptsIn(concept.data.concept), ...conceptsIn(concept.data.contains)];
	});
}

/** Each list is asked for many names, and need be read but once. */
const readExtensions = new WeakMap<readonly unknown[], readonly Extension[]>();

/** The extensions of something that can be read, in their order. */
export function extensionsOf(holder: { readonly extension?: unknown } | null | undefined): readonly Extension[] {
	const found = holder?.extension;
	if (!Array.isArray(found)) return [];
	const known = readExtensions.get(found);
	if (known) return known;
	const extensions = found.flatMap((one: unknown) => {
		const extension = Extension.safeParse(one);
		// With a value that is none it is still known by its name, and can be told of.
		const named = extension.success ? extension : NamedExtension.safeParse(one);
		return named.success ? [named.data] : [];
	});
	readExtensions.set(found, extensions);
	return extensions;
}

/** The first extension whose address ends with one of these names. */
export const extensionNamed = (
	holder: { readonly extension?: unknown } | null | undefined,
	...names: readonly string[]
): Extension | undefined => extensionsOf(holder).find(({ url }) => names.includes(url.split('/').at(-1) ?? ''));

/** Why a file is refused as a whole. */
export interface FhirRefusal {
	readonly type: FhirCode;
	readonly linkId?: string;
	readonly params?: Readonly<Record<string, string | number>>;
}

const refuse = (type: FhirCode, params: Readonly<Record<string, string | number>> = {}) => err({ type, params });

/**
 * A file as the head of a questionnaire of R4 or R5, entries and lists still unread. Refused: what is no JSON or too much of
 * it, names that reach into the language this is written in, an earlier version of FHIR, and whatever changes the meaning of
 * the rest in a way that nobody here knows.
 */
export function parseHead(text: string): Result<Head, FhirRefusal> {
	if (text.length > fhirLimits.characters) return refuse('too-big');
	const plain = text.startsWith('\uFEFF') ? text.slice(1) : text;
	if (plain.trimStart().startsWith('<')) return refuse('xml');
	if (depthOf(plain) > fhirLimits.depth) return refuse('too-deep');
	let parsed: unknown;
	try {
		parsed = JSON.parse(plain);
	} catch (broken) {
		if (broken instanceof SyntaxError) return refuse('not-json');
		throw broken;
	}
	const walked = refusalIn(parsed);
	if (walked) return err(walked);
	const kind = Contained.safeParse(parsed);
	if (!kind.success || kind.data.resourceType !== 'Questionnaire')
		return refuse('not-questionnaire', { found: kind.success ? kind.data.resourceType.slice(0, 60) : '–' });
	const old = oldVersion(parsed);
	if (old) return refuse('old-version', { version: old });
	const head = Head.safeParse(parsed);
	if (head.success) return ok(head.data);
	return refuse('malformed', { place: head.error.issues[0]?.path.join('.') ?? '' });
}

/** How deep brackets lie within each other; those within texts do not count. */
function depthOf(json: string): number {
	let [depth, deepest] = [0, 0];
	let isText = false;
	for (let at = 0; at < json.length; at += 1) {
		const sign = json[at];
		if (isText) {
			if (sign === '\\') at += 1;
			else if (sign === '"') isText = false;
		} else if (sign === '"') isText = true;
		else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth);
		else if (sign === '}' || sign === ']') depth -= 1;
	}
	return deepest;
}

const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

function refusalIn(parsed: unknown): FhirRefusal | null {
	const ahead: unknown[] = [parsed];
	while (ahead.length > 0) {
		const next = ahead.pop();
		if (typeof next !== 'object' || next === null) continue;
		const linkId = 'linkId' in next && typeof next.linkId === 'string' ? { linkId: next.linkId } : {};
		for (const [name, value] of Object.entries(next)) {
			if (forbiddenNames.has(name)) return { type: 'name-forbidden', ...linkId, params: { name } };
			if (name === 'modifierExtension' && !(Array.isArray(value) && value.length === 0))
				return { type: 'modifier', ...linkId, params: { url: addressIn(value) } };
			if (name === 'implicitRules')
				return { type: 'rules-elsewhere', params: { url: typeof value === 'string' ? short(value) : '–' } };
			if (typeof value === 'object') ahead.push(value);
		}
	}
	return null;
}

const addressIn = (value: unknown): string => {
	const [first] = extensionsOf({ extension: value });
	return first ? short(first.url) : '–';
};

/** What only an earlier version of FHIR writes; null for R4 and R5. */
function oldVersion(parsed: unknown): string | null {
	if (typeof parsed !== 'object' || parsed === null) return null;
	if ('group' in parsed) return 'DSTU2';
	const ahead: unknown[] = [parsed];
	while (ahead.length > 0) {
		const next = ahead.pop();
		if (typeof next !== 'object' || next === null) continue;
		if ('linkId' in next && ('option' in next || 'options' in next)) return 'STU3';
		if (entries in next && Array.isArray(next[entries])) for (const one of next[entries] as unknown[]) ahead.push(one);
	}
	return null;
}
