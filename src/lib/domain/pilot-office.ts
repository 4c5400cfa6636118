import { addDays, dayNumber, type Day } from '$lib/base/clock';
import { randomBelow, type Random } from '$lib/base/random';
import { fieldEdits, nextHybridTime, type Change, type Edit, type FieldValue } from './change';
import {
	agreeToJoint,
	emptyMark,
	followPlan,
	giveRating,
	ratingRounds,
	type Marks,
	type RaterKind
} from './competency';
import { codeBlockEdits } from './code-change';
import { lotEdits } from './code-lot';
import { concernOf, concernToText, emptyConcern, type ConcernDraft } from './concern';
import { actOnConcern, openConcern, raisedConcern, receiveConcern, type WrittenAct } from './concern-board';
import { disclose, type SessionReport } from './disclosure';
import { groupsOf, type Group } from './group';
import { starterPack, type Locale } from './guide';
import { DeviceId, ServiceId, type GroupId } from './ids';
import { applyChange, createLedger, stampOf, type Ledger } from './ledger';
import { writeMeeting, type MeetingDraft } from './meeting';
import { monthOf, quarterOf } from './period';
import { createPilot, pilotShape } from './pilot';
import { chance, nth, pick, valueOf } from './pilot-draw';
import type { OfficeWords, PilotWords } from './pilot-words';
import { policiesOf } from './policy';
import { countReferral, ReferralOutcome } from './referral';
import { requestToText } from './request';
import { markThreads, sendMessage, type ReplyKind, type ReviewMark } from './review';
import type { Level, Rubric } from './rubric';
import { blankService, changeService, chooseForThankYou, markChecked, serviceOf } from './service';
import { allSessions, type Session } from './session';
import { changeSetting } from './setting';
import { startSupport, supportOf, type SupportId } from './support';
import { blockEdits } from './suppression';
import { tallyEdits } from './tally';

/**
 * What a supervisor of the sample pilot would have received.
 *
 * [Note: A desk without an organisation]
 * The desk's notebook belongs to nobody: no server, no keys of others. What facilitators would have sent lies in it with
 * the stamps of their devices, made by the functions that make it in real use; reports by `disclose` from the same pilot
 * that a facilitator sees in her sample. Who the devices belong to stands in the notebook itself (`sampleOffice`).
 */

/** What the sample is made from. */
export interface OfficeMaking {
	readonly random: Random;
	readonly today: Day;
	readonly locale: Locale;
	readonly texts: PilotWords;
	/** What facilitators are rated with. */
	readonly rubric: Rubric;
	/** The device of whoever opens the sample. */
	readonly me: DeviceId;
}

/**
 * Everything that lies in the notebook of the sample's supervisor on `today`, in the order it was written. The same random
 * source gives the same pilot as `createPilot`, and the same desk.
 */
export function createOffice(making: OfficeMaking): readonly Change[] {
	const { random, today, locale, texts, me } = making;
	const pilot = createPilot(random, today, locale, texts);
	const newDevice = () => DeviceId.parse(random.uuid());
	const plan: Plan = {
		...making,
		words: texts.office,
		pilot: pilot.ledger,
		other: newDevice(),
		facilitators: Array.from({ length: pilotShape.facilitators }, newDevice),
		startsOn: addDays(today, -pilotShape.days),
		events: [],
		reports: []
	};
	planPeople(plan);
	planServices(plan);
	for (const group of groupsOf(pilot.ledger)) planGroup(plan, group);
	for (const tally of pilot.tallies) {
		const opened = pilot.ledger.tables.get('batch')?.get(tally.batchId)?.fields['openedOn'];
		plan.events.push(event(typeof opened === 'string' ? opened : today, 22, me, () => tallyEdits(tally)));
	}
	plan.events.push(event(today, 5, me, (ledger) => blockEdits(ledger, today, random.uuid)));
	planSupport(plan);
	planConcerns(plan);
	planCodes(plan);
	return written(plan.events);
}

/** How the score of the questions at entry and at exit is made (`ruleOf`). */
const sampleRule = 'wellbeing/1|mean|higher|1..4|1|body mind others hope';

