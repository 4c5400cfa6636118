import type { Result } from '$lib/base/result';
import type { AuditEntry } from '$lib/domain/audit';
import type { Edit } from '$lib/domain/change';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import type { Policies, PolicyName } from '$lib/domain/policy';
import type { WordsLocale } from '$lib/crypto/secret';
import type { BackupKeyMade } from '$lib/sync/backup-key';
import type { People } from '$lib/sync/people';
import type { PeopleProblem } from '$lib/sync/people-problem';
import {
	unreadView,
	type Alarm,
	type CustodianFileMade,
	type Invitation,
	type InvitePreview,
	type LinkUnreadable,
	type Missing,
	type OrganisationState,
	type PeopleView,
	type Person,
	type Reader,
	type Receipt,
	type Role
} from '$lib/sync/people-view';
import type { RecoveryAsked } from '$lib/sync/recover';
import type { Belonging } from './belonging';
import { live, type Live } from './live';

export type {
	Alarm,
	Invitation,
	InvitePreview,
	Missing,
	OrganisationState,
	Person,
	Reader,
	Receipt,
	Role
} from '$lib/sync/people-view';
export type { BackupKeyMade } from '$lib/sync/backup-key';
export type CustodianFile = CustodianFileMade;

/** What brings an organisation back: the custodians' files with their words, and who she is in it. */
export type Recovery = RecoveryAsked;

/** Why it did not happen; `NotReady`: this part of the app could not be fetched. */
export type OrganisationProblem = PeopleProblem | { readonly type: 'NotReady' };

type Answer<T> = Promise<Result<T, OrganisationProblem>>;

export interface NewOrganisation {
	readonly name: string;
	/** How the others see her. */
	readonly label: string;
	/** Besides administrator. */
	readonly roles: readonly Role[];
	readonly custodians: 1 | 3;
	/** Of the words of the passphrases. */
	readonly locale: WordsLocale;
}

export interface NewInvitation {
	readonly roles: readonly Role[];
	readonly groups: readonly GroupId[];
	/** Sent from afar: good for a day instead of a quarter of an hour. */
	readonly remote: boolean;
	/** For her own second phone. */
	readonly own: boolean;
	/** How the others see who joins; she may change it. */
	readonly label: string;
}

/** The organisation of the open vault, and its people. Everything it shows was verified on this phone. */
export class Organisation {
	readonly #belonging: Belonging;
	readonly #view: Live<PeopleView>;

