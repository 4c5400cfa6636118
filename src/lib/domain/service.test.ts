import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { ServiceId } from './ids';
import {
	blankService,
	changeService,
	chooseForThankYou,
	dialled,
	findServices,
	isDueForCheck,
	isOpenAt,
	retireService,
	secureAddress,
	serviceOf,
	shownServices,
	weekdayOf,
	wordsIn,
	type Service,
	type ServiceDraft,
	type ServiceQuery
} from './service';
import { createNotebook } from './test-notebook';

const today = '2026-11-23';
const phone = { number: '111', note: '' };

function createDirectory() {
	const notebook = createNotebook();
	const random = createSeededRandom(5);
	const add = (draft: Partial<ServiceDraft>): Service => {
		const id = ServiceId.parse(random.uuid());
		notebook.write(changeService(notebook.ledger, id, { ...blankService, name: { any: 'X' }, ...draft }, today));
		return serviceOf(notebook.ledger, id)!;
	};
	return { ...notebook, add };
}

describe('an entry of the directory', () => {
	test('holds what was typed, cleaned, and an empty field is not even written', () => {
		const { add, ledger } = createDirectory();
		const service = add({
			name: { fr: '  Écoute   111 ' },
			phones: [phone, { number: ' ', note: '' }],
			kinds: ['hotline']
		});
		expect(service).toMatchObject({ name: { fr: 'Écoute 111' }, phones: [phone], kinds: ['hotline'], checkedOn: '' });
		expect(Object.keys(ledger.tables.get('service')!.get(service.id)!.cells).sort()).toEqual([
			'kinds',
			'name',
			'phones'
		]);
	});

	test('a field can be emptied again', () => {
		const { add, ledger, write } = createDirectory();
		const { id } = add({ area: 'Hà Nội' });
		write(changeService(ledger, id, { ...blankService, name: { any: 'X' } }, today));
		expect(serviceOf(ledger, id)?.area).toBe('');
	});

	test.each([
		['no name', { name: { any: ' ' } }, 'ServiceNameMissing'],
		['a name as long as a page', { name: { any: 'x'.repeat(121) } }, 'ServiceTextTooLong'],
		['letters for a number', { phones: [{ number: 'call me', note: '' }] }, 'PhoneUnreadable'],
		['a code the phone would obey', { phones: [{ number: '*#06#', note: '' }] }, 'PhoneUnreadable'],
		['a page that runs as a script', { web: 'javascript:alert(1)' }, 'WebUnreadable'],
		['a page without encryption', { web: 'http://example.org' }, 'WebUnreadable'],
		[
			'an opening without an end',
			{ hours: { ...blankService.hours, openings: [{ days: [1], from: '08:00', to: '' }] } },
			'HoursUnreadable'
		],
		['a check in the future', { checkedOn: '2026-11-24' }, 'CheckedOnUnreadable']
	] as const)('is refused with %s', (_, draft, type) => {
		const { ledger } = createNotebook();
		const id = ServiceId.parse(createSeededRandom(9).uuid());
		const changed = changeService(ledger, id, { ...blankService, name: { any: 'X' }, ...draft }, today);
		expect(changed).toMatchObject({ ok: false, error: { type } });
	});

	test('is shown in the language asked for, else in the one for all, else in any', () => {
		expect(wordsIn({ any: 'a', vi: 'v' }, 'vi')).toBe('v');
		expect(wordsIn({ any: 'a', vi: 'v' }, 'fr')).toBe('a');
		expect(wordsIn({ km: 'k' }, 'fr')).toBe('k');
		expect(wordsIn({}, 'constructor')).toBe('');
	});
});

describe('looking for an entry', () => {
	test('finds it by any of its words, with or without accents, by kind and by language', () => {
		const { add } = createDirectory();
		const one = add({ name: { vi: 'Đường dây nóng' }, area: 'Hà Nội', kinds: ['hotline'], languages: ['vi'] });
		const two = add({
			name: { fr: 'Maison' },
			text: { fr: 'Un abri à Lyon' },
			kinds: ['shelter'],
			languages: ['fr', 'vi']
		});
		const find = (query: Partial<ServiceQuery>) =>
			findServices([one, two], { text: '', kind: null, language: null, ...query });
		expect(find({})).toEqual([one, two]);
		expect(find({ text: 'duong HA NOI' })).toEqual([one]);
		expect(find({ text: 'abri' })).toEqual([two]);
		expect(find({ text: 'abri hanoi' })).toEqual([]);
		expect(find({ kind: 'shelter' })).toEqual([two]);
		expect(find({ language: 'vi', text: 'maison' })).toEqual([two]);
	});
});

