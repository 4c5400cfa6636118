import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { overviewOf, periodsOf, reportedFigures, toldOf, type Bounds } from './dashboard';
import { GroupId } from './ids';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(8);
const [sun, sea, sky] = [0, 1, 2].map(() => GroupId.parse(random.uuid())) as [GroupId, GroupId, GroupId];
const everything = { period: null, groups: null };

interface Body {
	readonly [field: string]: FieldValue;
}

const body = (day: string, rest: Body = {}): Body => ({
	v: 1,
	day,
	held: true,
	came: 6,
	expected: 8,
	before: null,
	stayed: null,
	returned: 0,
	wellbeing: null,
	...rest
});

const report = (groupId: GroupId | null, of: Body, id = random.uuid()): readonly Edit[] =>
	fieldEdits('report', id, { groupId, body: of });

const shared = (groupId: GroupId, name: string): readonly Edit[] =>
	fieldEdits('sharing', groupId, { work: false, report: true, name, since: '2026-01-01' });

function reportedBy(...edits: readonly (readonly Edit[])[]) {
	const notebook = createNotebook();
	notebook.write(edits.flat());
	return reportedFigures(notebook.ledger);
}

describe('what is reckoned from reports', () => {
	const reported = reportedBy(
		shared(sun, 'Soleil'),
		shared(sea, 'Mer'),
		report(sun, body('2026-01-05', { came: 6, wellbeing: { wellbeing: 'mixed', direction: null } })),
		report(sun, body('2026-01-19', { came: 7, before: 6, stayed: 5, returned: 0 })),
		report(sun, body('2026-03-02', { came: 5, before: 7, stayed: 4, returned: 1, wellbeing: null })),
		report(sun, body('2026-03-16', { held: false, came: 0, expected: 0 })),
		report(sea, body('2026-02-10', { came: 4, wellbeing: { wellbeing: 'well', direction: 'up' } })),
		report(null, body('2026-02-11', { came: 99 }))
	);

	test('sessions, people and who stayed, over everything', () => {
		expect(overviewOf(reported, everything).total).toEqual({
			held: 4,
			cancelled: 1,
			came: { low: 5.5, high: 5.5 },
			stayed: { low: 9 / 13, high: 9 / 13 },
			returned: { low: 1, high: 1 }
		});
	});

	test('each month from the first to the last, and each group by name', () => {
		const { months, groups } = overviewOf(reported, everything);
		expect(months.map(({ month, figures }) => [month, figures.held, figures.cancelled])).toEqual([
			['2026-01', 2, 0],
			['2026-02', 1, 0],
			['2026-03', 1, 1]
		]);
		expect(groups.map(({ name, bands, direction }) => ({ name, bands, direction }))).toEqual([
			{ name: 'Mer', bands: [null, 'well', null], direction: 'up' },
			{ name: 'Soleil', bands: ['mixed', null, 'none'], direction: null }
		]);
	});

	test('a period and some groups', () => {
		const { months, total, groups } = overviewOf(reported, {
			period: { from: '2026-02', to: '2026-03' },
			groups: [sun]
		});
		expect(months.map(({ month }) => month)).toEqual(['2026-02', '2026-03']);
		expect([total.held, total.cancelled, groups.length]).toEqual([1, 1, 1]);
	});

	test('a group without a report yet is there, with nothing', () => {
		const { groups, total } = overviewOf(reportedBy(shared(sky, 'Ciel')), everything);
		expect(groups).toHaveLength(1);
		expect([total.held, total.came, total.stayed]).toEqual([0, null, null]);
	});

	test('the periods one can choose', () => {
		expect(periodsOf(reported)).toEqual({
			quarters: [{ from: '2026-01', to: '2026-03' }],
			months: ['2026-03', '2026-02', '2026-01']
		});
	});

	test.each([null, 'x', { day: '2026-01-01' }, { ...body('2026-01-01'), came: -1 }, body('soon'), body('2026-13-01')])(
		'a body that is none is left out: %j',
		(broken) => {
			expect(
				overviewOf(reportedBy(fieldEdits('report', random.uuid(), { groupId: sun, body: broken })), everything).months
			).toEqual([]);
		}
	);
});

