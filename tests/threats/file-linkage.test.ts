/**
 * Attack (case 63 of the protocol): somebody has every file that an organisation ever saved, of every period, and the
 * attendance lists of every session of every group (A2, A9, A11). She looks for numbers that can only be one member's:
 * as many answers as only this member can have given in those months, or more than all others together could have given.
 *
 * Refused means: over many organisations, at most 2 in 100 members are tied to a number, and a tie is right no more often
 * than chance has it. The same attacker reads a file that was refused (docs/decisions/0031), a response for each person
 * and session with a code and nobody's name, where she must know most of them: if she did not, the test would prove
 * nothing. The honest use still works: the files hold numbers.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { createSeededRandom, randomBelow, type Random } from '$lib/base/random';
import { fieldEdits } from '$lib/domain/change';
import { BatchId, GroupId } from '$lib/domain/ids';
import { monthsOf, quarterOf, type Month } from '$lib/domain/period';
import { blockEdits } from '$lib/domain/suppression';
import { createNotebook } from '$lib/domain/test-notebook';
import type { Words } from '$lib/features/dashboard/shown-tables';
import { loadTranslate } from '$lib/i18n';
import { saveAll, screenOf, type Told } from './saved-files';

const organisations = 12;
const members = 8;
const weeks = 39;
const options = 5;

interface Answer {
	readonly member: number;
	readonly week: number;
	readonly option: number;
}

interface Office {
	readonly memberCount: number;
	/** By member, the weeks in which she came: what the lists say. */
	readonly came: readonly ReadonlySet<number>[];
	/** What nobody has: whose answer fell where, by the month in which its batch opened. */
	readonly answers: ReadonlyMap<Month, readonly Answer[]>;
	/** Every number of every file of every period. */
	readonly told: readonly Told[];
}

const monthOfWeek = (week: number): Month => `2025-${String(1 + Math.floor(week / 4.34)).padStart(2, '0')}`;
const isChance = (random: Random, percent: number) => randomBelow(random, 100) < percent;

/** A year of three to eight groups. Everybody has her own way of coming, and most have a face of their own. */
function holdYear(words: Words, seed: number): Office {
	const random = createSeededRandom(seed);
	const notebook = createNotebook();
	const groups = Array.from({ length: 3 + (seed % 6) }, () => GroupId.parse(random.uuid()));
	const memberCount = groups.length * members;
	const habits = Array.from({ length: memberCount }, () => 35 + randomBelow(random, 60));
	const faces = Array.from({ length: memberCount }, () => randomBelow(random, options - 1));
	const came = habits.map(
		(habit) => new Set(Array.from({ length: weeks }, (_, week) => week).filter(() => isChance(random, habit)))
	);
	const answers = new Map<Month, Answer[]>();
	groups.forEach((groupId, group) => {
		let gathered: Answer[] = [];
		for (let week = 0; week < weeks; week += 1) {
			for (let member = group * members; member < (group + 1) * members; member += 1) {
				if (!came[member]?.has(week)) continue;
				const option = isChance(random, 75) ? (faces[member] ?? 0) : randomBelow(random, options);
				gathered.push({ member, week, option });
			}
			if (gathered.length < 10) continue;
			const id = BatchId.parse(random.uuid());
			const month = monthOfWeek(week);
			const counts = Array.from(
				{ length: options - 1 },
				(_, at) => gathered.filter(({ option }) => option === at).length
			);
			const n = gathered.length;
			notebook.write(
				fieldEdits('tally', id, { batchId: id, groupId, month, questionnaire: 'one/1', counts: { hope: counts }, n })
			);
			answers.set(month, [...(answers.get(month) ?? []), ...gathered]);
			gathered = [];
		}
	});
	const told = new Map<string, Told>();
	for (const day of ['2025-05-01', '2025-08-01', '2025-11-01', '2026-02-01']) {
		notebook.write(blockEdits(notebook.ledger, day, () => random.uuid()));
		for (const period of [null, ...monthsOf({ from: '2025-01', to: '2025-12' }).map(quarterOf)])
			for (const numbers of saveAll(words, screenOf(notebook.ledger, { period, groups: null })).values())
				for (const each of numbers)
					if (each.code.startsWith('answers.') && each.months !== 'together') told.set(JSON.stringify(each), each);
	}
	return { memberCount, came, answers, told: [...told.values()] };
}

/** The weeks whose answers may lie in a batch that opened in these months: some waited for a month before. */
const isNear = (week: number, [from = '', to = '']: readonly string[]) =>
	monthOfWeek(week + 4) >= from && monthOfWeek(week) <= to;

const monthsIn = ({ months }: Told): readonly string[] => months.split(' ');