describe('what can be touched on an entry', () => {
	test.each([
		['+84 (0)24 3936 1111', '+842439361111'],
		['111', '111'],
		['01.40-20 30/40', '0140203040'],
		['1', null],
		['+', null],
		['12;ext=4', null],
		['１１１', null],
		['#31#0612345678', null]
	])('%s dials %s', (typed, digits) => expect(dialled(typed)).toBe(digits));

	test('a number that can be dialled is digits with at most one plus', () => {
		fc.assert(fc.property(fc.string(), (text) => void expect(dialled(text) ?? '00').toMatch(/^\+?\d{2,18}$/)));
	});

	test('a page is always https, without a name or a password in it', () => {
		expect(secureAddress('www.example.org/aide')).toBe('https://www.example.org/aide');
		for (const text of ['https://a:b@example.org', 'data:text/html,x', 'ftp://x.org', 'https://localhost', 'x'])
			expect(secureAddress(text)).toBeNull();
		fc.assert(
			fc.property(
				fc.oneof(fc.webUrl(), fc.string()),
				(text) => void expect(secureAddress(text) ?? 'https://').toMatch(/^https:\/\//)
			)
		);
	});
});

describe('whether it is open', () => {
	const hours = { always: false, note: '', openings: [{ days: [1], from: '22:00', to: '06:00' }] };

	test('follows the week, also over midnight', () => {
		expect(weekdayOf('2026-11-23')).toBe(1);
		expect(isOpenAt(hours, '2026-11-23', '23:00')).toBe(true);
		expect(isOpenAt(hours, '2026-11-24', '05:59')).toBe(true);
		expect(isOpenAt(hours, '2026-11-24', '06:00')).toBe(false);
		expect(isOpenAt(hours, '2026-11-23', '05:00')).toBe(false);
	});

	test('is not claimed where no hours are known', () => {
		expect(isOpenAt(blankService.hours, today, '10:00')).toBeNull();
		expect(isOpenAt({ ...blankService.hours, always: true }, today, '03:00')).toBe(true);
	});
});

describe('making sure that it is still true', () => {
	test.each([
		['', true],
		['2026-05-23', true],
		['2026-05-24', false],
		['2026-11-23', false],
		['not a day', true]
	])('checked on %s, asked again: %s', (checkedOn, due) => expect(isDueForCheck({ checkedOn }, today, 6)).toBe(due));

	test('the last day of a month stays one', () => {
		expect(isDueForCheck({ checkedOn: '2026-08-31' }, '2027-02-27', 6)).toBe(false);
		expect(isDueForCheck({ checkedOn: '2026-08-31' }, '2027-02-28', 6)).toBe(true);
	});
});

describe('what participants see', () => {
	test('is at most three entries, each with a number, and a fourth is refused in words', () => {
		const { add, ledger, write } = createDirectory();
		const [first, second, third, fourth] = [1, 2, 3, 4].map((n) => add({ name: { any: `S${n}` }, phones: [phone] }));
		for (const service of [first, second, third]) write(chooseForThankYou(ledger, service!, true));
		expect(chooseForThankYou(ledger, fourth!, true)).toEqual({ ok: false, error: { type: 'ThankYouFull', most: 3 } });
		write(retireService(first!.id, true));
		expect(shownServices(ledger)).toHaveLength(2);
		write(chooseForThankYou(ledger, fourth!, true));
		expect(shownServices(ledger)).toHaveLength(3);
	});

	test('never more than three, even when two people chose apart', () => {
		const { add, ledger, write } = createDirectory();
		for (let n = 0; n < 5; n++)
			write([{ table: 'service', row: add({ phones: [phone] }).id, field: 'onThankYou', value: true }]);
		expect(shownServices(ledger)).toHaveLength(3);
		expect(shownServices(ledger)).toEqual(shownServices(ledger));
	});

	test('is nothing without a number to call', () => {
		const { add, ledger } = createDirectory();
		expect(chooseForThankYou(ledger, add({}), true)).toMatchObject({ error: { type: 'ThankYouNeedsPhone' } });
	});
});
