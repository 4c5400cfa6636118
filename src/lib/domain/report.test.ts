import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { createMark, type MarkStatus } from './attendance';
import { fieldEdits, type FieldValue } from './change';
import { disclose } from './disclosure';
import type { Group } from './group';
import { applyChange, createLedger, rowOf, rowsOf } from './ledger';
import type { Member } from './member';
import { everyReport, Report, reportEdits, reportOf, reportView, revisionView, withdrawReport } from './report';
import { cancelSession, closeCorrection, closeSession, countGuests, openCorrection, startSession } from './session';
import { shareGroup } from './sharing';
import { writeSummaryText } from './summary';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(21);
const newId = () => random.uuid();

/** A shared group of six, and a way to hold its meetings one after the other. */
function begin() {
	const notebook = createNotebook();
	const { ledger, write, now } = notebook;
	const group = notebook.group();
	const members = ['Lys', 'Mer', 'Sel', 'Thé', 'Riz', 'Bois'].map((name) => notebook.member(group, name));
	write(shareGroup(ledger, group, { work: false, report: true, name: 'Nord' }, '2026-01-01', newId));
	const hold = (came: readonly number[], guests = 0) => {
		const session = notebook.next(group, nextDay(notebook, group));
		write(startSession(session, 1, 1));
		members.forEach((member, at) => write(createMark(now(session), member.id, statusOf(came, at, member))));
		write(countGuests(now(session), guests));
		write(closeSession(now(session), 2));
		return now(session);
	};
	return { ...notebook, group, members, hold };
}

const statusOf = (came: readonly number[], at: number, _member: Member): MarkStatus =>
	came.includes(at) ? (at % 2 === 0 ? 'present' : 'late') : 'absent';

/** The day after the last session that was held. */
const nextDay = ({ ledger }: ReturnType<typeof createNotebook>, group: Group): string =>
	[...rowsOf(ledger, 'session')]
		.map(({ fields }) => `${String(fields['plannedOn'])}~`)
		.sort()
		.at(-1)
		?.slice(0, 10) ?? group.startsOn;

describe('who came again', () => {
	test('is not told of the first session', () => {
		const { ledger, group, hold } = begin();
		expect(disclose(ledger, group, hold([0, 1, 2, 3]), '2026-01-06')).toMatchObject({
			before: null,
			stayed: null,
			returned: 0
		});
	});

	test('is counted against the session held before, its guests among those who came', () => {
		const { ledger, group, hold } = begin();
		hold([0, 1, 2, 3, 4], 1);
		expect(disclose(ledger, group, hold([0, 1, 2, 5]), '2026-01-13')).toMatchObject({
			before: 6,
			stayed: 3,
			returned: 0
		});
	});

	test('tells who comes back after a time away from who is new, and never a count of one or two', () => {
		const { ledger, group, hold } = begin();
		hold([0, 1, 2, 3, 4]);
		hold([4]);
		expect(disclose(ledger, group, hold([0, 1, 2, 5]), '2026-01-20')).toMatchObject({
			before: 'few',
			stayed: 0,
			returned: 3
		});
		expect(disclose(ledger, group, hold([0, 1, 2, 3, 5]), '2026-01-27')).toMatchObject({
			before: 4,
			stayed: 4,
			returned: 'few'
		});
	});
});

describe('a session that was cancelled', () => {
	test('makes a report that it did not take place, which says neither why nor what was written', () => {
		const { ledger, write, group, next, now } = begin();
		const session = next(group);
		write(writeSummaryText(session, 'wentWell', 'words of before'));
		write(cancelSession(now(session), 'Lys is away'));
		write(reportEdits(ledger, group, now(session), '2026-01-07', newId));
		const body = reportOf(ledger, session.id)?.body;
		expect(body).toMatchObject({ held: false, came: 0, expected: 0, wentWell: '', day: session.plannedOn });
		expect(JSON.stringify(body)).not.toContain('away');
	});

	test('has no report any more when it is put back, and keeps none twice', () => {
		const { ledger, write, group, next, now } = begin();
		const session = next(group);
		write(cancelSession(session, 'weather'));
		write(reportEdits(ledger, group, now(session), '2026-01-07', newId));
		write(withdrawReport(ledger, session.id));
		expect(reportOf(ledger, session.id)).toBeUndefined();
		write(everyReport(ledger, group, '2026-01-09', newId));
		expect(reportOf(ledger, session.id)?.body.reportedOn).toBe('2026-01-09');
	});
});

