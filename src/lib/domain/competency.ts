import * as z from 'zod/mini';
import { err, ok, type Result } from '$lib/base/result';
import type { Day } from '$lib/base/clock';
import { fieldEdits, type Edit, type FieldValue } from './change';
import { nameMask } from './disclosure';
import { allKept, isHead, keptOf, type Head, type HeldRow, type Kept } from './held-row';
import type { Ledger } from './ledger';
import { Level, type Competency, type Rubric } from './rubric';
import { changeSetting, settingOf } from './setting';
import type { TextTooLong } from './summary';
import { SupportId, type Support } from './support';
import { cleanLines } from './text';

/**
 * How a facilitator leads, looked at by herself and by her supervisors.
 *
 * [Note: Rounds of rating]
 * She rates herself first. Until her own rating of a round is in, no supervisor's rating of it is shown, to her or to
 * anybody else, so that neither steers the other. Then both are laid side by side, in words, and they agree on a joint one:
 * proposed by one side, it counts when the other has said yes. Every rating is a row that is written once. Whatever could
 * do harm needs words about it and a plan, or it is not taken. Nothing here adds up levels, compares people or orders
 * them, and nothing may.
 */

/** What somebody said about one competency. */
export interface Mark {
	/** Null where it was not seen. */
	readonly level: Level | null;
	/** Ids of what was seen. */
	readonly helpful: readonly string[];
	readonly harmful: readonly string[];
	readonly comment: string;
	readonly plan: string;
}

/** By the ids of competencies. */
export type Marks = ReadonlyMap<string, Mark>;

export const emptyMark: Mark = { level: null, helpful: [], harmful: [], comment: '', plan: '' };

export const noMarks: Marks = new Map();

/** The marks with a part of one of them changed. */
export const markedWith = (marks: Marks, competencyId: string, part: Partial<Mark>): Marks =>
	new Map(marks).set(competencyId, { ...(marks.get(competencyId) ?? emptyMark), ...part });

/** Longest comment or plan, in UTF-16 units. */
export const longestRemark = 600;

/** Who rated: herself, a supervisor, or both together. */
export const RaterKind = z.enum(['self', 'supervisor', 'joint']);
export type RaterKind = z.infer<typeof RaterKind>;

/** One rating, as it was written. */
export interface Rating {
	readonly id: string;
	readonly round: number;
	readonly kind: RaterKind;
	readonly rubric: Pick<Rubric, 'id' | 'version'>;
	readonly marks: Marks;
	readonly day: string;
	readonly device: string;
}

/** What became of a plan. */
export interface FollowUp {
	readonly id: string;
	readonly competency: string;
	readonly state: 'going' | 'done';
	readonly text: string;
	readonly day: string;
	readonly device: string;
}

/** One round. */
export interface Round {
	/** From 1. */
	readonly number: number;
	readonly self: Rating | undefined;
	/** Empty until her own is in. */
	readonly supervisors: readonly Rating[];
	/** Devices of the supervisors whose rating waits for hers. */
	readonly waiting: readonly string[];
	readonly joint: { readonly rating: Rating; readonly isAgreed: boolean; readonly isFromHer: boolean } | undefined;
	readonly followUps: readonly FollowUp[];
}

/** Whether a device is one of a supervisor's. */
export type IsSupervisorDevice = (device: string) => boolean;

/**
 * Whether what a device wrote in a record is hers. Only her devices and those of supervisors read a record; hers are those
 * that wrote the consent, even if she supervises others, and all that do not supervise.
 */
export const isHerDevice = (support: Support, isSupervisor: IsSupervisorDevice, device: string): boolean =>
	support.devices.includes(device) || !isSupervisor(device);

/** The rounds of a record, the newest first. */
export function ratingRounds(ledger: Ledger, support: Support, isSupervisor: IsSupervisorDevice): readonly Round[] {
	const isHers = (device: string) => isHerDevice(support, isSupervisor, device);
	const entries = [...(ledger.tables.get('rating')?.values() ?? [])]
		.map(entryOf)
		.filter((entry) => entry !== undefined)
		.filter(({ supportId }) => supportId === support.id)
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
	const numbers = [...new Set(entries.map(({ round }) => round))].sort((a, b) => b - a);
	return numbers.map((number) =>
		foldRound(
			number,
			entries.filter(({ round }) => round === number),
			isHers
		)
	);
}

/** The round her next rating of herself belongs to. */
export const nextOwnRound = (rounds: readonly Round[]): number =>
	Math.max(0, ...rounds.filter(({ self }) => self).map(({ number }) => number)) + 1;

