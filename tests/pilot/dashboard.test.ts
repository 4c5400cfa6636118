import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { overviewOf, reportedFigures } from '$lib/domain/dashboard';
import { DeviceId } from '$lib/domain/ids';
import { applyChange, createLedger } from '$lib/domain/ledger';
import { createPilot } from '$lib/domain/pilot';
import { createOffice } from '$lib/domain/pilot-office';
import { PilotWords } from '$lib/domain/pilot-words';
import { Rubric } from '$lib/domain/rubric';
import { sumsOf, tablesOf } from '$lib/domain/suppression';
import { countedFigures } from './figures';

const read = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const texts = PilotWords.parse(read('static/sample/fr.json'));
const rubric = Rubric.parse(read('static/rubrics/fr.json'));
const me = DeviceId.parse('00000000-0000-4000-8000-0000000000aa');

/** The facilitators' own work, and what the desk folds of what came of it. */
function bothSides(seed: number, today: string) {
	const pilot = createPilot(createSeededRandom(seed), today, 'fr', texts);
	const desk = createLedger();
	const making = { random: createSeededRandom(seed), today, locale: 'fr', texts, rubric, me } as const;
	for (const change of createOffice(making)) applyChange(desk, change);
	return { pilot, desk };
}

describe('the dashboard of the sample', () => {
	test.each([
		[1, '2026-11-22'],
		[2, '2027-01-01'],
		[3, '2026-03-01']
	])('says what is counted from the marks themselves (pilot %i on %s)', (seed, today) => {
		const { pilot, desk } = bothSides(seed, today);
		const overview = overviewOf(reportedFigures(desk), { period: null, groups: null });
		const counted = countedFigures(pilot.ledger);
		expect(overview.total).toEqual(counted.total);
		expect(overview.months).toEqual(counted.months);
		expect(overview.groups.map(({ name, figures, bands, direction }) => ({ name, figures, bands, direction }))).toEqual(
			counted.groups
		);
	});

	test('adds up the answers that the phones counted, of whole quarters', () => {
		const { pilot, desk } = bothSides(1, '2026-11-22');
		const tables = tablesOf(desk);
		const [sum] = sumsOf(tables);
		const last = tables.at(-1)?.period.to ?? '';
		const told = pilot.tallies.filter(({ month }) => month <= last);
		expect(sum?.whole.n).toBe(told.reduce((all, { n }) => all + n, 0));
	});
});
