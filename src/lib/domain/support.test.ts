import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { writeCare } from './care';
import { fieldEdits, type Edit } from './change';
import { applyChange, createLedger, neededEdits, rowsOf, stampOf, type Ledger } from './ledger';
import { closeSession, startSession } from './session';
import { leaving } from './sharing';
import {
	isWritten,
	loadsOf,
	ownSupportIds,
	shareLoad,
	startSupport,
	stopSupport,
	supportedFacilitators,
	supportOf,
	supportToWrite,
	SupportId,
	writeLoad
} from './support';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(5);
const newId = () => random.uuid();
const today = '2026-01-20';
const isSupervisor = (device: string) => device === 'linh';

function write(ledger: Ledger, device: string, edits: readonly Edit[]) {
	for (const edit of neededEdits(ledger, edits)) {
		const { table, row, field, value } = edit;
		const stamp = { ...stampOf(ledger, edit), hlc: ledger.lastHlc + 1, dev: device };
		applyChange(ledger, { v: 1, table, row, field, value, ...stamp });
	}
}

const keep = (ledger: Ledger, id: SupportId) =>
	write(ledger, 'phone', fieldEdits('rating', newId(), { supportId: id, round: 1, kind: 'self' }));

/** What would leave with these edits, as the names of streams. */
const leaves = (ledger: Ledger, edits: readonly Edit[]) =>
	leaving(
		ledger,
		neededEdits(ledger, edits).map((edit, at) => ({
			...{ v: 1, ...edit, ...stampOf(ledger, edit), hlc: ledger.lastHlc + 1 + at, dev: 'phone' }
		}))
	).map(({ stream, group, kind }) => [stream, group, kind]);

describe('her own record', () => {
	test('stays on the phone while she shares nothing', () => {
		const { ledger } = createNotebook();
		const { id, edits } = supportToWrite(ledger, newId);
		write(ledger, 'phone', edits);
		expect([supportToWrite(ledger, newId), supportOf(ledger, id).isOn]).toEqual([{ id, edits: [] }, false]);
		expect(leaves(ledger, fieldEdits('rating', newId(), { supportId: id, kind: 'self' }))).toEqual([]);
	});

	test('begins anew with her yes, so that what she wrote for herself stays with her', () => {
		const { ledger } = createNotebook();
		const first = supportToWrite(ledger, newId);
		write(ledger, 'phone', first.edits);
		keep(ledger, first.id);
		const shared = startSupport(ledger, false, today, newId);
		write(ledger, 'phone', shared.edits);
		expect([shared.id === first.id, ownSupportIds(ledger)]).toEqual([false, [first.id, shared.id]]);
		expect([isWritten(ledger, shared.id), supportOf(ledger, first.id).isOn]).toEqual([false, false]);
	});

	test('goes whole when she says that what was written before may go', () => {
		const { ledger } = createNotebook();
		const first = supportToWrite(ledger, newId);
		write(ledger, 'phone', first.edits);
		keep(ledger, first.id);
		const shared = startSupport(ledger, true, today, newId);
		expect(shared.id).toBe(first.id);
		expect(leaves(ledger, shared.edits)).toEqual([['support', first.id, 'whole']]);
	});

	test('sends nothing any more once she stops, and a later yes asks again', () => {
		const { ledger } = createNotebook();
		const { id, edits } = startSupport(ledger, false, today, newId);
		write(ledger, 'phone', edits);
		keep(ledger, id);
		write(ledger, 'phone', stopSupport(id));
		expect([supportOf(ledger, id).isOn, supportOf(ledger, id).shares]).toEqual([false, []]);
		expect(leaves(ledger, fieldEdits('rating', newId(), { supportId: id, kind: 'self' }))).toEqual([]);
		expect(startSupport(ledger, false, today, newId).id).not.toBe(id);
	});

	test('of two phones that each began one, both are kept', () => {
		const ledger = createLedger();
		const ids = [newId(), newId()];
		ids.forEach((id, at) =>
			applyChange(ledger, {
				...{ v: 1, table: 'setting', row: 'support-id', field: 'value', value: [id] },
				...{ ctr: 1, hlc: at + 1, dev: `phone-${at}`, over: [] }
			})
		);
		expect(ownSupportIds(ledger)).toEqual(ids);
	});
});