/** The round a supervisor's next rating belongs to; null while hers must come first. */
export function nextSupervisorRound(rounds: readonly Round[], device: string): number | null {
	const own = nextOwnRound(rounds) - 1;
	const hasRated = (number: number) => {
		const round = rounds.find((each) => each.number === number);
		return !!round && (round.waiting.includes(device) || round.supervisors.some((each) => each.device === device));
	};
	if (own > 0 && !hasRated(own)) return own;
	return hasRated(own + 1) ? null : own + 1;
}

/** Whether a joint rating of a round can be made or replaced now: both have rated, and none is agreed. */
export const isForJoint = ({ self, supervisors, joint }: Round): boolean =>
	self !== undefined && supervisors.length > 0 && joint?.isAgreed !== true;

/** Whether this side is asked to agree to a joint rating the other side proposed. */
export const isToAgree = ({ joint }: Round, isSheAsking: boolean): boolean =>
	joint !== undefined && !joint.isAgreed && joint.isFromHer !== isSheAsking;

/** Where a joint rating begins: the level both chose, what either saw, and the words of the supervisor, or else hers. */
export function jointStart({ self, supervisors }: Round): Marks {
	const [theirs] = supervisors;
	const ids = [...new Set([...(self?.marks.keys() ?? []), ...(theirs?.marks.keys() ?? [])])];
	return new Map(
		ids.map((id): [string, Mark] => {
			const one = self?.marks.get(id) ?? emptyMark;
			const other = theirs?.marks.get(id) ?? emptyMark;
			return [
				id,
				{
					level: one.level === other.level ? one.level : null,
					helpful: [...new Set([...one.helpful, ...other.helpful])],
					harmful: [...new Set([...one.harmful, ...other.harmful])],
					comment: other.comment || one.comment,
					plan: other.plan || one.plan
				}
			];
		})
	);
}

/** How far two ratings of one competency lie apart. */
export type Agreement = 'same' | 'one' | 'more';

/** For every competency that both saw. In words, never a figure. */
export function agreementOf(one: Rating, other: Rating): ReadonlyMap<string, Agreement> {
	const agreement = new Map<string, Agreement>();
	for (const [competency, { level }] of one.marks) {
		const theirs = other.marks.get(competency)?.level ?? null;
		if (level === null || theirs === null) continue;
		const apart = Math.abs(level - theirs);
		agreement.set(competency, apart === 0 ? 'same' : apart === 1 ? 'one' : 'more');
	}
	return agreement;
}

/** A plan, and what became of it. */
export interface Plan {
	readonly round: number;
	readonly competency: string;
	readonly rubric: Rating['rubric'];
	readonly plan: string;
	/** Who made it: the joint rating's plans stand in place of all others. */
	readonly kind: RaterKind;
	readonly followUps: readonly FollowUp[];
	readonly isDone: boolean;
}

/** The plans of a round. */
export function plansOf({ number, self, supervisors, joint, followUps }: Round): readonly Plan[] {
	const ratings = joint?.isAgreed ? [joint.rating] : [...supervisors, ...(self ? [self] : [])];
	return ratings.flatMap(({ marks, rubric, kind }) =>
		[...marks]
			.filter(([, { plan }]) => plan !== '')
			.map(([competency, { plan }]) => {
				const here = followUps.filter((each) => each.competency === competency);
				return {
					round: number,
					competency,
					rubric,
					plan,
					kind,
					followUps: here,
					isDone: here.at(-1)?.state === 'done'
				};
			})
	);
}

export type RatingProblem =
	| { readonly type: 'NothingRated' }
	/** Something that could do harm, without words about it. */
	| { readonly type: 'CommentMissing'; readonly competency: string }
	| { readonly type: 'PlanMissing'; readonly competency: string }
	| TextTooLong
	/** A level or a tick that this rubric does not know. */
	| { readonly type: 'MarkUnknown' }
	/** Her own rating comes first, each rates a round once, and a joint one needs both. */
	| { readonly type: 'NotItsTurn' };

/** Whether a mark says that something could do harm. */
export const isHarmful = ({ level, harmful }: Pick<Mark, 'level' | 'harmful'>): boolean =>
	level === 1 || harmful.length > 0;

/** Whether anything was said. */
export const isMarked = ({ level, helpful, harmful, comment, plan }: Mark): boolean =>
	level !== null || helpful.length > 0 || harmful.length > 0 || comment.trim() !== '' || plan.trim() !== '';