/** How many changed, in hundredths, between their first and their last answers; null: without a last score. */
const sampleChanges = [
	{ by: 25, people: 24 },
	{ by: 0, people: 9 },
	{ by: -17, people: 6 },
	{ by: null, people: 6 }
] as const;

/** People who left a picture code: a lot from the beginning, one from the end, and what follows from them. */
function planCodes({ random, today, startsOn, me, events }: Plan): void {
	const movedBy = sampleChanges.flatMap(({ by, people }) => Array.from({ length: people }, () => by));
	const people = movedBy.map((by) => ({ by, tag: randomBelow(random, 0x10000), before: 25 + randomBelow(random, 50) }));
	const level = (value: number) => ({ [sampleRule]: value });
	const lots = [
		{
			day: addDays(startsOn, 40),
			answers: people.map(({ tag, before }) => ({ tag, moment: 'entry' as const, levels: level(before) }))
		},
		{
			day: addDays(today, -4),
			answers: people.map(({ tag, before, by }) => ({
				...{ tag, moment: 'exit' as const },
				levels: by === null ? {} : level(before + by)
			}))
		}
	];
	for (const { day, answers } of lots) {
		const id = random.uuid();
		const { from } = quarterOf(monthOf(day));
		events.push(event(day, 21, me, () => lotEdits(id, from, [{ groups: [], answers }])));
	}
	events.push(event(today, 6, me, (ledger) => codeBlockEdits(ledger, today, random.uuid)));
}

/** Something that somebody wrote on a day. What it was follows from what had been written before. */
interface Event {
	readonly day: Day;
	readonly hour: number;
	readonly by: DeviceId;
	readonly write: (ledger: Ledger) => readonly Edit[];
}

interface Plan extends OfficeMaking {
	readonly words: OfficeWords;
	/** The facilitators' own. */
	readonly pilot: Ledger;
	/** Another supervisor. */
	readonly other: DeviceId;
	readonly facilitators: readonly DeviceId[];
	readonly startsOn: Day;
	readonly events: Event[];
	readonly reports: PlannedReport[];
}

interface PlannedReport {
	readonly id: string;
	readonly groupId: GroupId;
	readonly by: DeviceId;
	readonly body: SessionReport;
}

const event = (day: Day, hour: number, by: DeviceId, write: Event['write']): Event => ({ day, hour, by, write });

/** The changes of all that was written, each later than the one before. */
function written(events: readonly Event[]): readonly Change[] {
	const ledger = createLedger();
	const inOrder = [...events].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.hour - b.hour));
	return inOrder.flatMap(({ day, hour, by, write }) =>
		write(ledger).map((edit): Change => {
			const { table, row, field, value } = edit;
			const hlc = nextHybridTime(ledger.lastHlc, (dayNumber(day) * 24 + hour) * 3_600_000);
			const change = { v: 1 as const, table, row, field, value, ...stampOf(ledger, edit), hlc, dev: by };
			applyChange(ledger, change);
			return change;
		})
	);
}

function planPeople({ events, words, texts, me, other, facilitators, startsOn }: Plan): void {
	const person = (device: DeviceId, label: string, roles: readonly string[]) =>
		fieldEdits('person', device, { label, roles, since: startsOn });
	events.push(
		event(startsOn, 0, me, () => [
			changeSetting('sample', 'office'),
			...fieldEdits('person', 'organisation', { label: words.organisation }),
			...person(me, nth(words.supervisors, 0), ['supervisor', 'lead', 'reader']),
			...person(other, nth(words.supervisors, 1), ['admin', 'supervisor', 'lead']),
			...facilitators.flatMap((device, at) => person(device, nth(texts.facilitators, at), ['facilitator']))
		])
	);
}

