import { describe, expect, test } from 'vitest';
import { err, ok } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { ShortCode } from './short-code.svelte';

const setUp = (isFull = false) => {
	const edits: Edit[] = [];
	const shortCode = new ShortCode({
		append: async (made) => {
			if (isFull) return err({ type: 'QuotaExceeded' });
			edits.push(...made);
			return ok(undefined);
		}
	});
	shortCode.open(true);
	return { shortCode, edits };
};

describe('the short code', () => {
	test.each(['', '123', '1234567', '12a4', '１２３４'])('refuses what is not four to six digits: %s', async (typed) => {
		const { shortCode, edits } = setUp();
		expect(await shortCode.choose(typed, typed)).toBe(false);
		expect(shortCode.fault).toBe('digits');
		expect(edits).toEqual([]);
	});

	test('is set only when both agree, and the fields close', async () => {
		const { shortCode, edits } = setUp();
		expect(await shortCode.choose('2580', '2581')).toBe(false);
		expect(shortCode.fault).toBe('differs');
		expect(await shortCode.choose('2580', '2580')).toBe(true);
		expect(edits).toEqual([{ table: 'setting', row: 'pin', field: 'value', value: '2580' }]);
		expect(shortCode.isChoosing).toBe(false);
	});

	test('can be removed', async () => {
		const { shortCode, edits } = setUp();
		expect(await shortCode.remove()).toBe(true);
		expect(edits.at(-1)?.value).toBeNull();
	});

	test('says so when it could not be kept, and stays open', async () => {
		const { shortCode } = setUp(true);
		expect(await shortCode.choose('2580', '2580')).toBe(false);
		expect(shortCode.problem).toEqual({ type: 'QuotaExceeded' });
		expect(shortCode.isChoosing).toBe(true);
	});
});
