import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { err, ok, type Result } from '$lib/base/result';
import { Autosave } from './autosave.svelte';
import type { ScreenProblem } from './problem-text';

describe('a text that saves itself', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	test('writes once, a moment after the last key, and says saved only then', async () => {
		const { field, written } = create();
		field.type('a');
		field.type('ab');
		await vi.advanceTimersByTimeAsync(599);
		expect(written).toEqual([]);
		expect(field.state).toBe('saving');
		await vi.advanceTimersByTimeAsync(1);
		expect(written).toEqual(['ab']);
		expect(field.state).toBe('saved');
	});

	test('keeps the words and the reason when saving fails, and saves them on a later try', async () => {
		const { field, written, vault } = create();
		vault.problem = { type: 'QuotaExceeded' };
		field.type('kept');
		await field.flush();
		expect(field.text).toBe('kept');
		expect(field.state).toBe('failed');
		expect(field.problem).toEqual({ type: 'QuotaExceeded' });
		expect(field.isUnsaved).toBe(true);
		vault.problem = null;
		await field.flush();
		expect(written).toEqual(['kept']);
		expect(field.state).toBe('saved');
		expect(field.isUnsaved).toBe(false);
	});

	test('does not change the text under a finger when the vault tidies it', async () => {
		const { field } = create();
		field.type('word ');
		await vi.advanceTimersByTimeAsync(600);
		expect(field.text).toBe('word ');
		await field.flush();
		expect(field.text).toBe('word');
	});

	test('writes what was typed during a write, and never two writes at once', async () => {
		const { field, written, vault } = create();
		vault.delay = 100;
		field.type('one');
		const first = field.flush();
		field.type('one two');
		const second = field.flush();
		await vi.advanceTimersByTimeAsync(200);
		await Promise.all([first, second]);
		expect(written).toEqual(['one', 'one two']);
		expect(vault.mostAtOnce).toBe(1);
		expect(field.state).toBe('saved');
	});

	test('writes nothing when nothing changed', async () => {
		const { field, written } = create();
		field.type('x');
		field.type('');
		await field.flush();
		expect(written).toEqual([]);
		expect(field.isUnsaved).toBe(false);
	});

	test('drops failed words only when told to', async () => {
		const { field, vault } = create();
		vault.problem = { type: 'VaultLocked' };
		field.type('gone');
		await field.flush();
		field.discard();
		expect(field.text).toBe('');
		expect(field.state).toBe('idle');
		expect(field.isUnsaved).toBe(false);
	});

	test('a save that throws counts as failed and keeps the words', async () => {
		const field = new Autosave({ stored: () => '', save: () => Promise.reject(new Error('bug')) });
		field.type('kept');
		await expect(field.flush()).rejects.toThrow('bug');
		expect(field.state).toBe('failed');
		expect(field.text).toBe('kept');
	});
});

function create() {
	const written: string[] = [];
	const vault = { problem: null as ScreenProblem | null, delay: 0, mostAtOnce: 0 };
	let stored = '';
	let running = 0;
	const save = async (text: string): Promise<Result<void, ScreenProblem>> => {
		running += 1;
		vault.mostAtOnce = Math.max(vault.mostAtOnce, running);
		if (vault.delay > 0) await new Promise((resolve) => setTimeout(resolve, vault.delay));
		running -= 1;
		if (vault.problem) return err(vault.problem);
		written.push(text);
		stored = text.trim();
		return ok(undefined);
	};
	return { field: new Autosave({ stored: () => stored, save }), written, vault };
}
