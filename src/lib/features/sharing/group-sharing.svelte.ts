import { err, ok, type Result } from '$lib/base/result';
import { disclose, type SessionReport } from '$lib/domain/disclosure';
import { groupOf, type Group } from '$lib/domain/group';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import { previewOf, reportOf, reportsOf, type SharingPreview } from '$lib/domain/report';
import { sessionsOf } from '$lib/domain/session';
import { shareGroup, sharingOf, stopSharing, type Sharing } from '$lib/domain/sharing';
import { isLikelyFullName } from '$lib/domain/text';
import { Act } from '$lib/runtime/act.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { Organisation, Person, Reader } from '$lib/runtime/organisation.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface GroupSharingDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly organisation: Pick<Organisation, 'state' | 'roles' | 'people' | 'readersOf' | 'addReader' | 'removeReader'>;
}

/** What she has chosen and not yet said yes to. */
interface Draft {
	readonly work: boolean;
	readonly report: boolean;
	readonly name: string;
	readonly earlier: boolean;
	readonly chosen: readonly DeviceId[];
}

/** How one group is shared, and what she is about to change. Nothing is written, and nothing leaves, before her yes. */
export class GroupSharing {
	readonly #deps: GroupSharingDeps;
	readonly #groupId: GroupId;
	readonly act = new Act();
	/** Null while she looks at what is. */
	#draft = $state.raw<Draft | null>(null);
	#notAdded = $state.raw<readonly Person[]>([]);

	constructor(deps: GroupSharingDeps, groupId: GroupId) {
		this.#deps = deps;
		this.#groupId = groupId;
	}

