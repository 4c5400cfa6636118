import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { Change, Edit } from './change';
import { concernOf, concernToText, emptyConcern, type Seriousness } from './concern';
import {
	actOnConcern,
	openConcern,
	raisedConcern,
	raisedConcerns,
	receiveConcern,
	type ConcernTimes,
	type RaisedConcern,
	type WrittenAct
} from './concern-board';
import { applyChange, createLedger, neededEdits, stampOf, type Ledger } from './ledger';
import { requestToText } from './request';

const times: ConcernTimes = { urgentHours: 24, concernDays: 3 };
const random = createSeededRandom(4);
const newId = () => random.uuid();
const textOf = (seriousness: Seriousness) =>
	concernToText(concernOf({ ...emptyConcern, category: 'violence', seriousness })!);

/** The phone of a lead. */
function createLead(device: string) {
	const ledger = createLedger();
	const written: Change[] = [];
	const write = (edits: readonly Edit[]) => {
		for (const edit of neededEdits(ledger, edits)) {
			const { table, row, field, value } = edit;
			const stamp = { ...stampOf(ledger, edit), hlc: ledger.lastHlc + 1, dev: device };
			const change: Change = { v: 1, table, row, field, value, ...stamp };
			written.push(change);
			applyChange(ledger, change);
		}
	};
	const receive = (id: string, seriousness: Seriousness = 'soon', day = '2026-11-20', on = day) =>
		write(receiveConcern(id, { author: 'author', day, text: textOf(seriousness) }, on));
	const seen = (id: string, today = '2026-11-20') => raisedConcern(ledger, id, times, today)!;
	const act = (id: string, kind: WrittenAct, text = 'words', day = '2026-11-20') => {
		const edits = actOnConcern(seen(id), kind, text, day, newId);
		if (edits.ok) write(edits.value);
		return edits;
	};
	const open = (id: string, day = '2026-11-20') => write(openConcern(seen(id), device, day, newId));
	return { ledger, device, written, write, receive, seen, act, open };
}

const hear = (to: Ledger, changes: readonly Change[]) => changes.forEach((change) => applyChange(to, change));

describe('the board of concerns', () => {
	test('puts first what is overdue, then what is urgent, then the oldest; closed ones last', () => {
		const lead = createLead('lead');
		lead.receive('old', 'wait', '2026-11-20');
		lead.receive('older', 'wait', '2026-11-19');
		lead.receive('late', 'wait', '2026-11-15');
		lead.receive('urgent', 'urgent', '2026-11-20');
		lead.receive('over', 'urgent', '2026-11-01');
		lead.act('over', 'closed');
		expect(raisedConcerns(lead.ledger, times, '2026-11-20').map(({ id }) => id)).toEqual([
			'late',
			'urgent',
			'older',
			'old',
			'over'
		]);
	});

	test('asks for an answer in the hours and days of the organisation', () => {
		const lead = createLead('lead');
		lead.receive('urgent', 'urgent', '2026-11-20');
		lead.receive('soon', 'soon', '2026-11-20');
		expect([lead.seen('urgent').dueOn, lead.seen('soon').dueOn]).toEqual(['2026-11-21', '2026-11-23']);
		expect([lead.seen('urgent', '2026-11-21').isOverdue, lead.seen('urgent', '2026-11-22').isOverdue]).toEqual([
			false,
			true
		]);
		lead.act('soon', 'acting', '', '2026-11-22');
		// What is being acted on wants a word from time to time.
		expect(lead.seen('soon', '2026-11-26')).toMatchObject({ dueOn: '2026-11-25', isOverdue: true });
		lead.act('soon', 'note', 'Called her.', '2026-11-26');
		expect(lead.seen('soon', '2026-11-26').isOverdue).toBe(false);
	});

	test('counts from the day it came when the author’s clock was ahead, and from the first day ever when it says none', () => {
		const lead = createLead('lead');
		lead.receive('ahead', 'soon', '2031-01-01', '2026-11-20');
		expect(lead.seen('ahead')).toMatchObject({ day: '2026-11-20', dueOn: '2026-11-23' });
		lead.receive('broken', 'soon', 'never', 'never');
		expect(lead.seen('broken').isOverdue).toBe(true);
	});

	test('takes an unreadable letter as urgent, with its words', () => {
		const lead = createLead('lead');
		lead.write(receiveConcern('x', { author: 'author', day: '2026-11-20', text: 'au secours' }, '2026-11-20'));
		expect(lead.seen('x')).toMatchObject({ content: { kind: 'unreadable', text: 'au secours' }, dueOn: '2026-11-21' });
	});

	test('shows a request beside concerns, with the pseudonym', () => {
		const lead = createLead('lead');
		lead.write(receiveConcern('x', { author: 'a', day: '2026-11-20', text: requestToText('Hoa') }, '2026-11-20'));
		expect(lead.seen('x')).toMatchObject({ content: { kind: 'request', name: 'Hoa' }, dueOn: '2026-11-23' });
	});
});

