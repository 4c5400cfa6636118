import { expect, test } from 'vitest';
import { filterAudit, lastSet, plainEntry, type AuditEntry } from './audit';

const entry = (id: string, day: string, kind: AuditEntry['kind'], by: string, about: readonly string[] = []) => ({
	...plainEntry,
	id,
	day,
	kind,
	by,
	about
});
const entries = [
	entry('1', '2026-11-01', 'founded', 'mai'),
	entry('2', '2026-11-02', 'joined', 'mai', ['awa']),
	{ ...entry('3', '2026-11-02', 'policy', 'awa'), name: 'review-due-days', value: 9 },
	{ ...entry('4', '2026-11-02', 'policy', 'mai'), name: 'review-due-days', value: 10 }
];
const idsOf = (found: readonly AuditEntry[]) => found.map(({ id }) => id).join('');

test('entries come newest first, and within a day the last of the log first', () => {
	expect(idsOf(filterAudit(entries, { kind: '', device: '' }))).toBe('4321');
});

test('a filter keeps one kind, and what somebody did or what was done to her', () => {
	expect(idsOf(filterAudit(entries, { kind: 'policy', device: '' }))).toBe('43');
	expect(idsOf(filterAudit(entries, { kind: '', device: 'awa' }))).toBe('32');
	expect(idsOf(filterAudit(entries, { kind: 'joined', device: 'awa' }))).toBe('2');
});

test('the last who set a policy is named', () => {
	expect(lastSet(entries).get('review-due-days')).toMatchObject({ by: 'mai', value: 10 });
});