describe('few people', () => {
	const few = fc.constantFrom(1, 2);
	const people = fc.oneof(few, fc.integer({ min: 3, max: 12 }), fc.constant(0));
	const told = (count: number) => (count > 0 && count < 3 ? 'few' : count);
	const session = fc.record({
		month: fc.integer({ min: 1, max: 12 }),
		came: people,
		before: people,
		share: fc.double({ min: 0, max: 1, noNaN: true })
	});
	const holds = ({ low, high }: Bounds, value: number) => low <= value + 1e-9 && value - 1e-9 <= high;

	test('whatever few means, the truth lies between the bounds', () => {
		fc.assert(
			fc.property(fc.array(session, { minLength: 1, maxLength: 20 }), (sessions) => {
				const real = sessions.map((each) => ({
					...each,
					stayed: Math.min(each.came, Math.floor(each.before * each.share))
				}));
				const { total } = overviewOf(
					reportedBy(
						...real.map(({ month, came, before, stayed }) =>
							report(
								sun,
								body(`2026-${String(month).padStart(2, '0')}-03`, {
									came: told(came),
									before: told(before),
									stayed: told(stayed),
									returned: told(stayed)
								})
							)
						)
					),
					everything
				);
				const sum = (of: (each: (typeof real)[number]) => number) => real.reduce((all, each) => all + of(each), 0);
				expect(total.came && holds(total.came, sum(({ came }) => came) / real.length)).toBe(true);
				expect(
					holds(
						total.returned,
						sum(({ stayed }) => stayed)
					)
				).toBe(true);
				const before = sum((each) => each.before);
				expect(
					before === 0
						? total.stayed === null
						: total.stayed && holds(total.stayed, sum(({ stayed }) => stayed) / before)
				).toBe(true);
			})
		);
	});

	test('are put in words that promise no more than is known', () => {
		expect(toldOf({ low: 5.6364, high: 5.6364 }, 1, 0.1)).toEqual({ kind: 'exactly', value: 5.6 });
		expect(toldOf({ low: 5.6, high: 6.2 }, 1, 0.1)).toEqual({ kind: 'about', value: 6 });
		expect(toldOf({ low: 5.4, high: 6.2 }, 1, 0.1)).toEqual({ kind: 'between', low: 5, high: 7 });
		expect(toldOf({ low: 81, high: 82 }, 5, 1)).toEqual({ kind: 'about', value: 80 });
		expect(toldOf({ low: 60, high: 82 }, 5, 1)).toEqual({ kind: 'between', low: 60, high: 85 });
		expect(toldOf({ low: 83.33, high: 83.33 }, 5, 1), 'rounded once, not to a step and then again').toEqual({
			kind: 'exactly',
			value: 83
		});
	});

	test('bounds in words hold the bounds', () => {
		fc.assert(
			fc.property(
				fc.double({ min: 0, max: 50, noNaN: true }),
				fc.double({ min: 0.01, max: 9, noNaN: true }),
				(low, more) => {
					const words = toldOf({ low, high: low + more }, 1, 0.1);
					if (words.kind !== 'between') return;
					expect(words.low).toBeLessThanOrEqual(low + 1e-8);
					expect(words.high).toBeGreaterThanOrEqual(low + more - 1e-8);
				}
			)
		);
	});
});

test('months and groups add up to the whole, whatever is chosen', () => {
	const made = fc.record({
		group: fc.constantFrom(sun, sea, sky),
		month: fc.integer({ min: 1, max: 12 }),
		held: fc.boolean(),
		came: fc.nat(9)
	});
	fc.assert(
		fc.property(
			fc.array(made, { maxLength: 30 }),
			fc.integer({ min: 1, max: 12 }),
			fc.subarray([sun, sea, sky]),
			(all, from, chosen) => {
				const month = (number: number) => `2026-${String(number).padStart(2, '0')}`;
				const reported = reportedBy(
					...all.map(({ group, month: number, held, came }) =>
						report(group, body(`${month(number)}-07`, { held, came }))
					)
				);
				const period = { from: month(from), to: month(Math.min(12, from + 2)) };
				const view = overviewOf(reported, { period, groups: chosen });
				const expected = all.filter(
					({ group, month: number }) => chosen.includes(group) && number >= from && number <= from + 2
				);
				const count = (figures: readonly { readonly held: number; readonly cancelled: number }[]) =>
					figures
						.map(({ held, cancelled }) => [held, cancelled])
						.reduce(([a = 0, b = 0], [c = 0, d = 0]) => [a + c, b + d], [0, 0]);
				const truth = [expected.filter(({ held }) => held).length, expected.filter(({ held }) => !held).length];
				expect(count([view.total])).toEqual(truth);
				expect(count(view.months.map(({ figures }) => figures))).toEqual(truth);
				expect(count(view.groups.map(({ figures }) => figures))).toEqual(truth);
			}
		)
	);
});
