import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { Result } from '$lib/base/result';
import { TableName, type Change, type Edit } from './change';
import { createGroup } from './group';
import { DeviceId, GroupId, SessionId } from './ids';
import { applyChange, createLedger, mergeRow, neededEdits, stampOf, type Ledger } from './ledger';
import { withdrawMember } from './member';
import { previewOf, reportEdits, reportOf, reportsOf } from './report';
import { closeCorrection, openCorrection } from './session';
import { changeSetting } from './setting';
import {
	closing,
	groupOfRow,
	leaving,
	mayArrive,
	shareGroup,
	sharingOf,
	stopSharing,
	streamsOf,
	wholeOf,
	type Stream
} from './sharing';
import { writeSummaryText } from './summary';
import { anyMeeting, blank, canary, hold, texts, wordsOf } from './test-meeting';

const random = createSeededRandom(5);
const newId = () => random.uuid();
const streams: readonly Stream[] = ['work', 'report', 'office', 'own', 'common', 'leads', 'results', 'support'];
const ownGroup = GroupId.parse(newId());
const officeGroup = GroupId.parse(newId());

/** Writes as the vault does, and says what leaves. */
function write(ledger: Ledger, asked: readonly Edit[] | Edit | Result<readonly Edit[]>) {
	const edits = 'table' in asked ? [asked] : 'ok' in asked ? (asked.ok ? asked.value : null) : asked;
	if (!edits) throw new Error('Refused');
	let hlc = ledger.lastHlc;
	const changes = neededEdits(ledger, edits).map((edit): Change => {
		const { table, row, field, value } = edit;
		hlc += 1;
		return { v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: 'phone' };
	});
	const left = leaving(ledger, changes);
	const closed = closing(ledger, changes);
	for (const change of changes) applyChange(ledger, change);
	return { left, closed, changes };
}

const share = (held: ReturnType<typeof hold>, draft: { work?: boolean; report?: boolean } = {}) =>
	write(
		held.ledger,
		shareGroup(held.ledger, held.group, { work: false, report: false, name: 'North', ...draft }, '2026-02-01', newId)
	);

/** Every change that made the ledger what it is. */
const changesIn = (ledger: Ledger): readonly Change[] =>
	[...ledger.tables].flatMap(([table, rows]) =>
		[...rows.values()].flatMap(({ id, cells }) =>
			Object.entries(cells).flatMap(([field, { heads }]) =>
				heads.map((head): Change => ({ v: 1, table, row: id, field, over: [], ...head }))
			)
		)
	);

const tablesOf = (left: ReturnType<typeof leaving>) =>
	left.flatMap((part) => (part.kind === 'changes' ? part.changes.map(({ table }) => table) : []));

const jsonOf = (ledger: Ledger, group: GroupId, stream: Stream) => JSON.stringify(wholeOf(ledger, group, stream));

/** A reader of a stream: what leaves reaches it, everything from a stream's opening on. */
function createReader(source: Ledger, group: GroupId, stream: Stream) {
	const ledger = createLedger();
	return {
		ledger,
		hear: (left: ReturnType<typeof leaving>) => {
			for (const part of left.filter((each) => each.group === group && each.stream === stream))
				if (part.kind === 'changes') for (const change of part.changes) applyChange(ledger, change);
				else for (const row of wholeOf(source, group, stream)) mergeRow(ledger, ...row);
		}
	};
}

/** Rows as one may compare them: null prototypes and order left out. */
const plain = (rows: ReturnType<typeof wholeOf>) => rows.map((row) => JSON.stringify(row)).sort();
const heldBy = (ledger: Ledger) =>
	plain(
		[...ledger.tables].flatMap(([table, rows]) =>
			[...rows.values()].map(({ id, cells }) => [table, id, cells] as const)
		)
	);

