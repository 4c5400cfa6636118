import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { completenessOf, digestOf, isLate } from './completeness';
import type { SessionReport } from './disclosure';
import { GroupId } from './ids';
import type { ReportedGroup } from './reported';
import type { Message, Thread } from './review';

const random = createSeededRandom(4);

const body = (day: string, said: Partial<SessionReport> = {}): SessionReport => ({
	...{ v: 1, day, reportedOn: day, held: true, guideId: 'trust', guideVersion: 1 },
	...{ came: 5, expected: 6, before: null, stayed: null, returned: 0, atmosphere: null, themes: [] },
	...{ wentWell: '', wasHard: '', agreed: '', askSupervisor: '', wellbeing: null },
	...said
});
const groupId = GroupId.parse(random.uuid());
const report = (made: SessionReport) => ({ id: random.uuid(), groupId, sessionId: null, body: made });
const group = (
	name: string,
	bodies: readonly SessionReport[],
	since = '2026-09-01',
	isShared = true
): ReportedGroup => ({
	...{ id: GroupId.parse(random.uuid()), name, since, isShared },
	reports: bodies.map(report)
});

describe('completeness', () => {
	test('has every month since a group is shared, also those of which nothing came', () => {
		const [only] = completenessOf(
			[group('Nord', [body('2026-09-10'), body('2026-09-24', { held: false }), body('2026-11-05')])],
			{ reportLateDays: 3 },
			'2026-11-23'
		);
		expect(only?.months).toEqual([
			{ month: '2026-11', held: 1, cancelled: 0, reported: 1, late: 0 },
			{ month: '2026-10', held: 0, cancelled: 0, reported: 0, late: 0 },
			{ month: '2026-09', held: 1, cancelled: 1, reported: 2, late: 0 }
		]);
	});

	test('ends with the last report of a group that is no longer shared', () => {
		const [only] = completenessOf(
			[group('Nord', [body('2026-09-10')], '', false)],
			{ reportLateDays: 3 },
			'2026-11-23'
		);
		expect(only?.months.map(({ month }) => month)).toEqual(['2026-09']);
	});

	test('lists groups by name and not by any count', () => {
		const groups = [group('Sud', []), group('Est', [body('2026-11-01')]), group('Nord', [body('2026-11-02')])];
		expect(completenessOf(groups, { reportLateDays: 3 }, '2026-11-23').map(({ name }) => name)).toEqual([
			'Est',
			'Nord',
			'Sud'
		]);
	});

	test('ends, whatever day somebody wrote', () => {
		const [only] = completenessOf(
			[group('Nord', [body('1900-01-01'), body('2199-12-31'), body('soon')])],
			{ reportLateDays: 3 },
			'2026-11-23'
		);
		expect(only?.months.length).toBeLessThanOrEqual(120);
	});

	test.each([
		['2026-10-01', '2026-10-04', '2026-09-01', false],
		['2026-10-01', '2026-10-05', '2026-09-01', true],
		['2026-10-01', '2026-11-03', '2026-11-01', false],
		['2026-10-01', '2026-11-05', '2026-11-01', true],
		['2026-10-01', '', '2026-09-01', false]
	])('a session of %s told on %s by a group shared on %s is late: %s', (day, reportedOn, since, expected) => {
		expect(isLate({ day, reportedOn }, since, 3)).toBe(expected);
	});
});

describe('the digest of a month', () => {
	const answer = (day: string): Message => ({
		...{ id: random.uuid(), kind: 'text', text: 'x', ref: null, day, device: 'sup', at: 2 },
		...{ isFromSupervisor: true, wasTouched: false }
	});
	const thread = (made: SessionReport, messages: readonly Message[]): Thread => ({
		...{ report: report(made), device: 'fac', versions: [], messages, state: 'new', dueOn: null, at: 1 },
		...{ isForFacilitator: false, isAskOpen: made.askSupervisor !== '' && messages.length === 0 }
	});

	test('counts sessions, what was asked and is open, and answers in time, newest month first', () => {
		const asks = { askSupervisor: 'Help?' };
		const months = digestOf(
			[
				thread(body('2026-10-01'), [answer('2026-10-08')]),
				thread(body('2026-10-02', asks), [answer('2026-10-06')]),
				thread(body('2026-10-03', asks), []),
				thread(body('2026-10-09', { held: false }), []),
				thread(body('2026-11-02', asks), [answer('2026-11-05')])
			],
			{ reviewDueDays: 7, askDueDays: 3 }
		);
		expect(months.map(({ open, ...counts }) => ({ ...counts, open: open.length }))).toEqual([
			{ month: '2026-11', held: 1, cancelled: 0, asked: 1, inTime: 1, afterTime: 0, open: 0 },
			{ month: '2026-10', held: 3, cancelled: 1, asked: 2, inTime: 1, afterTime: 1, open: 1 }
		]);
	});
});
