import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { disclose, smallCount } from './disclosure';
import { changeMember } from './member';
import { anyMeeting, blank, canary, hold, names, texts, wordsOf } from './test-meeting';
import { createNotebook } from './test-notebook';

const random = createRandom();
const masked = (name: string, text: string) => hold({ ...blank, names: [name], words: [text] }).report().wentWell;

describe('what leaves, whatever was written', () => {
	test('names nobody of the group, and holds no id, no private note and no count of one or two', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const { report, ids, members } = hold(meeting);
				const told = report();
				for (const text of [...told.themes, ...texts.map((field) => told[field])])
					for (const { pseudonym } of members) {
						expect(wordsOf(text)).not.toContain(wordsOf(pseudonym));
						if (/[\p{Script=Han}\p{Script=Arabic}]/u.test(pseudonym)) expect(text).not.toContain(pseudonym);
					}
				const all = JSON.stringify(told);
				for (const hidden of [...ids, ...Object.values(canary)]) expect(all).not.toContain(hidden);
				for (const count of [told.came, told.expected, told.before, told.stayed, told.returned])
					expect([1, 2]).not.toContain(count);
			})
		);
	}, 180_000);

	test('has these fields and no others', () => {
		const { report } = hold({ ...blank, names, statuses: [], faces: [3, 3, 3, 3, 3] });
		expect(Object.keys(report()).sort()).toEqual(
			[
				...['agreed', 'askSupervisor', 'atmosphere', 'before', 'came', 'day', 'expected', 'guideId', 'guideVersion'],
				...['held', 'reportedOn', 'returned', 'stayed', 'themes', 'v', 'wasHard', 'wellbeing', 'wentWell']
			].sort()
		);
		expect(report().wellbeing).toEqual({ wellbeing: 'well', direction: null });
	});

	test('is the same each time for the same vault', () => {
		fc.assert(
			fc.property(anyMeeting, (meeting) => {
				const { report } = hold(meeting);
				expect(report()).toEqual(report());
			}),
			{ numRuns: 20 }
		);
	});
});

describe('a pseudonym in a text', () => {
	test.each([
		['Rose', 'Rose a parlé, ROSE a ri; l’idée de rose.', '••• a parlé, ••• a ri; l’idée de •••.'],
		['Rose', 'Roseraie, arroser, Rosée', 'Roseraie, arroser, Rosée'],
		['Hoa Mai', 'hoa  mai, Hoa\nMai, Hoa-Mai, HoaMai; Hoa', '•••, •••, •••, •••; Hoa'],
		['Hoa Đào', 'Hoa dao vắng', '••• vắng'],
		['Lê', 'le jardin, lề', '••• jardin, lề'],
		['Ana', 'Ro\u200Dse, A\u00ADna', 'Ro\u200Dse, •••'],
		['小花', '今天小花说', '今天•••说'],
		['قمر', 'وقمر جاءت', 'و••• جاءت'],
		['Rose', '小Rose花 و Roseجاءت', '小•••花 و •••جاءت'],
		['🌙', 'avec🌙ici', 'avec•••ici'],
		['a.b*(c', 'voici A.B*(C!', 'voici •••!'],
		['__proto__', 'le __proto__ va', 'le ••• va']
	])('%s: %j becomes %j', (name, text, expected) => expect(masked(name, text)).toBe(expected));

	test('is masked too when its bearer left, was renamed elsewhere, or is in another group', () => {
		const { ledger, write, group, session, member } = hold({ ...blank, words: ['Lune et Soleil et Vent'] });
		const other = createNotebook();
		const there = member(group, 'Lune');
		write(changeMember(there.id, 'pseudonym', 'Vent'));
		member({ ...group, id: session.groupId }, 'Soleil', '2025-01-01');
		expect(disclose(ledger, group, session, '2026-01-09').wentWell).toBe('Lune et ••• et •••');
		expect(disclose(other.ledger, group, session, '2026-01-09').wentWell).toBe('');
	});

	test('does not hide a theme of the list, but hides one of her own', () => {
		const { report } = hold({ ...blank, names: ['Trust'], themes: ['trust', 'Trust et nous'] });
		expect(report().themes).toEqual(['trust', '••• et nous']);
	});

	test('is found among forty without waiting, in texts made to be slow', () => {
		const many = Array.from({ length: 40 }, (_, at) => `Ana Lu${'a'.repeat(at % 20)} ${at}`);
		const words = ['ana ', 'ana-', '-', 'ana\u200D'].map((unit) => unit.repeat(4000 / unit.length));
		const { report } = hold({ ...blank, names: many, words });
		const start = performance.now();
		report();
		expect(performance.now() - start).toBeLessThan(5000);
	});

	test('an id that was typed or pasted is masked as well', () => {
		const id = random.uuid();
		expect(masked('Rose', `voir ${id.toUpperCase()}`)).toBe('voir •••');
	});
});

describe('counts', () => {
	test.each([0, 1, 2, 3, 8])('of %i people who came', (people) => {
		const statuses = Array.from({ length: people }, () => 'present' as const);
		const { report } = hold({ ...blank, names: names.slice(0, people), statuses });
		const told = people > 0 && people < smallCount ? 'few' : people;
		expect(report()).toMatchObject({ came: told, expected: told, held: true });
	});

	test('guests are among those who came and are not told apart', () => {
		const { report } = hold({
			...blank,
			names: names.slice(0, 4),
			statuses: ['present', 'late', 'told', null],
			guests: 1
		});
		expect(report()).toMatchObject({ came: 3, expected: 4 });
		expect(report()).not.toHaveProperty('guests');
	});

	test('the band is not told before its batch opened', () => {
		expect(hold({ ...blank, faces: [3, 3, 3, 3] }).report().wellbeing).toBeNull();
	});
});
