import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import type { NewOrganisation as Asked } from '$lib/runtime/organisation.svelte';
import { NewOrganisation } from './new-organisation.svelte';

const words = ['a', 'b', 'c', 'd', 'e'];

const setUp = () => {
	const asked: Asked[] = [];
	let isOnline = true;
	const making = new NewOrganisation({
		organisation: {
			create: (wanted) => {
				asked.push(wanted);
				const file = { name: 'x', bytes: new Uint8Array(1), words };
				return Promise.resolve(
					isOnline ? ok(Array.from({ length: wanted.custodians }, () => file)) : err({ type: 'Offline' })
				);
			}
		},
		random: createSeededRandom(1),
		locale: () => 'vi'
	});
	return { making, asked, goOffline: (isOff: boolean) => (isOnline = !isOff) };
};

const answer = async (making: NewOrganisation) => {
	making.name = '  Jardin  ';
	making.label = 'Hoa';
	await making.next();
	making.roles = ['facilitator'];
	await making.next();
	making.custodians = 1;
	await making.next();
};

describe('a new organisation', () => {
	test('asks for both names before it goes on, and says so only then', async () => {
		const { making } = setUp();
		expect(making.isChecked).toBe(false);
		await making.next();
		expect([making.step, making.isChecked]).toEqual(['name', true]);
		making.name = 'Jardin';
		making.label = '06 12 34 56 78';
		await making.next();
		expect(making.step).toBe('name');
	});

	test('is made with what was answered, then shows the papers', async () => {
		const { making, asked } = setUp();
		await answer(making);
		expect(asked).toEqual([{ name: 'Jardin', label: 'Hoa', roles: ['facilitator'], custodians: 1, locale: 'vi' }]);
		expect([making.step, making.isUnfinished, making.papers?.count]).toEqual(['papers', true, 1]);
	});

	test('without a network nothing is lost, and the second try needs no new answers', async () => {
		const { making, asked, goOffline } = setUp();
		goOffline(true);
		await answer(making);
		expect([making.step, making.act.problem?.type]).toEqual(['making', 'Offline']);
		expect([making.name, making.label]).toEqual(['  Jardin  ', 'Hoa']);
		goOffline(false);
		await making.make();
		expect(making.step).toBe('papers');
		expect(asked[1]).toEqual(asked[0]);
	});

	test('a second tap while it is made makes no second one', async () => {
		const { making, asked } = setUp();
		await Promise.all([making.make(), making.make()]);
		expect(asked).toHaveLength(1);
	});

	test('is finished only when the last paper is proved, and there is no way back out of the papers', async () => {
		const { making } = setUp();
		await answer(making);
		expect(making.back()).toBe(false);
		making.papers?.saved();
		making.papers?.written();
		making.papers?.asked.forEach((place, at) => making.papers?.type(at, words[place] ?? ''));
		await making.next();
		expect(making.step).toBe('made');
	});
});
