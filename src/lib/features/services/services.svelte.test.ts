import { describe, expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createSeededRandom } from '$lib/base/random';
import { createGroup, groupsOf } from '$lib/domain/group';
import { GroupId } from '$lib/domain/ids';
import { referralLines } from '$lib/domain/referral';
import { servicesOf } from '$lib/domain/service';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import { loadTranslate } from '$lib/i18n';
import { emptyTable, Importing, type ListFile } from './importing.svelte';
import { keepsServices } from './keeping';
import { line111 } from './line-111';
import { ReferralForm } from './referral-form.svelte';
import { ServiceForm } from './service-form.svelte';
import { hoursLines, onTheClock } from './service-words';

const today = '2026-11-23';
const fileOf = (text: string): ListFile => {
	const bytes = textToBytes(text);
	return { name: 'list.csv', size: bytes.length, arrayBuffer: () => Promise.resolve(Uint8Array.from(bytes).buffer) };
};

async function createPhone() {
	const runtime = await createMemoryRuntime(today);
	const directory = () => servicesOf(runtime.door.ledger.current);
	return { runtime, directory };
}

describe('the form of an entry', () => {
	test('makes an entry that the vault then holds, and nothing is left to lose', async () => {
		const { runtime, directory } = await createPhone();
		const form = new ServiceForm(runtime);
		form.change({ name: { any: '  Le   Phare ' }, kinds: ['legal'], always: true });
		form.changePhone(form.typed.phones[0]!.key, { number: '01 40 20 30 40' });
		expect(form.isChanged).toBe(true);
		expect((await form.save()).ok).toBe(true);
		expect(directory()).toMatchObject([
			{ name: { any: 'Le Phare' }, phones: [{ number: '01 40 20 30 40' }], hours: { always: true } }
		]);
		expect(form.isChanged).toBe(false);
	});

	test('tells the wrong field until it is changed, and keeps what was typed on a full phone', async () => {
		const { runtime, directory } = await createPhone();
		const form = new ServiceForm(runtime);
		form.change({ name: { any: 'A' }, web: 'http://x.org' });
		await form.save();
		expect(form.fault).toEqual({ type: 'WebUnreadable' });
		form.change({ web: '' });
		expect(form.fault).toBeNull();
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		await form.save();
		expect([form.act.problem, form.typed.name['any'], form.isChanged]).toEqual([{ type: 'QuotaExceeded' }, 'A', true]);
		runtime.directory.failWith(null);
		await form.save();
		await form.save();
		expect(directory()).toHaveLength(1);
	});

	test('begins with the line 111 in every language when asked to, unchecked', async () => {
		const { runtime, directory } = await createPhone();
		await new ServiceForm(runtime, undefined, await line111(loadTranslate, 'vi')).save();
		expect(directory()).toMatchObject([{ phones: [{ number: '111' }], isFree: true, checkedOn: '' }]);
		expect(Object.keys(directory()[0]!.name).sort()).toEqual(['any', 'en', 'fr', 'vi']);
		expect(directory()[0]!.name['any']).toBe(directory()[0]!.name['vi']);
	});
});

describe('taking over a list', () => {
	test('writes nothing before the choice, then exactly what is chosen', async () => {
		const { runtime, directory } = await createPhone();
		const importing = new Importing(runtime);
		await importing.look(fileOf('name,area\nA,x\nB,y\nC,z'));
		expect([importing.plan?.entries.length, importing.chosen.length, directory().length]).toEqual([3, 3, 0]);
		importing.choose(3, false);
		await importing.write();
		expect(importing.written).toBe(2);
		expect(
			directory()
				.map(({ area }) => area)
				.sort()
		).toEqual(['x', 'z']);
	});

	test('on a full phone keeps the preview and the choice', async () => {
		const { runtime, directory } = await createPhone();
		const importing = new Importing(runtime);
		await importing.look(fileOf('name\nA\nB'));
		importing.choose(2, false);
		runtime.directory.failWith({ type: 'QuotaExceeded' });
		await importing.write();
		expect([importing.act.problem, importing.chosen, directory().length]).toEqual([{ type: 'QuotaExceeded' }, [3], 0]);
	});

	test('does not even open a file that is too large, and says when one is gone', async () => {
		const { runtime } = await createPhone();
		const importing = new Importing(runtime);
		const gone = { name: 'x', size: 1, arrayBuffer: () => Promise.reject(new Error('gone')) };
		await importing.look({ ...gone, size: 5_000_001 });
		expect(importing.fault).toEqual({ type: 'FileTooLarge' });
		await importing.look(gone);
		expect(importing.fault).toEqual({ type: 'FileGone' });
	});

	test('the empty table of each language can be filled in and read back', async () => {
		for (const locale of ['fr', 'en', 'vi'] as const) {
			const { runtime } = await createPhone();
			const importing = new Importing(runtime);
			const mark = locale === 'en' ? ',' : ';';
			await importing.look(fileOf(`${new TextDecoder().decode(emptyTable(locale))}1${mark}A`));
			expect(importing.plan).toMatchObject({ leftOut: [], skipped: [], entries: [{ state: 'new' }] });
		}
	});
});

describe('counting a referral', () => {
	test('asks for the group only where there are several, and can be taken back', async () => {
		const { runtime, directory } = await createPhone();
		const random = createSeededRandom(4);
		const addGroup = async (alias: string) => {
			const draft = { alias, locale: 'fr', rhythm: 'weekly', time: '', packId: 'first-circle' } as const;
			const edits = createGroup(GroupId.parse(random.uuid()), { ...draft, coFacilitators: [], startsOn: today });
			if (edits.ok) await runtime.append(edits.value);
		};
		const service = new ServiceForm(runtime);
		service.change({ name: { any: 'A' }, kinds: ['legal'] });
		await service.save();
		const form = new ReferralForm({ ...runtime, service: () => directory()[0]! });
		const counted = () => referralLines(runtime.door.ledger.current, () => true);
		await form.count();
		expect(counted()).toEqual([]);
		await addGroup('Lune');
		await form.count();
		expect(counted()).toMatchObject([{ kind: 'legal', counts: { offered: 1 } }]);
		await form.takeBack();
		expect([counted(), form.isCounted]).toEqual([[], false]);
		await addGroup('Soleil');
		expect(form.groupId).toBeNull();
		form.groupId = groupsOf(runtime.door.ledger.current)[1]!.id;
		form.outcome = 'went';
		await form.count();
		expect(counted()).toMatchObject([{ counts: { offered: 0, went: 1 } }]);
	});
});

describe('who keeps the directory', () => {
	test.each([
		['alone', [], true],
		['waiting', [], true],
		['loading', [], false],
		['removed', ['admin'], false],
		['member', ['facilitator'], false],
		['member', ['facilitator', 'supervisor'], true],
		['member', ['admin'], true],
		['member', ['lead'], false]
	] as const)('%s %j: %s', (state, roles, may) => expect(keepsServices({ state, roles })).toBe(may));
});

describe('hours in words', () => {
	test('join days that follow each other', () => {
		const openings = [
			{ days: [1, 2, 3, 5], from: '08:00', to: '17:30' },
			{ days: [6, 7], from: '09:00', to: '12:00' }
		];
		expect(hoursLines('fr', { always: false, openings, note: '' })).toEqual([
			'lun.–mer., ven. 08:00–17:30',
			'sam., dim. 09:00–12:00'
		]);
	});

	test('follow the clock of the phone', () => {
		const at = new Date(2026, 10, 23, 9, 5).getTime();
		expect(onTheClock(at)).toEqual({ weekday: 1, day: '2026-11-23', time: '09:05' });
	});
});
