import { expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import type { Edit } from './change';
import { hasRunningSession } from './running';
import { applyChange, createLedger, stampOf } from './ledger';

test('a session runs from its start to its end, whatever else is written', () => {
	const ledger = createLedger();
	const row = createSeededRandom(3).uuid();
	let hlc = 0;
	const write = (edit: Edit) => {
		hlc += 1;
		applyChange(ledger, { v: 1, ...edit, ...stampOf(ledger, edit), hlc, dev: 'test' });
	};
	expect(hasRunningSession(ledger)).toBe(false);
	for (const [state, runs] of [
		['planned', false],
		['running', true],
		['closed', false]
	] as const) {
		write({ table: 'session', row, field: 'state', value: state });
		write({ table: 'group', row, field: 'state', value: 'running' });
		expect(hasRunningSession(ledger)).toBe(runs);
	}
});