/** The ids of the services, made up once for each random source. */
function planServices(plan: Plan): void {
	const { events, words, random, other, facilitators, startsOn, today } = plan;
	const services = words.services.map((told, at) => ({ ...told, at, id: ServiceId.parse(random.uuid()) }));
	for (const { id, at, name, text, kinds, forWhom, hours, isFree } of services) {
		const draft = {
			...blankService,
			name: { any: name },
			text: { any: text },
			...{ kinds, forWhom, isFree, languages: ['fr', 'en', 'vi'].slice(0, 1 + (at % 3)) },
			hours: { ...blankService.hours, note: hours },
			// Numbers that are kept for inventions and ring nowhere.
			phones: [{ number: `+33 1 99 00 10 0${at + 1}`, note: '' }],
			checkedOn: startsOn
		};
		events.push(event(startsOn, 9, other, (ledger) => valueOf(changeService(ledger, id, draft, today))));
		// Two were not looked at again for a long time.
		if (at > 1) events.push(event(addDays(today, -30 - at), 9, other, () => markChecked(id, addDays(today, -30 - at))));
		if (at >= 4)
			events.push(
				event(addDays(today, -29), 9, other, (ledger) => {
					const service = serviceOf(ledger, id);
					return service ? valueOf(chooseForThankYou(ledger, service, true)) : [];
				})
			);
	}
	const groups = groupsOf(plan.pilot);
	for (let turn = 0; turn < 60; turn += 1) {
		const day = addDays(today, -1 - randomBelow(random, pilotShape.days - 30));
		const { id, kinds } = pick(random, services);
		const group = pick(random, groups);
		const referral = {
			groupId: group.id,
			serviceId: id,
			kind: nth(kinds, 0),
			outcome: pick(random, [...ReferralOutcome.options, 'offered' as const])
		};
		const row = random.uuid();
		events.push(event(day, 17, nth(facilitators, numberOf(plan, group)), () => countReferral(row, referral, day)));
	}
}

function planGroup(plan: Plan, group: Group): void {
	const { random, events, facilitators, pilot, today, me } = plan;
	const place = groupsOf(pilot).findIndex(({ id }) => id === group.id);
	const number = numberOf(plan, group);
	const lead = nth(facilitators, number);
	// Two groups are led by two.
	const second = number < 2 ? nth(facilitators, 5 + number) : lead;
	events.push(
		event(group.startsOn, 8, lead, () =>
			fieldEdits('sharing', group.id, { work: number < 2, report: true, name: group.alias, since: group.startsOn })
		)
	);
	const sessions = allSessions(pilot).filter(({ groupId, state }) => groupId === group.id && isOver(state));
	sessions.forEach((session, turn) => {
		const by = turn % 3 === 2 ? second : lead;
		const late = chance(random, 8) ? 4 + randomBelow(random, 3) : randomBelow(random, 3);
		const reportedOn = earlier(addDays(session.plannedOn, late), today);
		const body = disclose(pilot, group, session, reportedOn);
		const report = { id: random.uuid(), groupId: group.id, by, body };
		plan.reports.push(report);
		const corrected = turn > 0 && turn % 13 === 6 && body.held;
		planReport(plan, report, corrected);
		const isOld = turn < sessions.length - 2;
		if (isOld) planThread(plan, report, place % 2 === 0 ? me : plan.other);
		else planNewThread(plan, report, place, turn === sessions.length - 1);
	});
}

/** The place of a group among those of the pilot: that of the one who leads it among facilitators. */
const numberOf = ({ texts }: Plan, { alias }: Group): number => Math.max(0, texts.groups.indexOf(alias));

const isOver = (state: Session['state']): boolean => state === 'closed' || state === 'cancelled';

/** The report, and for some what it said before it was put right. */
function planReport({ random, events, words, today }: Plan, report: PlannedReport, isCorrected: boolean): void {
	const { id, groupId, by, body } = report;
	const asValue = (told: SessionReport) => ({ ...told }) as unknown as FieldValue; // plain JSON; an interface has no index signature
	const made = (told: SessionReport) => fieldEdits('report', id, { groupId, body: asValue(told) });
	if (!isCorrected) {
		events.push(event(body.reportedOn, 20, by, () => made(body)));
		return;
	}
	const before = typeof body.came === 'number' ? { ...body, came: body.came + 1 } : { ...body, wentWell: '' };
	const [row, reason] = [random.uuid(), pick(random, words.corrections)];
	const day = earlier(addDays(body.reportedOn, 1), today);
	events.push(
		event(body.reportedOn, 20, by, () => made(before)),
		event(day, 7, by, () => [
			...made(body),
			...fieldEdits('revision', row, { groupId, reportId: id, body: asValue(before), reason, day })
		])
	);
}

