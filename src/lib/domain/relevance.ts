import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';

/**
 * When a question is asked: the small grammar of imported forms as data, never as code to run. `all` and `any` hold two
 * rules or more.
 */
export type Rule =
	| { readonly question: string; readonly is: Comparison; readonly value: string | number }
	| { readonly question: string; readonly selected: string }
	| { readonly all: readonly Rule[] }
	| { readonly any: readonly Rule[] }
	| { readonly not: Rule };

export const Comparison = z.enum(['=', '!=', '<', '<=', '>', '>=']);
export type Comparison = z.infer<typeof Comparison>;

/** A question as a rule names it: what may stand between `${` and `}`. */
export const QuestionRef = z.string().check(z.regex(/^[A-Za-z0-9_/][A-Za-z0-9_./-]{0,63}$/));

/** A text within quotes: whole on one line, and without both kinds of quotes, since there is no way to write it. */
const Literal = z.string().check(z.regex(/^(?:[^\p{Cc}']{0,200}|[^\p{Cc}"]{0,200})$/u));

/** A number that the grammar can write: no exponent. */
const Plain = z.number().check(z.refine((number) => /^-?\d{1,15}(?:\.\d{1,15})?$/.test(String(number))));

/** Most rules that one `and` or `or` joins, and how deep rules may lie within each other. */
export const ruleLimits = { joined: 200, depth: 20, characters: 20_000 } as const;

export const Rule: z.ZodMiniType<Rule> = z.union([
	z.strictObject({ question: QuestionRef, is: Comparison, value: z.union([Literal, Plain]) }),
	z.strictObject({ question: QuestionRef, selected: Literal }),
	z.strictObject({ all: z.array(z.lazy(() => Rule)).check(z.minLength(2), z.maxLength(ruleLimits.joined)) }),
	z.strictObject({ any: z.array(z.lazy(() => Rule)).check(z.minLength(2), z.maxLength(ruleLimits.joined)) }),
	z.strictObject({ not: z.lazy(() => Rule) })
]);

/** `at` is the place in the text, from 1. */
export type RuleProblem =
	| { readonly type: 'RuleEmpty'; readonly at: 1 }
	| { readonly type: 'RuleTooLong'; readonly at: number }
	| { readonly type: 'RuleTooDeep'; readonly at: number }
	/** It ends where something had to follow. */
	| { readonly type: 'RuleUnfinished'; readonly at: number }
	/** Something the grammar does not have: another function, a sum, `.` for the answer itself. */
	| { readonly type: 'RuleNotUnderstood'; readonly at: number; readonly found: string };

/**
 * Reads a rule: `${x} = 'a'` (also `!=`, `<`, `<=`, `>`, `>=`, with texts and numbers), `selected(${x}, 'a')`, `and`, `or`,
 * `not(…)` and parentheses. `and` binds before `or`. Whatever else stands there is refused with its place. Never throws.
 */
export function parseRule(text: string): Result<Rule, RuleProblem> {
	if (text.length > ruleLimits.characters) return err({ type: 'RuleTooLong', at: ruleLimits.characters + 1 });
	const tokens = tokensOf(text);
	if (tokens.length === 1) return err({ type: 'RuleEmpty', at: 1 });
	try {
		const reading = { tokens, next: 0, depth: 0 };
		const rule = readAny(reading);
		if (peek(reading).kind !== 'end') refuse(reading);
		if (ruleDepth(rule) > ruleLimits.depth) return err({ type: 'RuleTooDeep', at: 1 });
		return ok(rule);
	} catch (refused) {
		if (refused instanceof Refused) return err(refused.problem);
		throw refused;
	}
}

/** A rule as text; `parseRule` gives the same rule back. */
export function ruleToText(rule: Rule): string {
	if ('not' in rule) return `not(${ruleToText(rule.not)})`;
	if ('any' in rule) return rule.any.map((part) => ('any' in part ? bracketed(part) : ruleToText(part))).join(' or ');
	if ('all' in rule)
		return rule.all.map((part) => ('any' in part || 'all' in part ? bracketed(part) : ruleToText(part))).join(' and ');
	if ('selected' in rule) return `selected(\${${rule.question}}, ${quoted(rule.selected)})`;
	return `\${${rule.question}} ${rule.is} ${typeof rule.value === 'number' ? String(rule.value) : quoted(rule.value)}`;
}

/** The questions a rule asks about, each once. */
export function questionsIn(rule: Rule): readonly string[] {
	if ('not' in rule) return questionsIn(rule.not);
	if ('question' in rule) return [rule.question];
	const parts = 'all' in rule ? rule.all : rule.any;
	return [...new Set(parts.flatMap(questionsIn))];
}

/** How deep rules lie within each other; 1 for a single comparison. */
export function ruleDepth(rule: Rule): number {
	if ('not' in rule) return 1 + ruleDepth(rule.not);
	if ('question' in rule) return 1;
	return 1 + ('all' in rule ? rule.all : rule.any).reduce((deepest, part) => Math.max(deepest, ruleDepth(part)), 0);
}

/** An answer as rules see it: texts of options, a number, `yes` or `no`; null for passed or not asked. */
export type RuleAnswer = string | number | readonly string[] | boolean | null;

/**
 * Whether a rule holds. As in XPath, a passed question is the empty text: `${x} = ''` asks whether it was passed, `${x} !=
 * ''` whether it was answered. Otherwise than in XPath every other comparison with a passed question is false, `!=`
 * too: nobody is asked more because she passed. `<` and its like compare numbers, and are false for what is none.
 */
export function isHolding(rule: Rule, answerTo: (question: string) => RuleAnswer): boolean {
	if ('all' in rule) return rule.all.every((part) => isHolding(part, answerTo));
	if ('any' in rule) return rule.any.some((part) => isHolding(part, answerTo));
	if ('not' in rule) return !isHolding(rule.not, answerTo);
	const answer = answerTo(rule.question);
	if ('selected' in rule)
		return typeof answer === 'object' && answer !== null
			? answer.includes(rule.selected)
			: answer !== null && answerText(answer) === rule.selected;
	return isTrue(answerText(answer), rule.is, rule.value);
}

function isTrue(answer: string, is: Comparison, value: string | number): boolean {
	if (answer === '') return is === '=' && value === '';
	if (typeof value === 'string' && (is === '=' || is === '!=')) return (answer === value) === (is === '=');
	const left = Number(answer);
	const right = value === '' ? NaN : Number(value);
	switch (is) {
		case '=':
			return left === right;
		case '!=':
			return left !== right;
		case '<':
			return left < right;
		case '<=':
			return left <= right;
		case '>':
			return left > right;
		case '>=':
			return left >= right;
	}
}

function answerText(answer: RuleAnswer): string {
	if (answer === null) return '';
	if (typeof answer === 'boolean') return answer ? 'yes' : 'no';
	return typeof answer === 'object' ? answer.join(' ') : String(answer);
}

const bracketed = (rule: Rule): string => `(${ruleToText(rule)})`;
const quoted = (text: string): string => (text.includes("'") ? `"${text}"` : `'${text}'`);

interface Token {
	readonly kind: 'question' | 'text' | 'number' | 'sign' | 'word' | 'unknown' | 'end';
	/** What it says, without `${}` or quotes. */
	readonly value: string;
	/** From 1. */
	readonly at: number;
}

interface Reading {
	readonly tokens: readonly Token[];
	next: number;
	depth: number;
}

/** Leaves the reading from any depth with what is wrong. */
class Refused extends Error {
	readonly problem: RuleProblem;

	constructor(problem: RuleProblem) {
		super(problem.type);
		this.problem = problem;
	}
}

/** Every part of the text, in one pass: no pattern here can go back over what it has read. The last is the end. */
function tokensOf(text: string): readonly Token[] {
	const pattern =
		/[ \t\r\n]+|\$\{[ \t]*([A-Za-z0-9_/][A-Za-z0-9_./-]{0,63})[ \t]*\}|'([^'\p{Cc}]{0,200})'|"([^"\p{Cc}]{0,200})"|(-?\d{1,15}(?:\.\d{1,15})?)(?![\w.])|(!=|<=|>=|[=<>(),])|([A-Za-z][A-Za-z-]{0,40})(?![\w.:])|([^])/uy;
	const tokens: Token[] = [];
	for (;;) {
		const at = pattern.lastIndex + 1;
		const found = pattern.exec(text);
		if (!found) return [...tokens, { kind: 'end', value: '', at: text.length + 1 }];
		const [, question, single, double, number, sign, word, unknown] = found;
		if (question !== undefined) tokens.push({ kind: 'question', value: question, at });
		else if (single !== undefined || double !== undefined)
			tokens.push({ kind: 'text', value: single ?? double ?? '', at });
		else if (number !== undefined) tokens.push({ kind: 'number', value: number, at });
		else if (sign !== undefined) tokens.push({ kind: 'sign', value: sign, at });
		else if (word !== undefined) tokens.push({ kind: 'word', value: word, at });
		else if (unknown !== undefined) {
			// Enough of it to be found again.
			const rest = text.slice(at - 1, at + 23).split(/\s/u)[0] ?? unknown;
			tokens.push({ kind: 'unknown', value: rest, at });
		}
	}
}

function peek(reading: Reading): Token {
	// The last token is the end, and nothing reads on from there.
	return reading.tokens[Math.min(reading.next, reading.tokens.length - 1)] as Token;
}

function refuse(reading: Reading): never {
	const { kind, value, at } = peek(reading);
	if (kind === 'end') throw new Refused({ type: 'RuleUnfinished', at });
	throw new Refused({ type: 'RuleNotUnderstood', at, found: kind === 'question' ? `\${${value}}` : value });
}

function take(reading: Reading, kind: Token['kind'], value?: string): Token {
	const token = peek(reading);
	if (token.kind !== kind || (value !== undefined && token.value !== value)) refuse(reading);
	reading.next += 1;
	return token;
}

const isWord = (reading: Reading, word: string): boolean => {
	const token = peek(reading);
	return token.kind === 'word' && token.value === word;
};

function readJoined(reading: Reading, word: string, readPart: (reading: Reading) => Rule): readonly [Rule, ...Rule[]] {
	const parts: [Rule, ...Rule[]] = [readPart(reading)];
	while (isWord(reading, word)) {
		if (parts.length === ruleLimits.joined) throw new Refused({ type: 'RuleTooLong', at: peek(reading).at });
		reading.next += 1;
		parts.push(readPart(reading));
	}
	return parts;
}

function readAny(reading: Reading): Rule {
	const any = readJoined(reading, 'or', readAll);
	return any.length === 1 ? any[0] : { any };
}

function readAll(reading: Reading): Rule {
	const all = readJoined(reading, 'and', readOne);
	return all.length === 1 ? all[0] : { all };
}

function readOne(reading: Reading): Rule {
	if (isWord(reading, 'not')) {
		reading.next += 1;
		return { not: readBracketed(reading) };
	}
	if (isWord(reading, 'selected')) return readSelected(reading);
	const token = peek(reading);
	return token.kind === 'sign' && token.value === '(' ? readBracketed(reading) : readComparison(reading);
}

function readBracketed(reading: Reading): Rule {
	const { at } = take(reading, 'sign', '(');
	reading.depth += 1;
	// More than a rule may have, since brackets around brackets are no rule.
	if (reading.depth > 3 * ruleLimits.depth) throw new Refused({ type: 'RuleTooDeep', at });
	const rule = readAny(reading);
	take(reading, 'sign', ')');
	reading.depth -= 1;
	return rule;
}

function readSelected(reading: Reading): Rule {
	take(reading, 'word', 'selected');
	take(reading, 'sign', '(');
	const question = take(reading, 'question').value;
	take(reading, 'sign', ',');
	const { value: selected } = take(reading, peek(reading).kind === 'number' ? 'number' : 'text');
	take(reading, 'sign', ')');
	return { question, selected };
}

function readComparison(reading: Reading): Rule {
	if (peek(reading).kind !== 'question') return readTurned(reading);
	const question = take(reading, 'question').value;
	const sign = Comparison.safeParse(peek(reading).kind === 'sign' ? peek(reading).value : undefined);
	if (!sign.success) refuse(reading);
	reading.next += 1;
	const { kind, value } = peek(reading);
	if (kind !== 'text' && kind !== 'number') refuse(reading);
	reading.next += 1;
	return { question, is: sign.data, value: kind === 'number' ? Number(value) + 0 : value };
}

/** `'a' = ${x}` says the same as `${x} = 'a'`. */
function readTurned(reading: Reading): Rule {
	const { kind, value } = peek(reading);
	if (kind !== 'text' && kind !== 'number') refuse(reading);
	reading.next += 1;
	const sign = Comparison.safeParse(peek(reading).kind === 'sign' ? peek(reading).value : undefined);
	if (!sign.success) refuse(reading);
	reading.next += 1;
	const question = take(reading, 'question').value;
	return { question, is: turned[sign.data], value: kind === 'number' ? Number(value) + 0 : value };
}

const turned: Readonly<Record<Comparison, Comparison>> = {
	'=': '=',
	'!=': '!=',
	'<': '>',
	'<=': '>=',
	'>': '<',
	'>=': '<='
};
