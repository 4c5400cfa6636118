import { expect, test } from 'vitest';
import { fieldEdits } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import type { LedgerRow } from '$lib/domain/ledger-row';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import { makeVault, openTab, random } from './phone';

const canary = 'ce qui fut dit';
const textOf = (ledger: Ledger): string => JSON.stringify([...ledger.tables].map(([, rows]) => [...rows.values()]));

/** Opens once more what lies on the disk. */
async function startWithRow() {
	const directory = createMemoryDirectory();
	const made = await makeVault(directory);
	const open = () => openTab(directory, made);
	const vault = await open();
	const [group, session] = [random.uuid(), random.uuid()];
	await vault.append(fieldEdits('session', session, { groupId: group, wentWell: canary }));
	return { directory, vault, open, session };
}

test('a removed row says nothing any more once the vault is folded, nor when it is opened again', async () => {
	const { vault, open, session } = await startWithRow();
	await vault.append(fieldEdits('session', session, { groupId: null }));
	expect(textOf(vault.ledger())).toContain(canary);
	expect(await vault.compact()).toMatchObject({ ok: true });
	expect(textOf(vault.ledger())).not.toContain(canary);
	expect(textOf((await open()).ledger())).not.toContain(canary);
});

test('a row that somebody else removed is emptied as the removal comes in', async () => {
	const { vault, open, session } = await startWithRow();
	const cell = vault.ledger().tables.get('session')?.get(session)?.cells['groupId'];
	const [head] = cell?.heads ?? [];
	if (!head) throw new Error('Written above');
	const cut = { value: null, ctr: head.ctr + 1, hlc: head.hlc + 1, dev: 'other' };
	const row: LedgerRow = [
		'session',
		session,
		{ groupId: { heads: [cut], past: { other: [cut.hlc] }, gone: [[head.dev, head.hlc]] } }
	];
	expect(await vault.receive({ rows: [row] })).toMatchObject({ ok: true });
	expect(textOf(vault.ledger())).not.toContain(canary);
	expect(textOf((await open()).ledger())).not.toContain(canary);
});

test('a full disk leaves everything as it was, and the next fold does it', async () => {
	const { directory, vault, session } = await startWithRow();
	await vault.append(fieldEdits('session', session, { groupId: null }));
	directory.failWith({ type: 'QuotaExceeded' });
	expect(await vault.compact()).toMatchObject({ ok: false });
	expect(textOf(vault.ledger())).toContain(canary);
	directory.failWith(null);
	expect(await vault.compact()).toMatchObject({ ok: true });
	expect(textOf(vault.ledger())).not.toContain(canary);
});
