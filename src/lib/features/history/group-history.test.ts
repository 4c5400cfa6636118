import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { beginBatch, type BatchResult } from '$lib/domain/batch';
import { createGroup, groupOf } from '$lib/domain/group';
import { BatchId, GroupId, SessionId } from '$lib/domain/ids';
import { countGuests, planSession, sessionByHand } from '$lib/domain/session';
import { createNotebook as createFolded } from '$lib/domain/test-notebook';
import { cameBySession, latestWords, thresholdNow, ticksUpTo, wellbeingStrips } from './group-history';

const random = createSeededRandom(11);
const groupId = GroupId.parse(random.uuid());

function createNotebook() {
	const { ledger, write } = createFolded();
	const draft = {
		alias: 'Lilas',
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'starter',
		coFacilitators: [],
		startsOn: '2026-01-06'
	} as const;
	const made = createGroup(groupId, draft);
	if (made.ok) write(made.value);
	const group = groupOf(ledger, groupId)!;
	return {
		ledger,
		hold: (day: string, guests = 0) => {
			const session = sessionByHand(SessionId.parse(random.uuid()), group, day, 'welcome');
			write(planSession(session));
			const counted = countGuests(session, guests);
			if (counted.ok) write(counted.value);
			write([{ table: 'session', row: session.id, field: 'state', value: 'closed' }]);
		},
		beginBatch: (form?: string) => {
			const id = BatchId.parse(random.uuid());
			write(beginBatch(ledger, groupId, id, form ? { form: { id: form, version: 2, questionnaire: null } } : {}));
			return id;
		},
		open: (id: BatchId, day: string, result: BatchResult) =>
			write([
				{ table: 'batch', row: id, field: 'openedOn', value: day },
				{ table: 'batch', row: id, field: 'result', value: result }
			])
	};
}

const columnsOf = ({ ledger }: Pick<ReturnType<typeof createNotebook>, 'ledger'>) =>
	wellbeingStrips(ledger, groupId).flatMap(({ columns }) => columns);

const well: BatchResult = { wellbeing: 'well', session: 'mixed', direction: null, level: 7, parts: {} };
const heavier: BatchResult = { wellbeing: 'mixed', session: 'hidden', direction: 'down', level: 5, parts: {} };

describe('people who came', () => {
	test('are counted session by session, oldest first', () => {
		const notebook = createNotebook();
		notebook.hold('2026-01-20', 4);
		notebook.hold('2026-01-06', 7);
		expect(cameBySession(notebook.ledger, groupId)).toEqual([
			{ day: '2026-01-06', came: 7 },
			{ day: '2026-01-20', came: 4 }
		]);
	});
});

describe('wellbeing over time', () => {
	test('is empty when nobody was ever asked', () => {
		const notebook = createNotebook();
		notebook.hold('2026-01-06', 7);
		expect(columnsOf(notebook)).toEqual([]);
		expect(latestWords(notebook.ledger, groupId)).toBeNull();
	});

	test('shows an opened batch under its day and a waiting one as hidden, without a day', () => {
		const notebook = createNotebook();
		notebook.hold('2026-01-06', 7);
		notebook.open(notebook.beginBatch(), '2026-01-06', well);
		notebook.hold('2026-01-20', 3);
		notebook.beginBatch();
		expect(columnsOf(notebook).map(({ day, wellbeing, session }) => [day, wellbeing, session])).toEqual([
			['2026-01-06', 'well', 'mixed'],
			[null, 'hidden', 'hidden']
		]);
	});

	test('says that nobody was asked only where no batch can hold answers', () => {
		const notebook = createNotebook();
		notebook.hold('2026-01-06', 7);
		notebook.open(notebook.beginBatch(), '2026-01-06', well);
		notebook.hold('2026-01-20', 3);
		expect(columnsOf(notebook).map(({ day, wellbeing }) => [day, wellbeing])).toEqual([
			['2026-01-06', 'well'],
			['2026-01-20', 'none']
		]);
	});

	test('carries neither a session nor a count of answers', () => {
		const notebook = createNotebook();
		notebook.open(notebook.beginBatch(), '2026-01-06', heavier);
		const fields = columnsOf(notebook).flatMap((column) => Object.keys(column));
		expect(new Set(fields)).toEqual(new Set(['key', 'day', 'wellbeing', 'session', 'direction', 'parts']));
	});

	test('never draws two questionnaires in one line, and the one asked last comes first', () => {
		const notebook = createNotebook();
		notebook.open(notebook.beginBatch(), '2026-01-06', well);
		notebook.open(notebook.beginBatch('monthly'), '2026-01-13', {
			...heavier,
			parts: { sleep: { band: 'well', direction: 'up', level: 6 } }
		});
		notebook.open(notebook.beginBatch(), '2026-01-20', heavier);
		notebook.hold('2026-01-27', 5);
		const strips = wellbeingStrips(notebook.ledger, groupId);
		expect(strips.map(({ form, version, columns }) => [form, version, columns.map(({ day }) => day)])).toEqual([
			['four-faces', 1, ['2026-01-06', '2026-01-20']],
			['monthly', 2, ['2026-01-13']]
		]);
		// A word and a direction, without the level behind them.
		expect(strips[1]?.columns[0]?.parts).toEqual({ sleep: { band: 'well', direction: 'up' } });
	});

	test('gives the words of the last batch that opened, with its direction', () => {
		const notebook = createNotebook();
		notebook.open(notebook.beginBatch(), '2026-01-06', well);
		notebook.open(notebook.beginBatch(), '2026-02-03', heavier);
		notebook.beginBatch();
		expect(latestWords(notebook.ledger, groupId)).toEqual({
			...{ band: 'mixed', direction: 'down', day: '2026-02-03', form: 'four-faces/1' }
		});
	});

	test('names the threshold of five even before the first batch', () => {
		expect(thresholdNow(createNotebook().ledger, groupId)).toBe(5);
	});
});

test.each([0, 1, 4, 7, 8, 13, 40, 200])('the side of the chart reaches %i with at most five round numbers', (most) => {
	const ticks = ticksUpTo(most);
	expect(ticks.length).toBeLessThanOrEqual(5);
	expect(ticks.at(-1)).toBeGreaterThanOrEqual(most);
	expect(ticks[0]).toBe(0);
});
