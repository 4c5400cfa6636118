/**
 * Attacks on how devices come and go, with the real app on every phone and the real server: an invite that is used twice,
 * photographed or too old (A10); a phone that was stolen or whose owner was removed (A2, A12); a copied phone (A2); a
 * facilitator who gives herself more than she has (A11, A12); a server that says somebody was removed (A6).
 *
 * Refused means: exactly one device comes in, and only the compared one; the removed device sends nothing more that counts
 * and destroys its vault on a removal it verified itself; nobody else loses anything.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bytesToBase64, sameBytes } from '$lib/base/bytes';
import { dayNumber } from '$lib/base/clock';
import { createDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { inviteMac } from '$lib/crypto/invite-code';
import { sign } from '$lib/crypto/signature';
import { fieldEdits } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import {
	enrolmentTranscript,
	inviteAuthMessage,
	readInviteLink,
	writeEnrolment,
	writeInviteLink,
	type InviteLink
} from '$lib/protocol/invite';
import { writeEntry, type LogBody } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { AppendAnswer, paths, readLogPage, writeAppend, writeLogPage } from '$lib/protocol/v1';
import { picturesOf } from '$lib/sync/invite';
import type { SyncSession } from '$lib/sync/session';
import {
	alarmsOf,
	createCircle,
	found,
	letIn,
	makeGroup,
	settle,
	share,
	type Circle,
	type CirclePhone
} from '../sync/circle';
import { valueOf } from '../sync/value-of';

const patience = 60_000;
const forFacilitator = {
	roles: ['facilitator'] as readonly Role[],
	groups: [] as readonly GroupId[],
	remote: false,
	own: false,
	label: 'Awa'
};

const linkOf = (text: string): InviteLink => valueOf(readInviteLink(text));

/** What somebody who read the code sends for keys of her own. */
function forgeEnrolment({ org, invite, roles, secret }: InviteLink, keys: DeviceKeys): Uint8Array {
	const enrolled = {
		device: '99999999-0000-4000-8000-000000000000',
		verifyKey: keys.verifyKey,
		kemKey: keys.kemPublic
	};
	const mac = inviteMac(secret, enrolmentTranscript({ org, invite, roles }, enrolled));
	return writeEnrolment({ ...enrolled, mac, auth: inviteMac(secret, inviteAuthMessage(org, invite)) });
}

const devicesOf = (phone: CirclePhone) => phone.people.view().people.map(({ device }) => device);

/** Mai, who administers, and Awa lead a group together. */
async function startTogether(): Promise<{ circle: Circle; mai: CirclePhone; awa: CirclePhone; group: GroupId }> {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const group = await makeGroup(mai, 'Tuesday');
	await share(mai, group);
	await settle(mai);
	await letIn(mai, awa, { groups: [group] });
	await settle(awa, mai);
	return { circle, mai, awa, group };
}

