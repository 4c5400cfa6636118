import { describe, expect, test } from 'vitest';
import { bytesToText, textToBytes } from '$lib/base/bytes';
import { createBackupKeys, openBackup, sealBackup } from '$lib/crypto/backup-box';
import { fieldEdits } from '$lib/domain/change';
import { settingOf } from '$lib/domain/setting';
import { createCircle, found, letIn, makeGroup, settle, share, type CirclePhone } from './circle';
import { valueOf } from './value-of';
import { stateHash } from './world';

const patience = 60_000;

async function startWithNotebook(): Promise<{ mai: CirclePhone; fresh: () => Promise<CirclePhone> }> {
	const circle = await createCircle();
	const mai = await circle.phone();
	const group = await makeGroup(mai, 'Tuesday');
	await mai.edit(...fieldEdits('member', crypto.randomUUID(), { groupId: group, pseudonym: 'Lan' }));
	await mai.edit(...fieldEdits('setting', 'pin', { value: '1234' }));
	return { mai, fresh: () => circle.phone() };
}

const identityOf = (made: { readonly identity: string | null }): string => {
	if (made.identity === null) throw new Error('The first backup tells its identity');
	return made.identity;
};

describe('a backup', () => {
	test(
		'brings everything back on a new device, and a second time changes nothing more',
		async () => {
			const { mai, fresh } = await startWithNotebook();
			const made = valueOf(await mai.people.makeBackup(false));
			const other = await fresh();
			const preview = valueOf(await other.people.previewBackup(made.bytes, identityOf(made)));
			expect(preview).toEqual({ madeOn: '2026-11-22', groups: 1, people: 1, sessions: 0, rows: 2, isSigned: false });
			expect(other.vault.ledger().revision).toBe(0);
			valueOf(await other.people.restoreBackup(made.bytes, identityOf(made)));
			const once = stateHash(other.vault.ledger());
			valueOf(await other.people.restoreBackup(made.bytes, identityOf(made)));
			expect(stateHash(other.vault.ledger())).toBe(once);
			expect(
				[...(other.vault.ledger().tables.get('group')?.values() ?? [])].map(({ fields }) => fields['alias'])
			).toEqual(['Tuesday']);
			expect(other.vault.device).not.toBe(mai.vault.device);
			expect(settingOf(other.vault.ledger(), 'pin')).toBeNull();
		},
		patience
	);

	test(
		'tells what opens it once, and seals the next ones to the same',
		async () => {
			const { mai, fresh } = await startWithNotebook();
			const identity = identityOf(valueOf(await mai.people.makeBackup(false)));
			const next = valueOf(await mai.people.makeBackup(false));
			expect(next.identity).toBeNull();
			expect((await (await fresh()).people.previewBackup(next.bytes, ` ${identity}\n`)).ok).toBe(true);
		},
		patience
	);

	test(
		'opened for another key, cut or changed is refused, and nothing of it is taken',
		async () => {
			const { mai, fresh } = await startWithNotebook();
			const made = valueOf(await mai.people.makeBackup(false));
			const other = await fresh();
			const { identity } = await createBackupKeys();
			expect(await other.people.restoreBackup(made.bytes, identity)).toEqual({
				ok: false,
				error: { type: 'NotForThisKey' }
			});
			const cut = made.bytes.slice(0, -20);
			expect(await other.people.restoreBackup(cut, identityOf(made))).toEqual({
				ok: false,
				error: { type: 'BackupDamaged' }
			});
			expect(other.vault.ledger().revision).toBe(0);
		},
		patience
	);

	test(
		'of another format, or with a row that could do harm, is refused whole',
		async () => {
			const { mai, fresh } = await startWithNotebook();
			const made = valueOf(await mai.people.makeBackup(false));
			const plain = bytesToText(valueOf(await openBackup(made.bytes, identityOf(made))));
			const { identity, recipient } = await createBackupKeys();
			const other = await fresh();
			const tried = async (text: string) =>
				other.people.restoreBackup(await sealBackup(textToBytes(text), [recipient]), identity);
			const typeOf = async (text: string) => {
				const answer = await tried(text);
				return answer.ok ? 'ok' : answer.error.type;
			};
			expect(await typeOf(plain.replace('"v":1', '"v":2'))).toBe('BackupTooNew');
			expect(await typeOf(plain.replace('"v":1', '"v":0'))).toBe('BackupTooOld');
			expect(await typeOf(plain.replace('Lan', 'Lin'))).toBe('BackupDamaged');
			expect(await typeOf('')).toBe('BackupDamaged');
			expect(await typeOf('{}\n')).toBe('BackupDamaged');
			expect(other.vault.ledger().revision).toBe(0);
			expect(await typeOf(plain)).toBe('ok');
		},
		patience
	);

	test(
		'is opened by the organisation only when its owner says so and an administrator has made the key',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			await letIn(mai, awa);
			expect(awa.people.view().hasBackupKey).toBe(false);
			expect(await awa.people.setBackupKey()).toEqual({ ok: false, error: { type: 'NotAllowed' } });
			const first = valueOf(await mai.people.setBackupKey());
			await settle(awa);
			expect([mai, awa].map((phone) => phone.people.view().hasBackupKey)).toEqual([true, true]);
			const own = valueOf(await awa.people.makeBackup(false));
			const both = valueOf(await awa.people.makeBackup(true));
			const other = await circle.phone();
			const opens = async (bytes: Uint8Array, identity: string) =>
				(await other.people.previewBackup(bytes, identity)).ok;
			expect(await opens(own.bytes, first.identity)).toBe(false);
			expect(await opens(both.bytes, first.identity)).toBe(true);
			expect(await opens(both.bytes, identityOf(own))).toBe(true);

			const second = valueOf(await mai.people.setBackupKey());
			expect(second.recipient).not.toBe(first.recipient);
			await settle(awa);
			const later = valueOf(await awa.people.makeBackup(true));
			expect(await opens(later.bytes, first.identity)).toBe(false);
			expect(await opens(later.bytes, second.identity)).toBe(true);
			const kept = [...valueOf(await mai.vault.shelf()).values()]
				.map((bytes) => Buffer.from(bytes).toString('latin1'))
				.join();
			expect(kept).toContain(second.recipient);
			expect(kept).not.toContain(second.identity);
			expect(JSON.stringify([...mai.vault.ledger().tables])).not.toContain('AGE-SECRET-KEY');
		},
		patience
	);

	test(
		'that the organisation can open as well holds no concern and nothing of her supervision',
		async () => {
			const circle = await createCircle();
			const mai = await circle.phone();
			await found(mai);
			const organisation = valueOf(await mai.people.setBackupKey());
			const hidden = [
				'concern',
				'concern-act',
				'told',
				'support',
				'rating',
				'meeting',
				'load',
				'tally',
				'block',
				'code-lot',
				'code-block'
			] as const;
			for (const table of hidden) await mai.edit(...fieldEdits(table, crypto.randomUUID(), { text: `In ${table}` }));
			await makeGroup(mai, 'Tuesday');
			const own = valueOf(await mai.people.makeBackup(false));
			const both = valueOf(await mai.people.makeBackup(true));
			const wordsIn = async (bytes: Uint8Array, identity: string) =>
				bytesToText(valueOf(await openBackup(bytes, identity)));
			const [hers, theirs] = [
				await wordsIn(own.bytes, identityOf(own)),
				await wordsIn(both.bytes, organisation.identity)
			];
			for (const table of hidden)
				expect([hers, theirs].map((words) => words.includes(`In ${table}`))).toEqual([true, false]);
			expect(theirs).toContain('Tuesday');
		},
		patience
	);

	test(
		'brings no consent and no membership, and says whether a device of ours signed it',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			await letIn(mai, awa);
			const group = await makeGroup(mai, 'Tuesday');
			await share(mai, group);
			const made = valueOf(await mai.people.makeBackup(false));
			expect(valueOf(await awa.people.previewBackup(made.bytes, identityOf(made)))).toMatchObject({ isSigned: true });
			const other = await circle.phone();
			valueOf(await other.people.restoreBackup(made.bytes, identityOf(made)));
			expect(other.vault.ledger().tables.get('sharing')).toBeUndefined();
			expect(other.people.view().state).toBe('alone');
			await other.edit(...fieldEdits('group', group, { alias: 'Here' }));
			expect(valueOf(await other.vault.outbox())).toEqual([]);
		},
		patience
	);
});
