import type { FileDamaged, FilesDisagree, PassphraseWrong, TooFewFiles } from '$lib/crypto/custodian';
import type { LinkUnreadable } from '$lib/protocol/invite';
import type { ProblemCode } from '$lib/protocol/problem';
import type { WriteProblem } from '$lib/storage/vault';
import type { AppendProblem } from './directory-log';
import type { SessionProblem } from './session';
import type { TransportProblem } from './transport';

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
	/** The sample is about nobody, and everybody knows its code: it joins nothing. */
	| { readonly type: 'SampleStaysAlone' }
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
	/** The text does not fit into a letter. */
	| { readonly type: 'LetterTooLong' }
	/** The organisation has nobody who reads concerns. */
	| { readonly type: 'LeadMissing' }
	/** No such device, or it was removed. */
	| { readonly type: 'DeviceUnknown' }
	/** Without this device nobody could administer the organisation. */
	| { readonly type: 'LastAdmin' }
	/** The words of the passphrase cannot be fetched. */
	| { readonly type: 'WordsUnavailable' }
	| PassphraseWrong
	| FileDamaged
	| TooFewFiles
	| FilesDisagree
	/** This server has no organisation of this root key. */
	| { readonly type: 'OrganisationUnknown' }
	/** The log has this vault's device with other keys, or removed: only another vault can come in. */
	| { readonly type: 'DeviceSpent' };

/** The words a person can act on for what went wrong below. */
export function peopleProblem(problem: AppendProblem | TransportProblem | SessionProblem): PeopleProblem {
	switch (problem.type) {
		case 'Offline':
		case 'Cancelled':
			return { type: 'Offline' };
		case 'ServerProblem':
			return problemByCode[problem.code] ?? { type: 'ServerFailed' };
		case 'AnswerRefused':
		case 'EntriesTooMany':
		case 'FrameDamaged':
		case 'SuiteUnknown':
		case 'LogGap':
			return { type: 'ServerFailed' };
		case 'LogUnsettled':
			return { type: 'ServerBusy' };
		// Our own rules refuse what was asked before anything is sent.
		case 'LogRefused':
			return { type: 'NotAllowed' };
		case 'LogForked':
		case 'LogDamaged':
		case 'MembershipDamaged':
			return { type: 'LogUntrue' };
		case 'NotJoined':
			return { type: 'NotMember' };
		case 'VaultLocked':
		case 'OtherTabWrites':
		case 'QuotaExceeded':
		case 'StorageLost':
		case 'StorageFailed':
			return problem;
	}
}

const problemByCode: { readonly [code in ProblemCode]?: PeopleProblem } = {
	ClockSkewed: { type: 'ClockWrong' },
	DeviceRevoked: { type: 'DeviceUnknown' },
	InviteExpired: { type: 'InviteExpired' },
	InviteUnknown: { type: 'InviteUnknown' },
	InviteUsed: { type: 'InviteUsed' },
	NotAllowed: { type: 'NotAllowed' },
	OrganisationsClosed: { type: 'OrganisationsClosed' },
	StorageFull: { type: 'ServerFull' },
	TooManyRequests: { type: 'ServerBusy' }
};