	get group(): Group | undefined {
		return groupOf(this.#ledger, this.#groupId);
	}

	get sharing(): Sharing {
		return sharingOf(this.#ledger, this.#groupId);
	}

	get isShared(): boolean {
		return this.sharing.work || this.sharing.report;
	}

	/** Whether the form shows: asked for, or nothing is shared yet. */
	get isAsking(): boolean {
		return this.#draft !== null || !this.isShared;
	}

	/** What the form holds. */
	get draft(): Draft {
		return this.#draft ?? this.#first;
	}

	/** The counts of all that facilitators get. */
	get preview(): SharingPreview {
		return this.group
			? previewOf(this.#ledger, this.group, this.#deps.clock.today())
			: { reports: [], peopleCount: 0, sessionCount: 0 };
	}

	/** The reports made for supervisors so far, as they were made. */
	get made(): readonly SessionReport[] {
		return reportsOf(this.#ledger, this.#groupId).map(({ body }) => body);
	}

	/** Closed sessions of which no report was made yet: she decides whether they get one. */
	get unreported(): number {
		return this.#closed.filter(({ id }) => !reportOf(this.#ledger, id)).length;
	}

	/** Word for word what supervisors get with her yes: every report that lies in their stream then. Oldest first. */
	get leaving(): readonly SessionReport[] {
		return this.draft.earlier ? this.preview.reports : this.made;
	}

	/** What a report looks like, from the last closed session; null while there is none. */
	get example(): SessionReport | null {
		const last = this.#closed.at(-1);
		return this.group && last ? disclose(this.#ledger, this.group, last, this.#deps.clock.today()) : null;
	}

	/** True for a name that seems to lead to somebody. It may be taken all the same. */
	get isNameTelling(): boolean {
		const name = this.draft.name.toLowerCase();
		const named = this.group?.coFacilitators.some((other) => other !== '' && name.includes(other.toLowerCase()));
		return isLikelyFullName(this.draft.name) || named === true;
	}

	/** Facilitators who cannot open the group yet: other people, and her own other phones. */
	get candidates(): readonly Person[] {
		return this.#people.filter(
			({ device, isMe, roles }) => !isMe && roles.includes('facilitator') && !isAmong(this.workReaders, device)
		);
	}

	get workReaders(): readonly Reader[] {
		return this.#deps.organisation.readersOf(this.#groupId, 'work');
	}

	get reportReaders(): readonly Reader[] {
		return this.#deps.organisation.readersOf(this.#groupId, 'report');
	}

	/** Who could open the whole group after her yes. */
	get futureWorkReaders(): readonly Reader[] {
		const { chosen } = this.draft;
		return this.#with(this.workReaders, ({ device, isMe }) => isMe || chosen.includes(device));
	}

	/** Who could read the reports after her yes: supervisors, and whoever opens the whole group. */
	get futureReportReaders(): readonly Reader[] {
		const work = this.draft.work ? this.futureWorkReaders : [];
		return this.#with(
			this.reportReaders,
			({ device, isMe, roles }) =>
				isMe || roles.includes('supervisor') || work.some((reader) => reader.device === device)
		);
	}

	/** Those she chose and who could not be let in yet. */
	get notAdded(): readonly Person[] {
		return this.#notAdded;
	}

	/** Opens the form over what is shared now. */
	ask(): void {
		this.#draft = this.#first;
	}

	/** Closes the form; what she chose in it is dropped. */
	leave(): void {
		this.#draft = null;
	}

	choose(part: Partial<Draft>): void {
		this.#draft = { ...this.draft, ...part };
	}

	/** Her yes. True when the choice lies on this phone; people who could not be let in are in `notAdded`. */
	async share(): Promise<boolean> {
		const { work, chosen } = this.draft;
		const wanted = work ? this.candidates.filter(({ device }) => chosen.includes(device)) : [];
		const written = await this.act.run(() => this.#write());
		if (!written) return false;
		this.#draft = null;
		await this.#addAll(wanted);
		return true;
	}

	/** Lets those in who could not be let in before. */
	async tryAgain(): Promise<void> {
		await this.#addAll(this.#notAdded);
	}

	/** True when she may from now on open the group. */
	async add(device: DeviceId): Promise<boolean> {
		return (await this.act.run(() => this.#deps.organisation.addReader(this.#groupId, device))) !== null;
	}

	async remove(device: DeviceId): Promise<boolean> {
		return (await this.act.run(() => this.#deps.organisation.removeReader(this.#groupId, device))) !== null;
	}

	/** Nothing leaves any more. What has left stays where it is. */
	async stop(): Promise<boolean> {
		return (await this.act.run(() => this.#deps.append(stopSharing(this.#groupId)))) !== null;
	}

	async #write(): Promise<Result<void, ScreenProblem>> {
		const { group } = this;
		// A vault that locked under the screen holds no group.
		if (!group) return err({ type: 'VaultLocked' });
		const { clock, random, append } = this.#deps;
		const edits = shareGroup(this.#ledger, group, this.draft, clock.today(), () => random.uuid());
		return edits.ok ? append(edits.value) : edits;
	}

	async #addAll(wanted: readonly Person[]): Promise<void> {
		const left: Person[] = [];
		await this.act.run(async () => {
			let last: Result<void, ScreenProblem> = ok(undefined);
			for (const person of wanted) {
				const added = await this.#deps.organisation.addReader(this.#groupId, person.device);
				if (added.ok) continue;
				left.push(person);
				last = added;
			}
			return last;
		});
		this.#notAdded = left;
	}

	#with(readers: readonly Reader[], isWanted: (person: Person) => boolean): readonly Reader[] {
		return [...readers, ...this.#people.filter((person) => !isAmong(readers, person.device) && isWanted(person))];
	}

	get #first(): Draft {
		const { work, report, name } = this.sharing;
		const mine = this.candidates.filter(({ isMine }) => isMine).map(({ device }) => device);
		return { work, report, name: name || (this.group?.alias ?? ''), earlier: false, chosen: mine };
	}

	get #people(): readonly Person[] {
		return this.#deps.organisation.people.filter(({ revokedOn }) => revokedOn === null);
	}

	get #closed() {
		return sessionsOf(this.#ledger, this.#groupId).filter(({ state }) => state === 'closed');
	}

	get #ledger() {
		return this.#deps.door.ledger.current;
	}
}

const isAmong = (readers: readonly Reader[], wanted: DeviceId): boolean =>
	readers.some(({ device }) => device === wanted);
