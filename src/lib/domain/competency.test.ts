import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Edit } from './change';
import {
	agreementOf,
	agreeToJoint,
	draftKey,
	draftOf,
	emptyMark,
	followPlan,
	giveRating,
	isToAgree,
	jointStart,
	keepDraft,
	nextSupervisorRound,
	plansOf,
	ratingRounds,
	type Mark,
	type Marks,
	type RaterKind
} from './competency';
import { applyChange, createLedger, neededEdits, stampOf } from './ledger';
import { createNotebook } from './test-notebook';
import { readRubric, type Level } from './rubric';
import { SupportId, supportOf } from './support';

const rubric = (() => {
	const read = readRubric(readFileSync('static/rubrics/en.json', 'utf8'));
	if (!read.ok) throw new Error(read.error.path);
	return read.value;
})();
const id = SupportId.parse('00000000-0000-4000-8000-000000000001');
const day = '2026-11-23';
const marked = (part: Partial<Mark>): Marks => new Map([['time', { ...emptyMark, ...part }]]);

/** A record that Hoa shares with Linh and Mai, as any of their phones holds it. */
function createRecord() {
	const ledger = createLedger();
	let count = 0;
	const write = (device: string, edits: readonly Edit[]) => {
		for (const edit of neededEdits(ledger, edits)) {
			const { table, row, field, value } = edit;
			const stamp = { ...stampOf(ledger, edit), hlc: ledger.lastHlc + 1, dev: device };
			applyChange(ledger, { v: 1, table, row, field, value, ...stamp });
		}
	};
	write('hoa', [{ table: 'support', row: id, field: 'on', value: true }]);
	const isSupervisor = (device: string) => device === 'linh' || device === 'mai';
	const rounds = () => ratingRounds(ledger, supportOf(ledger, id), isSupervisor);
	const give = (device: string, kind: RaterKind, marks: Marks) => {
		const edits = giveRating(ledger, id, rounds(), { kind, rubric, marks }, device, day, `r${(count += 1)}`);
		if (edits.ok) write(device, edits.value);
		return edits.ok ? undefined : edits.error.type;
	};
	const agree = (device: string) => {
		const joint = rounds().find((round) => round.joint)?.joint;
		if (joint) write(device, agreeToJoint(id, joint.rating, day, `r${(count += 1)}`));
	};
	return { ledger, write, rounds, give, agree };
}