describe('an invite', () => {
	test(
		'lets in exactly one of two phones that use it at once, and tells the inviter of the other',
		async () => {
			const circle = await createCircle();
			const [mai, one, two] = [await circle.phone(), await circle.phone(), await circle.phone()];
			await found(mai);
			const invite = valueOf(await mai.people.invite(forFacilitator));
			const joined = await Promise.all([one, two].map((phone) => phone.people.join(invite.link, 'Awa')));
			expect(joined.filter(({ ok }) => ok)).toHaveLength(1);
			expect(joined.find(({ ok }) => !ok)).toEqual({ ok: false, error: { type: 'InviteUsed' } });
			valueOf(await mai.people.lookForAnswers());
			expect(mai.people.view().invitations[0]).toMatchObject({ state: 'arrived', alarms: 1 });
			expect(alarmsOf(mai)).toEqual(['InviteTried']);
			valueOf(await mai.people.confirm(invite.id));
			await settle(one, two);
			expect([one, two].map((phone) => phone.people.view().state).sort()).toEqual(['alone', 'member']);
			expect(devicesOf(mai)).toHaveLength(2);
		},
		patience
	);

	test(
		'is of no use a second time, after it is over, or after it was taken back',
		async () => {
			const { circle, mai } = await startTogether();
			const late = await circle.phone();
			const invite = valueOf(await mai.people.invite(forFacilitator));
			circle.clock.at += 15 * 60_000 + 1000;
			expect(await late.people.join(invite.link, 'Late')).toEqual({ ok: false, error: { type: 'InviteExpired' } });
			valueOf(await mai.people.lookForAnswers());
			const over = mai.people.view().invitations.find(({ id }) => id === invite.id);
			expect(over).toMatchObject({ state: 'expired', link: '', alarms: 1 });
			const back = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await mai.people.cancel(back.id));
			valueOf(await late.people.join(back.link, 'Late'));
			valueOf(await mai.people.lookForAnswers());
			expect((await mai.people.confirm(back.id)).ok).toBe(false);
			await late.people.syncNow();
			expect(late.people.view().state).toBe('waiting');
			expect(devicesOf(mai)).toHaveLength(2);
		},
		patience
	);

	test(
		'photographed and used first by a stranger lets nobody in once the pictures were compared',
		async () => {
			const circle = await createCircle();
			const [mai, awa, stranger] = [await circle.phone(), await circle.phone(), await circle.phone()];
			await found(mai);
			const invite = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await stranger.people.join(invite.link, 'Awa'));
			expect(await awa.people.join(invite.link, 'Awa')).toEqual({ ok: false, error: { type: 'InviteUsed' } });
			expect(awa.people.view()).toMatchObject({ state: 'alone', pictures: null });
			valueOf(await mai.people.lookForAnswers());
			expect(mai.people.view().invitations[0]).toMatchObject({ state: 'arrived', alarms: 1 });
			valueOf(await mai.people.refuse(invite.id));
			expect(await mai.people.confirm(invite.id)).toEqual({ ok: false, error: { type: 'InviteNotAnswered' } });
			await stranger.people.syncNow();
			expect(stranger.people.view().state).toBe('waiting');
			expect(devicesOf(mai)).toHaveLength(1);
		},
		patience
	);

	test(
		'whose answer the server exchanged for keys of its own never arrives',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			const invite = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await awa.people.join(invite.link, 'Awa'));
			mai.network.tamper = async (request, handOn) => {
				const answer = await handOn(request);
				if (!request.url.endsWith('/invites')) return answer;
				const told = (await answer.json()) as { invites: { enrolments: string[] }[] }; // what the server's own schema says
				for (const one of told.invites)
					one.enrolments = one.enrolments.map((text) => {
						const bytes = Buffer.from(text, 'base64');
						bytes.set(createDeviceKeys().kemPublic, 20 + 36 + 4);
						return bytes.toString('base64');
					});
				return Response.json(told);
			};
			valueOf(await mai.people.lookForAnswers());
			expect(mai.people.view().invitations[0]).toMatchObject({ state: 'waiting', pictures: null, alarms: 1 });
			expect((await mai.people.confirm(invite.id)).ok).toBe(false);
		},
		patience
	);
});

