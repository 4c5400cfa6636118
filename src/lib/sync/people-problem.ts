import type { LinkUnreadable } from '$lib/protocol/invite';
import type { WriteProblem } from '$lib/storage/vault';

/** Why something with an organisation or its people did not happen. Nothing is half done. */
export type PeopleProblem =
	| WriteProblem
	| LinkUnreadable
	/** No way to the server. */
	| { readonly type: 'Offline' }
	/** The server could not, or its answer makes no sense. */
	| { readonly type: 'ServerFailed' }
	/** The server asks to wait. */
	| { readonly type: 'ServerBusy' }
	/** The server has no room left. */
	| { readonly type: 'ServerFull' }
	/** This server takes no new organisations. */
	| { readonly type: 'OrganisationsClosed' }
	/** The phone's clock is too far from the server's. */
	| { readonly type: 'ClockWrong' }
	/** The role of this device does not allow it. */
	| { readonly type: 'NotAllowed' }
	/** This vault belongs to an organisation already. */
	| { readonly type: 'AlreadyMember' }
	/** This vault belongs to no organisation. */
	| { readonly type: 'NotMember' }
	/** The name of the organisation is missing. */
	| { readonly type: 'OrganisationNameMissing' }
	| { readonly type: 'RolesMissing' }
	| { readonly type: 'InviteExpired' }
	/** Somebody has used it already. */
	| { readonly type: 'InviteUsed' }
	/** The server does not know it: cancelled, or for another server. */
	| { readonly type: 'InviteUnknown' }
	/** Nobody has answered the invite yet. */
	| { readonly type: 'InviteNotAnswered' }
	/** What the server shows of the organisation does not check out; nothing of it was believed. */
	| { readonly type: 'LogUntrue' }
	/** What the server shows of a device is less than this phone has seen. */
	| { readonly type: 'HeadsUntrue' }
	/** No such device, or it was removed. */
	| { readonly type: 'DeviceUnknown' }
	/** Without this device nobody could administer the organisation. */
	| { readonly type: 'LastAdmin' }
	/** The words of the passphrase cannot be fetched. */
	| { readonly type: 'WordsUnavailable' };
