import { placesOnLine, type Question } from './questionnaire';
import type { ImportCode } from './xlsform';

type Line = Pick<Extract<Question, { kind: 'line' }>, 'from' | 'to' | 'step'>;

/** More places than a thumb can find on a phone. */
const mostPlaces = 201;

const number = String.raw`(-?\d{1,6}(?:\.\d{1,6})?)`;
const dotFirst = new RegExp(String.raw`^\.\s*(<=|>=|<|>)\s*${number}$`);
const dotLast = new RegExp(String.raw`^${number}\s*(<=|>=|<|>)\s*\.$`);
const turned: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };

/**
 * A number with both ends in its constraint (`. >= 0 and . <= 10`) as a line; the code of what is wrong for any other.
 * Fractions go in tenths where they fit, else in whole steps.
 */
export function lineOfConstraint(constraint: string, isWhole: boolean): Line | ImportCode {
	let from: number | null = null;
	let to: number | null = null;
	const parts =
		constraint.length > 200
			? []
			: constraint
					.trim()
					.replace(/^\(|\)$/g, '')
					.split(/\)?\s+and\s+\(?/i);
	if (parts.length !== 2) return 'number-unbounded';
	for (const part of parts) {
		const plain = part.trim();
		const [, sign, bound] = dotFirst.exec(plain) ?? [];
		const [, boundFirst, signLast] = dotLast.exec(plain) ?? [];
		const is = sign ?? turned[signLast ?? ''];
		const value = Number(bound ?? boundFirst ?? NaN);
		if (!is || !Number.isFinite(value) || (!isWhole && !is.endsWith('='))) return 'number-unbounded';
		if (is.startsWith('>')) from = is === '>' ? Math.floor(value) + 1 : isWhole ? Math.ceil(value) : value;
		else to = is === '<' ? Math.ceil(value) - 1 : isWhole ? Math.floor(value) : value;
	}
	if (from === null || to === null || from >= to) return 'number-unbounded';
	return checked({ from, to, step: isWhole || to - from > 10 ? 1 : 0.1 });
}

/** The line of a `range` with its parameters, and the list that names its ends; the code of what is wrong for any other. */
export function lineOfParameters(parameters: string): (Line & { readonly labels?: string }) | ImportCode {
	const values = new Map<string, string>();
	for (const [, key = '', value = ''] of parameters.slice(0, 1000).matchAll(/([\w-]+)\s*=\s*([^\s,;]+)/g))
		values.set(key.toLowerCase(), value);
	const read = (key: string, otherwise: number): number => {
		const text = values.get(key);
		return text === undefined ? otherwise : /^-?\d{1,7}(?:\.\d{1,10})?$/.test(text) ? Number(text) : NaN;
	};
	const line = checked({ from: read('start', 1), to: read('end', 10), step: read('step', 1) });
	const labels = values.get('tick_labelset');
	return typeof line === 'string' || labels === undefined ? line : { ...line, labels };
}

function checked(line: Line): Line | ImportCode {
	const places = placesOnLine({ ...line, kind: 'line', id: '', text: {} });
	if (!(line.step > 0) || !(line.to > line.from) || !Number.isInteger(places)) return 'range-wrong';
	return places > mostPlaces ? 'number-too-wide' : line;
}