/** One message of a thread, so many days after its report. */
function say(
	plan: Plan,
	report: PlannedReport,
	by: DeviceId,
	[days, hour]: readonly [number, number],
	kind: ReplyKind,
	text: string,
	ref: string | null = null
): void {
	const day = addDays(report.body.reportedOn, days);
	const row = plan.random.uuid();
	if (day > plan.today) return;
	plan.events.push(
		event(day, hour, by, (ledger) => valueOf(sendMessage(ledger, report, { kind, text, ref }, day, row)))
	);
}

function mark(plan: Plan, report: PlannedReport, by: DeviceId, days: number, state: ReviewMark): void {
	const day = earlier(addDays(report.body.reportedOn, days), plan.today);
	plan.events.push(event(day, 15, by, () => markThreads([report], state, day)));
}

/** What was written about a report of long ago: answered, and closed. */
function planThread(plan: Plan, report: PlannedReport, by: DeviceId): void {
	const { random, words } = plan;
	const { body } = report;
	const days = 1 + randomBelow(random, 6);
	const asked = body.askSupervisor !== '';
	const drawn = randomBelow(random, 100);
	if (!body.held || (!asked && drawn < 40)) {
		mark(plan, report, by, days, 'closed');
		return;
	}
	if (asked) say(plan, report, by, [Math.min(days, 3), 12], 'text', pick(random, words.answers));
	else if (drawn < 60) say(plan, report, by, [days, 12], 'question', pick(random, words.questions));
	else if (drawn < 68) say(plan, report, by, [days, 12], drawn < 64 ? 'call' : 'visit', pick(random, words.calls));
	else if (drawn < 76) {
		const guideId = nth(starterPack.guideIds, drawn);
		say(plan, report, by, [days, 12], 'step', pick(random, words.steps), `${guideId}/grounding`);
	} else say(plan, report, by, [days, 12], 'text', pick(random, words.replies));
	if (chance(random, 60)) say(plan, report, report.by, [days + 1, 18], 'text', pick(random, words.backs));
	if (chance(random, 70)) say(plan, report, report.by, [days + 2, 19], 'done', '');
	else mark(plan, report, by, days + 3, 'closed');
}

/** The newest reports stand each somewhere else. */
function planNewThread(plan: Plan, report: PlannedReport, place: number, isLast: boolean): void {
	const { random, words, me, other } = plan;
	if (!report.body.held) {
		if (!isLast) mark(plan, report, me, 1, 'closed');
		return;
	}
	const by = place % 2 === 0 ? me : other;
	if (!isLast) {
		say(plan, report, by, [2, 12], place === 3 ? 'question' : 'text', pick(random, words.questions));
		if (place < 3) say(plan, report, report.by, [3, 18], 'text', pick(random, words.backs));
		if (place < 2) say(plan, report, by, [4, 12], 'text', pick(random, words.replies));
		return;
	}
	if (place === 1) mark(plan, report, by, 1, 'in-review');
	if (place === 2) say(plan, report, by, [2, 12], 'call', nth(words.calls, 0));
	if (place === 4) say(plan, report, by, [1, 12], 'text', pick(random, words.replies));
}

/** Four of the seven share their supervision records. */
function planSupport(plan: Plan): void {
	for (const at of [0, 2, 3, 5]) {
		const by = nth(plan.facilitators, at);
		const since = addDays(plan.today, -300 + at);
		// As on her own phone, where nothing was written before.
		const { id, edits } = startSupport(createLedger(), false, since, plan.random.uuid);
		const consent = edits.filter(({ table }) => table === 'support');
		const shares: readonly Edit[] = [
			{ table: 'support', row: id, field: 'sessions', value: at < 3, settles: true },
			{ table: 'support', row: id, field: 'level', value: at === 0, settles: true }
		];
		plan.events.push(event(since, 10, by, () => [...consent, ...shares]));
		planMeetings(plan, id, at);
		if (at < 3) planLoads(plan, id, by, at);
		planRatings(plan, id, by, at);
	}
}

