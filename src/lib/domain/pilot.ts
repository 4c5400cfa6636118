import { addDays, dayNumber, type Day } from '$lib/base/clock';
import { assert } from '$lib/base/assert';
import { randomBelow, type Random } from '$lib/base/random';
import { createMark, type MarkStatus } from './attendance';
import { beginBatch, openBatch, waitingBatch } from './batch';
import { writeCare } from './care';
import { nextHybridTime, type Edit } from './change';
import { createCheckIn, type CheckInAnswer, type Face } from './check-in';
import { createGroup, groupOf, type Group } from './group';
import { starterPack, type Locale } from './guide';
import { BatchId, GroupId, MemberId } from './ids';
import { applyChange, createLedger, stampOf, type Ledger } from './ledger';
import { comeBack, createMember, isHere, leave, membersOf } from './member';
import { pictureIds } from './picture';
import { chance, drift, nth, pick, valueOf } from './pilot-draw';
import type { PilotWords } from './pilot-words';
import {
	cancelSession,
	closeSession,
	countGuests,
	sessionOnSlot,
	startSession,
	storedSession,
	type Session
} from './session';
import { changeSetting } from './setting';
import { chooseAtmosphere, chooseThemes, themeIds, writeSummaryText, type SummaryTextField } from './summary';
import { countBatch, type ToldTally } from './tally';

/** Shape of the real pilot (design README): 16 months, 39 people, five groups, seven facilitators, every two weeks. */
export const pilotShape = { groups: 5, facilitators: 7, members: 39, days: 487, everyDays: 14 } as const;

export interface Pilot {
	readonly edits: readonly Edit[];
	/** Answers that still wait for their batch to open. */
	readonly answers: readonly CheckInAnswer[];
	/** How the answers of each opened batch fell; the phone that opens one tells it and forgets it. */
	readonly tallies: readonly ToldTally[];
	/** What the edits fold to. */
	readonly ledger: Ledger;
}

/**
 * A whole pilot up to `today`, made by the same functions as real use: groups, people who come and go, sessions held and
 * cancelled, marks, summaries, check-ins. The same random source gives the same pilot. Throws when a word list is too short.
 */
export function createPilot(random: Random, today: Day, locale: Locale, texts: PilotWords): Pilot {
	const ledger = createLedger();
	const edits: Edit[] = [];
	const answers: CheckInAnswer[] = [];
	const tallies: ToldTally[] = [];
	const write = (made: readonly Edit[]) => {
		for (const edit of made) applyChange(ledger, stamped(ledger, edit));
		edits.push(...made);
	};
	write([changeSetting('sample', true)]);
	const startsOn = addDays(today, -pilotShape.days);
	for (let at = 0; at < pilotShape.groups; at += 1) {
		const group = foundGroup({ random, ledger, write, locale, texts, startsOn: addDays(startsOn, at) }, at);
		answers.push(...runGroup({ random, ledger, write, texts }, group, today, tallies));
	}
	return { edits, answers, tallies, ledger };
}

interface Making {
	readonly random: Random;
	readonly ledger: Ledger;
	readonly write: (edits: readonly Edit[]) => void;
	readonly texts: PilotWords;
}

function foundGroup(making: Making & { locale: Locale; startsOn: Day }, at: number): Group {
	const { random, ledger, write, texts, locale, startsOn } = making;
	const id = GroupId.parse(random.uuid());
	const made = createGroup(id, {
		alias: nth(texts.groups, at),
		locale,
		rhythm: 'two-weeks',
		time: nth(['14:00', '18:30', '09:30', '16:00', '10:00'], at),
		packId: starterPack.id,
		// Seven facilitators for five groups: two groups are led by two.
		coFacilitators: at < 2 ? [nth(texts.facilitators, 5 + at)] : [],
		startsOn
	});
	write(valueOf(made));
	for (let number = at; number < pilotShape.members; number += pilotShape.groups) {
		const member = MemberId.parse(random.uuid());
		write(createMember(member, id, nth(texts.pseudonyms, number), nth(pictureIds, number), startsOn));
	}
	const group = groupOf(ledger, id);
	assert(group, 'the group was just made');
	return group;
}

