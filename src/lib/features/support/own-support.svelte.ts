import type { Edit } from '$lib/domain/change';
import {
	isWritten,
	loadNow,
	ownSupportIds,
	shareLoad,
	startSupport,
	stopSupport,
	supportToWrite,
	writeLoad,
	type LoadPart,
	type SupportId
} from '$lib/domain/support';
import { Act } from '$lib/runtime/act.svelte';
import type { Person, Reader } from '$lib/runtime/organisation.svelte';
import type { SupportDeps } from './support-deps';
import { SupportRecord } from './support-record.svelte';

/** A facilitator's own record, and whether her supervisors see it. Nothing leaves before her yes. */
export class OwnSupport {
	readonly #deps: SupportDeps;
	readonly record: SupportRecord;
	readonly act = new Act();

	constructor(deps: SupportDeps) {
		this.#deps = deps;
		this.record = new SupportRecord(deps, 'self', () => this.id);
	}

	/** The record she writes in; undefined before she wrote anything. */
	get id(): SupportId | undefined {
		return this.ids.at(-1);
	}

	get ids(): readonly SupportId[] {
		return ownSupportIds(this.#ledger);
	}

	/** Records from before the one she writes in, the newest first. */
	get earlier(): readonly SupportId[] {
		return this.ids.slice(0, -1).reverse();
	}

	get isOn(): boolean {
		return this.record.support?.isOn ?? false;
	}

	get isMember(): boolean {
		return this.#deps.organisation.state === 'member';
	}

	/** Whether she must say what happens to what she wrote for herself. */
	get hasWritten(): boolean {
		return this.id !== undefined && isWritten(this.#ledger, this.id);
	}

	/** Who can open what she shares, from the verified log; without herself. */
	get readers(): readonly Reader[] {
		if (!this.id) return [];
		return this.#deps.organisation.readersOf(this.id, 'support').filter(({ device }) => !this.#isMine(device));
	}

	/** Who would see it with her yes: everybody who supervises. */
	get supervisors(): readonly Person[] {
		return this.#deps.organisation.people.filter(
			({ roles, revokedOn, isMe, isMine }) => roles.includes('supervisor') && revokedOn === null && !isMe && !isMine
		);
	}

	/** What she would share of her load now. */
	get load(): ReturnType<typeof loadNow> {
		return loadNow(this.#ledger, this.#deps.clock.today());
	}

	shares(part: LoadPart): boolean {
		return this.record.support?.shares.includes(part) ?? false;
	}

	start(withEarlier: boolean): Promise<boolean> {
		return this.#write(startSupport(this.#ledger, withEarlier, this.#deps.clock.today(), this.#newId).edits);
	}

	stop(): Promise<boolean> {
		return this.#write(this.id ? stopSupport(this.id) : []);
	}

	share(part: LoadPart, isShared: boolean): Promise<boolean> {
		const { clock } = this.#deps;
		if (!this.id || !this.isOn) return Promise.resolve(false);
		return this.#write(shareLoad(this.#ledger, this.id, part, isShared, clock.today(), this.#newId));
	}

	/** Brings what she shares of her load up to this month; does nothing while she shares none. */
	async refreshLoad(): Promise<void> {
		const edits = this.id ? writeLoad(this.#ledger, this.id, this.#deps.clock.today(), this.#newId) : [];
		if (edits.length > 0) await this.#write(edits);
	}

	/** The record to write in, made now if there is none; undefined when it cannot be written. */
	async ready(): Promise<SupportId | undefined> {
		const { id, edits } = supportToWrite(this.#ledger, this.#newId);
		return edits.length === 0 || (await this.#write(edits)) ? id : undefined;
	}

	async #write(edits: readonly Edit[]): Promise<boolean> {
		return (await this.act.run(() => this.#deps.append(edits))) !== null;
	}

	#isMine(device: string): boolean {
		return this.#deps.organisation.people.some((each) => each.device === device && (each.isMe || each.isMine));
	}

	readonly #newId = () => this.#deps.random.uuid();

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}