describe('a group that is not shared', () => {
	test('is in no stream, whatever was written', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const { ledger, group } = hold(meeting);
				const changes = changesIn(ledger);
				expect(leaving(createLedger(), changes)).toEqual([]);
				expect(leaving(ledger, changes)).toEqual([]);
				expect(changes.flatMap((change) => streamsOf(ledger, change))).toEqual([]);
				for (const stream of streams) expect(wholeOf(ledger, group.id, stream)).toEqual([]);
			}),
			{ numRuns: 30 }
		);
	});

	test('sends nothing although another is shared', () => {
		const held = hold({ ...blank, names: ['Rose'] });
		share(held, { work: true, report: true });
		const otherId = GroupId.parse(newId());
		const draft = {
			alias: 'Vent',
			locale: 'fr',
			rhythm: 'free',
			time: '',
			packId: 'p',
			startsOn: '2026-01-06'
		} as const;
		expect(write(held.ledger, createGroup(otherId, { ...draft, coFacilitators: [] })).left).toEqual([]);
		expect(
			write(held.ledger, reportEdits(held.ledger, { ...held.group, id: otherId }, held.session, '2026-02-01', newId))
				.left
		).toEqual([]);
		expect(jsonOf(held.ledger, held.group.id, 'work')).not.toContain(otherId);
	});

	test('has no report made', () => {
		const { ledger, group, session } = hold(blank);
		expect(reportEdits(ledger, group, session, '2026-02-01', newId)).toEqual([]);
		expect(reportsOf(ledger, group.id)).toEqual([]);
	});
});

describe('what supervisors get', () => {
	test('names nobody and holds nothing that must stay, whatever was written', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const held = hold(meeting);
				const { ledger, group, members } = held;
				write(ledger, changeSetting('own-group', ownGroup));
				share(held, { work: true, report: true });
				const rows = wholeOf(ledger, group.id, 'report');
				expect(new Set(rows.map(([table]) => table))).toEqual(new Set(['sharing', 'report']));
				const all = JSON.stringify(rows).replaceAll(group.id, '');
				for (const hidden of [...held.ids, ...Object.values(canary)].filter((id) => id !== group.id))
					expect(all).not.toContain(hidden);
				for (const body of reportsOf(ledger, group.id).map((report) => report.body))
					for (const text of [...body.themes, ...texts.map((field) => body[field])])
						for (const { pseudonym } of members) expect(wordsOf(text)).not.toContain(wordsOf(pseudonym));
			}),
			{ numRuns: 60 }
		);
	}, 120_000);

	test('is what she was shown before, to the letter', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const held = hold(meeting);
				const shown = previewOf(held.ledger, held.group, '2026-02-01');
				expect(shown).toMatchObject({ peopleCount: meeting.names.length, sessionCount: 1 });
				const { left } = share(held, { report: true });
				expect(left).toEqual([{ kind: 'whole', group: held.group.id, stream: 'report' }]);
				const bodies = wholeOf(held.ledger, held.group.id, 'report')
					.filter(([table]) => table === 'report')
					.map(([, , cells]) => cells['body']?.heads.map(({ value }) => value));
				expect(bodies).toEqual(shown.reports.map((body) => [body]));
			}),
			{ numRuns: 30 }
		);
	});

	test('of a change is only what is told of its table', () => {
		const held = hold({ ...blank, names: ['Rose'] });
		share(held, { report: true });
		const { ledger, group, session } = held;
		for (const table of TableName.options)
			for (const field of ['body', 'name', 'note', 'sessionId', 'groupId', 'pseudonym']) {
				const row = { group: group.id, sharing: group.id, session: session.id }[String(table)] ?? newId();
				const change = { v: 1 as const, table, row, field, value: 'x', ctr: 1, hlc: 99, dev: 'd', over: [] };
				const link = { ...change, field: table === 'correction' ? 'sessionId' : 'groupId' };
				link.value = table === 'correction' ? session.id : group.id;
				const left = leaving(ledger, [link, change]).filter(({ stream }) => stream === 'report');
				const written = ['revision', 'reply', 'review', 'referral'];
				expect(
					[...new Set(tablesOf(left))].filter((each) => !['report', 'sharing', ...written].includes(each))
				).toEqual([]);
				const told = left.flatMap((part) => (part.kind === 'changes' ? part.changes : []));
				const fields = told
					.filter((each) => !written.includes(each.table) || (each.table === 'revision' && each.field === 'body'))
					.map((each) => each.field);
				// A body is told as `disclose` made it, and 'x' is none.
				expect(fields.filter((each) => !['groupId', 'name'].includes(each))).toEqual([]);
			}
	});

	test('follows a correction: the report gets a new body and keeps its id', () => {
		const held = hold({ ...blank, words: ['first words'] });
		const reader = createReader(held.ledger, held.group.id, 'report');
		reader.hear(share(held, { report: true }).left);
		const { ledger, group } = held;
		const first = reportOf(ledger, held.session.id)!;
		write(ledger, writeSummaryText(held.session, 'wentWell', 'after'));
		write(ledger, closeCorrection(held.session));
		const { left, changes } = write(ledger, reportEdits(ledger, group, held.now(held.session), '2026-02-01', newId));
		reader.hear(left);
		const ofReport = changes.filter(({ table }) => table === 'report');
		expect(ofReport.map(({ row, field }) => [row, field])).toEqual([[first.id, 'body']]);
		expect(changes.filter(({ table }) => !['report', 'revision'].includes(table))).toEqual([]);
		expect(reportsOf(reader.ledger, group.id).map(({ sessionId, body }) => [sessionId, body.wentWell])).toEqual([
			[null, 'after']
		]);
		expect(JSON.stringify([...reader.ledger.tables.get('report')!.values()])).not.toContain('first words');
		expect(write(ledger, reportEdits(ledger, group, held.now(held.session), '2026-02-01', newId)).changes).toEqual([]);
	});

	test('is one report where two facilitators closed the session apart', () => {
		const held = hold(blank);
		const { ledger, group, session } = held;
		share(held, { work: true, report: true });
		const body = reportOf(ledger, session.id)!.body;
		write(ledger, [
			{ table: 'report', row: newId(), field: 'groupId', value: group.id },
			...['sessionId', 'body'].map((field) => ({ table: 'report' as const, row: 'ff', field, value: null }))
		]);
		const twin = 'ffffffff-0000-4000-8000-000000000000';
		for (const [field, value] of Object.entries({ groupId: group.id, sessionId: session.id, body: { ...body } }))
			write(ledger, { table: 'report', row: twin, field, value });
		expect(reportsOf(ledger, group.id)).toHaveLength(2);
		write(ledger, reportEdits(ledger, group, session, '2026-02-01', newId));
		expect(reportsOf(ledger, group.id)).toHaveLength(1);
	});
});

