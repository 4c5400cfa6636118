import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { createMark, MarkStatus } from './attendance';
import { beginBatch, openBatch, waitingBatch } from './batch';
import { writeCare } from './care';
import { createCheckIn, type Face } from './check-in';
import { disclose, smallCount } from './disclosure';
import { BatchId } from './ids';
import { changeMember } from './member';
import { writeNote } from './player';
import { closeSession, countGuests, openCorrection, startSession } from './session';
import { chooseAtmosphere, chooseThemes, writeSummaryText } from './summary';
import { createNotebook } from './test-notebook';

const random = createRandom();
const canary = { care: 'zq-care-zq', note: 'zq-note-zq', correction: 'zq-reason-zq' };
const texts = ['wentWell', 'wasHard', 'agreed', 'askSupervisor'] as const;

interface Meeting {
	readonly names: readonly string[];
	readonly statuses: readonly (MarkStatus | null)[];
	readonly guests: number;
	readonly words: readonly string[];
	readonly themes: readonly string[];
	readonly faces: readonly Face[];
}

/** A session in which everything that must not leave was written too. */
function hold({ names, statuses, guests, words, themes, faces }: Meeting) {
	const notebook = createNotebook();
	const { ledger, write, now } = notebook;
	const group = notebook.group();
	const members = names.map((name) => notebook.member(group, name));
	const planned = notebook.next(group);
	write(startSession(planned, 2, 1));
	members.forEach(({ id }, at) => write(createMark(now(planned), id, statuses[at] ?? null)));
	write(countGuests(now(planned), guests));
	texts.forEach((field, at) => write(writeSummaryText(now(planned), field, (words[at] ?? '').slice(0, 4000))));
	write(chooseThemes(now(planned), themes));
	write(chooseAtmosphere(now(planned), 4));
	write(writeNote(now(planned), 'opening', canary.note));
	write(writeCare(planned.id, 'note', canary.care));
	write(writeCare(planned.id, 'face', 1));
	const batch = BatchId.parse(random.uuid());
	write(beginBatch(ledger, group.id, batch));
	const answers = faces.flatMap((face) => {
		const made = createCheckIn(random, batch, { body: face, mind: face, others: face, hope: face, session: face });
		return made.ok ? [made.value] : [];
	});
	write(openBatch(ledger, waitingBatch(ledger, group.id)!, answers, planned.plannedOn) ?? []);
	write(closeSession(now(planned), 2));
	write(openCorrection(now(planned), 'c1', canary.correction, '2026-01-08'));
	const ids = [group.id, planned.id, batch, ...members.map(({ id }) => id), ...answers.map(({ id }) => id)];
	return {
		...notebook,
		group,
		members,
		session: now(planned),
		ids,
		report: () => disclose(ledger, group, now(planned))
	};
}

const blank: Meeting = { names: [], statuses: [], guests: 0, words: [], themes: [], faces: [] };
const masked = (name: string, text: string) => hold({ ...blank, names: [name], words: [text] }).report().wentWell;

/** The words of a text as a reader sees them; a mask stands between the words on its sides. */
const wordsOf = (text: string) =>
	` ${text
		.replace(/\p{Cf}/gu, '')
		.replaceAll('•••', ' masked ')
		.toLowerCase()
		.split(/[^\p{L}\p{N}\p{M}]+/u)
		.join(' ')} `;

const names = [
	'Rose',
	'Hoa Mai',
	'Đào',
	'Lê',
	'Jean-Luc',
	'R.o(s]e*',
	'x+',
	'قمر',
	'小花',
	'7',
	'O’Neil',
	'Ana',
	'Ana Lu',
	'Été'
];
const anyName = fc.oneof(
	fc.constantFrom(...names),
	fc
		.string({ unit: fc.constantFrom(...'abéđXYZ-. '), minLength: 1, maxLength: 6 })
		.filter((name) => /\p{L}/u.test(name))
);
const anyWords = (used: readonly string[]) =>
	fc
		.array(
			fc.oneof(
				fc.constantFrom(...used, ...used.map((name) => name.toUpperCase()), ...used.map((name) => name.toLowerCase())),
				fc.constantFrom(' ', '\n', ',', '’', 's', '-', '(', '\u200D', '<b>', 'avec', '小', '😀', '.'),
				fc.string({ unit: 'grapheme', maxLength: 5 })
			),
			{ maxLength: 14 }
		)
		.map((parts) => parts.join(''));
const anyMeeting = fc.uniqueArray(anyName, { minLength: 1, maxLength: 8 }).chain((used) =>
	fc.record({
		names: fc.constant(used),
		statuses: fc.array(fc.option(fc.constantFrom(...MarkStatus.options)), { minLength: 8, maxLength: 8 }),
		guests: fc.nat(4),
		words: fc.array(anyWords(used), { minLength: 4, maxLength: 4 }),
		themes: fc.array(anyWords(used), { maxLength: 4 }),
		faces: fc.array(fc.option(fc.integer({ min: 1, max: 4 })), { maxLength: 8 })
	})
);

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
				for (const count of [told.came, told.expected]) expect([1, 2]).not.toContain(count);
			})
		);
	}, 180_000);

	test('has these fields and no others', () => {
		const { report } = hold({ ...blank, names, statuses: [], faces: [3, 3, 3, 3, 3] });
		expect(Object.keys(report()).sort()).toEqual(
			[
				...['agreed', 'askSupervisor', 'atmosphere', 'came', 'day', 'expected', 'guideId', 'guideVersion'],
				...['held', 'themes', 'v', 'wasHard', 'wellbeing', 'wentWell']
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
		expect(disclose(ledger, group, session).wentWell).toBe('Lune et ••• et •••');
		expect(disclose(other.ledger, group, session).wentWell).toBe('');
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
