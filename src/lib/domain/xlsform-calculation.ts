import type { ScorePart } from './questionnaire';

/** What a calculation comes to, where it is a score: one sum or mean of answers. */
export interface PlainScore {
	readonly method: 'sum' | 'mean';
	/** `from`: what a reversed answer is taken from, lowest and highest together. */
	readonly parts: readonly (Pick<ScorePart, 'question' | 'weight'> & { readonly from?: number })[];
	readonly multiply?: number;
	readonly decimals?: number;
}

const longest = 10_000;
const deepest = 30;

/**
 * Reads a calculation as a score: a sum of answers, each perhaps times a number or taken from one (`4 - ${x}`), the whole
 * perhaps divided, multiplied and rounded. Null for everything else, `if()` and texts among it: nothing is ever run.
 */
export function parseCalculation(text: string): PlainScore | null {
	if (text.length > longest) return null;
	const tokens = tokensOf(text);
	const tree = tokens && readSum({ tokens, next: 0, depth: 0 }, true);
	return tree ? scoreOf(tree) : null;
}

/** A score as a calculation that `parseCalculation` reads back. */
export function calculationText(score: PlainScore): string {
	const parts = score.parts.map(({ question, weight, from }) => {
		const answer = from === undefined ? `\${${question}}` : `(${from} - \${${question}})`;
		return weight === undefined ? answer : `${weight} * ${answer}`;
	});
	let text = parts.join(' + ');
	if (score.method === 'mean') text = `(${text}) div ${parts.length}`;
	if (score.multiply !== undefined) text = `(${text}) * ${score.multiply}`;
	return score.decimals === undefined ? text : `round(${text}, ${score.decimals})`;
}

type Tree =
	| { readonly kind: 'number'; readonly value: number }
	| { readonly kind: 'answer'; readonly question: string }
	| { readonly kind: 'sum'; readonly terms: readonly { readonly sign: 1 | -1; readonly of: Tree }[] }
	| { readonly kind: 'times' | 'by'; readonly left: Tree; readonly right: Tree }
	| { readonly kind: 'round'; readonly of: Tree; readonly decimals: number };

type Token = readonly [kind: 'answer' | 'number' | 'sign' | 'word', text: string];

interface Reading {
	readonly tokens: readonly Token[];
	next: number;
	depth: number;
}

function tokensOf(text: string): readonly Token[] | null {
	const pattern =
		/\s+|\$\{\s*([A-Za-z0-9_/][A-Za-z0-9_./-]{0,63})\s*\}|(\d{1,12}(?:\.\d{1,20})?)(?![\w.])|([-+*(),])|(div|round|number|int|sum)(?![\w.-])/y;
	const tokens: Token[] = [];
	while (pattern.lastIndex < text.length) {
		const found = pattern.exec(text);
		if (!found) return null;
		const [, answer, number, sign, word] = found;
		if (answer !== undefined) tokens.push(['answer', answer]);
		else if (number !== undefined) tokens.push(['number', number]);
		else if (sign !== undefined) tokens.push(['sign', sign]);
		else if (word !== undefined) tokens.push(['word', word]);
	}
	return tokens;
}

const isNext = (reading: Reading, text: string): boolean => {
	const token = reading.tokens[reading.next];
	return token !== undefined && token[0] !== 'answer' && token[1] === text;
};

function pass(reading: Reading, text: string): boolean {
	if (!isNext(reading, text)) return false;
	reading.next += 1;
	return true;
}

function readSum(reading: Reading, isWhole: boolean): Tree | null {
	const terms: { sign: 1 | -1; of: Tree }[] = [];
	let sign: 1 | -1 = pass(reading, '-') ? -1 : 1;
	for (;;) {
		const of = readProduct(reading);
		if (!of) return null;
		terms.push({ sign, of });
		if (pass(reading, '+')) sign = pass(reading, '-') ? -1 : 1;
		else if (pass(reading, '-')) sign = -1;
		else break;
	}
	if (isWhole && reading.next < reading.tokens.length) return null;
	const [first] = terms;
	return terms.length === 1 && first?.sign === 1 ? first.of : { kind: 'sum', terms };
}

function readProduct(reading: Reading): Tree | null {
	let left = readFactor(reading);
	while (left && (isNext(reading, '*') || isNext(reading, 'div'))) {
		const kind = pass(reading, '*') ? 'times' : 'by';
		if (kind === 'by') reading.next += 1;
		const right = readFactor(reading);
		left = right && { kind, left, right };
	}
	return left;
}