describe('what the facilitators of a group get', () => {
	test('is every row of it, in time with the one who writes, and nothing of hers alone', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const held = hold(meeting);
				const { ledger, group, session } = held;
				const reader = createReader(ledger, group.id, 'work');
				reader.hear(share(held, { work: true, report: true }).left);
				const late = held.members[0]?.id ?? null;
				for (const edits of [
					writeSummaryText(session, 'agreed', 'later'),
					closeCorrection(session),
					openCorrection({ ...session, correction: null }, newId(), 'again', '2026-02-02'),
					late ? withdrawMember(late) : []
				])
					reader.hear(write(ledger, edits).left);
				const whole = wholeOf(ledger, group.id, 'work');
				expect(heldBy(reader.ledger)).toEqual(
					expect.arrayContaining(plain(whole)) // and the row of whoever was withdrawn, to be hidden there as well
				);
				expect(reader.ledger.tables.has('care')).toBe(false);
				expect(JSON.stringify(whole)).not.toContain(canary.care);
				expect(JSON.stringify(whole)).toContain(canary.note);
				if (late) expect(reader.ledger.tables.get('member')?.get(late)?.fields['groupId']).toBe(null);
			}),
			{ numRuns: 30 }
		);
	});

	test('ends when sharing stops: they hear of that, and of nothing after it', () => {
		const held = hold({ ...blank, names: ['Rose'] });
		const { ledger, group, session } = held;
		const reader = createReader(ledger, group.id, 'work');
		reader.hear(share(held, { work: true, report: true }).left);
		const stopped = write(ledger, stopSharing(group.id));
		reader.hear(stopped.left);
		expect(stopped.closed).toEqual([
			{ group: group.id, stream: 'work' },
			{ group: group.id, stream: 'report' }
		]);
		expect(stopped.left.map(({ stream }) => stream).sort()).toEqual(['report', 'work']);
		expect(sharingOf(reader.ledger, group.id)).toMatchObject({ work: false, report: false });
		expect(write(ledger, writeSummaryText(session, 'agreed', 'after')).left).toEqual([]);
		expect(write(ledger, reportEdits(ledger, group, session, '2026-02-01', newId)).left).toEqual([]);
		for (const stream of streams) expect(wholeOf(ledger, group.id, stream)).toEqual([]);
	});
});

