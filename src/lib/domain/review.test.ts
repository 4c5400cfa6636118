import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { Change, Edit, FieldValue } from './change';
import { fieldEdits } from './change';
import type { SessionReport } from './disclosure';
import { GroupId } from './ids';
import { applyChange, createLedger, neededEdits, stampOf, type Ledger } from './ledger';
import {
	isOverdue,
	markThreads,
	marksNow,
	sendMessage,
	ReplyKind,
	threadOf,
	threadsOf,
	type MessageDraft,
	type ReviewMark,
	type Thread
} from './review';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(33);
const groupId = GroupId.parse(random.uuid());
const reportId = random.uuid();
const days = { reviewDueDays: 7, askDueDays: 3 };
const isSupervisor = (device: string) => device.startsWith('sup');
const day = '2026-11-02';

const body = (said: Partial<SessionReport> = {}): SessionReport => ({
	...{ v: 1, day: '2026-11-01', reportedOn: '2026-11-01', held: true, guideId: 'trust', guideVersion: 1 },
	...{ came: 5, expected: 6, before: null, stayed: null, returned: 0, atmosphere: null, themes: [] },
	...{ wentWell: '', wasHard: '', agreed: '', askSupervisor: '', wellbeing: null },
	...said
});

/** Phones that hear of everything at once, unless they are `apart`. */
function phones(said: Partial<SessionReport> = {}) {
	const ledger = createLedger();
	const changes: Change[] = [];
	const write = (dev: string, edits: readonly Edit[], into: Ledger = ledger) => {
		for (const edit of neededEdits(into, edits)) {
			const { table, row, field, value } = edit;
			const change: Change = { v: 1, table, row, field, value, ...stampOf(into, edit), hlc: into.lastHlc + 1, dev };
			changes.push(change);
			applyChange(into, change);
		}
	};
	const report = (value: SessionReport) =>
		fieldEdits('report', reportId, { groupId, body: { ...value } as unknown as FieldValue }); // plain JSON
	write('fac', report(body(said)));
	const say = (dev: string, kind: ReplyKind, text = 'words', id = random.uuid()) => {
		const draft: MessageDraft = { kind, text, ref: null };
		const edits = sendMessage(ledger, { id: reportId, groupId }, draft, day, id);
		if (!edits.ok) throw new Error('Refused');
		write(dev, edits.value);
		return id;
	};
	const correct = (before: Partial<SessionReport>, after: Partial<SessionReport>) =>
		write('fac', [
			...report(body(after)),
			...fieldEdits('revision', random.uuid(), {
				groupId,
				reportId,
				body: { ...body(before) } as unknown as FieldValue, // plain JSON
				reason: 'forgot',
				day: '2026-11-05'
			})
		]);
	const mark = (dev: string, state: ReviewMark) => write(dev, markThreads([{ id: reportId, groupId }], state, day));
	const thread = (): Thread => threadOf(ledger, reportId, days, isSupervisor)!;
	return { ledger, changes, write, say, correct, mark, thread };
}

