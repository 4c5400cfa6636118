import { expect, test } from 'vitest';
import { meetingPlan, meetingsOf, writeMeeting, type Meeting, type MeetingDraft } from './meeting';
import { SupportId } from './support';
import { createNotebook } from './test-notebook';

const supportId = SupportId.parse('00000000-0000-4000-8000-000000000001');
const every = { meetingEveryDays: 30 };
const draft: MeetingDraft = { kind: 'individual', day: '2026-11-01', state: 'done', notes: '' };
const meeting = (day: string, state: Meeting['state']): Meeting => ({
	...draft,
	id: `${day} ${state}`,
	supportId,
	day,
	state
});

test.each([
	['none was held since she agreed', [], '2026-10-01', '2026-10-31', true],
	['the last one is too long ago', [meeting('2026-10-01', 'done')], '2026-01-01', '2026-10-31', true],
	['cancelled ones do not count', [meeting('2026-11-10', 'cancelled')], '2026-10-01', '2026-10-31', true],
	['one is planned', [meeting('2026-11-30', 'planned')], '2026-10-01', '2026-10-31', false],
	['one was held', [meeting('2026-11-01', 'done')], '2026-01-01', '2026-12-01', false],
	['the day she began is not known', [], '', '2026-12-23', false]
] as const)('supervision when %s', (_, meetings, since, dueOn, isOverdue) => {
	expect(meetingPlan(meetings, every, since, '2026-11-23')).toMatchObject({ dueOn, isOverdue });
});

test('a planned meeting whose day is over asks what became of it', () => {
	const plan = meetingPlan([meeting('2026-11-01', 'planned')], every, '2026-10-01', '2026-11-23');
	expect([plan.unlogged.map(({ day }) => day), plan.next, plan.isOverdue]).toEqual([['2026-11-01'], undefined, true]);
});

test('meetings are kept by record, the newest first, and their notes hide pseudonyms', () => {
	const { ledger, write, group, member } = createNotebook();
	member(group(), 'Papillon');
	write(writeMeeting(ledger, 'a', supportId, { ...draft, notes: ' About Papillon. ' }));
	write(writeMeeting(ledger, 'b', supportId, { ...draft, day: '2026-12-01', state: 'planned', kind: 'peer' }));
	expect(meetingsOf(ledger, supportId).map(({ id, kind, state }) => [id, kind, state])).toEqual([
		['b', 'peer', 'planned'],
		['a', 'individual', 'done']
	]);
	expect(meetingsOf(ledger, supportId)[1]?.notes).toMatch(/^About (?!Papillon)/);
	expect(meetingsOf(ledger, SupportId.parse('00000000-0000-4000-8000-000000000002'))).toEqual([]);
});

test.each([
	['DayUnreadable', { day: '2026-02-30' }],
	['TextTooLong', { notes: 'x'.repeat(4001) }]
])('a meeting is refused: %s', (type, part) => {
	const written = writeMeeting(createNotebook().ledger, 'a', supportId, { ...draft, ...part });
	expect(written).toMatchObject({ ok: false, error: { type } });
});