describe('consent', () => {
	test('is taken as given only while nobody who wrote apart took it back', () => {
		const held = hold(blank);
		share(held, { work: true, report: true });
		const { ledger, group } = held;
		const [, change] = write(createLedger(), stopSharing(group.id)).changes;
		applyChange(ledger, { ...change!, dev: 'another' });
		expect(sharingOf(ledger, group.id)).toMatchObject({ work: true, report: false });
		expect(wholeOf(ledger, group.id, 'report')).toEqual([]);
		share(held, { work: true, report: true });
		expect(sharingOf(ledger, group.id)).toMatchObject({ work: true, report: true, since: '2026-02-01' });
	});

	test('is off, with no name, where nobody was asked', () => {
		const { ledger, group } = hold(blank);
		expect(sharingOf(ledger, group.id)).toEqual({ id: group.id, work: false, report: false, name: '', since: '' });
	});

	test.each([
		['', 'NameMissing'],
		['x'.repeat(41), 'NameTooLong'],
		['call 06 12 34 56 78', 'NameLooksLikeContact'],
		['With Rose', 'NameOfSomebody']
	])('asks for a name that says nothing about the people: %j', (name, type) => {
		const { ledger, group } = hold({ ...blank, names: ['Rose'] });
		const shared = shareGroup(ledger, group, { work: true, report: true, name }, '2026-02-01', newId);
		expect(shared).toMatchObject({ ok: false, error: { type } });
	});
});

describe('what goes to her own devices and to the admins', () => {
	test('is everything no other facilitator gets, but no setting of the phone', () => {
		const held = hold({ ...blank, names: ['Rose'] });
		const { ledger, group } = held;
		write(ledger, [
			changeSetting('pin', '1357'),
			changeSetting('large-text', true),
			changeSetting('persist-asked', true)
		]);
		const { left } = write(ledger, changeSetting('own-group', ownGroup));
		expect(left).toEqual([{ kind: 'whole', group: ownGroup, stream: 'own' }]);
		const own = jsonOf(ledger, ownGroup, 'own');
		for (const kept of [canary.care, canary.note, 'Rose', 'large-text']) expect(own).toContain(kept);
		for (const hidden of ['1357', 'persist-asked', 'own-group']) expect(own).not.toContain(hidden);
		expect(write(ledger, changeSetting('pin', '2468')).left).toEqual([]);
		expect(write(ledger, changeSetting('timer-sound', true)).left).toMatchObject([{ group: ownGroup, stream: 'own' }]);

		share(held, { work: true });
		const after = wholeOf(ledger, ownGroup, 'own').map(([table]) => table);
		expect(new Set(after)).toEqual(new Set(['care', 'setting']));
		expect(write(ledger, writeSummaryText(held.session, 'agreed', 'x')).left).toMatchObject([
			{ group: group.id, stream: 'work' }
		]);
	});

	test('labels of people go to the office alone, and nowhere before there is one', () => {
		const { ledger } = hold(blank);
		const label = { table: 'person' as const, row: DeviceId.parse(newId()), field: 'label', value: 'Mai' };
		write(ledger, changeSetting('own-group', ownGroup));
		expect(write(ledger, label).left).toEqual([]);
		expect(write(ledger, changeSetting('office-group', officeGroup)).left).toEqual([
			{ kind: 'whole', group: officeGroup, stream: 'office' }
		]);
		expect(write(ledger, { ...label, value: 'Hoa' }).left).toMatchObject([{ group: officeGroup, stream: 'office' }]);
		expect(wholeOf(ledger, officeGroup, 'office').map(([table]) => table)).toEqual(['person']);
		expect(jsonOf(ledger, ownGroup, 'own')).not.toContain('Hoa');
	});
});