describe('where a thread stands', () => {
	test('begins as new, and an answer is owed within the days of the organisation', () => {
		const { thread } = phones();
		expect(thread()).toMatchObject({ state: 'new', isAskOpen: false, dueOn: '2026-11-08', device: 'fac' });
		expect([isOverdue(thread(), '2026-11-08'), isOverdue(thread(), '2026-11-09')]).toEqual([false, true]);
	});

	test('is answered once a supervisor wrote, and hers again when the facilitator wrote back', () => {
		const { thread, say } = phones();
		say('sup1', 'text');
		expect(thread()).toMatchObject({ state: 'answered', dueOn: null, isForFacilitator: true });
		say('fac', 'question');
		expect(thread()).toMatchObject({ state: 'in-review', dueOn: '2026-11-05', isForFacilitator: false });
	});

	test.each(['question', 'call', 'visit'] as const)(
		'waits for the facilitator after a %s, until she writes',
		(kind) => {
			const { thread, say, mark } = phones();
			say('sup1', kind);
			say('sup1', 'text');
			mark('sup1', 'in-review');
			expect(thread()).toMatchObject({ state: 'waiting', isForFacilitator: true });
			say('fac', 'text');
			expect(thread().state).toBe('in-review');
		}
	);

	test('is closed by hand or by the facilitator, and open again when anybody writes', () => {
		const { thread, say, mark } = phones();
		mark('sup1', 'closed');
		expect(thread().state).toBe('closed');
		say('fac', 'text');
		expect(thread().state).toBe('in-review');
		say('sup1', 'text');
		say('fac', 'done', '');
		expect(thread()).toMatchObject({ state: 'closed', isForFacilitator: false });
		mark('sup2', 'reopened');
		expect(thread().state).toBe('in-review');
	});

	test('is a supervisor’s turn again after a correction, which keeps what was said before and why', () => {
		const { thread, say, mark, correct } = phones({ wentWell: 'a' });
		say('sup1', 'text');
		mark('sup1', 'closed');
		correct({ wentWell: 'a' }, { wentWell: 'b' });
		expect(thread()).toMatchObject({
			state: 'in-review',
			dueOn: '2026-11-12',
			report: { body: { wentWell: 'b' } },
			versions: [{ body: { wentWell: 'a' }, reason: 'forgot', day: '2026-11-05' }]
		});
	});

	test('is not set by hand by a facilitator, nor by somebody nobody knows', () => {
		const { thread, mark } = phones();
		mark('fac', 'closed');
		mark('stranger', 'closed');
		expect(thread().state).toBe('new');
	});

	test('of a session that was cancelled asks for no answer', () => {
		expect(phones({ held: false }).thread()).toMatchObject({ state: 'new', dueOn: null });
	});

	test('is put back as it was by undoing', () => {
		const { ledger, write, mark, thread } = phones();
		const asNew = marksNow(ledger, [thread().report], day);
		mark('sup1', 'in-review');
		const asRead = marksNow(ledger, [thread().report], day);
		mark('sup1', 'closed');
		write('sup1', asRead);
		expect(thread().state).toBe('in-review');
		write('sup1', asNew);
		expect(thread().state).toBe('new');
	});
});

describe('what the facilitator needs from her supervisor', () => {
	test('stays open, due earlier, whatever is closed by hand, until a supervisor wrote', () => {
		const { thread, say, mark } = phones({ askSupervisor: 'Help?' });
		expect(thread()).toMatchObject({ isAskOpen: true, dueOn: '2026-11-04' });
		mark('sup1', 'closed');
		say('fac', 'done', '');
		say('sup1', 'done', '');
		expect(thread()).toMatchObject({ isAskOpen: true, state: 'in-review', dueOn: '2026-11-04' });
		say('sup1', 'text');
		expect(thread()).toMatchObject({ isAskOpen: false, state: 'answered' });
	});

	test('is open again when a correction asks something else, and not when it changes other words', () => {
		const { thread, say, correct } = phones({ askSupervisor: 'Help?' });
		say('sup1', 'text');
		correct({ askSupervisor: 'Help?' }, { askSupervisor: 'Help?', agreed: 'x' });
		expect(thread().isAskOpen).toBe(false);
		correct({ askSupervisor: 'Help?', agreed: 'x' }, { askSupervisor: 'Another thing?' });
		expect(thread()).toMatchObject({ isAskOpen: true, dueOn: '2026-11-08' });
	});

	test('is not answered by the one who asked, though she is a supervisor of others', () => {
		const { ledger, say } = phones({ askSupervisor: 'Help?' });
		say('fac', 'text');
		expect(threadOf(ledger, reportId, days, () => true)?.isAskOpen).toBe(true);
	});
});

const step = fc.oneof(
	fc.record({
		do: fc.constant('say' as const),
		dev: fc.constantFrom('fac', 'fac2', 'sup1', 'sup2'),
		kind: fc.constantFrom(...ReplyKind.options)
	}),
	fc.record({
		do: fc.constant('mark' as const),
		dev: fc.constantFrom('fac', 'sup1', 'sup2'),
		mark: fc.constantFrom<ReviewMark>('in-review', 'closed', 'reopened')
	}),
	fc.record({ do: fc.constant('correct' as const), ask: fc.constantFrom('', 'Help?', 'More?') })
);
const history = fc.array(step, { maxLength: 12 });