describe('a round of rating', () => {
	test('hides what a supervisor said until the facilitator has rated herself', () => {
		const { give, rounds } = createRecord();
		give('linh', 'supervisor', marked({ level: 4 }));
		expect(rounds()).toMatchObject([{ number: 1, self: undefined, supervisors: [], waiting: ['linh'] }]);
		give('hoa', 'self', marked({ level: 3 }));
		expect(rounds()).toMatchObject([
			{ number: 1, self: { device: 'hoa' }, supervisors: [{ device: 'linh' }], waiting: [] }
		]);
	});

	test('never shows a supervisor’s rating in a round without her own, whoever wrote what and when', () => {
		const deed = fc.record({
			device: fc.constantFrom('hoa', 'linh', 'mai'),
			kind: fc.constantFrom<RaterKind>('self', 'supervisor', 'joint'),
			level: fc.constantFrom<Level>(2, 3, 4),
			round: fc.integer({ min: 1, max: 4 })
		});
		fc.assert(
			fc.property(fc.array(deed, { maxLength: 12 }), (deeds) => {
				const { write, rounds } = createRecord();
				deeds.forEach(({ device, kind, level, round }, at) => {
					// Not asked whether it is their turn: what a careless or hostile phone may send.
					const fields = {
						supportId: id,
						round,
						kind,
						rubric: { id: 'x', version: 1 },
						marks: { time: { level } },
						day
					};
					write(
						device,
						Object.entries(fields).map(([field, value]) => ({ table: 'rating', row: `d${at}`, field, value }))
					);
				});
				for (const round of rounds()) {
					if (round.self) expect(round.self.device).toBe('hoa');
					else expect([round.supervisors, round.joint]).toEqual([[], undefined]);
				}
			})
		);
	});

	test('waits for her before a supervisor rates twice', () => {
		const { give, rounds } = createRecord();
		expect(nextSupervisorRound(rounds(), 'linh')).toBe(1);
		give('linh', 'supervisor', marked({ level: 4 }));
		expect(give('linh', 'supervisor', marked({ level: 2 }))).toBe('NotItsTurn');
		expect(give('mai', 'supervisor', marked({ level: 3 }))).toBeUndefined();
		give('hoa', 'self', marked({ level: 3 }));
		expect(rounds()[0]?.supervisors.map(({ device }) => device)).toEqual(['linh', 'mai']);
		expect(nextSupervisorRound(rounds(), 'linh')).toBe(2);
	});

	test('takes no joint rating before both have rated, and counts it when the other side agrees', () => {
		const { give, agree, rounds } = createRecord();
		give('hoa', 'self', marked({ level: 3 }));
		expect(give('linh', 'joint', marked({ level: 3 }))).toBe('NotItsTurn');
		give('linh', 'supervisor', marked({ level: 2 }));
		give('linh', 'joint', marked({ level: 3 }));
		agree('linh');
		agree('mai');
		expect(rounds()[0]?.joint).toMatchObject({ isAgreed: false, isFromHer: false });
		expect([isToAgree(rounds()[0]!, true), isToAgree(rounds()[0]!, false)]).toEqual([true, false]);
		agree('hoa');
		expect(rounds()[0]?.joint?.isAgreed).toBe(true);
		expect(give('linh', 'joint', marked({ level: 4 }))).toBe('NotItsTurn');
	});

	test('keeps what was written first, whoever writes over it', () => {
		const { give, ledger, rounds } = createRecord();
		give('hoa', 'self', marked({ level: 3 }));
		const { id: row } = rounds()[0]!.self!;
		const over = {
			v: 1,
			table: 'rating',
			row,
			field: 'marks',
			value: {},
			ctr: 9,
			hlc: 99,
			dev: 'linh',
			over: []
		} as const;
		applyChange(ledger, { ...over, over: [] });
		expect(rounds()[0]?.self?.marks.get('time')?.level).toBe(3);
	});

	test('is hers on her second phone too, and even when she supervises others', () => {
		const { give, rounds, write } = createRecord();
		write('mai', [{ table: 'support', row: id, field: 'since', value: day }]);
		give('other-phone', 'self', marked({ level: 3 }));
		give('mai', 'self', marked({ level: 2 }));
		expect(rounds().map(({ self }) => self?.device)).toEqual(['mai', 'other-phone']);
	});
});

describe('what could do harm', () => {
	test.each<[string, Partial<Mark>, string | undefined]>([
		['the lowest level alone', { level: 1 }, 'CommentMissing'],
		['a harmful tick under a high level', { level: 4, harmful: ['cut'] }, 'CommentMissing'],
		['words and no plan', { level: 1, comment: 'She was cut short.', plan: ' ' }, 'PlanMissing'],
		['a plan and no words', { level: 1, comment: '\u200b', plan: 'Practise.' }, 'CommentMissing'],
		['words and a plan', { level: 1, harmful: ['cut'], comment: 'Cut short.', plan: 'Practise.' }, undefined],
		['nothing harmful', { level: 2 }, undefined],
		['no level at all', { helpful: ['plan'] }, 'NothingRated'],
		['a tick of no rubric', { level: 3, helpful: ['flying'] }, 'MarkUnknown'],
		['too many words', { level: 3, comment: 'x'.repeat(601) }, 'TextTooLong']
	])('%s: %j', (_, part, refusal) => {
		expect(createRecord().give('hoa', 'self', marked(part))).toBe(refusal);
	});

	test('is asked of a joint rating and of a supervisor’s as well', () => {
		const { give } = createRecord();
		expect(give('linh', 'supervisor', marked({ level: 1 }))).toBe('CommentMissing');
		give('hoa', 'self', marked({ level: 3 }));
		give('linh', 'supervisor', marked({ level: 3 }));
		expect(give('linh', 'joint', marked({ level: 2, harmful: ['no-end'] }))).toBe('CommentMissing');
	});
});