describe('what the desk writes', () => {
	const leadsGroup = GroupId.parse(newId());
	const commonGroup = GroupId.parse(newId());
	const resultsGroup = GroupId.parse(newId());
	const support = GroupId.parse(newId());

	/** The kinds of stream that a new row of each table goes to. */
	const goesTo = (ledger: Ledger, values: { groupId?: string; supportId?: string }) =>
		Object.fromEntries(
			TableName.options.flatMap((table) => {
				const row = table === 'support' ? support : newId();
				const edits = Object.entries({ ...values, text: 'x' }).map(([field, value]): Edit => ({
					table,
					row,
					field,
					value
				}));
				const changes = edits.map((edit, at): Change => ({
					v: 1,
					...edit,
					ctr: 1,
					hlc: ledger.lastHlc + at + 1,
					over: [],
					dev: 'phone'
				}));
				const left = leaving(ledger, changes).map(({ stream }) => stream);
				return left.length > 0 ? [[table, [...new Set(left)].sort()] as const] : [];
			})
		);

	const desk = ['reply', 'review', 'revision', 'referral'];
	const deskOf = (found: ReturnType<typeof goesTo>) => Object.fromEntries(desk.map((table) => [table, found[table]]));

	test('about a group goes with its reports; answers never go with the work', () => {
		const held = hold(blank);
		const { ledger, group } = held;
		const groupId = group.id;
		expect(deskOf(goesTo(ledger, { groupId }))).toEqual({});
		write(ledger, changeSetting('own-group', ownGroup));
		const own = ['own'];
		expect(deskOf(goesTo(ledger, { groupId }))).toEqual({ reply: own, review: own, revision: own, referral: own });
		share(held, { report: true });
		const both = ['own', 'report'];
		expect(deskOf(goesTo(ledger, { groupId }))).toEqual({ reply: both, review: both, revision: both, referral: both });
		share(held, { work: true, report: true });
		expect(deskOf(goesTo(ledger, { groupId }))).toEqual({
			...{ reply: ['report'], review: ['report'] },
			...{ revision: ['report', 'work'], referral: ['report', 'work'] }
		});
	});

	test('about a referral says to supervisors what kind and how it went, never which place', () => {
		const held = hold(blank);
		const { ledger, group } = held;
		share(held, { work: true, report: true });
		const referral = { groupId: group.id, serviceId: newId(), kind: 'legal', outcome: 'went', month: '2026-11' };
		const row = newId();
		for (const [field, value] of Object.entries(referral)) write(ledger, { table: 'referral', row, field, value });
		const toldIn = (stream: 'work' | 'report') =>
			wholeOf(ledger, group.id, stream).flatMap(([, id, cells]) => (id === row ? Object.keys(cells).sort() : []));
		expect(toldIn('report')).toEqual(['groupId', 'kind', 'month', 'outcome']);
		expect(toldIn('work')).toEqual(['groupId', 'kind', 'month', 'outcome', 'serviceId']);
	});

	test('of a supervisor waits for no stream that she cannot write into', () => {
		const ledger = createLedger();
		const groupId = GroupId.parse(newId());
		write(ledger, changeSetting('own-group', ownGroup));
		for (const field of ['work', 'report']) write(ledger, { table: 'sharing', row: groupId, field, value: true });
		expect(deskOf(goesTo(ledger, { groupId }))).toMatchObject({ reply: ['report'], review: ['report'] });
	});

	test('for the organisation goes to its one stream alone, and nowhere while this phone writes into none', () => {
		const { ledger } = hold(blank);
		write(ledger, changeSetting('own-group', ownGroup));
		const tables = [
			'service',
			'pack',
			'recording',
			'concern',
			'concern-act',
			'tally',
			'block',
			'code-lot',
			'code-block'
		];
		const found = goesTo(ledger, {});
		for (const table of tables) expect(found[table]).toBeUndefined();
		expect(found['told']).toEqual(['own']);
		expect(found['own-reading']).toEqual(['own']);
		write(ledger, changeSetting('common-group', commonGroup));
		write(ledger, changeSetting('leads-group', leadsGroup));
		write(ledger, changeSetting('results-group', resultsGroup));
		expect(goesTo(ledger, { groupId: newId() })).toMatchObject({
			...{ service: ['common'], pack: ['common'], recording: ['common'], concern: ['leads'], 'concern-act': ['leads'] },
			'own-reading': ['own'],
			...{ tally: ['results'], block: ['results'], 'code-lot': ['results'], 'code-block': ['results'] }
		});
		write(ledger, { table: 'concern', row: newId(), field: 'text', value: canary.care });
		for (const [group, stream] of [
			[ownGroup, 'own'],
			[commonGroup, 'common'],
			[resultsGroup, 'results']
		] as const)
			expect(wholeOf(ledger, group, stream).map(([table]) => table)).not.toContain('concern');
		expect(wholeOf(ledger, leadsGroup, 'leads').map(([table]) => table)).toEqual(['concern']);
	});

	test('about herself goes to supervisors only while every version of her consent says so', () => {
		const { ledger } = hold(blank);
		write(ledger, changeSetting('own-group', ownGroup));
		const supportId = support;
		expect(goesTo(ledger, { supportId })).toMatchObject({ rating: ['own'], meeting: ['own'], load: ['own'] });
		const on = (value: boolean): Edit => ({ table: 'support', row: support, field: 'on', value });
		write(ledger, { table: 'rating', row: newId(), field: 'supportId', value: supportId });
		expect(write(ledger, on(true)).left).toContainEqual({ kind: 'whole', group: support, stream: 'support' });
		expect(goesTo(ledger, { supportId })).toMatchObject({
			...{ support: ['support'], rating: ['support'], meeting: ['support'], load: ['support'] }
		});
		expect(
			wholeOf(ledger, support, 'support')
				.map(([table]) => table)
				.sort()
		).toEqual(['rating', 'support']);
		const off = write(ledger, on(false));
		expect([off.closed, off.left]).toMatchObject([[{ group: support, stream: 'support' }], [{ stream: 'support' }]]);
		expect(wholeOf(ledger, support, 'support')).toEqual([]);
	});
});

