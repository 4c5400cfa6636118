import { describe, expect, test } from 'vitest';
import { addDays } from '$lib/base/clock';
import { fieldEdits, type FieldValue } from '$lib/domain/change';
import type { SessionReport } from '$lib/domain/disclosure';
import { createGroup } from '$lib/domain/group';
import { DeviceId, GroupId, MemberId } from '$lib/domain/ids';
import { policiesOf } from '$lib/domain/policy';
import { createMember } from '$lib/domain/member';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person } from '$lib/runtime/organisation.svelte';
import { ThreadPage } from './thread-page.svelte';

const today = '2026-11-23';

/** A phone on which a report lies: of a group led there, or of one that somebody else leads. */
async function open(leads: boolean) {
	const runtime = await createMemoryRuntime(today);
	const groupId = GroupId.parse(runtime.random.uuid());
	const reportId = runtime.random.uuid();
	const body: SessionReport = {
		...{ v: 1, day: addDays(today, -1), reportedOn: today, held: true, guideId: 'trust', guideVersion: 1 },
		...{ came: 5, expected: 6, before: null, stayed: null, returned: 0, atmosphere: null, themes: [] },
		...{ wentWell: '', wasHard: '', agreed: '', askSupervisor: 'Help?', wellbeing: null }
	};
	await runtime.append(fieldEdits('report', reportId, { groupId, body: { ...body } as unknown as FieldValue })); // plain JSON
	if (leads) {
		const usual = { alias: 'Lune', locale: 'fr', rhythm: 'weekly', time: '', packId: 'p', coFacilitators: [] } as const;
		const made = createGroup(groupId, { ...usual, startsOn: today });
		await runtime.append([
			...(made.ok ? made.value : []),
			...createMember(MemberId.parse(runtime.random.uuid()), groupId, 'Lys', 'sun', today)
		]);
	}
	const me: Person = {
		...{ device: DeviceId.parse(runtime.random.uuid()), label: 'Me', sinceDay: today, invitedBy: '', isMe: true },
		...{ isMine: true, lastHeard: null, revokedOn: null, expiresOn: '2030-01-01' },
		roles: leads ? ['facilitator'] : ['supervisor']
	};
	const organisation = { people: [me], readersOf: () => [], policies: policiesOf(new Map()) };
	return { runtime, reportId, groupId, page: new ThreadPage({ ...runtime, organisation }, reportId) };
}

describe('the thread of a report', () => {
	test('knows in which part she writes', async () => {
		expect(await open(true)).toMatchObject({ page: { leads: true, supervises: false } });
		expect(await open(false)).toMatchObject({ page: { leads: false, supervises: true } });
	});

	test('takes a message and empties the field, and hides the pseudonyms it knows', async () => {
		const { page } = await open(true);
		expect(page.canSend).toBe(false);
		page.text.type('Lys est revenue');
		expect(await page.send()).toBe(true);
		expect(page.thread?.messages).toMatchObject([{ kind: 'text', text: '••• est revenue', isFromSupervisor: false }]);
		expect(page.text.text).toBe('');
	});

	test('keeps typed words in the notebook until they are sent', async () => {
		const { page, runtime, reportId } = await open(false);
		page.text.type('Not yet');
		await page.text.flush();
		const again = new ThreadPage(
			{ ...runtime, organisation: { people: [], readersOf: () => [], policies: policiesOf(new Map()) } },
			reportId
		);
		expect(again.text.text).toBe('Not yet');
		expect(again.thread?.messages).toEqual([]);
	});

	test('keeps the words on screen when the phone is full', async () => {
		const { page, runtime } = await open(false);
		page.text.type('Words');
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		expect(await page.send()).toBe(false);
		expect(page.problem?.type).toBe('QuotaExceeded');
		expect(page.text.text).toBe('Words');
		expect(page.thread?.messages).toEqual([]);
	});

	test('sends a step only once one is picked', async () => {
		const { page } = await open(false);
		page.kind = 'step';
		expect(page.canSend).toBe(false);
		page.ref = 'trust/opening';
		expect(await page.send()).toBe(true);
		expect(page.thread?.messages).toMatchObject([{ kind: 'step', ref: 'trust/opening' }]);
		expect(page.kind).toBe('text');
	});

	test('knows whether what is written still goes to the others', async () => {
		const { page, runtime, groupId } = await open(false);
		expect(page.isShared).toBe(false);
		await runtime.append(fieldEdits('sharing', groupId, { report: true }));
		expect(page.isShared).toBe(true);
	});

	test('cannot be closed by hand before what was asked is answered', async () => {
		const { page } = await open(false);
		await page.mark('closed');
		expect(page.thread?.isAskOpen).toBe(true);
		expect(page.thread?.state).not.toBe('closed');
	});
});
