import { describe, expect, test } from 'vitest';
import { fieldEdits } from '$lib/domain/change';
import { writeLogPage, readLogPage } from '$lib/protocol/v1';
import type { CustodianFileMade } from '$lib/sync/people-view';
import type { RecoveryFile } from '$lib/sync/recover';
import { origin } from '../server/client';
import { createCircle, letIn, makeGroup, settle, share, type CirclePhone } from './circle';
import { valueOf } from './value-of';

const patience = 60_000;

/** Mai's organisation with Awa in it, whose group both read, and the files that three custodians keep. */
async function circleOfTwo() {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	const asked = { name: 'Maison', label: 'Mai', roles: ['facilitator'], custodians: 3, locale: 'fr' } as const;
	const files = valueOf(await mai.people.create(asked));
	await mai.people.syncNow();
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group);
	await settle(mai);
	await letIn(mai, awa, { groups: [group] });
	await settle(awa, mai);
	return { circle, mai, awa, group, files };
}

const asTyped = (files: readonly CustodianFileMade[]): readonly RecoveryFile[] =>
	files.map(({ bytes, words }) => ({ bytes, words }));

const recover = (phone: CirclePhone, files: readonly RecoveryFile[]) =>
	phone.people.recover({ origin, files, name: 'Maison', label: 'Lan', roles: ['facilitator'] });

const alarmsOf = (phone: CirclePhone) => phone.people.view().alarms.map(({ type }) => type);

/** What the recovery left on a shelf, by the kind of its name. */
const shelfOf = async (phone: CirclePhone) =>
	[...valueOf(await phone.vault.shelf()).keys()].map((name) => name.split('/')[0]);

