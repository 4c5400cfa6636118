/**
 * Attack: a change that this app would never have written lies in the log, sealed with the right key. It can arrive from
 * a newer or a broken version of the app, and, once phones share a vault, from a co-facilitator's altered app (A12). It may
 * have no stamp, a stamp out of bounds, names like `__proto__`, or values of the wrong kind.
 *
 * Refused means: the row is counted as unreadable and kept for an app that understands it, everything else is shown and
 * can be changed, and nothing it contains touches a prototype, a later stamp, or what is written afterwards.
 */
import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { seal } from '$lib/crypto/envelope';
import { vaultKeys } from '$lib/crypto/keyring';
import { membersOf } from '$lib/domain/member';
import { GroupId } from '$lib/domain/ids';
import { makeVault, newMemoryPhone, openTab, pseudonymEdit, random, rowsShown, settle } from '../contract/phone';

const member = random.uuid();
const honest = {
	v: 1,
	table: 'member',
	row: member,
	field: 'pseudonym',
	value: 'Forged',
	ctr: 9,
	hlc: 5,
	dev: 'other',
	over: []
};

/** A vault with one honest change, and a row that holds this JSON text planted beside it. */
async function planted(json: string) {
	const { directory } = await newMemoryPhone();
	const made = await makeVault(directory);
	const vault = await openTab(directory, made);
	await vault.append([pseudonymEdit(member, 'Rose')]);
	vault.close();
	await settle();
	const { recordKey } = vaultKeys(made.master);
	const id = random.uuid();
	const row = { id, box: seal(recordKey, textToBytes(json), ['change', 'changes', id], 'record') };
	const store = directory.store(made.id);
	await store.write({ addChanges: [row] });
	return { directory, made, row, store };
}

/** The honest case: what was there is shown, can be changed, folded and found again. */
async function expectHonestWork({ directory, made }: Awaited<ReturnType<typeof planted>>) {
	const vault = await openTab(directory, made);
	for (const name of ['Lotus', 'Jade'])
		expect(await vault.append([{ ...pseudonymEdit(member, name), settles: true }])).toMatchObject({ ok: true });
	expect(await vault.compact()).toMatchObject({ ok: true });
	const again = await openTab(directory, made);
	expect(again.ledger().tables.get('member')?.get(member)?.fields.pseudonym).toBe('Jade');
	expect(rowsShown(again)).toEqual(rowsShown(vault));
	expect(again.unreadable()).toBe(vault.unreadable());
	expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
}

test.each([
	['text that is no JSON', 'Rose'],
	['nothing', 'null'],
	['a bare change', JSON.stringify(honest)],
	['a list of lists', '[[]]'],
	['a newer version', JSON.stringify([{ ...honest, v: 2 }])],
	['no version', JSON.stringify([{ ...honest, v: undefined }])],
	['a row that is a number', JSON.stringify([{ ...honest, row: 7 }])],
	['a field that is missing', JSON.stringify([{ ...honest, field: undefined }])],
	['a counter of zero', JSON.stringify([{ ...honest, ctr: 0 }])],
	['a counter beyond its bound', JSON.stringify([{ ...honest, ctr: 2 ** 40 }])],
	['a fraction for a time', JSON.stringify([{ ...honest, hlc: 1.5 }])],
	['an endless time', `[${JSON.stringify(honest).replace('"hlc":5', '"hlc":1e999')}]`],
	['a time below zero', JSON.stringify([{ ...honest, hlc: -1 }])],
	['a list of replaced changes that is none', JSON.stringify([{ ...honest, over: 'all' }])],
	['a good change before a bad one', JSON.stringify([honest, { ...honest, dev: null }])],
	['a thousand open brackets', '['.repeat(1000)]
])('a row that holds %s is kept and counted, and the rest goes on', async (_, json) => {
	const found = await planted(json);
	const vault = await openTab(found.directory, found.made);
	expect(vault.unreadable()).toBe(1);
	expect(vault.ledger().tables.get('member')?.get(member)?.fields.pseudonym).toBe('Rose');
	vault.close();
	await settle();
	await expectHonestWork(found);
	expect(await found.store.changes([found.row.id])).toEqual({ ok: true, value: [found.row] });
});

test.each([
	[
		'the name of a prototype everywhere',
		`[{"v":1,"table":"__proto__","row":"__proto__","field":"__proto__","value":{"__proto__":{"polluted":1}},"ctr":1,"hlc":1,"dev":"__proto__","over":[["__proto__",1]],"__proto__":{"polluted":1}}]`
	],
	[
		'the name of a constructor',
		JSON.stringify([{ ...honest, row: 'constructor', field: 'constructor', dev: 'constructor' }])
	],
	['a table nobody knows', JSON.stringify([{ ...honest, table: 'ghosts' }])],
	['a value of another kind', JSON.stringify([{ ...honest, value: { deep: [[[[]]]] }, row: random.uuid() }])],
	['the greatest counter there is', JSON.stringify([{ ...honest, ctr: 0xffffffff }])],
	['a time a century ahead', JSON.stringify([{ ...honest, hlc: 4_000_000_000_000_000 }])],
	['a claim to replace what is later than itself', JSON.stringify([{ ...honest, hlc: 1, over: [['other', 2 ** 52]] }])]
])('a change with %s is taken as data, and honest changes after it still count and still open', async (_, json) => {
	const found = await planted(json);
	const vault = await openTab(found.directory, found.made);
	expect(vault.unreadable()).toBe(0);
	expect(membersOf(vault.ledger(), GroupId.parse(random.uuid()))).toEqual([]);
	vault.close();
	await settle();
	await expectHonestWork(found);
});