/** What is missing of one mark, or null. */
export function markProblem(
	competency: Competency,
	{ level, helpful, harmful, comment, plan }: Mark
): RatingProblem | null {
	const knows = (behaviours: Competency['helpful'], ids: readonly string[]) =>
		ids.every((id) => behaviours.some((behaviour) => behaviour.id === id));
	if (!knows(competency.helpful, helpful) || !knows(competency.harmful, harmful)) return { type: 'MarkUnknown' };
	if (comment.length > longestRemark || plan.length > longestRemark)
		return { type: 'TextTooLong', most: longestRemark };
	if (!isHarmful({ level, harmful })) return null;
	if (cleanLines(comment).trim() === '') return { type: 'CommentMissing', competency: competency.name };
	return cleanLines(plan).trim() === '' ? { type: 'PlanMissing', competency: competency.name } : null;
}

/** What a rating is about to be. */
export interface RatingDraft {
	readonly kind: RaterKind;
	readonly rubric: Rubric;
	readonly marks: Marks;
}

/**
 * The edits that give a rating. Refused while something that could do harm has no comment or no plan, and out of turn.
 * Pseudonyms that this phone knows are hidden in its words. `device` is the one that gives it; `id` is random.
 */
export function giveRating(
	ledger: Ledger,
	supportId: SupportId,
	rounds: readonly Round[],
	{ kind, rubric, marks }: RatingDraft,
	device: string,
	day: Day,
	id: string
): Result<readonly Edit[], RatingProblem> {
	const round = roundFor(rounds, kind, device);
	if (round === null) return err({ type: 'NotItsTurn' });
	const known = new Map(rubric.competencies.map((competency) => [competency.id, competency]));
	const said = [...marks].filter(([, mark]) => isMarked(mark));
	if (!said.some(([, { level }]) => level !== null)) return err({ type: 'NothingRated' });
	for (const [competencyId, mark] of said) {
		const competency = known.get(competencyId);
		const problem: RatingProblem | null = competency ? markProblem(competency, mark) : { type: 'MarkUnknown' };
		if (problem) return err(problem);
	}
	const clean = (text: string) => nameMask(ledger)(cleanLines(text).trim());
	const written = said.map(([competencyId, mark]) => [
		competencyId,
		{ ...mark, comment: clean(mark.comment), plan: clean(mark.plan) }
	]);
	const { id: rubricId, version } = rubric;
	return ok(
		fieldEdits('rating', id, {
			supportId,
			round,
			kind,
			rubric: { id: rubricId, version },
			marks: Object.fromEntries(written) as FieldValue, // plain values by the ids checked above
			day
		})
	);
}

/** The round that a rating would belong to; null when it is not its turn. */
export function roundFor(rounds: readonly Round[], kind: RaterKind, device: string): number | null {
	if (kind === 'self') return nextOwnRound(rounds);
	if (kind === 'supervisor') return nextSupervisorRound(rounds, device);
	return rounds.find(isForJoint)?.number ?? null;
}

/** The edits by which the other side agrees to a joint rating. */
export const agreeToJoint = (supportId: SupportId, joint: Rating, day: Day, id: string): readonly Edit[] =>
	fieldEdits('rating', id, { supportId, round: joint.round, kind: 'agree', ref: joint.id, day });

/** The edits that say what became of a plan. */
export function followPlan(
	ledger: Ledger,
	supportId: SupportId,
	{ round, competency }: Pick<Plan, 'round' | 'competency'>,
	{ state, text }: Pick<FollowUp, 'state' | 'text'>,
	day: Day,
	id: string
): Result<readonly Edit[], TextTooLong> {
	const words = nameMask(ledger)(cleanLines(text).trim());
	if (words.length > longestRemark) return err({ type: 'TextTooLong', most: longestRemark });
	return ok(fieldEdits('rating', id, { supportId, round, kind: 'follow', competency, state, text: words, day }));
}

/** The marks she began and has not given yet; empty when there are none. They stay with whoever writes them. */
export function draftOf(ledger: Ledger, key: string): Marks {
	const drafts = Drafts.safeParse(settingOf(ledger, 'rating-draft'));
	const marks = drafts.success && drafts.data.key === key ? MarksRead.safeParse(drafts.data.marks) : undefined;
	return marks?.success ? toMarks(marks.data) : new Map();
}

/** The edit that keeps a draft, the only one; null forgets it. */
export const keepDraft = (key: string, marks: Marks | null): Edit =>
	changeSetting('rating-draft', marks && { key, marks: Object.fromEntries(marks) as unknown as FieldValue }); // plain values

