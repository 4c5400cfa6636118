import { describe, expect, it } from 'vitest';
import { err } from '$lib/base/result';
import { createRandom } from '$lib/base/random';
import type { LocaleId } from '$lib/i18n/locales';
import { createMemoryRuntime } from '$lib/runtime/memory-runtime';
import type { Secret } from '$lib/runtime/secret';
import { Starting, type StartingDeps } from './starting.svelte';

async function begin(deps: Partial<StartingDeps> = {}) {
	const { door, random } = await createMemoryRuntime('2026-11-22');
	await door.lock(true);
	let made = 0;
	const starting = new Starting({
		make: (secret) => door.create(secret),
		random,
		locale: () => 'fr',
		onmade: () => (made += 1),
		...deps
	});
	await starting.next();
	await starting.next();
	return { starting, door, made: () => made };
}

const picksOf = (secret: Secret | null) => (secret?.kind === 'pictures' ? secret.picks : []);
const wordsOf = (secret: Secret | null) => (secret?.kind === 'words' ? secret.words : []);

async function touch(starting: Starting, picks: readonly number[]) {
	for (const pick of picks) await starting.pick(pick);
}

describe('the assigned secret', () => {
	it('is there when its screen comes: eight pictures, or five words', async () => {
		const { starting } = await begin();
		expect(starting.step).toBe('secret');
		expect(picksOf(starting.secret)).toHaveLength(8);
		await starting.choose('words');
		expect(wordsOf(starting.secret)).toHaveLength(5);
	});

	it('is kept by Back, by looking at the other kind, and by another language', async () => {
		let locale: LocaleId = 'fr';
		const { starting } = await begin({ locale: () => locale });
		const pictures = starting.secret;
		await starting.choose('words');
		const words = starting.secret;
		locale = 'vi';
		await starting.choose('words');
		expect(starting.secret).not.toEqual(words);
		locale = 'fr';
		expect(starting.secret).toBe(words);
		await starting.choose('pictures');
		expect(starting.secret).toBe(pictures);
		starting.back();
		starting.back();
		expect(starting.step).toBe('language');
		await starting.next();
		await starting.next();
		expect(starting.secret).toBe(pictures);
	});

	it('is another one when asked for', async () => {
		const { starting } = await begin({ random: createRandom() });
		const before = starting.secret;
		await starting.renew();
		expect(starting.secret).not.toEqual(before);
	});
});

describe('the proof that it was kept', () => {
	it('makes a notebook that this secret opens', async () => {
		const { starting, door, made } = await begin();
		const { secret } = starting;
		await starting.next();
		await touch(starting, picksOf(secret));
		expect(made()).toBe(1);
		expect(door.state).toBe('open');
		await door.lock(true);
		expect(secret && (await door.unlock(secret)).ok).toBe(true);
	});

	it('refuses the same pictures in another order, and lets her try again', async () => {
		const { starting, made } = await begin();
		const picks = picksOf(starting.secret);
		await starting.next();
		await touch(starting, [...picks].reverse());
		expect(starting.differs).toBe(true);
		expect(starting.picks).toEqual([]);
		expect(made()).toBe(0);
		await touch(starting, picks);
		expect(made()).toBe(1);
	});

	it('takes words with other capitals, spaces and without accents', async () => {
		const { starting, made } = await begin({ locale: () => 'vi' });
		await starting.choose('words');
		const words = wordsOf(starting.secret);
		await starting.next();
		words.forEach((word, at) => starting.type(at, ` ${word.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase()} `));
		await starting.next();
		expect(made()).toBe(1);
	});

	it('keeps wrong words on screen so that one can be mended', async () => {
		const { starting, made } = await begin();
		await starting.choose('words');
		const words = wordsOf(starting.secret);
		await starting.next();
		words.forEach((word, at) => starting.type(at, at === 2 ? 'zzz' : word));
		await starting.next();
		expect(starting.differs).toBe(true);
		starting.type(2, words[2]!);
		expect(starting.differs).toBe(false);
		await starting.next();
		expect(made()).toBe(1);
	});

	it('asks again for all of it after another secret was taken', async () => {
		const { starting } = await begin();
		await starting.next();
		await touch(starting, [1, 2, 3]);
		starting.back();
		await starting.renew();
		await starting.next();
		expect(starting.picks).toEqual([]);
	});
});

it('says when the phone cannot keep the notebook, and makes it on another try', async () => {
	const { door } = await createMemoryRuntime('2026-11-22');
	let isFull = true;
	const { starting, made } = await begin({
		make: (secret) => (isFull ? Promise.resolve(err({ type: 'QuotaExceeded' })) : door.create(secret))
	});
	const picks = picksOf(starting.secret);
	await starting.next();
	await touch(starting, picks);
	expect(starting.step).toBe('making');
	expect(starting.problem).toEqual({ type: 'QuotaExceeded' });
	isFull = false;
	await starting.make();
	expect(made()).toBe(1);
});