describe('an organisation whose administrators have lost their phones', () => {
	test(
		'comes back with two files of three: the lost phone is removed, and people come in again',
		async () => {
			const { circle, mai, awa, group, files } = await circleOfTwo();
			mai.people.close();
			const lan = await circle.phone();
			// The paper was written by hand; the words come without accents, and in capitals.
			const typed = files
				.slice(1)
				.map(({ bytes, words }) => ({ bytes, words: words.map((word) => ` ${word.normalize('NFD').toUpperCase()}`) }));
			valueOf(await recover(lan, typed));
			expect(lan.people.view()).toMatchObject({ state: 'member', name: 'Maison', roles: ['admin', 'facilitator'] });
			expect(await shelfOf(lan)).not.toContain('recovery-keys');
			await settle(lan, awa, lan, awa);
			expect(lan.people.view().people).toMatchObject([
				{ label: '', revokedOn: null },
				{ label: 'Awa', isMe: false },
				{ label: 'Lan', isMe: true, invitedBy: '' }
			]);
			expect(alarmsOf(lan)).toEqual([]);
			expect(awa.people.view().alarms).toMatchObject([{ type: 'RootKeyUsed', label: 'Lan' }]);

			valueOf(await lan.people.revoke(mai.vault.device));
			await settle(lan, awa, lan);
			expect(lan.people.view().people[0]?.revokedOn).not.toBeNull();
			expect(awa.people.readersOf(group, 'work').map(({ label }) => label)).toEqual(['Awa']);
			await mai.reopen();
			await settle(mai);
			expect(mai.isDestroyed).toBe(true);

			// What the lost phones shared is opened by who reads it still, and by nobody's role alone.
			expect(lan.read('group', group, 'alias')).toBeUndefined();
			valueOf(await awa.people.addReader(group, lan.vault.device));
			await settle(awa, lan);
			expect(lan.read('group', group, 'alias')).toBe('Tuesday');

			const [sok, bo] = [await circle.phone(), await circle.phone()];
			await letIn(lan, sok, { roles: ['supervisor'], label: 'Sok' });
			await letIn(lan, bo, { roles: ['admin'], label: 'Bo' });
			await settle(sok, bo, lan, sok, bo, awa);
			expect(sok.people.view()).toMatchObject({ state: 'member', name: 'Maison', alarms: [] });
			expect(bo.people.view()).toMatchObject({ state: 'member', name: 'Maison', alarms: [] });
			// The old office is nobody's any more; letters tell each administrator how people are called.
			const names = (phone: CirclePhone) => phone.people.view().people.map(({ label }) => label);
			expect(names(lan)).toEqual(['', 'Awa', 'Lan', 'Sok', 'Bo']);
			expect(names(bo)).toEqual(['', 'Awa', 'Lan', 'Sok', 'Bo']);
			for (const phone of [lan, bo, sok, awa]) {
				await phone.edit(...fieldEdits('setting', 'look', { value: 'dark' }));
				await settle(phone);
				expect(phone.people.syncView()).toMatchObject({ state: 'synced', unsent: 0, stuck: [] });
			}
		},
		patience
	);

	test(
		'comes back with the one file of a small one, also where the phone speaks another language',
		async () => {
			const circle = await createCircle();
			const mai = await circle.phone();
			const asked = { name: 'Nhà', label: 'Mai', roles: [], custodians: 1, locale: 'vi' } as const;
			const files = valueOf(await mai.people.create(asked));
			mai.people.close();
			const lan = await circle.phone();
			valueOf(await recover(lan, asTyped(files)));
			expect(lan.people.view().state).toBe('member');
			expect(await recover(lan, asTyped(files))).toEqual({ ok: false, error: { type: 'AlreadyMember' } });
		},
		patience
	);

	test(
		'says what is wrong with files and words, and sends nothing then',
		async () => {
			const { circle, files } = await circleOfTwo();
			const lan = await circle.phone();
			const [one, two] = asTyped(files) as [RecoveryFile, RecoveryFile];
			const problemOf = async (...given: readonly RecoveryFile[]) => {
				const recovered = await recover(lan, given);
				return recovered.ok ? null : recovered.error;
			};
			expect(await problemOf()).toEqual({ type: 'TooFewFiles' });
			expect(await problemOf(one)).toEqual({ type: 'TooFewFiles' });
			expect(await problemOf(one, one)).toEqual({ type: 'TooFewFiles' });
			expect(await problemOf(one, { ...two, words: one.words })).toEqual({ type: 'PassphraseWrong', at: 1 });
			const unheard = { ...two, words: [...two.words.slice(1), 'qqqq'] };
			expect(await problemOf(one, unheard)).toEqual({ type: 'PassphraseWrong', at: 1 });
			expect(await problemOf({ ...one, bytes: one.bytes.slice(9) }, two)).toEqual({ type: 'FileDamaged', at: 0 });
			expect(lan.network.requests).toEqual([]);
			expect(lan.people.view().state).toBe('alone');
			expect(valueOf(await lan.vault.shelf()).size).toBe(0);
		},
		patience
	);

	test(
		'waits for a network, and a lost answer is asked for again with the same keys',
		async () => {
			const { circle, mai, files } = await circleOfTwo();
			mai.people.close();
			const lan = await circle.phone();
			const typed = asTyped(files.slice(0, 2));
			lan.network.isDown = true;
			expect(await recover(lan, typed)).toEqual({ ok: false, error: { type: 'Offline' } });
			expect(await shelfOf(lan)).toEqual(['recovery-keys']);
			lan.network.isDown = false;
			lan.network.tamper = async (request, send) => {
				const answer = await send(request);
				if (request.method === 'POST') throw new TypeError('fetch failed');
				return answer;
			};
			expect(await recover(lan, typed)).toEqual({ ok: false, error: { type: 'Offline' } });
			expect(lan.people.view().state).toBe('alone');
			lan.network.tamper = null;
			valueOf(await recover(lan, typed));
			await settle(lan);
			expect(lan.people.view()).toMatchObject({ state: 'member', alarms: [] });
			expect(lan.people.view().people.filter(({ isMe }) => isMe)).toHaveLength(1);
		},
		patience
	);

	test(
		'believes no log that is not whole from its key, and no server without one',
		async () => {
			const { circle, files } = await circleOfTwo();
			const lan = await circle.phone();
			const typed = asTyped(files.slice(0, 2));
			lan.network.tamper = async (request, send) => {
				const answer = await send(request);
				const page = valueOf(readLogPage(new Uint8Array(await answer.arrayBuffer())));
				const entries = page.entries.filter((_, at) => at !== 1);
				const changed = writeLogPage({ ...page, entries });
				return new Response(changed.slice().buffer, { headers: answer.headers });
			};
			expect(await recover(lan, typed)).toEqual({ ok: false, error: { type: 'LogUntrue' } });
			expect(lan.people.view()).toMatchObject({ state: 'alone' });
			expect(alarmsOf(lan)).toHaveLength(1);
			expect(lan.network.requests.every((asked) => asked.startsWith('GET'))).toBe(true);
			const elsewhere = await createCircle();
			const stranger = await elsewhere.phone();
			expect(await recover(stranger, typed)).toEqual({ ok: false, error: { type: 'OrganisationUnknown' } });
			expect(stranger.people.view().state).toBe('alone');
		},
		patience
	);

	test(
		'is told to take another notebook where this one was removed',
		async () => {
			const { awa, files } = await circleOfTwo();
			valueOf(await awa.people.leave());
			const again = await recover(awa, asTyped(files.slice(0, 2)));
			expect(again).toEqual({ ok: false, error: { type: 'DeviceSpent' } });
			expect(awa.people.view().state).toBe('alone');
		},
		patience
	);
});