function play(steps: readonly (typeof history extends fc.Arbitrary<readonly (infer S)[]> ? S : never)[]) {
	const held = phones({ askSupervisor: 'Help?' });
	const sent: { readonly id: string; readonly text: string }[] = [];
	let asked = 'Help?';
	steps.forEach((next, at) => {
		if (next.do === 'say') sent.push({ id: held.say(next.dev, next.kind, `text ${at}`), text: `text ${at}` });
		else if (next.do === 'mark') held.mark(next.dev, next.mark);
		else if (next.ask !== asked) {
			held.correct({ askSupervisor: asked }, { askSupervisor: next.ask });
			asked = next.ask;
		}
	});
	return { ...held, sent };
}

describe('a thread, whatever happened', () => {
	test('is the same in whatever order its changes came, and twice', () => {
		fc.assert(
			fc.property(history, fc.infiniteStream(fc.nat()), (steps, draws) => {
				const { changes, thread } = play(steps);
				const shuffled = [...changes, ...changes]
					.map((change) => ({ change, place: draws.next().value as number })) // an endless stream always gives
					.sort((a, b) => a.place - b.place);
				const other = createLedger();
				for (const { change } of shuffled) applyChange(other, change);
				expect(threadOf(other, reportId, days, isSupervisor)).toEqual(thread());
				expect(threadsOf(other, days, isSupervisor)).toEqual([thread()]);
			}),
			{ numRuns: 60 }
		);
	});

	test('holds every message once, as it was written, in its order', () => {
		fc.assert(
			fc.property(history, (steps) => {
				const { thread, sent } = play(steps);
				expect(thread().messages.map(({ id, text }) => ({ id, text }))).toEqual(sent);
			})
		);
	});

	test('does not change a message when somebody else writes in its place', () => {
		fc.assert(
			fc.property(history, fc.constantFrom('text', 'kind', 'reportId', 'groupId'), (steps, field) => {
				const { ledger, thread, sent } = play([...steps, { do: 'say', dev: 'fac', kind: 'text' }]);
				const before = thread().messages;
				for (const { id } of sent)
					applyChange(ledger, {
						...{ v: 1, table: 'reply', row: id, field, value: 'other', ctr: 900, over: [] },
						...{ hlc: ledger.lastHlc + 1, dev: 'other' }
					});
				expect(thread().messages).toEqual(before.map((message) => ({ ...message, wasTouched: true })));
			}),
			{ numRuns: 50 }
		);
	});

	test('says of a message that its writer wrote it anew, should that ever come through', () => {
		const { write, say, thread } = phones();
		const id = say('sup1', 'text');
		write('sup1', [{ table: 'reply', row: id, field: 'text', value: 'other' }]);
		expect(thread().messages).toMatchObject([{ wasTouched: true }]);
	});

	test('is never closed nor answered while what was asked is open', () => {
		fc.assert(
			fc.property(history, (steps) => {
				const { state, isAskOpen, dueOn, messages } = play(steps).thread();
				if (isAskOpen)
					expect([state === 'closed', state === 'answered', dueOn === null]).toEqual([false, false, false]);
				if (messages.length === 0 && isAskOpen) expect(['new', 'in-review']).toContain(state);
			})
		);
	});
});

describe('a message', () => {
	test('hides the pseudonyms that the phone knows', () => {
		const { ledger, write, group, member } = createNotebook();
		member(group(), 'Lys');
		const draft = { kind: 'text', text: ' Lys va mieux ', ref: null } as const;
		write(sendMessage(ledger, { id: reportId, groupId }, draft, day, 'r1'));
		expect(ledger.tables.get('reply')?.get('r1')?.fields['text']).toBe('••• va mieux');
	});

	test('that is too long is refused', () => {
		const draft = { kind: 'text', text: 'x'.repeat(4001), ref: null } as const;
		expect(sendMessage(createLedger(), { id: reportId, groupId }, draft, day, 'r1').ok).toBe(false);
	});

	test('about the report of another group than its own is not shown there', () => {
		const { ledger, write, thread } = phones();
		const draft = { kind: 'text', text: 'x', ref: null } as const;
		const edits = sendMessage(ledger, { id: reportId, groupId: GroupId.parse(random.uuid()) }, draft, day, 'r1');
		write('sup1', edits.ok ? edits.value : []);
		expect(thread()).toMatchObject({ messages: [], state: 'new' });
	});
});