describe('what comes in through a stream', () => {
	const held = hold({ ...blank, names: ['Rose'] });
	const { ledger, group, session, members } = held;
	const other = GroupId.parse(newId());
	const facilitator = { leads: true, supervises: false };
	const arriving = (table: string, row: string, field: string, value: unknown) => ({ table, row, field, value });
	const work = { group: group.id, stream: 'work' } as const;

	test.each([
		['a member of the group', arriving('member', members[0]!.id, 'pseudonym', 'Lotus'), true],
		['a new member', arriving('member', newId(), 'groupId', group.id), true],
		['a correction', arriving('correction', newId(), 'sessionId', session.id), true],
		['the group itself', arriving('group', group.id, 'alias', 'Lune'), true],
		['a new member of another group', arriving('member', newId(), 'groupId', other), false],
		['the consent of another group', arriving('sharing', other, 'work', true), false],
		['another group', arriving('group', other, 'alias', 'Lune'), false],
		['a setting', arriving('setting', 'pin', 'value', '0000'), false],
		['her care record', arriving('care', session.id, 'note', 'x'), false],
		['a label', arriving('person', newId(), 'label', 'x'), false],
		['a table that means something to JavaScript', arriving('constructor', 'x', 'groupId', group.id), false],
		['a table of a newer app', arriving('concern', newId(), 'groupId', group.id), false]
	])('of work may be %s: %j is %s', (_, change, may) => expect(mayArrive(ledger, work, change, facilitator)).toBe(may));

	test('of work is never a row of another group', () => {
		for (const change of changesIn(ledger).filter(({ table }) => table !== 'care')) {
			expect(mayArrive(ledger, work, change, facilitator)).toBe(true);
			expect(mayArrive(ledger, { group: other, stream: 'work' }, change, facilitator)).toBe(false);
		}
	});

	test('of reports reaches who sees reports only, and no consent of the one who leads the group', () => {
		const consent = arriving('sharing', group.id, 'work', true);
		const body = arriving('report', newId(), 'body', {});
		const reports = { group: group.id, stream: 'report' } as const;
		for (const change of [consent, body]) {
			expect(mayArrive(createLedger(), reports, change, facilitator)).toBe(true);
			expect(mayArrive(ledger, reports, change, facilitator)).toBe(false);
		}
		expect(mayArrive(createLedger(), reports, arriving('member', newId(), 'pseudonym', 'x'), facilitator)).toBe(false);
		expect(mayArrive(createLedger(), reports, arriving('report', newId(), 'sessionId', session.id), facilitator)).toBe(
			false
		);
	});

	const supervisor = { leads: false, supervises: true };
	test.each([
		['report', 'body', {}, true, false],
		['sharing', 'name', 'North', true, false],
		['revision', 'reason', 'x', true, false],
		['referral', 'outcome', 'went', true, false],
		['referral', 'groupId', null, true, false],
		['reply', 'text', 'x', true, true],
		['reply', 'groupId', null, false, false],
		['review', 'state', 'reopened', true, true],
		['review', 'state', 'closed', false, true],
		['review', 'groupId', null, false, false],
		['review', 'groupId', other, false, false],
		['rating', 'level', 1, false, false],
		['concern', 'text', 'x', false, false]
	])('of reports: %s.%s = %j, by who leads %s, by a supervisor %s', (table, field, value, byLead, bySupervisor) => {
		const reports = { group: group.id, stream: 'report' } as const;
		const change = arriving(table, table === 'sharing' ? group.id : newId(), field, value);
		expect(mayArrive(createLedger(), reports, change, facilitator)).toBe(byLead);
		expect(mayArrive(createLedger(), reports, change, supervisor)).toBe(bySupervisor);
		const isAnswer = table === 'reply' || table === 'review';
		expect(mayArrive(ledger, reports, change, supervisor), 'where the group is led').toBe(isAnswer && bySupervisor);
		expect(mayArrive(ledger, work, change, facilitator), 'through the work').toBe(
			!isAnswer && !['rating', 'concern'].includes(table)
		);
	});

	test('of her own devices is all but the settings of a phone; of the office, labels', () => {
		const own = { group: ownGroup, stream: 'own' } as const;
		expect(mayArrive(ledger, own, arriving('care', session.id, 'note', 'x'), facilitator)).toBe(true);
		expect(mayArrive(ledger, own, arriving('setting', 'pin', 'value', '0000'), facilitator)).toBe(false);
		const office = { group: officeGroup, stream: 'office' } as const;
		expect(mayArrive(ledger, office, arriving('person', newId(), 'label', 'x'), facilitator)).toBe(true);
		expect(mayArrive(ledger, office, arriving('member', newId(), 'pseudonym', 'x'), facilitator)).toBe(false);
	});
});

test('every row says which group it belongs to, and a personal one none', () => {
	const held = hold({ ...blank, names: ['Rose'], statuses: ['present'] });
	share(held, { work: true, report: true });
	const { ledger, group } = held;
	for (const [table, rows] of ledger.tables)
		for (const id of rows.keys())
			expect(groupOfRow(ledger, table, id)).toBe(table === 'care' || table === 'setting' ? null : group.id);
	expect(groupOfRow(ledger, 'session', SessionId.parse(newId()))).toBe(null);
	expect(groupOfRow(ledger, '__proto__', 'constructor')).toBe(null);
});