/** Leads a group from its start to today, and counts the batches that open. Returns the answers that are still waiting. */
function runGroup(making: Making, group: Group, today: Day, tallies: ToldTally[]): readonly CheckInAnswer[] {
	const { random, ledger, write } = making;
	let waiting: CheckInAnswer[] = [];
	const count = Math.floor((dayNumber(today) - 1 - dayNumber(group.startsOn)) / pilotShape.everyDays);
	for (let turn = 0; turn <= count; turn += 1) {
		const day = addDays(group.startsOn, turn * pilotShape.everyDays);
		const session = sessionOnSlot(group, day, nth(starterPack.guideIds, turn));
		if (chance(random, 6)) {
			write(valueOf(cancelSession(session, pick(random, making.texts.cancelReasons))));
			continue;
		}
		comeAndGo(making, group, day);
		waiting = [...waiting, ...holdSession(making, group, session, turn)];
		const batch = waitingBatch(ledger, group.id);
		const opened = batch && openBatch(ledger, batch, waiting, day);
		if (!opened) continue;
		tallies.push(countBatch(batch, waiting, day));
		write(opened);
		waiting = [];
	}
	return waiting;
}

function comeAndGo({ random, ledger, write }: Making, group: Group, day: Day): void {
	const members = membersOf(ledger, group.id);
	const here = members.filter(isHere);
	if (here.length > 6 && chance(random, 8)) write([leave(pick(random, here), addDays(day, -1))]);
	for (const away of members.filter((member) => !isHere(member))) if (chance(random, 15)) write([comeBack(away, day)]);
}

function holdSession(making: Making, group: Group, session: Session, turn: number): readonly CheckInAnswer[] {
	const { random, ledger, write, texts } = making;
	const startedAt = Date.parse(`${session.plannedOn}T${group.time}:00Z`);
	write(valueOf(startSession(session, 1, startedAt)));
	const running = () => {
		const stored = storedSession(ledger, session.id);
		assert(stored, 'the session was just started');
		return stored;
	};
	const here = membersOf(ledger, group.id).filter(isHere);
	for (const member of here) write(valueOf(createMark(running(), member.id, drawMark(random))));
	if (chance(random, 12)) write(valueOf(countGuests(running(), 1 + randomBelow(random, 2))));

	const wave = Math.sin(turn / 4 + group.alias.length);
	write(valueOf(chooseAtmosphere(running(), Math.min(5, Math.max(1, Math.round(3.3 + wave + drift(random)))))));
	const theme = nth(themeIds, turn);
	write(valueOf(chooseThemes(running(), chance(random, 15) ? [theme, pick(random, texts.themes)] : [theme])));
	const say = (field: SummaryTextField, percent: number, from: readonly string[]) => {
		if (chance(random, percent)) write(valueOf(writeSummaryText(running(), field, pick(random, from))));
	};
	say('wentWell', 90, texts.wentWell);
	say('wasHard', 45, texts.wasHard);
	say('agreed', 60, texts.agreed);
	say('askSupervisor', 20, texts.ask);
	if (chance(random, 55)) {
		write([writeCare(session.id, 'face', 2 + randomBelow(random, 3))]);
		if (chance(random, 12)) write([writeCare(session.id, 'hardMoment', true)]);
		if (chance(random, 25)) write([writeCare(session.id, 'note', pick(random, texts.care))]);
	}
	const answers = chance(random, 75) ? checkIn(making, group, here.length, wave) : [];
	write(valueOf(closeSession(running(), startedAt + 95 * 60_000)));
	return answers;
}

function checkIn({ random, ledger, write }: Making, group: Group, people: number, wave: number): CheckInAnswer[] {
	if (!waitingBatch(ledger, group.id)) write(beginBatch(ledger, group.id, BatchId.parse(random.uuid())));
	const batch = waitingBatch(ledger, group.id);
	assert(batch, 'a batch was just begun');
	const face = (): Face =>
		chance(random, 7) ? null : Math.min(4, Math.max(1, Math.round(2.6 + wave * 0.8 + drift(random))));
	const answering = Math.max(0, people - 1 - randomBelow(random, 3));
	return Array.from({ length: answering }).flatMap(() => {
		const answer = createCheckIn(random, batch.id, {
			body: face(),
			mind: face(),
			others: face(),
			hope: face(),
			session: face()
		});
		return answer.ok ? [answer.value] : [];
	});
}

function drawMark(random: Random): MarkStatus {
	const drawn = randomBelow(random, 100);
	return drawn < 72 ? 'present' : drawn < 82 ? 'late' : drawn < 91 ? 'told' : 'absent';
}

function stamped(ledger: Ledger, edit: Edit) {
	const { table, row, field, value } = edit;
	const hlc = nextHybridTime(ledger.lastHlc, 0);
	return { v: 1 as const, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: 'pilot' };
}
