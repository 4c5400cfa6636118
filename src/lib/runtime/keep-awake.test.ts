import { describe, expect, test } from 'vitest';
import { keepAwake } from './keep-awake';

const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('keeping the screen lit', () => {
	test('asks at once, again after the page was hidden, and lets go at the end', async () => {
		const { page, lock, turn } = create();
		const stop = keepAwake(lock, page);
		await settled();
		expect(lock.held).toBe(1);
		turn('hidden');
		await settled();
		expect(lock.held).toBe(0);
		turn('visible');
		await settled();
		expect(lock.held).toBe(1);
		stop();
		await settled();
		expect(lock.held).toBe(0);
		turn('visible');
		await settled();
		expect(lock.held).toBe(0);
	});

	test('lets go of a lock that comes after the end', async () => {
		const { page, lock } = create();
		keepAwake(lock, page)();
		await settled();
		expect(lock.held).toBe(0);
	});

	test('says nothing where the browser has no lock or refuses it', async () => {
		const { page } = create();
		expect(() => keepAwake(undefined, page)()).not.toThrow();
		const stop = keepAwake({ request: () => Promise.reject(new Error('battery')) }, page);
		await settled();
		expect(stop).not.toThrow();
	});
});

function create() {
	const listeners = new Set<() => void>();
	const page = {
		visibilityState: 'visible' as DocumentVisibilityState,
		addEventListener: (_type: string, listener: () => void) => void listeners.add(listener),
		removeEventListener: (_type: string, listener: () => void) => void listeners.delete(listener)
	};
	const lock = {
		held: 0,
		request: () => {
			let isHeld = true;
			lock.held += 1;
			const release = () => {
				if (isHeld) lock.held -= 1;
				isHeld = false;
				return Promise.resolve();
			};
			drop = () => void release();
			return Promise.resolve({ release });
		}
	};
	let drop = () => undefined as void;
	const turn = (state: DocumentVisibilityState) => {
		page.visibilityState = state;
		// As the browser does, before the page hears of it.
		if (state === 'hidden') drop();
		for (const listener of listeners) listener();
	};
	return { page, lock, turn };
}
