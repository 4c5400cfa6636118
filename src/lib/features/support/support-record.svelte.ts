import {
	agreeToJoint,
	followPlan,
	isForJoint,
	isToAgree,
	nextSupervisorRound,
	plansOf,
	ratingRounds,
	type FollowUp,
	type Plan,
	type Round
} from '$lib/domain/competency';
import { meetingPlan, meetingsOf, type Meeting, type MeetingPlan } from '$lib/domain/meeting';
import { loadsOf, supportOf, type Load, type Support, type SupportId } from '$lib/domain/support';
import { Act } from '$lib/runtime/act.svelte';
import { myDevice, supervisorDevices, type SupportDeps } from './support-deps';

/** Who looks at a record: the facilitator it is about, or one of her supervisors. */
export type Side = 'self' | 'supervisor';

/** Something of a record that waits for whoever looks at it, the most pressing first. */
export type Waiting = 'agree' | 'rate' | 'joint' | 'self';

/** One supervision record, folded, as one side sees it. */
export class SupportRecord {
	readonly #deps: SupportDeps;
	readonly #id: () => SupportId | undefined;
	readonly side: Side;
	readonly act = new Act();
	readonly #rounds = $derived.by(() => this.#readRounds());

	/** `id` is read reactively; undefined while there is no record. */
	constructor(deps: SupportDeps, side: Side, id: () => SupportId | undefined) {
		this.#deps = deps;
		this.side = side;
		this.#id = id;
	}

	get id(): SupportId | undefined {
		return this.#id();
	}

	get support(): Support | undefined {
		const id = this.#id();
		return id && supportOf(this.#ledger, id);
	}

	get rounds(): readonly Round[] {
		return this.#rounds;
	}

	/** Plans of the newest round that has any come first; those that are done come last. */
	get plans(): readonly Plan[] {
		const plans = this.rounds.flatMap(plansOf);
		return [...plans.filter(({ isDone }) => !isDone), ...plans.filter(({ isDone }) => isDone)];
	}

	get meetings(): readonly Meeting[] {
		const id = this.#id();
		return id ? meetingsOf(this.#ledger, id) : [];
	}

	get meetingPlan(): MeetingPlan {
		const { clock, organisation } = this.#deps;
		return meetingPlan(this.meetings, organisation.policies, this.support?.since ?? '', clock.today());
	}

	get loads(): readonly Load[] {
		return this.support ? loadsOf(this.#ledger, this.support, this.#isSupervisor) : [];
	}

	/** What waits for this side; undefined for nothing. */
	get waiting(): Waiting | undefined {
		if (this.rounds.some((round) => isToAgree(round, this.side === 'self'))) return 'agree';
		const own = this.rounds.find(({ self }) => self);
		if (this.side === 'self') return this.rounds.some(({ waiting }) => waiting.length > 0) ? 'self' : undefined;
		if (own && this.nextRound === own.number) return 'rate';
		if (own && isForJoint(own) && !own.joint) return 'joint';
		return this.rounds.some(({ waiting }) => waiting.includes(this.me)) ? 'self' : undefined;
	}

	/** The round of this supervisor's next rating; null while the facilitator's own comes first. */
	get nextRound(): number | null {
		return nextSupervisorRound(this.rounds, this.me);
	}

	/** The round for which a joint rating can be made. */
	get jointRound(): Round | undefined {
		return this.rounds.find(isForJoint);
	}

	get me(): string {
		return myDevice(this.#deps.organisation);
	}

	/** Agrees to the joint rating that the other side proposed. */
	async agree(round: Round): Promise<boolean> {
		const { joint } = round;
		const id = this.#id();
		if (!id || !joint || !isToAgree(round, this.side === 'self')) return false;
		const { append, clock, random } = this.#deps;
		const edits = agreeToJoint(id, joint.rating, clock.today(), random.uuid());
		return (await this.act.run(() => append(edits))) !== null;
	}

	/** Says what became of a plan. */
	async follow(plan: Plan, state: FollowUp['state'], text: string): Promise<boolean> {
		const id = this.#id();
		if (!id) return false;
		const { append, clock, random } = this.#deps;
		const done = await this.act.run(async () => {
			const edits = followPlan(this.#ledger, id, plan, { state, text }, clock.today(), random.uuid());
			return edits.ok ? append(edits.value) : edits;
		});
		return done !== null;
	}

	#readRounds(): readonly Round[] {
		return this.support ? ratingRounds(this.#ledger, this.support, this.#isSupervisor) : [];
	}

	get #isSupervisor(): (device: string) => boolean {
		return supervisorDevices(this.#deps.organisation);
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