function planMeetings(plan: Plan, supportId: SupportId, at: number): void {
	const { random, events, words, today, me, other } = plan;
	const by = at % 2 === 0 ? me : other;
	const meet = (day: Day, written: Day, draft: Omit<MeetingDraft, 'day'>) => {
		const id = random.uuid();
		events.push(event(written, 14, by, (ledger) => valueOf(writeMeeting(ledger, id, supportId, { ...draft, day }))));
	};
	// With one of them it is more than a month ago, and no day is set.
	const isLate = at === 3;
	for (let turn = 0; turn < 8; turn += 1) {
		const day = addDays(today, -(isLate ? 45 : 18) - turn * 31);
		const kind = turn % 4 === 3 ? 'group' : turn % 5 === 4 ? 'peer' : 'individual';
		meet(day, day, { kind, state: turn === 5 ? 'cancelled' : 'done', notes: pick(random, words.meetings) });
	}
	if (!isLate) meet(addDays(today, 9 + at), addDays(today, -17), { kind: 'individual', state: 'planned', notes: '' });
}

function planLoads(plan: Plan, supportId: SupportId, by: DeviceId, at: number): void {
	const { random, events, pilot, today } = plan;
	const group = groupsOf(pilot).find((each) => numberOf(plan, each) === at);
	for (let turn = 5; turn >= 0; turn -= 1) {
		const day = addDays(today, -turn * 30 - 1);
		const led = allSessions(pilot).filter(
			({ groupId, state, plannedOn }) =>
				groupId === group?.id && state === 'closed' && plannedOn > addDays(day, -28) && plannedOn <= day
		);
		const values = { sessions: led.length, level: at === 0 ? (turn === 2 ? 'rest' : 'steady') : null };
		const row = random.uuid();
		events.push(event(day, 21, by, () => fieldEdits('load', row, { supportId, month: monthOf(day), ...values })));
	}
}

/** A round of nine months ago that both agreed on, and one that is under way. */
function planRatings(plan: Plan, id: SupportId, by: DeviceId, at: number): void {
	const { random, events, words, today, me, other, rubric } = plan;
	const supervisor = at % 2 === 0 ? me : other;
	const isSupervisor = (device: string) => device === me || device === other;
	const roundsNow = (ledger: Ledger) => ratingRounds(ledger, supportOf(ledger, id), isSupervisor);
	const rate = (days: number, hour: number, device: DeviceId, kind: RaterKind, marks: Marks) => {
		const [day, row] = [addDays(today, -days), random.uuid()];
		const draft = { kind, rubric, marks };
		events.push(
			event(day, hour, device, (ledger) => valueOf(giveRating(ledger, id, roundsNow(ledger), draft, device, day, row)))
		);
	};
	const first = drawMarks(plan, 0, null);
	const harmful = at === 2 ? 1 : null;
	const joint = drawMarks(plan, 1, harmful);
	rate(270, 10, by, 'self', first);
	rate(268, 10, supervisor, 'supervisor', drawMarks(plan, 0, harmful));
	rate(262, 10, supervisor, 'joint', joint);
	const [agreedOn, row] = [addDays(today, -262), random.uuid()];
	events.push(
		event(agreedOn, 12, by, (ledger) => {
			const proposed = roundsNow(ledger)[0]?.joint;
			return proposed ? agreeToJoint(id, proposed.rating, agreedOn, row) : [];
		})
	);
	const competency = nth(rubric.competencies, 1).id;
	if (harmful !== null) {
		const [followedOn, follow] = [addDays(today, -200), random.uuid()];
		const outcome = { state: 'done' as const, text: nth(words.outcomes, 0) };
		events.push(
			event(followedOn, 12, supervisor, (ledger) =>
				valueOf(followPlan(ledger, id, { round: 1, competency }, outcome, followedOn, follow))
			)
		);
	}
	if (at !== 3) rate(40, 10, by, 'self', drawMarks(plan, 1, null));
	// One of them has not rated herself yet: what her supervisor thinks waits.
	if (at !== 2) rate(30, 10, supervisor, 'supervisor', drawMarks(plan, 1, null));
}

