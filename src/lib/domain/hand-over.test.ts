import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { marksByMemberId } from './attendance';
import { fieldEdits } from './change';
import { groupsOf } from './group';
import {
	countsOf,
	createHandOver,
	handedOverOn,
	handOverToText,
	isTaken,
	markHandedOver,
	parseHandOver,
	takeHandOver
} from './hand-over';
import { membersOf } from './member';
import { sessionsOf, slotSessionId, upcomingSessions } from './session';
import { shareGroup, sharingOf } from './sharing';
import { summaryOf } from './summary';
import { createNotebook } from './test-notebook';

const all = { people: true, history: true, words: true };

function startWithGroup() {
	const notebook = createNotebook();
	const group = notebook.group({ startsOn: '2026-11-02' });
	const lan = notebook.member(group, 'Lan');
	const closed = notebook.next(group, '2026-11-02');
	notebook.write([
		...fieldEdits('session', closed.id, {
			groupId: group.id,
			slot: closed.slot,
			plannedOn: '2026-11-02',
			time: '18:00'
		}),
		...fieldEdits('session', closed.id, {
			guideId: 'trust',
			guideVersion: 1,
			state: 'closed',
			guests: 2,
			startedAt: 7
		}),
		...fieldEdits('session', closed.id, {
			wentWell: 'De bonnes choses',
			themes: ['trust', 'La fête'],
			'note.opening': 'Calme'
		}),
		...fieldEdits('mark', `${closed.id}:${lan.id}`, {
			groupId: group.id,
			sessionId: closed.id,
			memberId: lan.id,
			status: 'present'
		}),
		...fieldEdits('care', closed.id, { note: 'À moi seule' }),
		...fieldEdits('session', '00000000-0000-4000-8000-00000000000a', {
			groupId: group.id,
			plannedOn: '2026-12-01',
			guideId: 'calm',
			state: 'planned'
		})
	]);
	const random = createSeededRandom(5);
	const make = (choice = all) => {
		const made = createHandOver(notebook.ledger, group, choice, '2026-11-23', random.uuid);
		if (!made.ok) throw new Error(made.error.type);
		return made.value;
	};
	return { notebook, group, lan, closed, make };
}

describe('a group that is handed over', () => {
	test('is the same in the other notebook: people, sessions, who came, and what is written', () => {
		const { make } = startWithGroup();
		const read = parseHandOver(handOverToText(make()));
		if (!read.ok) throw new Error(read.error.type);
		const other = createNotebook();
		expect(isTaken(other.ledger, read.value)).toBe(false);
		other.write(takeHandOver(read.value));
		const [group] = groupsOf(other.ledger);
		if (!group) throw new Error('Taken above');
		expect(group).toMatchObject({ alias: 'Lune', rhythm: 'weekly', locale: 'fr', archivedOn: null });
		const [lan] = membersOf(other.ledger, group.id);
		const [closed] = sessionsOf(other.ledger, group.id);
		if (!lan || !closed) throw new Error('Taken above');
		expect(lan.pseudonym).toBe('Lan');
		expect(closed).toMatchObject({ state: 'closed', guests: 2, guideId: 'trust', guideVersion: 1, startedAt: null });
		expect(marksByMemberId(other.ledger, closed.id)).toEqual(new Map([[lan.id, 'present']]));
		expect(summaryOf(other.ledger, closed.id)).toMatchObject({
			wentWell: 'De bonnes choses',
			themes: ['trust', 'La fête']
		});
		expect(closed['note.opening']).toBe('Calme');
		expect(closed.id).toBe(slotSessionId(group.id, '2026-11-02'));
		expect(upcomingSessions(other.ledger, group, '2026-11-23', 2)).toHaveLength(2);
		const once = other.ledger.revision;
		other.write(takeHandOver(read.value));
		expect(other.ledger.revision).toBe(once);
		expect(isTaken(other.ledger, read.value)).toBe(true);
	});

	test('carries no id of the old one, no hour, no device, and nothing of her own', () => {
		const { notebook, make } = startWithGroup();
		const text = handOverToText(make());
		const ids = [...notebook.ledger.tables.values()].flatMap((rows) => [...rows.keys()].flatMap((id) => id.split(':')));
		expect(ids.length).toBeGreaterThan(4);
		for (const id of ids) expect(text).not.toContain(id);
		for (const word of ['phone', 'À moi seule', 'startedAt', 'hlc']) expect(text).not.toContain(word);
		expect(make().group.id).not.toBe(make().group.id);
	});

	test('leaves at home what she leaves out', () => {
		const { make } = startWithGroup();
		expect(countsOf(make())).toEqual({ people: 1, sessions: 2, written: 1, marks: 1, checkIns: 0 });
		const nameless = make({ ...all, people: false });
		expect(countsOf(nameless)).toMatchObject({ people: 0, marks: 0, sessions: 2 });
		expect(nameless.sessions[0]?.guests).toBe(3);
		expect(handOverToText(nameless)).not.toContain('Lan');
		const wordless = handOverToText(make({ ...all, words: false }));
		for (const word of ['De bonnes choses', 'La fête', 'Calme']) expect(wordless).not.toContain(word);
		expect(countsOf(make({ ...all, history: false }))).toMatchObject({ sessions: 1, written: 0 });
	});

	test('waits until its session is closed', () => {
		const { notebook, group, closed } = startWithGroup();
		notebook.write(fieldEdits('session', closed.id, { state: 'running' }));
		const made = createHandOver(notebook.ledger, group, all, '2026-11-23', () => closed.id);
		expect(made).toEqual({ ok: false, error: { type: 'SessionRuns' } });
	});

	test('is put away afterwards, marked, and not shared any more', () => {
		const { notebook, group } = startWithGroup();
		notebook.write(
			shareGroup(
				notebook.ledger,
				group,
				{ work: true, report: true, name: 'Mardi', earlier: false },
				'2026-11-01',
				() => 'r'
			)
		);
		notebook.write(markHandedOver(group, '2026-11-23'));
		expect(handedOverOn(notebook.ledger, group.id)).toBe('2026-11-23');
		expect(groupsOf(notebook.ledger)[0]?.archivedOn).toBe('2026-11-23');
		expect(sharingOf(notebook.ledger, group.id)).toMatchObject({ work: false, report: false });
	});
});

test('a file that is no group is refused whole, whatever stands in it', () => {
	const { make } = startWithGroup();
	const text = handOverToText(make());
	const refused = (changed: string) => parseHandOver(changed).ok;
	expect(parseHandOver(text.replace('"v":1', '"v":2'))).toEqual({ ok: false, error: { type: 'HandOverTooNew' } });
	expect(refused(text.replace('"pseudonym"', '"realName"'))).toBe(false);
	expect(refused(text.replace('"present"', '"dead"'))).toBe(false);
	fc.assert(fc.property(fc.jsonValue(), (value) => !parseHandOver(JSON.stringify(value)).ok));
	fc.assert(fc.property(fc.integer({ min: 1, max: text.length - 1 }), (at) => !parseHandOver(text.slice(0, at)).ok));
});
