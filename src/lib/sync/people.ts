import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { WordsLocale } from '$lib/crypto/secret';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import type { Vault, WriteProblem } from '$lib/storage/vault';
import type { BackupMade, BackupPreview, BackupProblem } from './backup';
import type { PeopleProblem } from './people-problem';
import {
	idleSync,
	unreadView,
	type CustodianFileMade,
	type Invitation,
	type PeopleView,
	type Reader,
	type Role,
	type SyncView
} from './people-view';

export interface PeopleDeps {
	readonly vault: Vault;
	readonly clock: Clock;
	readonly random: Random;
	readonly fetch: typeof fetch;
	readonly origin: () => string;
	readonly onchange: () => void;
	/** Destroys the vault: a verified entry has removed this device. */
	readonly ondestroy: () => Promise<void>;
}

type Answer<T> = Promise<Result<T, PeopleProblem>>;

/** The organisation of one open vault, its people, and the traffic with its server. */
export interface People {
	readonly view: () => PeopleView;
	readonly syncView: () => SyncView;
	/** Begins to send, to fetch and to look for answers, as far as the vault belongs to anybody. */
	readonly start: () => void;
	/** Stops everything and wipes the keys. */
	readonly close: () => void;
	readonly create: (asked: {
		readonly name: string;
		readonly label: string;
		readonly roles: readonly Role[];
		readonly custodians: 1 | 3;
		readonly locale: WordsLocale;
	}) => Answer<readonly CustodianFileMade[]>;
	readonly invite: (asked: {
		readonly roles: readonly Role[];
		readonly groups: readonly GroupId[];
		readonly remote: boolean;
		readonly own: boolean;
		readonly label: string;
	}) => Answer<Invitation>;
	readonly lookForAnswers: () => Answer<void>;
	readonly confirm: (id: string) => Answer<void>;
	readonly refuse: (id: string) => Answer<void>;
	readonly cancel: (id: string) => Answer<void>;
	readonly join: (text: string, label: string) => Answer<void>;
	readonly cancelJoin: () => Answer<void>;
	readonly revoke: (device: DeviceId) => Answer<void>;
	readonly renameMe: (label: string) => Answer<void>;
	readonly readersOf: (groupId: GroupId, stream: 'work' | 'report') => readonly Reader[];
	readonly addReader: (groupId: GroupId, device: DeviceId) => Answer<void>;
	readonly removeReader: (groupId: GroupId, device: DeviceId) => Answer<void>;
	readonly leave: () => Answer<void>;
	readonly dismissAlarm: (id: string) => Answer<void>;
	readonly syncNow: () => Promise<void>;
	readonly cancelSync: () => void;
	readonly retry: (id: string) => Promise<void>;
	readonly setAside: (id: string) => Promise<void>;
	readonly makeBackup: (alsoForOrganisation: boolean) => Promise<Result<BackupMade, BackupProblem>>;
	readonly previewBackup: (bytes: Uint8Array, identity: string) => Promise<Result<BackupPreview, BackupProblem>>;
	readonly restoreBackup: (bytes: Uint8Array, identity: string) => Promise<Result<BackupPreview, BackupProblem>>;
}

/** Opens what belongs to a vault. */
export function openPeople(deps: PeopleDeps): Promise<Result<People, WriteProblem>> {
	void deps;
	const notYet = () => Promise.resolve(err({ type: 'ServerFailed' } as const));
	const notYetBackup = () => Promise.resolve(err({ type: 'StorageFailed' } as const));
	const done = () => Promise.resolve();
	return Promise.resolve(
		ok({
			view: () => ({ ...unreadView, state: 'alone' }),
			syncView: () => ({ ...idleSync, state: 'off' }),
			start: () => undefined,
			close: () => undefined,
			create: notYet,
			invite: notYet,
			lookForAnswers: notYet,
			confirm: notYet,
			refuse: notYet,
			cancel: notYet,
			join: notYet,
			cancelJoin: notYet,
			revoke: notYet,
			renameMe: notYet,
			readersOf: () => [],
			addReader: notYet,
			removeReader: notYet,
			leave: notYet,
			dismissAlarm: notYet,
			syncNow: done,
			cancelSync: () => undefined,
			retry: done,
			setAside: done,
			makeBackup: notYetBackup,
			previewBackup: notYetBackup,
			restoreBackup: notYetBackup
		})
	);
}
