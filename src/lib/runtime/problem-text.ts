import type { PinSpent, PinWrong } from '$lib/crypto/pin';
import type { RatingProblem } from '$lib/domain/competency';
import type { SessionClosed, SessionProblem } from '$lib/domain/session';
import type { GroupProblem } from '$lib/domain/group';
import type { GuideProblem } from '$lib/domain/guide';
import type { PseudonymProblem } from '$lib/domain/member';
import type { TextTooLong } from '$lib/domain/summary';
import type { NothingAnswered } from '$lib/domain/check-in';
import type { Translate } from '$lib/i18n';
import type { UnlockProblem } from '$lib/storage/profiles';
import type { WriteProblem } from '$lib/storage/vault';
import type { GuideUnavailable } from './guides';
import type { SharingProblem } from '$lib/domain/sharing';
import type { BackupFault } from './backup.svelte';
import type { OrganisationProblem } from './organisation.svelte';
import type { RubricUnavailable } from './rubrics';
import type { SampleUnavailable } from './sample';

/** Every expected failure that can reach a screen. */
export type ScreenProblem =
	| UnlockProblem
	| PinWrong
	| PinSpent
	| WriteProblem
	| GroupProblem
	| PseudonymProblem
	| SessionClosed
	| SessionProblem
	| TextTooLong
	| NothingAnswered
	| GuideProblem
	| GuideUnavailable
	| SampleUnavailable
	| SharingProblem
	| RatingProblem
	| RubricUnavailable
	| OrganisationProblem
	| BackupFault;

type TextByProblem = {
	readonly [Type in ScreenProblem['type']]: (t: Translate, problem: Extract<ScreenProblem, { type: Type }>) => string;
};

/** The words for a problem. A new error without words does not compile. */
export function problemText(t: Translate, problem: ScreenProblem): string {
	const text = texts[problem.type] as (t: Translate, problem: ScreenProblem) => string; // the table pairs each type with its own record
	return text(t, problem);
}

const texts: TextByProblem = {
	SecretWrong: (t) => t('problems:secretWrong'),
	TriesDelayed: (t) => t('problems:triesDelayed'),
	PinWrong: (t, { triesLeft }) => t('problems:pinWrong', { count: triesLeft }),
	PinSpent: (t) => t('problems:pinSpent'),
	VaultLocked: (t) => t('problems:vaultLocked'),
	OtherTabWrites: (t) => t('problems:otherTabWrites'),
	QuotaExceeded: (t) => t('problems:quotaExceeded'),
	StorageLost: (t) => t('problems:storageLost'),
	StorageFailed: (t) => t('problems:storageFailed'),
	SnapshotDamaged: (t) => t('problems:snapshotDamaged'),
	AliasMissing: (t) => t('problems:aliasMissing'),
	AliasTooLong: (t, { most }) => t('problems:nameTooLong', { most }),
	AliasLooksLikeContact: (t) => t('problems:looksLikeContact'),
	DayUnreadable: (t) => t('problems:dayUnreadable'),
	PseudonymMissing: (t) => t('problems:pseudonymMissing'),
	PseudonymTooLong: (t, { most }) => t('problems:nameTooLong', { most }),
	PseudonymLooksLikeContact: (t) => t('problems:looksLikeContact'),
	PseudonymTaken: (t, { pseudonym }) => t('problems:pseudonymTaken', { pseudonym }),
	SessionClosed: (t) => t('problems:sessionClosed'),
	ReasonMissing: (t) => t('problems:reasonMissing'),
	SessionNotPlanned: (t) => t('problems:sessionNotPlanned'),
	SessionNotRunning: (t) => t('problems:sessionNotRunning'),
	TextTooLong: (t, { most }) => t('problems:textTooLong', { most }),
	NothingAnswered: (t) => t('problems:nothingAnswered'),
	GuideMalformed: (t) => t('problems:guideUnreadable'),
	GuideMinutesDiffer: (t) => t('problems:guideUnreadable'),
	GuideStepTwice: (t) => t('problems:guideUnreadable'),
	GuideUnavailable: (t) => t('problems:guideUnavailable'),
	SampleUnavailable: (t) => t('problems:sampleUnavailable'),
	NameMissing: (t) => t('problems:nameMissing'),
	NameLooksLikeContact: (t) => t('problems:looksLikeContact'),
	NothingRated: (t) => t('support:problem.nothingRated'),
	CommentMissing: (t, { competency }) => t('support:problem.commentMissing', { competency }),
	PlanMissing: (t, { competency }) => t('support:problem.planMissing', { competency }),
	MarkUnknown: (t) => t('support:problem.markUnknown'),
	NotItsTurn: (t) => t('support:problem.notItsTurn'),
	RubricUnavailable: (t) => t('support:problem.rubricUnavailable'),
	NameOfSomebody: (t) => t('problems:nameOfSomebody'),
	Offline: (t) => t('problems:offline'),
	ServerFailed: (t) => t('problems:serverFailed'),
	ServerBusy: (t) => t('problems:serverBusy'),
	ServerFull: (t) => t('problems:serverFull'),
	OrganisationsClosed: (t) => t('problems:organisationsClosed'),
	ClockWrong: (t) => t('problems:clockWrong'),
	NotAllowed: (t) => t('problems:notAllowed'),
	AlreadyMember: (t) => t('problems:alreadyMember'),
	NotMember: (t) => t('problems:notMember'),
	SampleStaysAlone: (t) => t('problems:sampleStaysAlone'),
	OrganisationNameMissing: (t) => t('problems:organisationNameMissing'),
	RolesMissing: (t) => t('problems:rolesMissing'),
	LinkUnreadable: (t) => t('problems:linkUnreadable'),
	InviteExpired: (t) => t('problems:inviteExpired'),
	InviteUsed: (t) => t('problems:inviteUsed'),
	InviteUnknown: (t) => t('problems:inviteUnknown'),
	InviteNotAnswered: (t) => t('problems:inviteNotAnswered'),
	LogUntrue: (t) => t('problems:logUntrue'),
	HeadsUntrue: (t) => t('problems:headsUntrue'),
	LetterTooLong: (t) => t('problems:letterTooLong'),
	LeadMissing: (t) => t('problems:leadMissing'),
	DeviceUnknown: (t) => t('problems:deviceUnknown'),
	LastAdmin: (t) => t('problems:lastAdmin'),
	WordsUnavailable: (t) => t('problems:wordsUnavailable'),
	PassphraseWrong: (t) => t('problems:passphraseWrong'),
	FileDamaged: (t) => t('problems:fileDamaged'),
	TooFewFiles: (t) => t('problems:tooFewFiles'),
	FilesDisagree: (t) => t('problems:filesDisagree'),
	OrganisationUnknown: (t) => t('problems:organisationUnknown'),
	DeviceSpent: (t) => t('problems:deviceSpent'),
	NotReady: (t) => t('problems:notReady'),
	BackupDamaged: (t) => t('problems:backupDamaged'),
	NotForThisKey: (t) => t('problems:notForThisKey'),
	TooLarge: (t) => t('problems:tooLarge'),
	BackupTooNew: (t) => t('problems:backupTooNew'),
	BackupTooOld: (t) => t('problems:backupTooOld'),
	NameTooLong: (t, { most }) => t('problems:nameTooLong', { most })
};