function readFactor(reading: Reading): Tree | null {
	const isNegative = pass(reading, '-');
	const token = reading.tokens[reading.next];
	if (!token || reading.depth > deepest) return null;
	reading.next += 1;
	const [kind, text] = token;
	if (kind === 'number') return { kind: 'number', value: isNegative ? -Number(text) : Number(text) };
	if (isNegative) return null;
	if (kind === 'answer') return { kind: 'answer', question: text };
	if (kind === 'word' ? text === 'div' || !pass(reading, '(') : text !== '(') return null;
	reading.depth += 1;
	const tree = readSum(reading, false);
	if (!tree) return null;
	let whole: Tree = tree;
	if (kind === 'word' && text === 'sum') {
		const terms: { sign: 1; of: Tree }[] = [{ sign: 1, of: tree }];
		while (pass(reading, ',')) {
			const of = readSum(reading, false);
			if (!of) return null;
			terms.push({ sign: 1, of });
		}
		if (terms.length > 1) whole = { kind: 'sum', terms };
	}
	if (kind === 'word' && text === 'round') {
		let decimals = 0;
		if (pass(reading, ',')) {
			const given = reading.tokens[reading.next];
			if (given?.[0] !== 'number' || !/^[0-6]$/.test(given[1])) return null;
			decimals = Number(given[1]);
			reading.next += 1;
		}
		whole = { kind: 'round', of: tree, decimals };
	}
	reading.depth -= 1;
	return pass(reading, ')') ? whole : null;
}

/** From the outside in: rounded, multiplied or divided, then a sum of answers. */
function scoreOf(tree: Tree): PlainScore | null {
	if (tree.kind === 'round') {
		const inner = scoreOf(tree.of);
		return inner && inner.decimals === undefined ? { ...inner, decimals: tree.decimals } : null;
	}
	const parts = partsOf(tree);
	if (parts) return { method: 'sum', parts };
	if (tree.kind !== 'times' && tree.kind !== 'by') return null;
	const isFirst = tree.kind === 'times' && tree.left.kind === 'number';
	const [number, of] = isFirst ? [tree.left, tree.right] : [tree.right, tree.left];
	if (number.kind !== 'number' || number.value === 0) return null;
	const inner = of.kind === 'round' ? null : scoreOf(of);
	if (!inner || inner.multiply !== undefined) return null;
	if (tree.kind === 'by' && inner.method === 'sum' && number.value === inner.parts.length)
		return { ...inner, method: 'mean' };
	return { ...inner, multiply: tree.kind === 'times' ? number.value : 1 / number.value };
}

/** The terms of a sum of answers; null when one of them is something else, or a question comes twice. */
function partsOf(tree: Tree): PlainScore['parts'] | null {
	const terms = tree.kind === 'sum' ? tree.terms : [{ sign: 1 as const, of: tree }];
	const parts: PlainScore['parts'][number][] = [];
	// `4 - ${x}` stands in brackets among others; alone it is the whole sum.
	const alone = tree.kind === 'sum' ? reversed(tree) : null;
	if (alone) return [alone];
	for (const { sign, of } of terms) {
		const part = partOf(of);
		if (!part) return null;
		const weight = (part.weight ?? 1) * sign;
		parts.push({
			question: part.question,
			...(part.from === undefined ? {} : { from: part.from }),
			...(part.weight === undefined && weight === 1 ? {} : { weight })
		});
	}
	return new Set(parts.map(({ question }) => question)).size === parts.length ? parts : null;
}

function partOf(tree: Tree): PlainScore['parts'][number] | null {
	if (tree.kind === 'answer') return { question: tree.question };
	if (tree.kind === 'sum') return reversed(tree);
	if (tree.kind !== 'times') return null;
	const [number, of] = tree.left.kind === 'number' ? [tree.left, tree.right] : [tree.right, tree.left];
	if (number.kind !== 'number' || of.kind === 'times') return null;
	const part = partOf(of);
	return part && { ...part, weight: number.value };
}

function reversed(tree: Extract<Tree, { readonly kind: 'sum' }>): PlainScore['parts'][number] | null {
	const [first, second, third] = tree.terms;
	if (third || first?.of.kind !== 'number' || second?.sign !== -1 || second.of.kind !== 'answer') return null;
	return { question: second.of.question, from: first.sign * first.of.value };
}
