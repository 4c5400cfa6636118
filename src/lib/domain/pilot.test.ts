import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { attendanceGrid } from './attendance';
import { batchesOf } from './batch';
import { groupsOf } from './group';
import { applyChange, createLedger, stampOf } from './ledger';
import { membersOf } from './member';
import { createPilot, pilotShape } from './pilot';
import { PilotWords } from './pilot-words';
import { allSessions } from './session';

const read = (locale: string) => PilotWords.parse(JSON.parse(readFileSync(`static/sample/${locale}.json`, 'utf8')));

function fold(locale: 'fr' | 'en' | 'vi') {
	const pilot = createPilot(createSeededRandom(7), '2026-11-22', locale, read(locale));
	const ledger = createLedger();
	let hlc = 0;
	for (const edit of pilot.edits) {
		hlc += 1;
		const { table, row, field, value } = edit;
		applyChange(ledger, { v: 1, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: 'test' });
	}
	return { pilot, ledger };
}

describe('the sample pilot', () => {
	test.each(['fr', 'en', 'vi'] as const)('has the shape of the real pilot in %s', (locale) => {
		const { ledger } = fold(locale);
		const groups = groupsOf(ledger);
		expect(groups).toHaveLength(pilotShape.groups);
		const members = groups.flatMap((group) => membersOf(ledger, group.id));
		expect(members).toHaveLength(pilotShape.members);
		expect(new Set(members.map((member) => member.pseudonym)).size).toBe(pilotShape.members);
		const held = allSessions(ledger).filter((session) => session.state === 'closed');
		expect(held.length).toBeGreaterThan(140);
		expect(held.length).toBeLessThanOrEqual(pilotShape.groups * 35);
		for (const group of groups) expect(attendanceGrid(ledger, group.id).sessions.length).toBeGreaterThan(25);
	});

	test('opens batches only as real use would, and leaves too small ones waiting', () => {
		const { ledger, pilot } = fold('fr');
		const batches = groupsOf(ledger).flatMap((group) => batchesOf(ledger, group.id));
		expect(batches.filter((batch) => batch.result !== null).length).toBeGreaterThan(50);
		const waiting = new Set(batches.filter((batch) => batch.result === null).map((batch) => batch.id));
		for (const answer of pilot.answers) expect(waiting.has(answer.batch)).toBe(true);
	});

	test('is the same pilot for the same random source', () => {
		expect(fold('vi').pilot).toEqual(fold('vi').pilot);
	});

	test('is made in well under the five seconds a person may wait', () => {
		const { pilot } = fold('en');
		expect(pilot.edits.length).toBeGreaterThan(5000);
		expect(pilot.edits.length).toBeLessThan(20_000);
	});
});
