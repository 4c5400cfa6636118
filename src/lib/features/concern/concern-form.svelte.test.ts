import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import { createGroup } from '$lib/domain/group';
import { letterRoom, parseConcern } from '$lib/domain/concern';
import { DeviceId, GroupId, MemberId } from '$lib/domain/ids';
import { createMember } from '$lib/domain/member';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Person, Role } from '$lib/runtime/organisation.svelte';
import { ConcernForm, type ConcernFormDeps } from './concern-form.svelte';

describe('raising a concern', () => {
	test('begins with help, and goes on only where somebody would receive it', async () => {
		for (const people of [
			[],
			[person('Hoa', ['facilitator'])],
			[person('Awa', ['lead'], { revokedOn: '2026-10-01' })]
		]) {
			const { form } = await open({ people });
			form.next();
			expect([form.canSend, form.step]).toEqual([false, 'help']);
		}
		const { form } = await open();
		form.next();
		expect([form.step, form.leads.map(({ label }) => label)]).toEqual(['what', ['Awa', 'Linh']]);
	});

	test('asks what happened and how serious it is before it goes on; Back keeps what was said', async () => {
		const { form } = await open();
		form.next();
		form.choose({ category: 'violence' });
		form.next();
		expect(form.step).toBe('what');
		form.choose({ seriousness: 'soon' });
		form.next();
		form.choose({ words: 'He waited outside.' });
		form.next();
		expect(form.step).toBe('look');
		expect([form.back(), form.back(), form.back(), form.back(), form.step]).toEqual([true, true, true, false, 'help']);
		expect(form.draft).toMatchObject({ category: 'violence', seriousness: 'soon', words: 'He waited outside.' });
	});

	test('writes nothing on the phone before it is sent, and says that leaving would lose it', async () => {
		const { form, runtime, sent } = await open();
		const before = JSON.stringify([...runtime.door.ledger.current.tables]);
		fill(form);
		expect(form.isUnsaved).toBe(true);
		await form.flush();
		expect([JSON.stringify([...runtime.door.ledger.current.tables]), sent]).toEqual([before, []]);
		form.discard();
		expect([form.isUnsaved, form.concern]).toEqual([false, null]);
	});

	test('sends word for word what she looked at, and keeps it with its receipts', async () => {
		const { form, sent, arrive } = await open();
		fill(form);
		const shown = form.concern;
		expect(await form.send()).toBe(true);
		expect(sent.map((text) => parseConcern(text))).toEqual([{ ok: true, value: shown }]);
		expect([form.step, form.fate, form.wasUrgent, form.isUnsaved]).toEqual(['sent', 'kept', true, false]);
		expect(form.told).toMatchObject([{ id: 'letter-1', day: '2026-11-24', concern: shown }]);
		expect(form.receiptsOf('letter-1')).toEqual([]);
		arrive('letter-1');
		expect(form.receiptsOf('letter-1')).toEqual([{ device: awa.device, day: '2026-11-25' }]);
	});

	test('leaves no trace in the notebook when she wants no copy', async () => {
		const { form, runtime, sent } = await open();
		fill(form);
		form.chooseCopy(false);
		const before = JSON.stringify([...runtime.door.ledger.current.tables]);
		await form.send();
		expect([form.fate, sent.length, form.told]).toEqual(['unwanted', 1, []]);
		expect(JSON.stringify([...runtime.door.ledger.current.tables])).toBe(before);
	});

	test('that cannot be sent stays on the screen, and nothing says that it left', async () => {
		const { form, way } = await open();
		fill(form);
		way.isThere = false;
		expect(await form.send()).toBe(false);
		expect([form.step, form.problem?.type, form.told, form.draft.words]).toEqual(['look', 'StorageFailed', [], 'Rose']);
		way.isThere = true;
		expect(await form.send()).toBe(true);
	});

	test('that left is not sent again when the copy cannot be kept', async () => {
		const { form, sent, runtime } = await open();
		fill(form);
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		expect(await form.send()).toBe(true);
		expect([form.fate, sent.length, form.step]).toEqual(['failed', 1, 'sent']);
	});

	test('may name somebody, and says that it does; a number is warned of', async () => {
		const { form } = await open();
		form.choose({ words: 'rose m’a appelée' });
		expect([form.isNaming, form.isContact]).toEqual([true, false]);
		form.choose({ words: 'Appelez 06 12 34 56 78' });
		expect([form.isNaming, form.isContact]).toEqual([false, true]);
	});

	test('tells how much room is left, and never cuts a word off', async () => {
		const { form, sent } = await open();
		fill(form);
		const words = 'ệ'.repeat(letterRoom);
		form.choose({ words });
		expect([form.isTooLong, form.draft.words]).toEqual([true, words]);
		expect(await form.send()).toBe(false);
		expect(sent).toEqual([]);
		form.choose({ words: words.slice(0, words.length + form.lettersLeft) });
		expect(form.isTooLong).toBe(false);
		expect(await form.send()).toBe(true);
	});

	test('can be taken out of her notebook later', async () => {
		const { form } = await open();
		fill(form);
		await form.send();
		expect(await form.drop('letter-1')).toBe(true);
		expect(form.told).toEqual([]);
	});
});

function fill(form: ConcernForm) {
	form.next();
	form.choose({ category: 'attempt', seriousness: 'urgent', words: 'Rose', done: ['stayed'] });
	form.next();
	form.next();
}

const person = (label: string, roles: readonly Role[], marks: Partial<Person> = {}): Person => ({
	device: DeviceId.parse(`00000000-0000-4000-8000-00000000000${label.length}`),
	label,
	roles,
	sinceDay: '2026-01-01',
	invitedBy: '',
	isMe: false,
	isMine: false,
	lastHeard: null,
	revokedOn: null,
	expiresOn: '2027-01-01',
	...marks
});
const awa = person('Awa', ['lead']);
const linh = person('Linh', ['supervisor', 'lead']);
const gone = person('Someone', ['lead'], { revokedOn: '2026-10-01' });

async function open({ people = [awa, linh, gone] }: { people?: readonly Person[] } = {}) {
	const runtime = await createMemoryRuntime('2026-11-24');
	const groupId = GroupId.parse(runtime.random.uuid());
	const made = createGroup(groupId, {
		alias: 'Rivière',
		locale: 'fr',
		rhythm: 'weekly',
		time: '',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: '2026-11-24'
	});
	await runtime.append(made.ok ? made.value : []);
	await runtime.append(createMember(MemberId.parse(runtime.random.uuid()), groupId, 'Rose', 'sun', '2026-11-24'));
	const way = { isThere: true };
	const sent: string[] = [];
	const arrived = new Set<string>();
	const organisation: ConcernFormDeps['organisation'] = {
		state: 'member',
		people,
		sendConcern: async (text) => {
			if (!way.isThere) return err({ type: 'StorageFailed' } as const);
			sent.push(text);
			return ok(`letter-${sent.length}`);
		},
		receiptsOf: (id) => (arrived.has(id) ? [{ device: awa.device, day: '2026-11-25' }] : [])
	};
	const form = new ConcernForm({ ...runtime, organisation });
	return { form, runtime, way, sent, arrive: (id: string) => arrived.add(id) };
}
