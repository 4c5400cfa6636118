/**
 * Attack: somebody holds everything the unlocked vault shows (who came when, and which batches opened with which result)
 * and a copy of the answer box from the disk after every meeting. From the pattern of who was there when, she tries to
 * say which answer, or which result, is whose (A1, A2, A8, A9). Attendance patterns are nearly a fingerprint: with one
 * code per person on every answer, most of a group of eight is known after a season.
 *
 * Refused means: at most 2 in 100 members can be tied to rows of the box or to a result. The same attacker is run against
 * coded answers, where she must succeed: if she did not, the first test would prove nothing. The honest use still works:
 * groups get their results.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesToHex } from '$lib/base/bytes';
import { addDays, dayNumber, type Clock } from '$lib/base/clock';
import { createSeededRandom, randomBelow, type Random } from '$lib/base/random';
import type { Result } from '$lib/base/result';
import { createInlineKdf } from '$lib/crypto/kdf-inline';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createMark, marksByMemberId } from '$lib/domain/attendance';
import { batchesOf, beginBatch, openingThreshold, waitingBatch } from '$lib/domain/batch';
import { createCheckIn, type Face } from '$lib/domain/check-in';
import { createGroup, groupOf, type Group } from '$lib/domain/group';
import { BatchId, GroupId, MemberId } from '$lib/domain/ids';
import { rowsOf, type Ledger } from '$lib/domain/ledger';
import { createMember, membersOf } from '$lib/domain/member';
import { closeSession, sessionsOf, startSession, storedSession, upcomingSessions } from '$lib/domain/session';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import { createProfiles } from '$lib/storage/profiles';
import type { SealedRow } from '$lib/storage/store';
import type { Vault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';

const groupCount = 10;
const members = 8;
const meetings = 12;
const firstDay = '2026-01-06';

/** One meeting as the attacker saw it pass: who came, and the rows of the box when everybody had gone. */
interface Seen {
	readonly group: Group;
	readonly day: string;
	readonly came: readonly MemberId[];
	/** The rows as the disk gives them, once before this meeting's result was opened and once after. */
	readonly before: readonly SealedRow[];
	readonly after: readonly SealedRow[];
	/** What the simulation knows and the attacker does not: whose row is whose, in the order they were dropped. */
	readonly bearers: ReadonlyMap<string, MemberId>;
}

interface Season {
	readonly vault: Vault;
	readonly groups: readonly Group[];
	readonly seen: readonly Seen[];
}

const valueOf = <T>(result: Result<T>): T => {
	if (!result.ok) throw new Error(result.error.type);
	return result.value;
};

/** Everybody has her own way of coming: some nearly always, some every other time. */
const habitOf = (random: Random) => 35 + randomBelow(random, 60);
const isChance = (random: Random, percent: number) => randomBelow(random, 100) < percent;
const anyFace = (random: Random): Face => (isChance(random, 10) ? null : 1 + randomBelow(random, 4));