describe('somebody with a photo of the code who sits at the server', () => {
	test(
		'sees the pictures only after her keys are fixed, whatever she knew before',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			const link = linkOf(valueOf(await mai.people.invite(forFacilitator)).link);
			valueOf(await awa.people.join(writeInviteLink(link), 'Awa'));
			// All she has: the link, the answer of the honest phone, and every answer of the server until now.
			const thief = createDeviceKeys();
			const told: string[] = [];
			mai.network.tamper = async (request, handOn) => {
				if (request.url.endsWith('/reveal')) told.push('reveal');
				const answer = await handOn(request);
				if (!request.url.endsWith('/invites')) return answer;
				const states = (await answer.json()) as { invites: { enrolments: string[] }[] }; // what the server's own schema says
				for (const state of states.invites)
					state.enrolments = [bytesToBase64(forgeEnrolment(link, told.length === 0 ? thief : createDeviceKeys()))];
				return Response.json(states);
			};
			valueOf(await mai.people.lookForAnswers());
			expect(told).toEqual(['reveal']);
			const [shown] = mai.people.view().invitations;
			// Her keys came in, and those she makes once the nonce is out change nothing any more.
			valueOf(await mai.people.lookForAnswers());
			expect(mai.people.view().invitations[0]?.pictures).toEqual(shown?.pictures);
			valueOf(await awa.people.lookForAnswers());
			expect(shown?.pictures).toHaveLength(4);
			expect(awa.people.view().pictures).toHaveLength(4);
			expect(awa.people.view().pictures).not.toEqual(shown?.pictures);
		},
		patience
	);

	test(
		'cannot try keys until they give the pictures of the honest phone: for other nonces they give others',
		() => {
			const org = new Uint8Array(32).fill(1);
			const invite = '11111111-0000-4000-8000-000000000000';
			const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
			const transcriptFor = (key: Uint8Array) =>
				enrolmentTranscript(
					{ org, invite, roles: new Set<Role>(['facilitator']) },
					{ device: invite, verifyKey: key, kemKey: key }
				);
			let agreed = 0;
			let runs = 0;
			fc.assert(
				fc.property(bytes, bytes, bytes, (honest, hers, guess) => {
					fc.pre(!sameBytes(honest, hers));
					// She tries keys under a nonce of her own until some agree: the real nonce is another.
					const target = picturesOf(transcriptFor(honest), guess);
					let key: Uint8Array = hers;
					for (let tries = 0; tries < 40 && picturesOf(transcriptFor(key), guess)[0] !== target[0]; tries++)
						key = sha256(key);
					const real = sha256(guess);
					runs += 1;
					if (picturesOf(transcriptFor(key), real)[0] === picturesOf(transcriptFor(honest), real)[0]) agreed += 1;
				}),
				{ numRuns: 1000, seed: 20261122 }
			);
			// One of the 32 first pictures agrees by chance, and no more often for all her tries.
			expect(agreed / runs).toBeLessThan(3 / 32);
		},
		patience
	);

	test(
		'whose server tells another nonce than the promised one is refused, and no picture is shown',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			const invite = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await awa.people.join(invite.link, 'Awa'));
			valueOf(await mai.people.lookForAnswers());
			for (const length of [32, 31, 33, 0]) {
				awa.network.tamper = async (request, handOn) =>
					request.url.endsWith('/reveal')
						? new Response(new Uint8Array(length).fill(7), { headers: { 'content-type': 'application/octet-stream' } })
						: handOn(request);
				expect(await awa.people.lookForAnswers()).toEqual({ ok: false, error: { type: 'LogUntrue' } });
				expect(awa.people.view()).toMatchObject({ state: 'waiting', pictures: null });
			}
			expect(alarmsOf(awa)).toEqual(['PicturesUntrue']);
			awa.network.tamper = null;
			valueOf(await awa.people.lookForAnswers());
			expect(awa.people.view().pictures).toEqual(mai.people.view().invitations[0]?.pictures);
			expect(awa.people.view().pictures).toHaveLength(4);
		},
		patience
	);

	test(
		'who holds the nonce back keeps everybody out: without pictures nobody is let in, and it is told again until taken',
		async () => {
			const circle = await createCircle();
			const [mai, awa] = [await circle.phone(), await circle.phone()];
			await found(mai);
			const invite = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await awa.people.join(invite.link, 'Awa'));
			mai.network.tamper = async (request, handOn) => {
				if (request.url.endsWith('/reveal')) throw new TypeError('fetch failed');
				return handOn(request);
			};
			expect(await mai.people.lookForAnswers()).toEqual({ ok: false, error: { type: 'Offline' } });
			expect(mai.people.view().invitations[0]).toMatchObject({ state: 'arrived', pictures: null });
			expect(await mai.people.confirm(invite.id)).toEqual({ ok: false, error: { type: 'InviteNotAnswered' } });
			await mai.reopen();
			mai.network.tamper = null;
			valueOf(await mai.people.lookForAnswers());
			valueOf(await awa.people.lookForAnswers());
			expect(awa.people.view().pictures).toEqual(mai.people.view().invitations[0]?.pictures);
			valueOf(await mai.people.confirm(invite.id));
			await awa.people.syncNow();
			expect(awa.people.view().state).toBe('member');
		},
		patience
	);
});

describe('a new phone', () => {
	test(
		'believes no log but the whole one that begins at the root its invite named',
		async () => {
			const circle = await createCircle();
			const [mai, evil, awa] = [await circle.phone(), await circle.phone(), await circle.phone()];
			await found(mai);
			await found(evil);
			const foreign = valueOf(await logOf(await evil.changedApp(), -1));
			const invite = valueOf(await mai.people.invite(forFacilitator));
			valueOf(await awa.people.join(invite.link, 'Awa'));
			valueOf(await mai.people.lookForAnswers());
			valueOf(await mai.people.confirm(invite.id));
			const whole = valueOf(readLogPage(valueOf(await logOf(await mai.changedApp(), -1))));
			const flipped = whole.entries.map((entry) => entry.slice());
			flipped.at(-1)?.fill(1, 200, 210);
			const logs = [
				foreign,
				writeLogPage({ ...whole, entries: flipped }),
				writeLogPage({ ...whole, entries: whole.entries.slice(1) })
			];
			for (const log of logs) {
				awa.network.tamper = () =>
					Promise.resolve(
						new Response(log.slice().buffer, { headers: { 'content-type': 'application/octet-stream' } })
					);
				await awa.people.syncNow();
				expect(awa.people.view().state).toBe('waiting');
			}
			expect(alarmsOf(awa).length).toBeGreaterThan(0);
			awa.network.tamper = null;
			await awa.people.syncNow();
			expect(awa.people.view().state).toBe('member');
		},
		patience
	);
});

