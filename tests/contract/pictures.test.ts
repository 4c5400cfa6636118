import { describe, expect, it } from 'vitest';
import { pictureIds } from '$lib/domain/picture';
import { pictures as en } from '$lib/i18n/en/pictures';
import { pictures as fr } from '$lib/i18n/fr/pictures';
import { pictures as vi } from '$lib/i18n/vi/pictures';

// A person who hears their secret read aloud must hear one name for one picture.
describe.each([
	['fr', fr],
	['en', en],
	['vi', vi]
] as const)('picture names in %s', (locale, names) => {
	it('name every picture', () => {
		expect(Object.keys(names)).toEqual(expect.arrayContaining([...pictureIds]));
		expect(Object.values(names).filter((name) => name.trim() === '')).toEqual([]);
	});

	it('are never shared by two pictures', () => {
		const heard = Object.values(names).map((name) => name.toLocaleLowerCase(locale));
		expect(new Set(heard).size).toBe(heard.length);
	});

	it('have the same keys as French', () => {
		expect(Object.keys(names)).toEqual(Object.keys(fr));
	});
});