test('two ratings agree in words: the same, one level apart, or more', () => {
	const { give, rounds } = createRecord();
	const rated = (levels: readonly (Level | null)[]): Marks =>
		new Map(
			levels.map((level, at) => {
				const harm = level === 1 ? { comment: 'c', plan: 'p' } : {};
				return [rubric.competencies[at]!.id, { ...emptyMark, level, ...harm }];
			})
		);
	give('hoa', 'self', rated([3, 3, 1, null]));
	give('linh', 'supervisor', rated([3, 4, 4, 2]));
	const { self, supervisors } = rounds()[0]!;
	expect([...agreementOf(self!, supervisors[0]!)]).toEqual([
		['ground-rules', 'same'],
		['participation', 'one'],
		['empathy', 'more']
	]);
});

test('a plan is followed until it is done, and a joint plan stands in place of the others', () => {
	const { ledger, give, agree, rounds, write } = createRecord();
	give('hoa', 'self', marked({ level: 2, plan: 'Watch the clock.' }));
	give('linh', 'supervisor', marked({ level: 2, plan: 'Ask for help.' }));
	expect(plansOf(rounds()[0]!).map(({ plan }) => plan)).toEqual(['Ask for help.', 'Watch the clock.']);
	give('linh', 'joint', marked({ level: 2, plan: 'Take turns.' }));
	agree('hoa');
	const [plan] = plansOf(rounds()[0]!);
	expect([plan?.plan, plan?.isDone]).toEqual(['Take turns.', false]);
	for (const [at, state] of (['going', 'done'] as const).entries()) {
		const edits = followPlan(ledger, id, plan!, { state, text: '' }, day, `f${at}`);
		write('hoa', edits.ok ? edits.value : []);
	}
	expect(plansOf(rounds()[0]!)[0]).toMatchObject({ isDone: true, followUps: [{ state: 'going' }, { state: 'done' }] });
});

test('a rating hides the pseudonyms of the group', () => {
	const { ledger, write, group, member } = createNotebook();
	member(group(), 'Papillon');
	const marks = marked({ level: 2, comment: 'Papillon was cut short.' });
	const edits = giveRating(ledger, id, [], { kind: 'self', rubric, marks }, 'phone', day, 'r');
	write(edits);
	const [round] = ratingRounds(ledger, supportOf(ledger, id), () => false);
	expect(round?.self?.marks.get('time')?.comment).not.toContain('Papillon');
});

test('a draft is found again only for the rating it was begun for', () => {
	const { ledger, write } = createNotebook();
	const marks = marked({ level: 3, comment: 'So far' });
	write(keepDraft(draftKey(id, 'self', 1, rubric), marks));
	expect([...draftOf(ledger, draftKey(id, 'self', 1, rubric))]).toEqual([...marks]);
	expect(draftOf(ledger, draftKey(id, 'self', 2, rubric)).size).toBe(0);
	write(keepDraft('', null));
	expect(draftOf(ledger, draftKey(id, 'self', 1, rubric)).size).toBe(0);
});

test('a joint rating begins where both agree, and leaves open where they do not', () => {
	const mark = { helpful: [], harmful: [], comment: '', plan: '' };
	const rated = (kind: 'self' | 'supervisor', levels: readonly (1 | 2 | 3 | 4)[], comment: string) => ({
		...{ id: kind, round: 1, kind, rubric, day: '', device: kind },
		marks: new Map(levels.map((level, at) => [`c${at}`, { ...mark, level, comment }]))
	});
	const self = rated('self', [3, 2], 'mine');
	const first = jointStart({
		...{ number: 1, waiting: [], joint: undefined, followUps: [] },
		...{ self, supervisors: [rated('supervisor', [3, 4], '')] }
	});
	expect([first.get('c0')?.level, first.get('c1')?.level, first.get('c0')?.comment]).toEqual([3, null, 'mine']);
});