describe('a removed device', () => {
	test(
		'sends nothing more, and destroys its vault once it has read its removal itself',
		async () => {
			const { mai, awa, group } = await startTogether();
			await awa.edit(...fieldEdits('group', group, { alias: 'Written before' }));
			await settle(awa, mai);
			awa.network.isDown = true;
			await awa.edit(...fieldEdits('group', group, { alias: 'Written by a thief' }));
			await awa.people.syncNow();
			valueOf(await mai.people.revoke(awa.vault.device));
			expect(mai.people.readersOf(group, 'work').map(({ isMe }) => isMe)).toEqual([true]);
			awa.network.isDown = false;
			const pushed = await (
				await awa.changedApp()
			).transport.send({
				method: 'GET',
				path: paths.changes((await awa.changedApp()).membership.org),
				query: { log: 0, after: 0 }
			});
			expect(pushed).toEqual({ ok: false, error: { type: 'ServerProblem', code: 'DeviceRevoked' } });
			await awa.people.syncNow();
			expect(awa.isDestroyed).toBe(true);
			await settle(mai);
			expect(mai.read('group', group, 'alias')).toBe('Written before');
			expect(mai.people.view().people.find(({ device }) => device === awa.vault.device)?.revokedOn).toBe('2026-11-22');
		},
		patience
	);

	test(
		'is not removed by the word of the server alone',
		async () => {
			const { awa } = await startTogether();
			awa.network.tamper = async (request, handOn) =>
				request.url.includes('/log') ? handOn(request) : Response.json({ code: 'DeviceRevoked' }, { status: 403 });
			await awa.people.syncNow();
			expect(awa.isDestroyed).toBe(false);
			awa.network.tamper = null;
			await awa.people.syncNow();
			expect(awa.people.view().state).toBe('member');
		},
		patience
	);

	test(
		'counts no less than we have seen of it, whatever the server names, and the person is told',
		async () => {
			const { mai, awa, group } = await startTogether();
			await awa.edit(...fieldEdits('group', group, { alias: 'Seen by Mai' }));
			await settle(awa, mai);
			mai.network.tamper = async (request, handOn) =>
				request.url.includes('/heads')
					? new Response(new Uint8Array(0), { headers: { 'content-type': 'application/octet-stream' } })
					: handOn(request);
			valueOf(await mai.people.revoke(awa.vault.device));
			expect(alarmsOf(mai)).toContain('ServerForgot');
			mai.network.tamper = null;
			await settle(mai);
			expect(mai.read('group', group, 'alias')).toBe('Seen by Mai');
			expect(alarmsOf(mai)).not.toContain('PastCutOff');
		},
		patience
	);

	test(
		'costs another facilitator nothing of what she wrote in a week without a network',
		async () => {
			const { circle, mai, awa, group } = await startTogether();
			const sok = await circle.phone();
			await letIn(mai, sok, { groups: [group], label: 'Sok' });
			await settle(sok, mai, awa);
			awa.network.isDown = true;
			for (let day = 1; day <= 7; day++) await awa.edit(...fieldEdits('group', group, { alias: `Day ${day}` }));
			await awa.people.syncNow();
			valueOf(await mai.people.revoke(sok.vault.device));
			circle.clock.at += 7 * 86_400_000;
			awa.network.isDown = false;
			await settle(awa, mai);
			expect(mai.read('group', group, 'alias')).toBe('Day 7');
			expect(awa.people.syncView()).toMatchObject({ state: 'synced', unsent: 0, stuck: [] });
		},
		patience
	);
});

