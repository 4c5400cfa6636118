// @ts-check
/** How figures are taken from measurements and printed. */

export const median = (/** @type {readonly number[]} */ values) =>
	[...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

export const percentile = (/** @type {readonly number[]} */ values, /** @type {number} */ share) =>
	[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.ceil(values.length * share) - 1)] ?? 0;

const round = (/** @type {number} */ value) => Math.round(value * 1000) / 1000;

/**
 * One line of JSON. The goal is a ratio of ours to theirs: at most `goal`, or at least `atLeast`, which suits rates.
 * @param {{ figure: string, ours: number, unit: string, peer: string, theirs: number, goal?: number, atLeast?: number }} line
 */
export const print = ({ figure, ours, unit, peer, theirs, goal, atLeast }) => {
	const ratio = ours / theirs;
	console.log(
		JSON.stringify({
			figure,
			ours: round(ours),
			unit,
			peer,
			theirs: round(theirs),
			ratio: round(ratio),
			goal: atLeast === undefined ? `<= ${goal}` : `>= ${atLeast}`,
			met: atLeast === undefined ? ratio <= (goal ?? 0) : ratio >= atLeast
		})
	);
};
