import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { GroupId } from './ids';
import { applyChange, createLedger, mergeRow, neededEdits, stampOf, type Ledger } from './ledger';
import type { Edit } from './change';
import { reportedGroups } from './reported';
import { shareGroup, stopSharing, wholeOf } from './sharing';
import { anyMeeting, hold } from './test-meeting';
import * as fc from 'fast-check';

const random = createSeededRandom(9);
const newId = () => random.uuid();

function write(ledger: Ledger, edits: readonly Edit[]): void {
	for (const edit of neededEdits(ledger, edits)) {
		const { table, row, field, value } = edit;
		applyChange(ledger, {
			v: 1,
			table,
			row,
			field,
			value,
			...stampOf(ledger, edit),
			hlc: ledger.lastHlc + 1,
			dev: 'phone'
		});
	}
}

/** The phone of a supervisor, after everything of the report stream came. */
function supervisorOf(ledger: Ledger, group: GroupId): Ledger {
	const reader = createLedger();
	for (const [table, row, cells] of wholeOf(ledger, group, 'report')) mergeRow(reader, table, row, cells);
	return reader;
}

/** A held meeting whose group is shared with supervisors. */
function shared() {
	const [meeting] = fc.sample(anyMeeting, { numRuns: 1, seed: 3 });
	const held = hold(meeting!);
	const edits = shareGroup(held.ledger, held.group, { work: false, report: true, name: 'North' }, '2026-02-01', newId);
	if (!edits.ok) throw new Error('Refused');
	write(held.ledger, edits.value);
	return held;
}

describe('what a supervisor sees', () => {
	test('is each group by the name it was shared under, with its reports', () => {
		const { ledger, group } = shared();
		const [seen, ...others] = reportedGroups(supervisorOf(ledger, group.id));
		expect(others).toEqual([]);
		expect(seen).toMatchObject({ id: group.id, name: 'North', isShared: true });
		expect(seen?.reports).toHaveLength(1);
	});

	test('leaves out the groups that are led on the same phone', () => {
		expect(reportedGroups(shared().ledger)).toEqual([]);
	});

	test('keeps what came when sharing stops, and says that no more comes', () => {
		const { ledger, group } = shared();
		const reader = supervisorOf(ledger, group.id);
		write(reader, stopSharing(group.id));
		expect(reportedGroups(reader)).toMatchObject([{ isShared: false, reports: [{}] }]);
	});
});
