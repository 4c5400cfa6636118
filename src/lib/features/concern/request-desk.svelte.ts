import { err, ok, type Result } from '$lib/base/result';
import { groupOf, type Group } from '$lib/domain/group';
import type { GroupId, MemberId } from '$lib/domain/ids';
import { isHere, memberOf, membersOf, type Member } from '$lib/domain/member';
import {
	askToTalk,
	markTalked,
	requestsOf,
	requestToText,
	withdrawRequest,
	type TalkRequest
} from '$lib/domain/request';
import { Act } from '$lib/runtime/act.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { leadsOf, type ConcernPost } from './concern-post';

export interface RequestDeskDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<ConcernPost, 'state' | 'people' | 'sendConcern'>;
}

/** The requests of a group, and the one being written down with the person who asks. Nothing is written before her yes. */
export class RequestDesk {
	readonly #deps: RequestDeskDeps;
	readonly #groupId: GroupId;
	readonly act = new Act();
	#memberId = $state.raw<MemberId | undefined>();
	#wants = $state.raw<TalkRequest['wants']>('facilitator');
	#isAsking = $state.raw(false);

	constructor(deps: RequestDeskDeps, groupId: GroupId) {
		this.#deps = deps;
		this.#groupId = groupId;
	}

	get group(): Group | undefined {
		return groupOf(this.#ledger, this.#groupId);
	}

	/** Those who come now. */
	get members(): readonly Member[] {
		return membersOf(this.#ledger, this.#groupId).filter(isHere);
	}

	get requests(): readonly TalkRequest[] {
		return requestsOf(this.#ledger, this.#groupId);
	}

	/** Whether the screen is the one that is read together: it shows nobody else's request. */
	get isAsking(): boolean {
		return this.#isAsking;
	}

	get memberId(): MemberId | undefined {
		return this.#memberId;
	}

	get wants(): TalkRequest['wants'] {
		return this.#wants;
	}

	/** Whether the organisation can be asked. */
	get canAskOrganisation(): boolean {
		const { organisation } = this.#deps;
		return organisation.state === 'member' && leadsOf(organisation).length > 0;
	}

	/** Whether the same is waiting already. */
	get isKnown(): boolean {
		return this.requests.some(
			({ memberId, wants, done }) => done === null && memberId === this.#memberId && wants === this.#wants
		);
	}

	/** A pseudonym, or undefined for somebody who is not in this notebook any more. */
	nameOf({ memberId }: TalkRequest): string | undefined {
		return memberOf(this.#ledger, memberId)?.pseudonym;
	}

	begin(): void {
		this.#memberId = undefined;
		this.#wants = 'facilitator';
		this.#isAsking = true;
	}

	/** Back to the list; what was chosen is forgotten. */
	leave(): void {
		this.#isAsking = false;
		this.#memberId = undefined;
	}

	chooseMember(id: MemberId): void {
		this.#memberId = id;
	}

	chooseWants(wants: TalkRequest['wants']): void {
		this.#wants = wants;
	}

	/** Her yes. Where she wants the organisation, a sealed letter leaves first: the note must not promise what did not go. */
	async agree(): Promise<TalkRequest['wants'] | null> {
		const member = this.members.find(({ id }) => id === this.#memberId);
		const wants = this.#wants;
		if (!member || this.isKnown) return null;
		const done = await this.act.run(() => this.#write(member, wants));
		if (!done) return null;
		this.leave();
		return wants;
	}

	async markTalked(id: string): Promise<boolean> {
		return this.#append([markTalked(id, this.#deps.clock.today())]);
	}

	async withdraw(id: string): Promise<boolean> {
		return this.#append([withdrawRequest(id)]);
	}

	async #write(member: Member, wants: TalkRequest['wants']): Promise<Result<void, ScreenProblem>> {
		const { organisation, random, clock, append } = this.#deps;
		let id: string = random.uuid();
		if (wants === 'organisation') {
			if (!this.canAskOrganisation) return err({ type: 'NotMember' });
			const sent = await organisation.sendConcern(requestToText(member.pseudonym));
			if (!sent.ok) return sent;
			id = sent.value;
		}
		const asked = { groupId: this.#groupId, memberId: member.id, wants, day: clock.today() };
		return append(askToTalk(id, asked));
	}

	async #append(edits: Parameters<Runtime['append']>[0]): Promise<boolean> {
		const done = await this.act.run(async () => {
			const written = await this.#deps.append(edits);
			return written.ok ? ok(true) : written;
		});
		return done !== null;
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
