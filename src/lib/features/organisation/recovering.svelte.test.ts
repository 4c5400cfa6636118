import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import type { Organisation, Recovery } from '$lib/runtime/organisation.svelte';
import { Recovering, type ChosenFile } from './recovering.svelte';

type Answer = Awaited<ReturnType<Organisation['recover']>>;

const file = (name: string, byte: number, changes: Partial<ChosenFile> = {}): ChosenFile => ({
	name,
	size: 1,
	arrayBuffer: () => Promise.resolve(Uint8Array.of(byte).buffer),
	...changes
});

function setUp(...answers: readonly Answer[]) {
	const asked: Recovery[] = [];
	const steps: string[] = [];
	const recovering: Recovering = new Recovering({
		organisation: {
			recover: (recovery) => {
				asked.push(recovery);
				return Promise.resolve(answers[asked.length - 1] ?? ok(undefined));
			}
		},
		origin: 'https://cercle.example',
		pause: () => {
			steps.push(recovering.step);
			return Promise.resolve();
		}
	});
	return { recovering, asked, steps };
}

async function fillPaper(recovering: Recovering, name: string, byte: number): Promise<void> {
	await recovering.choose(file(name, byte));
	for (let word = 0; word < 5; word++) recovering.type(word, `${name}${word}`);
	await recovering.next();
}

async function fillAll(recovering: Recovering): Promise<void> {
	await recovering.next();
	for (let at = 0; at < recovering.count; at++) await fillPaper(recovering, `copy-${at}`, at);
	recovering.name = ' Maison ';
	recovering.label = 'Lan';
	await recovering.next();
	recovering.roles = ['facilitator'];
	await recovering.next();
}

describe('bringing an organisation back', () => {
	test('asks two papers of three, then who she is, and draws the screen before the work begins', async () => {
		const { recovering, asked, steps } = setUp();
		await fillAll(recovering);
		expect(asked).toEqual([
			{
				origin: 'https://cercle.example',
				files: [0, 1].map((at) => ({
					bytes: Uint8Array.of(at),
					words: [0, 1, 2, 3, 4].map((word) => `copy-${at}${word}`)
				})),
				name: 'Maison',
				label: 'Lan',
				roles: ['facilitator']
			}
		]);
		expect(steps).toEqual(['working']);
		expect(recovering.step).toBe('done');
		expect(recovering.paper.words.join('')).toBe('');
	});

	test('asks one paper where there is one', async () => {
		const { recovering, asked } = setUp();
		recovering.custodians = 1;
		await fillAll(recovering);
		expect(asked[0]?.files).toHaveLength(1);
	});

	test('goes on only from a paper with its file and all its words, and back loses none of them', async () => {
		const { recovering } = setUp();
		await recovering.next();
		for (let word = 0; word < 5; word++) recovering.type(word, 'ami');
		await recovering.next();
		expect([recovering.step, recovering.at]).toEqual(['paper', 0]);
		await recovering.choose(file('one', 1));
		recovering.type(4, ' ');
		await recovering.next();
		expect(recovering.at).toBe(0);
		recovering.type(4, 'abri');
		await recovering.next();
		expect(recovering.at).toBe(1);
		expect(recovering.back()).toBe(true);
		expect(recovering.paper).toMatchObject({ name: 'one', words: ['ami', 'ami', 'ami', 'ami', 'abri'] });
		expect(recovering.back()).toBe(true);
		expect(recovering.back()).toBe(false);
	});

	test('says at once when a file cannot be read, and does not read a film', async () => {
		const { recovering } = setUp();
		await recovering.next();
		await recovering.choose(file('gone', 1, { arrayBuffer: () => Promise.reject(new Error('gone')) }));
		expect([recovering.fault, recovering.paper.name]).toEqual(['unreadable', null]);
		const film = { size: 3_000_000_000, arrayBuffer: () => Promise.reject(new Error('read')) };
		await recovering.choose(file('film', 1, film));
		expect(recovering.fault).toBe('unreadable');
		await recovering.choose(file('copy', 1));
		expect([recovering.fault, recovering.paper.name]).toEqual([null, 'copy']);
	});

	test('leads back to the paper that is wrong, with everything typed, and can be tried again', async () => {
		const { recovering, asked } = setUp(err({ type: 'PassphraseWrong', at: 1 }), err({ type: 'Offline' }));
		await fillAll(recovering);
		expect([recovering.step, recovering.at]).toEqual(['paper', 1]);
		expect(recovering.isPaperWhole).toBe(true);
		for (const step of ['name', 'roles', 'working']) {
			await recovering.next();
			expect(recovering.step).toBe(step);
		}
		expect(recovering.act.problem).toEqual({ type: 'Offline' });
		await recovering.recover();
		expect(recovering.step).toBe('done');
		expect(asked).toHaveLength(3);
	});
});
