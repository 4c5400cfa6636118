import { short, type TellFhir } from './fhir';
import type { FhirCalculation, Node } from './fhir-entries';
import { extensionsOf } from './fhir-schema';
import type { Question, Score, ScorePart } from './questionnaire';
import { partRange } from './scoring';

const mostScores = 50;
const longest = 20_000;

/** What a sum is made of: the questions that were taken, by entry, and the entries of the file. */
export interface ScoreGround {
	readonly roots: readonly Node[];
	readonly questionsByNode: ReadonlyMap<Node, Question>;
	/** The extensions of the questionnaire itself, which may name parts of a sum. */
	readonly head: { readonly extension?: unknown };
}

/**
 * Calculations as scores, where they are a sum of points, of answers on a line, or a mean of them; every other one is told
 * and left out. Nothing of a file is run: the few forms that are known are read, and the points are counted by our own rules.
 */
export function scoresFrom(
	calculations: readonly FhirCalculation[],
	ground: ScoreGround,
	tell: TellFhir
): readonly Score[] {
	const scores: Score[] = [];
	for (const calculation of calculations) {
		const { node, title, expression } = calculation;
		const plain = scores.length < mostScores ? scoreOf(calculation, ground) : null;
		const params = { name: short(node.entry.text ?? node.linkId), calculation: short(expression) };
		tell(plain ? 'note' : 'left-out', plain ? 'score-found' : 'calculation', node.linkId, params);
		if (plain)
			scores.push({
				id: node.id,
				version: 1,
				...(title ? { title } : {}),
				...plain,
				missing: { policy: 'none' },
				bands: []
			});
	}
	return scores;
}

type PlainScore = Pick<Score, 'method' | 'parts' | 'multiply' | 'decimals'>;

function scoreOf({ node, expression }: FhirCalculation, ground: ScoreGround): PlainScore | null {
	if (expression.length > longest) return null;
	let text = bare(expression);
	let decimals: number | undefined;
	const rounded = /^(.*)\.round\((\d?)\)$/s.exec(text);
	if (rounded) [text, decimals] = [bare(rounded[1] ?? ''), Number(rounded[2] || 0)];
	const { factor, of } = factorIn(text);
	const terms = splitAt(bare(of), '+');
	const variables = variablesAt(node, ground);
	const parts: ScorePart[] = [];
	for (const term of terms) {
		const found = partsOf(term, node, variables, ground);
		if (!found) return null;
		parts.push(...found);
	}
	if (parts.length === 0 || new Set(parts.map(({ question }) => question)).size !== parts.length) return null;
	if (decimals !== undefined && decimals > 6) return null;
	const isMean = factor !== null && factor.sign === '/' && factor.value === parts.length;
	const multiply = !factor || isMean ? undefined : factor.sign === '*' ? factor.value : 1 / factor.value;
	return {
		method: isMean ? 'mean' : 'sum',
		parts,
		...(multiply === undefined ? {} : { multiply }),
		...(decimals === undefined ? {} : { decimals })
	};
}

/** Without blanks at the ends and brackets around the whole. */
function bare(text: string): string {
	let plain = text.trim();
	while (plain.startsWith('(') && closes(plain) === plain.length - 1) plain = plain.slice(1, -1).trim();
	return plain;
}

/** Where the bracket that the text begins with is closed. */
function closes(text: string): number {
	let depth = 0;
	let isText = false;
	for (let at = 0; at < text.length; at += 1) {
		if (text[at] === "'") isText = !isText;
		if (isText) continue;
		if (text[at] === '(') depth += 1;
		else if (text[at] === ')') depth -= 1;
		if (depth === 0) return at;
	}
	return -1;
}

/** The parts of a text between signs that stand in no bracket and no quotes. */
function splitAt(text: string, sign: string): readonly string[] {
	const parts: string[] = [];
	let [depth, from, isText] = [0, 0, false];
	for (let at = 0; at < text.length; at += 1) {
		const letter = text[at];
		if (letter === "'") isText = !isText;
		if (isText) continue;
		if (letter === '(') depth += 1;
		else if (letter === ')') depth -= 1;
		else if (letter === sign && depth === 0) {
			parts.push(text.slice(from, at));
			from = at + 1;
		}
	}
	return [...parts, text.slice(from)].map((part) => part.trim());
}

const number = /^\d{1,9}(?:\.\d{1,12})?$/;

/** `x * 4`, `4 * x` and `x / 9`, where they are about the whole. */
function factorIn(text: string): {
	readonly factor: { readonly sign: '*' | '/'; readonly value: number } | null;
	readonly of: string;
} {
	const none = { factor: null, of: text };
	if (splitAt(text, '+').length > 1) return none;
	for (const sign of ['*', '/'] as const) {
		const [left = '', right = '', ...others] = splitAt(text, sign);
		if (others.length > 0 || right === '') continue;
		if (number.test(right) && Number(right) > 0) return { factor: { sign, value: Number(right) }, of: left };
		if (sign === '*' && number.test(left) && Number(left) > 0)
			return { factor: { sign, value: Number(left) }, of: right };
	}
	return none;
}

/** What the file calls by a name, the nearest first. */
function variablesAt(node: Node, { head }: ScoreGround): ReadonlyMap<string, string> {
	const holders: { readonly extension?: unknown }[] = [head];
	const around: Node[] = [];
	for (let at: Node | null = node; at; at = at.parent) around.unshift(at);
	const variables = new Map<string, string>();
	for (const holder of [...holders, ...around.map(({ entry }) => entry)])
		for (const { url, valueExpression } of extensionsOf(holder))
			if (url.endsWith('/variable') && valueExpression?.name && valueExpression.expression)
				variables.set(valueExpression.name, valueExpression.expression);
	return variables;
}