async function holdSeason(seed: number): Promise<Season> {
	const random = createSeededRandom(seed);
	let now = dayNumber(firstDay) * 86_400_000;
	const clock: Clock = { now: () => now, today: () => addDays('1970-01-01', Math.floor(now / 86_400_000)) };
	const directory = createMemoryDirectory();
	const profiles = createProfiles({
		directory,
		// The cost of a guess is tested elsewhere.
		kdf: { ...createInlineKdf(), calibrate: async () => kdfFloor },
		clock,
		random,
		writerLock: createSoleWriter()
	});
	const vault = valueOf(await profiles.create({ kind: 'pictures', picks: [1, 2, 3, 4, 5, 6, 7, 8] }));
	const disk = directory.store(vault.id);
	const write = async (edits: Parameters<Vault['append']>[0]) => valueOf(await vault.append(edits));

	const habits = new Map<MemberId, number>();
	const groups: Group[] = [];
	for (let at = 0; at < groupCount; at += 1) {
		const id = GroupId.parse(random.uuid());
		await write(
			valueOf(
				createGroup(id, {
					alias: `Cercle ${at}`,
					locale: 'fr',
					rhythm: 'weekly',
					time: '18:00',
					packId: 'first-circle',
					coFacilitators: [],
					startsOn: firstDay
				})
			)
		);
		for (let who = 0; who < members; who += 1) {
			const member = MemberId.parse(random.uuid());
			habits.set(member, habitOf(random));
			await write(createMember(member, id, `Lune ${who}`, 'sun', firstDay));
		}
		groups.push(groupOf(vault.ledger(), id)!);
	}

	const seen: Seen[] = [];
	for (let week = 0; week < meetings; week += 1)
		for (const group of groups) {
			now = (dayNumber(firstDay) + week * 7) * 86_400_000;
			const day = clock.today();
			const planned = upcomingSessions(vault.ledger(), group, day, 1)[0]!;
			const session = () => storedSession(vault.ledger(), planned.id)!;
			await write(valueOf(startSession(planned, 1, now)));
			const here = membersOf(vault.ledger(), group.id).map(({ id }) => ({
				id,
				came: isChance(random, habits.get(id)!)
			}));
			await write(here.flatMap(({ id, came }) => valueOf(createMark(session(), id, came ? 'present' : 'absent'))));
			// The phone goes round in the order of the chairs.
			const came = here.filter((member) => member.came).map(({ id }) => id);
			if (!waitingBatch(vault.ledger(), group.id))
				await write(beginBatch(vault.ledger(), group.id, BatchId.parse(random.uuid())));
			const batch = waitingBatch(vault.ledger(), group.id)!;
			const bearers = new Map<string, MemberId>();
			for (const member of came) {
				const faces = Array.from({ length: 5 }, () => anyFace(random));
				const [body = null, mind = null, others = null, hope = null, today = null] = faces;
				const answer = createCheckIn(random, batch.id, { body, mind, others, hope, session: today });
				if (!answer.ok) continue;
				valueOf(await vault.drop(answer.value));
				bearers.set(answer.value.id, member);
			}
			const before = valueOf(await disk.answers());
			await write(valueOf(closeSession(session(), now)));
			valueOf(await vault.openWaitingBatch(group.id, day));
			seen.push({ group, day, came, before, after: valueOf(await disk.answers()), bearers });
		}
	return { vault, groups, seen };
}

type Meetings = ReadonlySet<number>;
const keyOf = (at: Iterable<number>) => [...new Set(at)].sort((a, b) => a - b).join(',');

/** The one member who was at exactly these meetings, or undefined: unique attendance, the attacker's method. */
function onlyOneAt(presence: ReadonlyMap<MemberId, Meetings>, meetingsOfTrace: Iterable<number>): MemberId | undefined {
	const wanted = keyOf(meetingsOfTrace);
	const candidates = [...presence].filter(([, at]) => keyOf(at) === wanted).map(([member]) => member);
	return wanted !== '' && candidates.length === 1 ? candidates[0] : undefined;
}

/** Who was at which of the first `weeks` meetings, as the marks in the ledger say it. */
function presenceOf(ledger: Ledger, group: Group, weeks: number): ReadonlyMap<MemberId, Meetings> {
	const sessions = sessionsOf(ledger, group.id).slice(0, weeks);
	const marks = sessions.map((session) => marksByMemberId(ledger, session.id));
	return new Map(
		membersOf(ledger, group.id).map(({ id }) => [
			id,
			new Set(marks.flatMap((mark, at) => (mark.get(id) === 'present' ? [at] : [])))
		])
	);
}

/** A meeting and the rows that came into the box at it. */
interface Arrival {
	readonly at: number;
	readonly rows: readonly SealedRow[];
	readonly bearers: ReadonlyMap<string, MemberId>;
}

function arrivalsOf({ seen }: Season, group: Group, weeks: number): readonly Arrival[] {
	return seen
		.map((meeting, turn) => ({ ...meeting, earlier: new Set(seen[turn - 1]?.after.map(({ id }) => id)) }))
		.filter((meeting) => meeting.group.id === group.id)
		.slice(0, weeks)
		.map(({ before, earlier, bearers }, at) => ({ at, rows: before.filter(({ id }) => !earlier.has(id)), bearers }));
}

