/**
 * What the rest of the app is told about an organisation and its people. Plain values: nothing here signs, opens or sends.
 *
 * What must stay true: everything about people and devices comes from the verified log, never from the server's word.
 */
import type { Day } from '$lib/base/clock';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import type { PictureId } from '$lib/domain/picture';
import { policiesOf, type Policies } from '$lib/domain/policy';
import type { Role } from '$lib/protocol/roles';
import type { AlarmType } from './alarms';

export type { AlarmType } from './alarms';
export type { Role } from '$lib/protocol/roles';
export type { Receipt } from './letters';
export type { LinkUnreadable } from '$lib/protocol/invite';

/**
 * Where this vault stands. `loading`: not read yet. `alone`: in no organisation. `waiting`: an enrolment was sent and not
 * confirmed. `removed`: a verified revocation came; the vault is about to be destroyed.
 */
export type OrganisationState = 'loading' | 'alone' | 'waiting' | 'member' | 'removed';

/** One device of the organisation, as the log has it. */
export interface Person {
	readonly device: DeviceId;
	/** Empty while we were not told. */
	readonly label: string;
	readonly roles: readonly Role[];
	readonly sinceDay: Day;
	/** Label of who let it in; empty for the first device. */
	readonly invitedBy: string;
	readonly isMe: boolean;
	/** Another device of the same person. */
	readonly isMine: boolean;
	/** When something of it came here last; null: never. */
	readonly lastHeard: Day | null;
	readonly revokedOn: Day | null;
	readonly expiresOn: Day;
}

/** Who can open a group. */
export interface Reader {
	readonly device: DeviceId;
	readonly label: string;
	readonly roles: readonly Role[];
	readonly isMe: boolean;
}

/** An invite this device made. */
export interface Invitation {
	readonly id: string;
	/** The text of the QR code. Holds the secret: never put it in an address, a log, or anywhere but the screen. */
	readonly link: string;
	readonly roles: readonly Role[];
	/** Milliseconds since 1970. */
	readonly expiresAt: number;
	readonly groups: readonly GroupId[];
	readonly state: InvitationState;
	/** Four, once somebody came who holds the invite's secret and the other phone can show them too. */
	readonly pictures: readonly PictureId[] | null;
	/** How often somebody else tried. */
	readonly alarms: number;
}

/** `arrived`: somebody holds the secret and waits for the pictures to be compared. */
export type InvitationState = 'waiting' | 'arrived' | 'done' | 'expired' | 'refused';

/** Something that only a fault or an ill will explains, kept until she dismisses it. */
export interface Alarm {
	readonly id: string;
	readonly type: AlarmType;
	/** Whom it is about; empty when it is about no device, or one without a label. */
	readonly label: string;
	/** The day it was seen last. */
	readonly day: Day;
	readonly count: number;
}

/** Changes that others have seen and that never came here. */
export interface Missing {
	readonly label: string;
	readonly count: number;
	readonly since: Day;
}

/** Of what `readInvite` tells before anybody joins. */
export interface InvitePreview {
	/** The first characters of the organisation's id, to compare by eye. */
	readonly organisation: string;
	readonly origin: string;
	readonly roles: readonly Role[];
}

/** A file for one custodian of the root key. */
export interface CustodianFileMade {
	/** A name that says nothing. */
	readonly name: string;
	readonly bytes: Uint8Array;
	/** Its passphrase, to be written down. */
	readonly words: readonly string[];
}

export interface PeopleView {
	readonly state: OrganisationState;
	readonly name: string;
	readonly roles: readonly Role[];
	readonly people: readonly Person[];
	readonly invitations: readonly Invitation[];
	/** On the joining phone while it waits: the four to compare, once the inviter's phone has heard of it; null before. */
	readonly pictures: readonly PictureId[] | null;
	/** Whether copies can be sealed to the organisation, too. */
	readonly hasBackupKey: boolean;
	/** What the organisation decided for everybody; as usual where it has not, or where there is none. */
	readonly policies: Policies;
	readonly alarms: readonly Alarm[];
	readonly missing: readonly Missing[];
}

/** The view of a vault that was not read yet. */
export const unreadView: PeopleView = {
	state: 'loading',
	name: '',
	roles: [],
	people: [],
	invitations: [],
	pictures: null,
	hasBackupKey: false,
	policies: policiesOf(new Map()),
	alarms: [],
	missing: []
};

/**
 * How sync stands. `off`: in no organisation. `unknown`: not tried yet. `waiting`: something is to be sent. `offline`: no
 * way to the server now, which is usual.
 */
export type SyncState = 'off' | 'unknown' | 'synced' | 'waiting' | 'working' | 'offline' | 'failed';

/** Why something does not go. */
export type SyncFault = 'too-large' | 'refused' | 'not-reader' | 'cloned';

/** A record that will not go; the rest goes on. */
export interface Stuck {
	readonly id: string;
	readonly groupId: GroupId | null;
	readonly why: SyncFault;
	/** Milliseconds since 1970. */
	readonly since: number;
}

export interface SyncView {
	readonly state: SyncState;
	readonly unsent: number;
	/** When the server was reached last, in milliseconds since 1970; null: never. */
	readonly lastAt: number | null;
	/** How far an exchange is. `of` is 0 while nobody knows how much there is: then `done` counts what came. */
	readonly progress: { readonly done: number; readonly of: number } | null;
	readonly stuck: readonly Stuck[];
}

export const idleSync: SyncView = { state: 'unknown', unsent: 0, lastAt: null, progress: null, stuck: [] };
