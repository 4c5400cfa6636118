import { groupsOf, type Group } from '$lib/domain/group';
import type { GroupId } from '$lib/domain/ids';
import { countReferral, takeBackReferral, type ReferralOutcome } from '$lib/domain/referral';
import type { Service, ServiceKind } from '$lib/domain/service';
import { Act } from '$lib/runtime/act.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';

export interface ReferralDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly service: () => Pick<Service, 'id' | 'kinds'>;
}

/** Counting that a service was named to somebody, or what came of it. Holds no person and can hold none. */
export class ReferralForm {
	readonly #deps: ReferralDeps;
	readonly act = new Act();
	#outcome = $state.raw<ReferralOutcome>('offered');
	#groupId = $state.raw<GroupId | null>(null);
	#kind = $state.raw<ServiceKind | null>(null);
	#counted = $state.raw<string | null>(null);

	constructor(deps: ReferralDeps) {
		this.#deps = deps;
	}

	/** The groups she leads that meet; a referral belongs to one of them. */
	get groups(): readonly Group[] {
		return groupsOf(this.#deps.door.ledger.current).filter(({ archivedOn }) => archivedOn === null);
	}

	/** What the service can have been named for. */
	get kinds(): readonly ServiceKind[] {
		const { kinds } = this.#deps.service();
		return kinds.length === 0 ? ['other'] : kinds;
	}

	get outcome(): ReferralOutcome {
		return this.#outcome;
	}
	set outcome(chosen: ReferralOutcome) {
		this.#outcome = chosen;
	}

	/** The group chosen; with one group only, that one. */
	get groupId(): GroupId | null {
		const { groups } = this;
		return groups.find(({ id }) => id === this.#groupId)?.id ?? (groups.length === 1 ? (groups[0]?.id ?? null) : null);
	}
	set groupId(chosen: GroupId | null) {
		this.#groupId = chosen;
	}

	get kind(): ServiceKind {
		return this.kinds.find((kind) => kind === this.#kind) ?? this.kinds[0] ?? 'other';
	}
	set kind(chosen: ServiceKind) {
		this.#kind = chosen;
	}

	/** True after a count that can still be taken back. */
	get isCounted(): boolean {
		return this.#counted !== null;
	}

	async count(): Promise<void> {
		const { append, clock, random, service } = this.#deps;
		const { groupId, kind, outcome } = this;
		if (groupId === null) return;
		const id = random.uuid();
		const draft = { groupId, serviceId: service().id, kind, outcome };
		const done = await this.act.run(() => append(countReferral(id, draft, clock.today())));
		if (done) this.#counted = id;
	}

	async takeBack(): Promise<void> {
		const counted = this.#counted;
		if (counted === null) return;
		const done = await this.act.run(() => this.#deps.append(takeBackReferral(counted)));
		if (done) this.#counted = null;
	}

	/** Lets the last count stand. */
	dismiss(): void {
		this.#counted = null;
	}
}