test(
	'two administrators who remove each other at once end in one log, and one of them stays',
	async () => {
		const circle = await createCircle();
		const [mai, two, awa] = [await circle.phone(), await circle.phone(), await circle.phone()];
		await found(mai);
		await letIn(mai, two, { roles: ['admin', 'facilitator'], label: 'Two' });
		await letIn(mai, awa, { label: 'Awa' });
		await settle(two, mai);
		const removed = await Promise.all([
			mai.people.revoke(awa.vault.device),
			two.people.revoke(awa.vault.device),
			two.people.revoke(mai.vault.device)
		]);
		expect(removed.map(({ ok }) => ok)).toEqual([true, true, true]);
		await settle(two, mai);
		expect(mai.isDestroyed).toBe(true);
		const entries = valueOf(readLogPage(valueOf(await logOf(await two.changedApp(), -1)))).entries;
		expect(two.people.view().people.filter(({ revokedOn }) => revokedOn !== null)).toHaveLength(2);
		expect(entries.length).toBe((await two.changedApp()).log.directory().head.seq + 1);
		expect(alarmsOf(two)).toEqual([]);
	},
	patience
);

const logOf = (session: SyncSession, after: number) =>
	session.transport.send({ method: 'GET', path: paths.log(session.membership.org), query: { after } });

test(
	'a copied phone is found out as soon as both have written, and sends nothing more',
	async () => {
		const { circle, mai, awa, group } = await startTogether();
		await awa.edit(...fieldEdits('group', group, { alias: 'Before the copy' }));
		await settle(awa, mai);
		const copy = await circle.phone(awa);
		await share(copy, group);
		await awa.edit(...fieldEdits('group', group, { alias: 'By Awa' }));
		await awa.people.syncNow();
		await copy.edit(...fieldEdits('group', group, { alias: 'By the copy' }));
		await copy.people.syncNow();
		await copy.people.syncNow();
		expect(alarmsOf(copy)).toContain('DeviceCloned');
		expect(copy.people.syncView().state).toBe('failed');
		await settle(mai);
		expect(mai.read('group', group, 'alias')).toBe('By Awa');
	},
	patience
);

describe('a facilitator', () => {
	test(
		'cannot invite an administrator, a supervisor or a lead',
		async () => {
			const { awa } = await startTogether();
			for (const roles of [['admin'], ['supervisor'], ['lead'], ['facilitator', 'reader']] as const)
				expect(await awa.people.invite({ ...forFacilitator, roles })).toEqual({
					ok: false,
					error: { type: 'NotAllowed' }
				});
		},
		patience
	);

	test(
		'who forges it with a changed app is refused by the server, and by phones of a server that joins in',
		async () => {
			const { mai, awa, group } = await startTogether();
			const session = await awa.changedApp();
			const directory = session.log.directory();
			const { device, deviceKeys } = { device: awa.vault.device, deviceKeys: session.deviceKeys };
			const mine = directory.devices.get(device);
			if (!mine) throw new Error('Awa is a member');
			const forge = (body: LogBody): Uint8Array =>
				writeEntry(
					{
						org: directory.org,
						seq: directory.head.seq + 1,
						prev: directory.head.hash,
						day: dayNumber('2026-11-22'),
						signer: device,
						body
					},
					(message) => sign(deviceKeys.signingKey, message)
				);
			const { verifyKey, kemKey, notAfter, invite } = mine;
			const forgeries = [
				forge({
					kind: 'certificate',
					certificate: { device, verifyKey, kemKey, notAfter, invite, roles: new Set<Role>(['admin', 'facilitator']) }
				}),
				forge({ kind: 'revocation', device: mai.vault.device, cutOffs: [] }),
				forge({ kind: 'policy', name: 'check-in-threshold', value: 5 }),
				forge({ kind: 'backup-key', recipient: 'age1' })
			];
			for (const entry of forgeries) {
				const path = paths.log(directory.org);
				const body = writeAppend({ after: directory.head.seq, entries: [entry] });
				expect(await session.transport.sendJson({ method: 'POST', path, body }, AppendAnswer)).toEqual({
					ok: false,
					error: { type: 'ServerProblem', code: 'LogRefused' }
				});
				const before = (await mai.changedApp()).log.directory().head;
				const step = (await mai.changedApp()).log.take(
					valueOf(readLogPage(writeLogPage({ headSeq: before.seq + 1, entries: [entry] })))
				);
				expect(step.entries).toEqual([]);
				expect(step.alarms).toHaveLength(1);
			}
			await settle(mai);
			expect(mai.people.view().people.find(({ device: id }) => id === device)?.roles).toEqual(['facilitator']);
			expect(mai.people.readersOf(group, 'work')).toHaveLength(2);
		},
		patience
	);
});