describe('her load', () => {
	function ledTwoHardSessions() {
		const notebook = createNotebook();
		const group = notebook.group();
		for (const day of ['2026-01-06', '2026-01-13']) {
			const session = notebook.next(group, day);
			notebook.write(startSession(session, 1, 0));
			notebook.write(closeSession(notebook.now(session), 1));
			notebook.write(writeCare(session.id, 'hardMoment', true));
			notebook.write(writeCare(session.id, 'note', 'I cried.'));
		}
		const { id, edits } = startSupport(notebook.ledger, false, today, newId);
		notebook.write(edits);
		return { ...notebook, id, loads: () => loadsOf(notebook.ledger, supportOf(notebook.ledger, id), isSupervisor) };
	}

	test('is shared part by part and only with her yes, and never what she wrote about herself', () => {
		const { ledger, write: put, id, loads } = ledTwoHardSessions();
		put(writeLoad(ledger, id, today, newId));
		expect(loads()).toEqual([]);
		put(shareLoad(ledger, id, 'sessions', true, today, newId));
		expect(loads()).toMatchObject([{ month: '2026-01', sessions: 2, level: null }]);
		put(shareLoad(ledger, id, 'level', true, today, newId));
		expect(loads()).toMatchObject([{ month: '2026-01', sessions: 2, level: 'rest' }]);
		const fields = [...rowsOf(ledger, 'load')].flatMap((row) => Object.keys(row.fields));
		expect(new Set(fields)).toEqual(new Set(['supportId', 'month', 'sessions', 'level']));
	});

	test('is taken back part by part, what was shared before too', () => {
		const { ledger, write: put, id, loads } = ledTwoHardSessions();
		put(shareLoad(ledger, id, 'sessions', true, today, newId));
		put(shareLoad(ledger, id, 'level', true, today, newId));
		put(shareLoad(ledger, id, 'level', false, today, newId));
		expect([loads()[0]?.level, supportOf(ledger, id).shares]).toEqual([null, ['sessions']]);
		put(shareLoad(ledger, id, 'sessions', false, today, newId));
		put(writeLoad(ledger, id, '2026-02-20', newId));
		expect(loads()).toEqual([]);
	});

	test('has one row a month', () => {
		const { ledger, write: put, id, loads } = ledTwoHardSessions();
		put(shareLoad(ledger, id, 'sessions', true, today, newId));
		put(writeLoad(ledger, id, today, newId));
		put(writeLoad(ledger, id, '2026-02-20', newId));
		expect(loads().map(({ month, sessions }) => [month, sessions])).toEqual([
			['2026-02', 0],
			['2026-01', 2]
		]);
	});

	test('is not believed from a supervisor', () => {
		const { ledger, id, loads } = ledTwoHardSessions();
		write(
			ledger,
			'linh',
			fieldEdits('load', newId(), { supportId: id, month: '2026-01', sessions: 40, level: 'rest' })
		);
		expect(loads()).toEqual([]);
	});
});

test('a list of facilitators gives their names in order, and no rating', () => {
	const ledger = createLedger();
	for (const [device, level] of [
		['mai', 4],
		['an', 1],
		['hoa', 2]
	] as const) {
		const id = SupportId.parse(newId());
		write(ledger, device, fieldEdits('support', id, { on: true, since: today }));
		const rating = {
			supportId: id,
			round: 1,
			kind: 'self',
			rubric: { id: 'r', version: 1 },
			marks: { time: { level } }
		};
		write(ledger, device, fieldEdits('rating', newId(), rating));
	}
	const listed = supportedFacilitators(ledger, ([device = '']) => device);
	expect(listed.map(({ name }) => name)).toEqual(['an', 'hoa', 'mai']);
	expect(new Set(listed.flatMap((each) => Object.keys(each)))).toEqual(new Set(['id', 'name', 'isOn', 'since']));
});
