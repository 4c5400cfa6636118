import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { Row } from './ledger';
import { cleanLine, cleanLines, isLikelyContact, isLikelyFullName, typedView } from './text';

const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.string({ unit: 'grapheme' }),
	fc.string({
		unit: fc.constantFrom(
			'a',
			'é',
			'e',
			'\u0301',
			' ',
			'\n',
			'\t',
			'\r',
			'\u200B',
			'\u202E',
			'\u2028',
			'\u00AD',
			'\uD83D'
		)
	})
);
const unseen = /[\p{Cc}\p{Cs}\u00AD\u200B\u2028\u2029\u202A-\u202E\u2060-\u2069\uFEFF]/u;

describe('one line', () => {
	test('has no control, no hidden and no direction-turning character, no double space, and is stable', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const line = cleanLine(text);
				expect(line).not.toMatch(unseen);
				expect(line).not.toMatch(/\s\s|^\s|\s$|[^\S ]/u);
				expect(line).toBe(line.normalize('NFC'));
				expect(cleanLine(line)).toBe(line);
			})
		);
	});

	test('keeps words apart that a line break or a tab kept apart', () => {
		expect(cleanLine(' Hoa\tMai\r\nLan\u2028Cúc ')).toBe('Hoa Mai Lan Cúc');
	});

	test('keeps scripts, emoji families and markup as they are', () => {
		for (const text of ['وردة', 'قمر ٧', 'שושנה', '小花', 'Hoa Đào', '👩‍👩‍👧', '👍🏽', '❤️', '<b>&amp;"\'`', '=1+1'])
			expect(cleanLine(text)).toBe(text);
		expect(cleanLine('Hoa \u202Egnal\u202C')).toBe('Hoa gnal');
		expect(cleanLine('Ho\u0061\u0300')).toBe('Hoà');
	});

	test.each([
		'',
		' \n\t',
		'\u200B\uFEFF',
		'\u200E\u200F',
		'\u00AD',
		'\u3164',
		'\u2800',
		'\u0301',
		'\uD83D',
		'\u{E0041}'
	])('is empty when nothing in %j can be seen', (text) => expect(cleanLine(text)).toBe(''));

	test('takes ten thousand characters without waiting', () => {
		const start = performance.now();
		for (const unit of ['a', ' ', '@', '1 ', '(at) ', '.', 'a@', '1..... ', '\u0301', ' at x'])
			for (const check of [cleanLine, cleanLines, isLikelyContact, isLikelyFullName])
				check(unit.repeat(10_000 / unit.length));
		expect(performance.now() - start).toBeLessThan(2000);
	});
});

describe('several lines', () => {
	test('keep line breaks and spaces, and nothing that hides, and are stable', () => {
		fc.assert(
			fc.property(anyText, (text) => {
				const lines = cleanLines(text);
				for (const line of lines.split('\n')) expect(line).not.toMatch(unseen);
				expect(cleanLines(lines)).toBe(lines);
			})
		);
		expect(cleanLines(' one\r\ntwo\rthree\u2028\tfour  ')).toBe(' one\ntwo\nthree\n four  ');
	});

	test('keep every visible character', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom('a', 'é', ' ', '\n', '<', '&', 'ب', '😀', '٧') }), (text) => {
				expect(cleanLines(text)).toBe(text);
			})
		);
	});
});