describe('a concern', () => {
	test('is new, seen when somebody opens it, acted on, closed, and can be opened again', () => {
		const lead = createLead('lead');
		lead.receive('x');
		const states = [lead.seen('x').state];
		lead.open('x');
		states.push(lead.seen('x').state);
		for (const kind of ['acting', 'closed', 'reopened', 'closed'] as const) {
			lead.act('x', kind);
			states.push(lead.seen('x').state);
		}
		expect(states).toEqual(['new', 'seen', 'acting', 'closed', 'acting', 'closed']);
	});

	test('is closed with words only', () => {
		const lead = createLead('lead');
		lead.receive('x');
		expect(lead.act('x', 'closed', ' \u200B ')).toMatchObject({ error: { type: 'ReasonMissing' } });
		expect(lead.act('x', 'reopened', '')).toMatchObject({ error: { type: 'ReasonMissing' } });
		// Also against a phone that does not ask.
		lead.write(
			['concernId', 'kind', 'day', 'text'].map((field, at) => ({
				table: 'concern-act',
				row: 'silent',
				field,
				value: ['x', 'closed', '2026-11-20', ''][at]!
			}))
		);
		expect(lead.seen('x').state).toBe('seen');
	});

	test('stays open when one lead closes it while another acts on it', () => {
		const [one, two] = [createLead('one'), createLead('two')];
		one.receive('x');
		hear(two.ledger, one.written);
		one.act('x', 'closed', 'Done.');
		two.act('x', 'acting', 'I go there.');
		hear(one.ledger, two.written);
		expect(one.seen('x').state).toBe('acting');
		one.act('x', 'closed', 'Now both know.');
		expect(one.seen('x').state).toBe('closed');
	});

	test('notes who opened it, once a day for each device', () => {
		const [one, two] = [createLead('one'), createLead('two')];
		one.receive('x');
		one.open('x');
		one.open('x');
		one.open('x', '2026-11-21');
		hear(two.ledger, one.written);
		two.open('x');
		expect(two.seen('x').acts.map(({ kind, device, day }) => [kind, device, day])).toEqual([
			['opened', 'one', '2026-11-20'],
			['opened', 'one', '2026-11-21'],
			['opened', 'two', '2026-11-20']
		]);
	});

	test('says when an act was written over', () => {
		const lead = createLead('lead');
		lead.receive('x');
		lead.act('x', 'note', 'first');
		const [{ id }] = lead.seen('x').acts as [RaisedConcern['acts'][number]];
		expect(lead.seen('x').acts[0]?.isAltered).toBe(false);
		lead.write([{ table: 'concern-act', row: id, field: 'text', value: 'other' }]);
		expect(lead.seen('x').acts[0]?.isAltered).toBe(true);
	});

	test('told to two leads in two ways is shown in both', () => {
		const [one, two] = [createLead('one'), createLead('two')];
		one.receive('x', 'wait');
		two.receive('x', 'urgent');
		hear(one.ledger, two.written);
		const shown = one.seen('x');
		expect(
			[shown.content, ...shown.others].map((content) => content.kind === 'concern' && content.seriousness).sort()
		).toEqual(['urgent', 'wait']);
	});

	test('of which only an act came is there all the same', () => {
		const [one, two] = [createLead('one'), createLead('two')];
		one.receive('x');
		const before = one.written.length;
		one.act('x', 'note', 'I called.');
		hear(two.ledger, one.written.slice(before));
		expect(two.seen('x')).toMatchObject({ content: { kind: 'missing' }, state: 'seen', dueOn: '2026-11-21' });
	});
});

/** What leads may do, in any order, hearing of each other or not. */
const anyStep = fc.record({
	who: fc.nat(1),
	id: fc.constantFrom('x', 'y'),
	does: fc.constantFrom('receive', 'open', 'note', 'acting', 'closed', 'reopened', 'hear'),
	text: fc.constantFrom('', 'words', 'other words'),
	day: fc.constantFrom('2026-11-20', '2026-11-22', '2026-12-30')
});
type Step = typeof anyStep extends fc.Arbitrary<infer T> ? T : never;

function play(steps: readonly Step[]) {
	const leads = [createLead('one'), createLead('two')] as const;
	for (const { who, id, does, text, day } of steps) {
		const lead = leads[who]!;
		if (does === 'hear') hear(lead.ledger, leads[1 - who]!.written);
		else if (does === 'receive') lead.receive(id, 'soon', day);
		else if (raisedConcern(lead.ledger, id, times, day)) {
			if (does === 'open') lead.open(id, day);
			else lead.act(id, does, text, day);
		}
	}
	return leads.flatMap(({ written }) => written);
}

describe('whatever leads do apart', () => {
	test('the board is the same in whatever order it came', () => {
		fc.assert(
			fc.property(fc.array(anyStep, { maxLength: 25 }), fc.infiniteStream(fc.nat()), (steps, shuffle) => {
				const changes = play(steps);
				const [straight, mixed] = [createLedger(), createLedger()];
				hear(straight, changes);
				const keyed = changes.map((change) => ({ change, at: shuffle.next().value as number }));
				hear(
					mixed,
					keyed.sort((a, b) => a.at - b.at).map(({ change }) => change)
				);
				hear(mixed, changes.slice(0, 3));
				expect(raisedConcerns(mixed, times, '2026-12-31')).toEqual(raisedConcerns(straight, times, '2026-12-31'));
			})
		);
	});

	test('no concern vanishes, and one is closed only by somebody’s words after everything she knew', () => {
		fc.assert(
			fc.property(fc.array(anyStep, { maxLength: 25 }), (steps) => {
				const changes = play(steps);
				const ledger = createLedger();
				hear(ledger, changes);
				const shown = raisedConcerns(ledger, times, '2026-12-31');
				const came = new Set(changes.filter(({ table }) => table === 'concern').map(({ row }) => row));
				expect(new Set(shown.map(({ id }) => id))).toEqual(came);
				for (const { state, acts, dueOn } of shown) {
					if (state === 'closed') expect(acts.some((act) => act.kind === 'closed' && act.text !== '')).toBe(true);
					else expect(dueOn).not.toBeNull();
					// Whoever goes on with it later than every closing keeps it open.
					if (
						['acting', 'reopened'].includes(
							acts.filter(({ kind }) => kind !== 'opened' && kind !== 'note').at(-1)?.kind ?? ''
						)
					)
						expect(state).toBe('acting');
				}
			})
		);
	});
});