/** In what two rows may look alike: each is tried as if it were a person's code. */
type Likeness = (row: SealedRow, place: number, arrival: Arrival) => string;
const likenesses: readonly (readonly [string, Likeness])[] = [
	...[1, 2, 3, 8, 36].map(
		(length) => [`${length} letters of the id`, ({ id }: SealedRow) => id.slice(0, length)] as const
	),
	...[1, 2, 33].map(
		(length) => [`first ${length} bytes`, ({ box }: SealedRow) => bytesToHex(box.subarray(0, length))] as const
	),
	...[1, 2, 16].map(
		(length) => [`last ${length} bytes`, ({ box }: SealedRow) => bytesToHex(box.subarray(-length))] as const
	),
	['size', ({ box }) => String(box.length)],
	['place', (_, place) => String(place)],
	['place from the end', (_, place, { rows }) => String(rows.length - place)]
];
/** What the design refuses: a code that a person's answers share. */
const code: Likeness = ({ id }, _, { bearers }) => bearers.get(id) ?? '';

/**
 * The members of whom the attacker is right more often than wrong when she says "these rows are hers": any rows fit somebody
 * by chance now and then, and a guess among six answers is no knowledge.
 */
function tiedByLikeness(season: Season, group: Group, weeks: number, likeness: Likeness): number {
	const presence = presenceOf(season.vault.ledger(), group, weeks);
	const series = new Map<string, { readonly at: number; readonly bearer: MemberId | undefined }[]>();
	for (const arrival of arrivalsOf(season, group, weeks))
		arrival.rows.forEach((row, place) => {
			const key = likeness(row, place, arrival);
			const found = { at: arrival.at, bearer: arrival.bearers.get(row.id) };
			series.set(key, [...(series.get(key) ?? []), found]);
		});
	const guesses = new Map<MemberId, boolean[]>();
	for (const rows of series.values()) {
		const guess = onlyOneAt(
			presence,
			rows.map(({ at }) => at)
		);
		if (guess) guesses.set(guess, [...(guesses.get(guess) ?? []), rows.every(({ bearer }) => bearer === guess)]);
	}
	return [...guesses.values()].filter((right) => right.filter(Boolean).length * 2 > right.length).length;
}

/** The members who were at exactly the meetings that one result is made of. */
function tiedByResult({ vault, seen }: Season, group: Group, weeks: number): number {
	const presence = presenceOf(vault.ledger(), group, weeks);
	const days = seen.filter((meeting) => meeting.group.id === group.id).map(({ day }) => day);
	const tied = new Set<MemberId>();
	let since = 0;
	for (const { openedOn } of batchesOf(vault.ledger(), group.id).filter(({ result }) => result !== null)) {
		const at = days.indexOf(openedOn ?? '');
		if (at >= weeks) break;
		const guess = onlyOneAt(
			presence,
			Array.from({ length: at - since + 1 }, (_, step) => since + step)
		);
		if (guess) tied.add(guess);
		since = at + 1;
	}
	return tied.size;
}