describe('what could lead to a person is refused', () => {
	test.each([
		'0912 345 678',
		'0912345678',
		'09-12-34-56-78',
		'+84 912 345 678',
		'(+84) 912.345.678',
		'+33 6 12 34 56 78',
		'06.12.34.56.78',
		'0033612345678',
		'06/12/34/56/78',
		'06_12_34_56_78',
		'06–12–34–56–78',
		'07 00 00 00 00 Awa',
		'90 12 34 56',
		'٠٩١٢٣٤٥٦٧٨',
		'۰۹۱۲ ۳۴۵ ۶۷۸',
		'०९१२३४५६७८',
		'０９１２３４５６７８',
		'0\u200B9\u200B1\u200B2\u200B3\u200B4\u200B5\u200B6',
		'0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣',
		'Hoa0912345678',
		'Hoa, 0912, 345, 678',
		'2012 20 34 56',
		'hoa@example.com',
		'hoa＠example．com',
		'hoa @ example . com',
		'hoa(at)example.com',
		'hoa [at] example.com',
		'hoa (arobase) example point com',
		'hoa at example dot com',
		'hoa arobase example point fr',
		'@hoa.mai',
		'zalo.me/hoa',
		'facebook.com/hoa',
		'www.hoa',
		'https://x'
	])('%s', (text) => expect(isLikelyContact(text)).toBe(true));

	test('however seven digits or more are written and separated', () => {
		const digit = fc.integer({ min: 0, max: 9 });
		const script = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10);
		const between = fc.constantFrom('', ' ', '-', '.', '/', ' - ', '\u00A0', '_', '·', '·  ');
		fc.assert(
			fc.property(fc.array(fc.tuple(digit, between), { minLength: 9, maxLength: 15 }), script, (parts, zero) => {
				expect(isLikelyContact(`x ${parts.map(([n, gap]) => String.fromCodePoint(zero + n) + gap).join('')} y`)).toBe(
					true
				);
			})
		);
	});
});

describe('ordinary names are not refused', () => {
	test.each([
		'Lune 7',
		'Rose 12',
		'2024',
		'Printemps 2024-2025',
		'Groupe 2026/2027',
		'Mardi 18:30-20:00',
		'Lundi 12/05/2026',
		'2026-11-22',
		'Hoa Mai',
		'M. Lune',
		'A.B.',
		'Mme Soleil',
		'L’étoile du matin',
		'chat',
		'Atlas',
		'Rose & Lune',
		'R@',
		'123 456',
		'وردة ٧',
		''
	])('%s', (text) => expect(isLikelyContact(text)).toBe(false));

	test('nor is any text without an @, a dot, a bracket or seven digits', () => {
		fc.assert(
			fc.property(
				fc.string({ unit: fc.constantFrom(..."abcđéLơ وردة小花 '’-!?,;", '7', '٧') }),
				(text) => (text.match(/\p{Nd}/gu) ?? []).length >= 7 || / at | arobase /u.test(text) || !isLikelyContact(text)
			)
		);
	});
});

describe('what reads like a full name', () => {
	test.each([
		'Marie Dupont',
		'Nguyễn Văn An',
		'nguyen van an',
		'Trần Hoa',
		'Jean-Pierre Martin',
		'ÉMILIE ROY',
		'Lê Hoa Mai'
	])('%s is warned of', (text) => expect(isLikelyFullName(text)).toBe(true));

	test.each([
		'Hoa Mai',
		'Sao Hôm',
		'Bé Na',
		'Lune',
		'petite lune',
		'Rose 12',
		'la lune',
		'وردة جميلة',
		'小花',
		'',
		'Rose !'
	])('%s is not', (text) => expect(isLikelyFullName(text)).toBe(false));
});

describe('a typed view', () => {
	const viewOf = typedView(z.looseObject({ id: z.string(), name: z.string() }));
	const rowWith = (fields: Row['fields']): Row => ({ id: 'r', fields, cells: {} });

	test('is made once for a row, and is undefined for a row that does not fit', () => {
		const row = rowWith({ name: 'x', more: 1 });
		expect(viewOf(row)).toEqual({ id: 'r', name: 'x', more: 1 });
		expect(viewOf(row)).toBe(viewOf(row));
		expect(viewOf(rowWith({ name: 1 }))).toBeUndefined();
	});

	test('takes its id from the row, not from a field of that name', () => {
		expect(viewOf(rowWith({ name: 'x', id: 'other' }))?.id).toBe('r');
	});

	test('is not misled by a field called __proto__', () => {
		const fields = Object.assign(
			Object.create(null),
			{ name: 'x' },
			JSON.parse('{"__proto__":{"name":"y","admin":true}}')
		);
		const view = viewOf(rowWith(fields));
		expect(view?.name).toBe('x');
		expect((view as Record<string, unknown>)['admin']).toBeUndefined();
	});
});