describe('a report made anew', () => {
	test('keeps the day it was first made, and what it said before with the reason, naming nobody', () => {
		const { ledger, write, group, hold, now } = begin();
		const session = hold([0, 1, 2]);
		write(reportEdits(ledger, group, session, '2026-01-06', newId));
		const first = reportOf(ledger, session.id)!;
		write(openCorrection(session, newId(), 'Lys was here too', '2026-01-09'));
		write(createMark(now(session), [...rowsOf(ledger, 'member')][3]!.id as Member['id'], 'present')); // ids of members are theirs
		const edits = reportEdits(ledger, group, now(session), '2026-01-09', newId);
		write([...edits, ...closeCorrection(now(session))]);
		expect(reportOf(ledger, session.id)).toMatchObject({ id: first.id, body: { reportedOn: '2026-01-06', came: 4 } });
		expect([...rowsOf(ledger, 'revision')].map(revisionView)).toMatchObject([
			{ reportId: first.id, groupId: group.id, body: first.body, reason: '••• was here too', day: '2026-01-09' }
		]);
		expect(
			reportEdits(ledger, group, now(session), '2026-01-20', newId).filter(({ table }) => table === 'revision')
		).toEqual([]);
	});

	test('keeps no version when only what is counted of other sessions changed', () => {
		const { ledger, write, group, hold } = begin();
		const [first, second] = [hold([0, 1, 2, 3]), hold([0, 1, 2])];
		write(reportEdits(ledger, group, second, '2026-01-13', newId));
		write(openCorrection(first, newId(), 'forgot', '2026-01-14'));
		write({
			table: 'mark',
			row: `${first.id}:${[...rowsOf(ledger, 'member')][0]!.id}`,
			field: 'status',
			value: 'absent'
		});
		write(reportEdits(ledger, group, second, '2026-01-15', newId));
		expect(reportOf(ledger, second.id)?.body).toMatchObject({ before: 3, stayed: 'few' });
		expect([...rowsOf(ledger, 'revision')]).toEqual([]);
	});
});

describe('a report that came', () => {
	const groupId = '00000000-0000-4000-8000-000000000002';
	const whole = {
		...{ v: 1, day: '2026-11-22', reportedOn: '2026-11-23', held: true, guideId: 'calm', guideVersion: 2 },
		...{ came: 'few', expected: 7, before: 6, stayed: 'few', returned: 0, atmosphere: 4, themes: ['calm'] },
		...{ wentWell: 'Bien', wasHard: '', agreed: '', askSupervisor: 'Quand ?' },
		wellbeing: { wellbeing: 'well', direction: null }
	};
	const near: fc.Arbitrary<FieldValue> = fc.oneof(
		fc.constantFrom<FieldValue>(null, true, '', 'few', 1, 2, -1, 1.5, 1e300, [], ['calm', 3], {}, groupId),
		fc.constantFrom<FieldValue>(
			{ wellbeing: 'hidden', direction: 'up' },
			{ wellbeing: 'well' },
			{ wellbeing: 1, direction: null }
		)
	);

	test('is read as its description says, whatever one of its fields holds or lacks', () => {
		const fields = [...Object.keys(whole), 'groupId', 'sessionId', 'extra'];
		fc.assert(
			fc.property(fc.constantFrom(...fields), fc.option(near, { nil: undefined }), (field, value) => {
				const inBody = field !== 'groupId' && field !== 'sessionId';
				const changed = { ...whole, ...(inBody && value !== undefined && { [field]: value }) };
				const body = Object.fromEntries(
					Object.entries(changed).filter(([name]) => value !== undefined || name !== field)
				);
				const own = { groupId, body, ...(!inBody && value !== undefined && { [field]: value }) };
				const ledger = createLedger();
				for (const edit of fieldEdits('report', 'r', own)) {
					const { table, row, field: name, value: written } = edit;
					const hlc = ledger.lastHlc + 1;
					applyChange(ledger, { v: 1, table, row, field: name, value: written, ctr: 1, over: [], hlc, dev: 'a' });
				}
				const described = Report.safeParse({ ...own, id: 'r' });
				expect(reportView(rowOf(ledger, 'report', 'r'))).toEqual(described.success ? described.data : undefined);
			}),
			{ numRuns: 600 }
		);
	});
});