/** What a draft is called. */
export const draftKey = (supportId: string, kind: RaterKind, round: number, rubric: Pick<Rubric, 'id' | 'version'>) =>
	`${supportId}/${kind}/${round}/${rubric.id}/${rubric.version}`;

const Drafts = z.looseObject({ key: z.string(), marks: z.unknown() });

const ids = z.catch(z._default(z.array(z.string()), []), []);
const remark = z.catch(z._default(z.string(), ''), '');
const MarkRead = z.looseObject({
	level: z.catch(z._default(z.nullable(Level), null), null),
	helpful: ids,
	harmful: ids,
	comment: remark,
	plan: remark
});
const MarksRead = z.record(z.string(), MarkRead);

const toMarks = (read: z.infer<typeof MarksRead>): Marks =>
	new Map(
		Object.entries(read).map(([id, { level, helpful, harmful, comment, plan }]) => [
			id,
			{ level, helpful, harmful, comment, plan }
		])
	);

const common = {
	supportId: SupportId,
	round: z.int().check(z.gte(1), z.lte(10_000)),
	day: z.catch(z._default(z.string(), ''), '')
};
const Entry = z.discriminatedUnion('kind', [
	z.looseObject({
		...common,
		kind: RaterKind,
		rubric: z.looseObject({ id: z.string(), version: z.number() }),
		marks: MarksRead
	}),
	z.looseObject({ ...common, kind: z.literal('agree'), ref: z.string() }),
	z.looseObject({
		...common,
		kind: z.literal('follow'),
		competency: z.string(),
		state: z.enum(['going', 'done']),
		text: remark
	})
]);
type Entry = z.infer<typeof Entry> & { readonly id: string; readonly device: string; readonly at: number };

const seen = new WeakMap<HeldRow, Entry | undefined>();

function entryOf(row: HeldRow): Entry | undefined {
	if (!seen.has(row)) seen.set(row, readEntry(row));
	return seen.get(row);
}

/** What was written first in each field, by whoever wrote the row. */
function readEntry(row: HeldRow): Entry | undefined {
	const author = firstOf(keptOf(row, 'kind'));
	if (!author) return undefined;
	const fields = allKept(row).flatMap(([field, kept]) => {
		const head = firstOf(kept, author.dev);
		return head ? [[field, head.value] as const] : [];
	});
	const entry = Entry.safeParse(Object.fromEntries(fields));
	return entry.success ? { ...entry.data, id: row.id, device: author.dev, at: author.hlc } : undefined;
}

function firstOf(kept: Kept | undefined, by?: string): Head | undefined {
	if (!kept) return undefined;
	const heads = (isHead(kept) ? [kept] : kept.heads).filter(({ dev }) => by === undefined || dev === by);
	return heads.reduce<Head | undefined>(
		(first, head) =>
			!first || head.ctr < first.ctr || (head.ctr === first.ctr && head.hlc < first.hlc) ? head : first,
		undefined
	);
}

function foldRound(number: number, entries: readonly Entry[], isHers: (device: string) => boolean): Round {
	const ratings = entries.flatMap((entry) =>
		entry.kind === 'agree' || entry.kind === 'follow' ? [] : [ratingOf(entry)]
	);
	const self = ratings.find(({ kind, device }) => kind === 'self' && isHers(device));
	const given = ratings
		.filter(({ kind, device }) => kind === 'supervisor' && !isHers(device))
		.filter(({ device }, at, all) => all.findIndex((each) => each.device === device) === at);
	const joints = self && given.length > 0 ? ratings.filter(({ kind }) => kind === 'joint') : [];
	const isAgreed = (joint: Rating) =>
		entries.some(
			(entry) => entry.kind === 'agree' && entry.ref === joint.id && isHers(entry.device) !== isHers(joint.device)
		);
	const joint = joints.find(isAgreed) ?? joints.at(-1);
	return {
		number,
		self,
		supervisors: self ? given : [],
		waiting: self ? [] : given.map(({ device }) => device),
		joint: joint && { rating: joint, isAgreed: isAgreed(joint), isFromHer: isHers(joint.device) },
		followUps: entries.flatMap((entry) => {
			if (entry.kind !== 'follow') return [];
			const { id, competency, state, text, day, device } = entry;
			return [{ id, competency, state, text, day, device }];
		})
	};
}

function ratingOf(entry: Extract<Entry, { kind: RaterKind }>): Rating {
	const { id, round, kind, rubric, marks, day, device } = entry;
	return { id, round, kind, rubric: { id: rubric.id, version: rubric.version }, marks: toMarks(marks), day, device };
}