/** A mark for every competency; for one of them something that could do harm, with what is planned. */
function drawMarks({ random, words, rubric }: Plan, atLeast: number, harmfulAt: number | null): Marks {
	return new Map(
		rubric.competencies.map(({ id, helpful, harmful }, at) => {
			if (at === harmfulAt) {
				const ticked = { helpful: [], harmful: [nth(harmful, 0).id] };
				const told = { comment: nth(words.harms, 0), plan: nth(words.plans, 0) };
				return [id, { ...emptyMark, level: 1 as const, ...ticked, ...told }];
			}
			const level = (2 + Math.min(2, atLeast + randomBelow(random, 2))) as Level; // 2 to 4
			const seen = helpful.filter(() => chance(random, 55)).map((behaviour) => behaviour.id);
			const comment = chance(random, 40) ? pick(random, words.remarks) : '';
			return [id, { ...emptyMark, level, helpful: seen, comment }];
		})
	);
}

/** Concerns at every stage, and a request; one waits longer than it should. */
function planConcerns(plan: Plan): void {
	const { random, events, words, today, me, other, facilitators, texts } = plan;
	const times = policiesOf(new Map());
	const raise = (days: number, by: DeviceId, text: string) => {
		const [id, day] = [random.uuid(), addDays(today, -days)];
		events.push(event(day, days === 0 ? 6 : 19, me, () => receiveConcern(id, { author: by, day, text }, day)));
		return id;
	};
	const tell = (draft: Partial<ConcernDraft>) => {
		const concern = concernOf({ ...emptyConcern, ...draft });
		return concern ? concernToText(concern) : '';
	};
	const act = (id: string, days: number, hour: number, by: DeviceId, kind: WrittenAct | 'opened', text = '') => {
		const day = addDays(today, -days);
		events.push(
			event(day, hour, by, (ledger) => {
				const concern = raisedConcern(ledger, id, times, day);
				if (!concern) return [];
				return kind === 'opened'
					? openConcern(concern, by, day, random.uuid)
					: valueOf(actOnConcern(concern, kind, text, day, random.uuid));
			})
		);
	};
	const [afraid, stranger, hungry, weeping] = [0, 1, 2, 3].map((at) => nth(words.concerns, at));
	raise(
		0,
		nth(facilitators, 1),
		tell({
			category: 'distress-after',
			seriousness: 'soon',
			happened: 'yesterday',
			done: ['trusted'],
			words: weeping ?? ''
		})
	);
	const unseen = tell({ category: 'breach', seriousness: 'soon', happened: 'week', words: stranger ?? '' });
	const late = raise(9, nth(facilitators, 3), unseen);
	act(late, 8, 9, other, 'opened');
	act(late, 8, 10, other, 'acting', nth(words.notes, 2));
	const seen = tell({ category: 'other', seriousness: 'wait', happened: 'week', words: hungry ?? '' });
	act(raise(2, nth(facilitators, 4), seen), 1, 9, me, 'opened');
	const urgent = {
		...({ category: 'violence', seriousness: 'urgent', happened: 'today', related: 'no', isKnown: true } as const),
		...({ done: ['stayed', 'safe-place'], told: ['colleague'], words: afraid ?? '' } as const)
	};
	const over = raise(120, nth(facilitators, 0), tell(urgent));
	act(over, 120, 20, me, 'opened');
	act(over, 120, 21, me, 'acting', nth(words.notes, 0));
	act(over, 117, 9, other, 'note', nth(words.notes, 1));
	act(over, 90, 9, me, 'closed', nth(words.endings, 0));
	raise(1, nth(facilitators, 2), requestToText(nth(texts.pseudonyms, 2)));
}

const earlier = (a: Day, b: Day): Day => (a < b ? a : b);