/** Whose answers a number is made of. */
function bearersOf({ answers }: Office, told: Told): readonly number[] {
	const [from = '', to = ''] = monthsIn(told);
	const name = told.code.split('.')[3] ?? '';
	const isIn = ({ option }: Answer) => name === '' || option === (name === 'passed' ? options - 1 : Number(name) - 1);
	return [...answers]
		.filter(([month]) => month >= from && month <= to)
		.flatMap(([, all]) => all.filter(isIn).map(({ member }) => member));
}

/** The members who alone came as often, in those months, as a number says. */
function aloneWithNumber({ came }: Office, told: Told): readonly number[] {
	const fitting = came.flatMap((own, member) => {
		const [from = '', to = ''] = monthsIn(told);
		const times = [...own].filter((week) => monthOfWeek(week) >= from && monthOfWeek(week) <= to).length;
		return times === told.value ? [member] : [];
	});
	return fitting.length === 1 ? fitting : [];
}

/** The members some of whose answers must be in a number, since all others cannot have given so many. */
function surelyIn({ came }: Office, all: Told | undefined, told: Told): readonly number[] {
	if (!all) return [];
	const most = came.map((own) => [...own].filter((week) => isNear(week, monthsIn(told))).length);
	const together = most.reduce((sum, each) => sum + each, 0);
	return most.flatMap((own, member) => (told.value > together - own && own > 0 ? [member] : []));
}

describe('who holds every file and every list', () => {
	let offices: readonly Office[];
	beforeAll(async () => {
		const words: Words = { t: await loadTranslate('en'), locale: 'en' };
		offices = Array.from({ length: organisations }, (_, at) => holdYear(words, 630 + at));
	}, 120_000);

	const people = () => offices.reduce((sum, { memberCount }) => sum + memberCount, 0);
	const share = (tiesIn: (office: Office) => ReadonlySet<number>) =>
		offices.reduce((sum, office) => sum + tiesIn(office).size, 0) / people();

	test('has hundreds of numbers about hundreds of people', () => {
		expect(people()).toBeGreaterThan(400);
		expect(offices.every(({ told }) => told.length > 8)).toBe(true);
		expect(offices.reduce((sum, { told }) => sum + told.length, 0)).toBeGreaterThan(200);
	});

	test('finds at most 2 in 100 members whose answers alone are a number', () => {
		expect(
			share((office) => {
				const tied = new Set<number>();
				for (const told of office.told)
					for (const member of aloneWithNumber(office, told)) {
						const bearers = bearersOf(office, told);
						if (bearers.length > 0 && bearers.every((bearer) => bearer === member)) tied.add(member);
					}
				return tied;
			})
		).toBeLessThanOrEqual(0.02);
	});

	test('is sure of at most 2 in 100 that some answer of theirs is in a number', () => {
		expect(
			share((office) => {
				const tied = new Set<number>();
				for (const told of office.told) {
					if (told.code === 'answers.one/1' || told.code.endsWith('.hidden')) continue;
					const all = office.told.find(({ code, months }) => code === 'answers.one/1' && months === told.months);
					for (const member of surelyIn(office, all, told)) tied.add(member);
				}
				return tied;
			})
		).toBeLessThanOrEqual(0.02);
	});

	test('finds no number, shown or reckoned, that stands for fewer than five answers or fewer than two people', () => {
		for (const office of offices)
			for (const told of office.told) {
				if (told.code.endsWith('.hidden')) expect(told.value === 0 || told.value >= 10).toBe(true);
				else {
					expect(told.value).toBeGreaterThanOrEqual(5);
					expect(bearersOf(office, told)).toHaveLength(told.value);
					expect(new Set(bearersOf(office, told)).size).toBeGreaterThan(1);
				}
			}
	});

	test('would know most people from a response for each person with a code: the attack itself works', () => {
		expect(
			share((office) => {
				const given = [...office.answers.values()].flat();
				// Answers of the last weeks may wait for more: each list counts until the newest answer of its group.
				const untilOf = (member: number) =>
					Math.max(
						...given
							.filter((answer) => Math.floor(answer.member / members) === Math.floor(member / members))
							.map(({ week }) => week)
					);
				const lists = office.came.map((list, member) =>
					[...list]
						.filter((week) => week <= untilOf(member))
						.sort((x, y) => x - y)
						.join()
				);
				const tied = new Set<number>();
				office.came.forEach((_, code) => {
					const weeksOfCode = given
						.filter(({ member }) => member === code)
						.map(({ week }) => week)
						.sort((x, y) => x - y)
						.join();
					const fitting = lists.flatMap((list, member) => (list === weeksOfCode ? [member] : []));
					if (fitting.length === 1 && fitting[0] === code) tied.add(code);
				});
				return tied;
			})
		).toBeGreaterThan(0.5);
	});
});
