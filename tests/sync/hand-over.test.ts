import { expect, test } from 'vitest';
import { createBackupKeys } from '$lib/crypto/backup-box';
import { fieldEdits } from '$lib/domain/change';
import { createGroup, groupOf, groupsOf } from '$lib/domain/group';
import { createHandOver, handOverToText, markHandedOver, parseHandOver, takeHandOver } from '$lib/domain/hand-over';
import { GroupId } from '$lib/domain/ids';
import { membersOf } from '$lib/domain/member';
import { sharingOf } from '$lib/domain/sharing';
import { readEnvelope } from '$lib/protocol/envelope';
import { openWithKey, sealForRecipient } from '$lib/runtime/hand-over';
import { createCircle, found, letIn, settle, share } from './circle';
import { valueOf } from './value-of';

const pseudonym = 'Étoile du matin';

test('a group goes to a notebook of another organisation, under other keys and other names for everything', async () => {
	const circle = await createCircle();
	const [mai, awa, binh] = [await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	await found(binh);
	const id = GroupId.parse(crypto.randomUUID());
	const draft = {
		alias: 'Lune',
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'first-circle',
		coFacilitators: []
	} as const;
	await mai.edit(...valueOf(createGroup(id, { ...draft, startsOn: '2026-11-02' })));
	const member = crypto.randomUUID();
	const stays = [{ from: '2026-11-02', to: null }];
	await mai.edit(...fieldEdits('member', member, { groupId: id, pseudonym, picture: 'sun', stays }));
	await share(mai, id);
	await mai.people.syncNow();
	await letIn(mai, awa, { groups: [id] });
	await settle(mai, awa);

	const group = groupOf(mai.vault.ledger(), id);
	if (!group) throw new Error('Made above');
	const choice = { people: true, history: true, words: true };
	const made = valueOf(createHandOver(mai.vault.ledger(), group, choice, '2026-11-22', () => crypto.randomUUID()));
	const keys = await createBackupKeys();
	const file = valueOf(await sealForRecipient(handOverToText(made), ` ${keys.recipient}\n`));
	expect(Buffer.from(file).toString('latin1')).not.toContain(pseudonym);
	expect(await openWithKey(file, (await createBackupKeys()).identity)).toMatchObject({ ok: false });
	const mistyped = `${keys.recipient.slice(0, -1)}${keys.recipient.endsWith('q') ? 'p' : 'q'}`;
	expect(await sealForRecipient('', mistyped)).toEqual({ ok: false, error: { type: 'RecipientWrong' } });

	const came = valueOf(parseHandOver(valueOf(await openWithKey(file, keys.identity))));
	await binh.edit(...takeHandOver(came));
	const [taken] = groupsOf(binh.vault.ledger());
	if (!taken) throw new Error('Taken above');
	expect(membersOf(binh.vault.ledger(), taken.id).map((each) => each.pseudonym)).toEqual([pseudonym]);
	await mai.edit(...markHandedOver(group, '2026-11-22'));
	await share(binh, taken.id);
	await settle(mai, awa, binh);

	expect(sharingOf(mai.vault.ledger(), id).work).toBe(false);
	const held = JSON.stringify(
		[...binh.vault.ledger().tables].map(([, rows]) => [...rows.values()].map((row) => row.cells))
	);
	for (const old of [id, member, mai.vault.device]) expect(held).not.toContain(old);
	const { keys: oldKeys } = await mai.changedApp();
	const { keys: newKeys } = await binh.changedApp();
	const rows = await circle.server.database.read((tx) => tx.selectFrom('envelope').select('bytes').execute());
	const opened = rows.flatMap((row) => {
		const envelope = readEnvelope(new Uint8Array(row.bytes));
		return envelope.ok && envelope.value.header.group === taken.id ? [envelope.value.header] : [];
	});
	expect(opened.length).toBeGreaterThan(0);
	for (const header of opened) {
		expect(newKeys.get(header, header.epoch)).not.toBeNull();
		expect(oldKeys.get(header, header.epoch)).toBeNull();
	}
	expect(
		JSON.stringify(
			[...awa.vault.ledger().tables.keys()].map((table) => [...(awa.vault.ledger().tables.get(table)?.keys() ?? [])])
		)
	).not.toContain(taken.id);
}, 60_000);
