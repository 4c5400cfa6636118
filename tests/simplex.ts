/** Linear equations over variables that are zero or more: `rows[i] · x = totals[i]`. */
export interface LinearSystem {
	readonly variables: number;
	readonly rows: readonly (readonly number[])[];
	readonly totals: readonly number[];
}

/** What a variable can be, by linear programming: integers can only lie closer. Null when nothing fits. */
export interface Range {
	readonly least: number;
	readonly most: number;
}

const tiny = 1e-7;

/** The range of a variable over all solutions: a two-phase simplex by Bland's rule, which always ends. */
export function rangeOf(system: LinearSystem, variable: number): Range | null {
	const unit = (sign: number) => Array.from({ length: system.variables }, (_, at) => (at === variable ? sign : 0));
	const least = minimum(system, unit(1));
	const most = minimum(system, unit(-1));
	return least === null || most === null ? null : { least, most: -most };
}

/** The least value of `cost · x`; null when no x fits. Throws when there is no least, which a count never has. */
function minimum({ variables, rows, totals }: LinearSystem, cost: readonly number[]): number | null {
	// One artificial variable a row makes a first corner; phase one drives them out.
	const width = variables + rows.length;
	const table = rows.map((row, at) => {
		const sign = (totals[at] ?? 0) < 0 ? -1 : 1;
		const artificial = rows.map((_, other) => (other === at ? 1 : 0));
		return [...row.map((value) => value * sign), ...artificial, (totals[at] ?? 0) * sign];
	});
	const basis = rows.map((_, at) => variables + at);
	const isArtificial = (column: number) => column >= variables;
	const first = Array.from({ length: width }, (_, column) => (isArtificial(column) ? 1 : 0));
	if (descend(table, basis, first, width) > tiny) return null;
	// An artificial one that stayed is zero; swap it for any real one of its row, or drop the row as redundant.
	for (let row = table.length - 1; row >= 0; row -= 1) {
		if (!isArtificial(basis[row] ?? 0)) continue;
		const column = (table[row] ?? []).findIndex((value, at) => at < variables && Math.abs(value) > tiny);
		if (column >= 0) pivot(table, basis, row, column);
		else {
			table.splice(row, 1);
			basis.splice(row, 1);
		}
	}
	return descend(table, basis, cost, variables);
}

/** Walks from corner to corner while the cost falls, over the first `width` columns. Returns the cost at the end. */
function descend(table: number[][], basis: number[], cost: readonly number[], width: number): number {
	for (;;) {
		const entering = Array.from({ length: width }, (_, column) => column).find(
			(column) => !basis.includes(column) && reducedCost(table, basis, cost, column) < -tiny
		);
		if (entering === undefined) return table.reduce((sum, row, at) => sum + costOf(cost, basis[at]) * last(row), 0);
		let leaving = -1;
		for (const [at, row] of table.entries()) {
			const step = row[entering] ?? 0;
			if (step <= tiny) continue;
			const best = leaving < 0 ? Infinity : last(table[leaving]) / (table[leaving]?.[entering] ?? 1);
			const ratio = last(row) / step;
			const isEarlier = (basis[at] ?? 0) < (basis[leaving] ?? Infinity);
			if (ratio < best - tiny || (ratio < best + tiny && isEarlier)) leaving = at;
		}
		if (leaving < 0) throw new Error('Nothing bounds it');
		pivot(table, basis, leaving, entering);
	}
}

const reducedCost = (table: number[][], basis: number[], cost: readonly number[], column: number): number =>
	costOf(cost, column) - table.reduce((sum, row, at) => sum + costOf(cost, basis[at]) * (row[column] ?? 0), 0);

function pivot(table: number[][], basis: number[], row: number, column: number): void {
	const line = table[row] ?? [];
	const by = line[column] ?? 1;
	table[row] = line.map((value) => value / by);
	for (const [at, other] of table.entries()) {
		const times = at === row ? 0 : (other[column] ?? 0);
		if (times !== 0) table[at] = other.map((value, place) => value - times * (table[row]?.[place] ?? 0));
	}
	basis[row] = column;
}

const costOf = (cost: readonly number[], column: number | undefined): number => cost[column ?? 0] ?? 0;
const last = (row: readonly number[] | undefined): number => row?.at(-1) ?? 0;