describe('who holds all marks, all results and every copy of the box', () => {
	let season: Season;
	beforeAll(async () => {
		season = await holdSeason(63);
	}, 120_000);

	const share = (countIn: (group: Group) => number) =>
		season.groups.reduce((sum, group) => sum + countIn(group), 0) / (groupCount * members);

	test.each(likenesses)('ties at most 2 in 100 members to rows that share their %s', (_, likeness) => {
		for (const weeks of [8, meetings])
			expect(share((group) => tiedByLikeness(season, group, weeks, likeness))).toBeLessThanOrEqual(0.02);
	});

	test('ties at most 2 in 100 members to a result', () => {
		for (const weeks of [8, meetings])
			expect(share((group) => tiedByResult(season, group, weeks))).toBeLessThanOrEqual(0.02);
	});

	test('would know most of them if their answers shared a code: the attack itself works', () => {
		expect(share((group) => tiedByLikeness(season, group, 8, code))).toBeGreaterThan(0.25);
		expect(share((group) => tiedByLikeness(season, group, meetings, code))).toBeGreaterThan(0.5);
	});

	test('finds no id that stands both with a person and with an answer or a result', () => {
		const ledger = season.vault.ledger();
		const idsIn = (value: unknown) => JSON.stringify(value).match(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g) ?? [];
		const groupIds = new Set<string>(season.groups.map(({ id }) => id));
		const ofPeople = new Set(
			(['mark', 'session', 'member'] as const).flatMap((table) =>
				[...rowsOf(ledger, table)].flatMap(({ id, fields }) => idsIn([id, fields]))
			)
		);
		const ofAnswers = [
			...season.seen.flatMap(({ before }) => before.map(({ id }) => id)),
			...[...rowsOf(ledger, 'batch')].flatMap(({ id, fields }) => idsIn([id, fields]))
		];
		expect(ofAnswers.length).toBeGreaterThan(500);
		// A batch belongs to its group, which everybody in the group shares.
		expect(ofAnswers.filter((id) => ofPeople.has(id) && !groupIds.has(id))).toEqual([]);
		expect(ofPeople.size).toBeGreaterThan(groupCount * (members + meetings));
	});

	test('finds rows of one size with nothing beside the id and the box', () => {
		const rows = season.seen.flatMap(({ before }) => before);
		expect(new Set(rows.map(({ box }) => box.length)).size).toBe(1);
		expect(new Set(rows.flatMap((row) => Object.keys(row)))).toEqual(new Set(['id', 'box']));
	});

	test('finds the rows in an order that says nothing of who came first', () => {
		let inOrder = 0;
		let pairs = 0;
		for (const { before, bearers } of season.seen) {
			const places = [...bearers.keys()].map((id) => before.findIndex((row) => row.id === id));
			places.forEach((place, at) =>
				places.slice(at + 1).forEach((later) => {
					pairs += 1;
					inOrder += place < later ? 1 : 0;
				})
			);
			expect(before.map(({ id }) => id)).toEqual(before.map(({ id }) => id).sort());
		}
		// Half of all pairs, with room for chance: ten in a hundred would be ten standard deviations.
		expect(Math.abs(inOrder / pairs - 0.5)).toBeLessThan(0.1);
		expect(pairs).toBeGreaterThan(1000);
	});

	test('finds no time: neither an instant nor a day of a meeting in any row', () => {
		const days = [...new Set(season.seen.map(({ day }) => day))];
		const rows = season.seen.flatMap(({ before }) => before);
		const readable = rows.map(({ id, box }) => id + new TextDecoder('latin1').decode(box)).join();
		expect(days.filter((day) => readable.includes(day))).toEqual([]);
		// A version 4 id is random bits; other versions carry the time.
		expect(new Set(rows.map(({ id }) => id.at(14)))).toEqual(new Set(['4']));
	});

	test('sees results only of five answers or more, each once, and never the answers', () => {
		const { vault, groups, seen } = season;
		let opened = 0;
		for (const group of groups) {
			const results = batchesOf(vault.ledger(), group.id).filter(({ result }) => result !== null);
			opened += results.length;
			expect(new Set(results.map(({ id }) => id)).size).toBe(results.length);
			for (const { result, openedOn } of results) {
				expect(Object.keys(result!).sort()).toEqual(['direction', 'level', 'parts', 'session', 'wellbeing']);
				// A part of a questionnaire is told in the same words as the whole.
				for (const part of Object.values(result!.parts ?? {}))
					expect(Object.keys(part).sort()).toEqual(['band', 'direction', 'level']);
				const meeting = seen.find(({ group: { id }, day }) => id === group.id && day === openedOn)!;
				expect(meeting.before.length - meeting.after.length).toBeGreaterThanOrEqual(openingThreshold);
			}
		}
		expect(opened).toBeGreaterThan(groupCount * 4);
	});
});