function partsOf(
	term: string,
	node: Node,
	variables: ReadonlyMap<string, string>,
	ground: ScoreGround
): readonly ScorePart[] | null {
	const { factor, of } = factorIn(bare(term));
	if (factor?.sign === '/') return null;
	let path = bare(of);
	const named = /^%(\w+)$/.exec(path)?.[1];
	if (named !== undefined) path = bare(variables.get(named) ?? path);
	const reached = reach(path, node, variables, ground);
	if (!reached) return null;
	const parts = reached.nodes.map((one): ScorePart | null => {
		const question = ground.questionsByNode.get(one);
		if (!question || !givesPoints(question, reached.isByPoints)) return null;
		return { question: question.id, ...(factor ? { weight: factor.value } : {}) };
	});
	if (parts.includes(null)) return null;
	return parts.filter((part) => part !== null);
}

/** Whether an answer gives a number in the way the file asks for it: by its points, or as the number it is. */
function givesPoints(question: Question, isByPoints: boolean): boolean {
	if (!partRange(question, { question: question.id })) return false;
	if (!isByPoints) return question.kind === 'line';
	return (
		question.kind === 'faces' || ('options' in question && question.options.some(({ weight }) => weight !== undefined))
	);
}

interface Reached {
	readonly nodes: readonly Node[];
	readonly isByPoints: boolean;
}

/** A call or a step of a path, with what stands in its brackets. */
const step = /^\.?(%?[A-Za-z]\w*)(\()?/;

/**
 * The entries a path leads to. Known are `%resource`, `item`, `where(linkId = '…')`, `repeat(item)`, `descendants()`,
 * `answers()`, `answer`, `value`, `ordinal()`, `weight()`, `sum()` and `select()`; null for every other path.
 */
function reach(
	path: string,
	node: Node,
	variables: ReadonlyMap<string, string>,
	{ roots, questionsByNode }: ScoreGround
): Reached | null {
	let nodes: readonly Node[] | null = null; // null: the whole response
	let [isNamed, isByPoints, hasValue] = [false, false, false];
	let rest = path;
	for (let steps = 0; rest !== ''; steps += 1) {
		const [whole = '', name = '', opens] = step.exec(rest) ?? [];
		if (whole === '' || steps > 40) return null;
		let inside = '';
		if (opens) {
			const end = closes(rest.slice(whole.length - 1));
			if (end < 0) return null;
			inside = rest.slice(whole.length, whole.length - 1 + end).trim();
			rest = rest.slice(whole.length + end);
		} else rest = rest.slice(whole.length);
		if (name === 'item' && !opens) nodes = nodes ? nodes.flatMap(({ children }) => children) : roots;
		else if (name === 'repeat' || name === 'descendants') {
			if (name === 'repeat' && inside !== 'item') return null;
			nodes = allWithin(nodes ? nodes.flatMap(({ children }) => children) : roots);
		} else if (name === 'answers' && steps === 0) nodes = allWithin(node.parent ? node.parent.children : roots);
		else if (name === 'where') {
			const ids = linkIdsIn(inside);
			if (!ids || !nodes) return null;
			nodes = nodes.filter(({ linkId }) => ids.has(linkId));
			if (nodes.length === 0) return null;
			isNamed = !rest.startsWith('.item');
		} else if (name === 'ordinal' || name === 'weight') isByPoints = true;
		else if (name === 'sum' || name === 'select') {
			if (/^(?:answer\.)?value\.(?:ordinal|weight)\(\)$/.test(inside)) [isByPoints, hasValue] = [true, true];
			else if (inside !== '') return null;
		} else if (/^value(?:Coding|Integer|Decimal)?$/.test(name)) hasValue = true;
		else if (steps === 0 && /^%(?:resource|context)$/.test(whole)) nodes = null;
		else if (steps === 0 && variables.has(whole.slice(1))) return null;
		else if (name !== 'answer') return null;
	}
	if (!nodes || !hasValue) return null;
	if (isNamed) return { nodes, isByPoints };
	if (!isByPoints) return null;
	// Of everything in a part: what gives points. A choice that was left out would make it another sum.
	const isLost = (one: Node) => !questionsByNode.has(one) && isChoice(one);
	const counted = nodes.filter((one) => {
		const question = questionsByNode.get(one);
		return question !== undefined && givesPoints(question, true);
	});
	return nodes.some(isLost) ? null : { nodes: counted, isByPoints };
}

const isChoice = ({ entry }: Node): boolean => ['choice', 'open-choice', 'coding'].includes(entry.type);

const allWithin = (nodes: readonly Node[]): readonly Node[] =>
	nodes.flatMap((node) => [node, ...allWithin(node.children)]);

/** `linkId = 'a' or linkId = 'b'`, or `linkId in ('a' | 'b')`. */
function linkIdsIn(condition: string): ReadonlySet<string> | null {
	const single = String.raw`linkId\s*=\s*'[^']{1,200}'`;
	const listed = String.raw`linkId\s+in\s+\(\s*'[^']{1,200}'(?:\s*\|\s*'[^']{1,200}'){0,300}\s*\)`;
	if (!new RegExp(`^(?:${single}(?:\\s+or\\s+${single}){0,300}|${listed})$`).test(condition)) return null;
	return new Set([...condition.matchAll(/'([^']+)'/g)].map(([, id = '']) => id));
}