	/** `sample` tells the organisation of a sample, or null; it is asked only while the vault belongs to no other. */
	constructor(belonging: Belonging, sample: () => PeopleView | null = () => null) {
		this.#belonging = belonging;
		this.#view = live(belonging.subscribe, () => {
			const view = belonging.current()?.view() ?? unreadView;
			return view.state === 'alone' || view.state === 'loading' ? (sample() ?? view) : view;
		});
	}

	get state(): OrganisationState {
		return this.#view.current.state;
	}

	get name(): string {
		return this.#view.current.name;
	}

	/** Of this device. */
	get roles(): readonly Role[] {
		return this.#view.current.roles;
	}

	/** Every device, removed ones too, the newest last. */
	get people(): readonly Person[] {
		return this.#view.current.people;
	}

	/** Those this device made, the newest first. */
	get invitations(): readonly Invitation[] {
		return this.#view.current.invitations;
	}

	/** On the joining phone, while it waits: the four pictures to compare; null until the inviter's phone has answered. */
	get pictures(): PeopleView['pictures'] {
		return this.#view.current.pictures;
	}

	/** Whether a copy can be sealed to the organisation as well. */
	get hasBackupKey(): boolean {
		return this.#view.current.hasBackupKey;
	}

	/** What the organisation decided for everybody; as usual where it has not, and without one. */
	get policies(): Policies {
		return this.#view.current.policies;
	}

	/** What was done in the organisation, oldest first, from the verified log. */
	get audit(): readonly AuditEntry[] {
		void this.#view.current;
		return this.#belonging.current()?.audit() ?? [];
	}

	get alarms(): readonly Alarm[] {
		return this.#view.current.alarms;
	}

	get missing(): readonly Missing[] {
		return this.#view.current.missing;
	}

	/** Makes an organisation, of which this device is the first administrator. Nothing is kept when it fails. */
	create(asked: NewOrganisation): Answer<readonly CustodianFile[]> {
		return this.#ask((people) => people.create(asked));
	}

	/** Makes this device administrator of an organisation that has lost all of its own. Can be tried again when it fails. */
	recover(asked: Recovery): Answer<void> {
		return this.#ask((people) => people.recover(asked));
	}

	invite(asked: NewInvitation): Answer<Invitation> {
		return this.#ask((people) => people.invite(asked));
	}

	/** Looks now whether somebody answered; the invitations also look by themselves while they wait. */
	lookForAnswers(): Answer<void> {
		return this.#ask((people) => people.lookForAnswers());
	}

	/** The pictures are the same: lets the device in. */
	confirm(id: string): Answer<void> {
		return this.#ask((people) => people.confirm(id));
	}

	/** The pictures differ: the invite is of no more use. */
	refuse(id: string): Answer<void> {
		return this.#ask((people) => people.refuse(id));
	}

	cancel(id: string): Answer<void> {
		return this.#ask((people) => people.cancel(id));
	}

	/** What a scanned or pasted text leads to, before anybody agrees to it. Sends nothing. */
	async readInvite(text: string): Promise<Result<InvitePreview, LinkUnreadable | { readonly type: 'NotReady' }>> {
		try {
			return (await import('$lib/sync/enrol')).previewInvite(text);
		} catch {
			return { ok: false, error: { type: 'NotReady' } };
		}
	}

	/** She agrees: makes this device's keys and sends them. Then `state` is 'waiting'. */
	join(text: string, label: string): Answer<void> {
		return this.#ask((people) => people.join(text, label));
	}

	cancelJoin(): Answer<void> {
		return this.#ask((people) => people.cancelJoin());
	}

	/** Takes a device out, with everything it could open from now on. */
	revoke(device: DeviceId): Answer<void> {
		return this.#ask((people) => people.revoke(device));
	}

	renameMe(label: string): Answer<void> {
		return this.#ask((people) => people.renameMe(label));
	}

	/** Who can open a group's work or its reports, or what a consent to supervision shares, from the verified log. Empty while it is shared with nobody. */
	readersOf(groupId: GroupId, stream: 'work' | 'report' | 'support'): readonly Reader[] {
		void this.#view.current;
		return this.#belonging.current()?.readersOf(groupId, stream) ?? [];
	}

	/** Lets another facilitator open the whole group. */
	addReader(groupId: GroupId, device: DeviceId): Answer<void> {
		return this.#ask((people) => people.addReader(groupId, device));
	}

	removeReader(groupId: GroupId, device: DeviceId): Answer<void> {
		return this.#ask((people) => people.removeReader(groupId, device));
	}

	/**
	 * Makes the organisation's key for copies, or another in its place; administrators only. `identity` opens every copy
	 * that is made for the organisation from now on, and is told this once.
	 */
	setBackupKey(): Answer<BackupKeyMade> {
		return this.#ask((people) => people.setBackupKey());
	}

	/** Sets one of the policies for everybody; administrators only. `NotAllowed` outside its bounds (`policyRules`). */
	setPolicy(name: PolicyName, value: number): Answer<void> {
		return this.#ask((people) => people.setPolicy(name, value));
	}

	/**
	 * Writes edits that take records of these groups away (`domain/retention.ts`), and has them forgotten everywhere: on this
	 * phone at once, with the others and at the server after the next syncs. Also alone, without an organisation.
	 */
	removeRecords(groups: readonly GroupId[], edits: readonly Edit[]): Answer<void> {
		return this.#ask((people) => people.removeRecords(groups, edits));
	}

	/**
	 * Seals a text to every safeguarding lead. It leaves with the next sync, and waits sealed until then: this phone cannot
	 * read it again. Answers the id that receipts name it by. `LeadMissing` where nobody would read it, `LetterTooLong` when
	 * it takes more than 3,880 bytes once it is written as JSON.
	 */
	sendConcern(text: string): Answer<string> {
		return this.#ask((people) => people.sendConcern(text));
	}

	/** Which leads' devices have said that they hold a concern; empty while none has. */
	receiptsOf(id: string): readonly Receipt[] {
		void this.#view.current;
		return this.#belonging.current()?.receiptsOf(id) ?? [];
	}

	/** Takes this device out of the organisation. What she has stays hers. */
	leave(): Answer<void> {
		return this.#ask((people) => people.leave());
	}

	dismissAlarm(id: string): Answer<void> {
		return this.#ask((people) => people.dismissAlarm(id));
	}

	async #ask<T>(work: (people: People) => Promise<Result<T, PeopleProblem>>): Answer<T> {
		const people = await this.#belonging.people();
		return people.ok ? work(people.value) : people;
	}
}
