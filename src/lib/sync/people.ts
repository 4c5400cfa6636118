/**
 * The organisation of one open vault: its people, its invites, and the traffic with its server.
 *
 * Who may call it: the runtime, which opens it with the vault and closes it with the vault.
 *
 * What must stay true:
 * - Nothing is sent while the vault belongs to nobody, except what its owner has just asked for.
 * - The vault is destroyed only on a removal that stands in its own verified log, and not on one that its owner signed.
 * - After `close` no key is reachable from here and nothing more is sent (threats A1, A2).
 */
import { dayNumber, type Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { wipeDeviceKeys } from '$lib/crypto/device-keys';
import type { AuditEntry } from '$lib/domain/audit';
import type { Edit } from '$lib/domain/change';
import type { DeviceId, GroupId } from '$lib/domain/ids';
import { rowsOf } from '$lib/domain/ledger';
import type { PolicyName } from '$lib/domain/policy';
import { changeSetting, isSample, settingOf } from '$lib/domain/setting';
import type { CodedAnswer, Moment } from '$lib/domain/picture-code';
import type { ToldTally } from '$lib/domain/tally';
import { organisationSettings, sharingOf, stopSharing } from '$lib/domain/sharing';
import type { Vault } from '$lib/storage/vault';
import { auditOf } from './audit';
import {
	makeBackup,
	previewBackup,
	restoreBackup,
	type BackupMade,
	type BackupPreview,
	type BackupProblem
} from './backup';
import { setBackupKey, type BackupKeyMade } from './backup-key';
import type { BallotProblem } from './ballot-problem';
import {
	batchesToOpen,
	finishBatches,
	giveUpBatch,
	openBatch,
	publishBatch,
	takeResults,
	tellCheckInKey,
	type BatchOpened,
	type BatchToOpen,
	type ResultSaid
} from './ballot-opening';
import {
	batchesOfMine,
	canSealFor,
	dismissBatch,
	isBallotRoundDue,
	makeBatch,
	sendBallots,
	takeTickets,
	type BatchAsked,
	type BatchOfMine
} from './ballots';
import { questionSetOf } from './cast';
import { renewCertificates, renewals } from './certificates';
import { createOrganisation, type OrganisationAsked } from './create-organisation';
import { createSyncEngine, type SyncEngine } from './engine';
import {
	forgetEnrolment,
	isEnrolmentSent,
	lookForCertificate,
	lookForPictures,
	picturesWhileWaiting,
	sendEnrolment,
	waitingOn
} from './enrol';
import {
	cancelInvite,
	confirmInvite,
	isAnyInviteOpen,
	lookForAnswers,
	makeInvite,
	refuseInvite,
	type InviteAsked
} from './invite';
import { dueSettings, labelEdit, organisationName, takeLabels, tellLabel } from './labels';
import {
	fetchLetters,
	receiptsOf,
	receiptsToKeep,
	sendLetters,
	takeConcerns,
	writeConcern,
	type Receipt
} from './letters';
import { takeTallies, tellTallies } from './tallies';
import { readMembership } from './membership';
import { alarmsShown, readersOf, viewOfMember } from './people-list';
import { peopleProblem, type PeopleProblem } from './people-problem';
import {
	idleSync,
	unreadView,
	type CustodianFileMade,
	type Invitation,
	type PeopleView,
	type Reader,
	type SyncView
} from './people-view';
import { setPolicy } from './policies';
import { recoverOrganisation, type RecoveryAsked } from './recover';
import { removeRecords } from './retention';
import { addReader, isRemoved, removeReader, revokeDevice } from './revoke';
import { openSession, type SessionDeps, type SyncSession } from './session';
import type { Fetch, Timer } from './transport';
import { openShelf } from './vault-port';

export interface PeopleDeps {
	readonly vault: Vault;
	readonly clock: Clock;
	readonly random: Random;
	readonly fetch: Fetch;
	readonly timer: Timer;
	/** Of this app: the server of an organisation that is made here. */
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
	/** The phone came online, or the app to the front. */
	readonly wake: () => void;
	/** Stops everything and wipes the keys. */
	readonly close: () => void;
	readonly create: (asked: OrganisationAsked) => Answer<readonly CustodianFileMade[]>;
	readonly recover: (asked: RecoveryAsked) => Answer<void>;
	readonly invite: (asked: InviteAsked) => Answer<Invitation>;
	readonly lookForAnswers: () => Answer<void>;
	readonly confirm: (id: string) => Answer<void>;
	readonly refuse: (id: string) => Answer<void>;
	readonly cancel: (id: string) => Answer<void>;
	readonly join: (text: string, label: string) => Answer<void>;
	readonly cancelJoin: () => Answer<void>;
	readonly revoke: (device: DeviceId) => Answer<void>;
	readonly renameMe: (label: string) => Answer<void>;
	readonly readersOf: (groupId: GroupId, stream: 'work' | 'report' | 'support') => readonly Reader[];
	readonly addReader: (groupId: GroupId, device: DeviceId) => Answer<void>;
	readonly removeReader: (groupId: GroupId, device: DeviceId) => Answer<void>;
	readonly setBackupKey: () => Answer<BackupKeyMade>;
	readonly setPolicy: (name: PolicyName, value: number) => Answer<void>;
	/** What stands in the verified log, oldest first. */
	readonly audit: () => readonly AuditEntry[];
	readonly removeRecords: (groups: readonly GroupId[], edits: readonly Edit[]) => Answer<void>;
	readonly sendConcern: (text: string) => Answer<string>;
	readonly receiptsOf: (id: string) => readonly Receipt[];
	readonly ballots: PeopleBallots;
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

type BallotAnswer<T> = Promise<Result<T, BallotProblem>>;

/** What a member does with batches of ballots: see `ballots.ts` and `ballot-opening.ts`. */
export interface PeopleBallots {
	readonly make: (asked: BatchAsked) => BallotAnswer<string>;
	readonly mine: () => readonly BatchOfMine[];
	readonly takeTickets: (batch: string, count: number, moment?: Moment) => BallotAnswer<readonly string[]>;
	/** Sends what waits and asks how far the batches are; every round does it too. */
	readonly refresh: () => BallotAnswer<void>;
	readonly toOpen: () => BallotAnswer<readonly BatchToOpen[]>;
	/** Forgets a batch of this phone that is over and was only said. */
	readonly dismiss: (batch: string) => BallotAnswer<void>;
	/** Whether what this group answers would be sealed to a check-in reader. */
	readonly canSealFor: (group: GroupId) => boolean;
	/** 32 bytes, or null without an organisation. */
	readonly questionSetOf: (questions: string) => Uint8Array | null;
	readonly open: (batch: string) => BallotAnswer<BatchOpened>;
	readonly publish: (
		batch: string,
		said: ResultSaid,
		tally: ToldTally | null,
		coded?: readonly CodedAnswer[]
	) => BallotAnswer<void>;
	readonly giveUp: (batch: string) => BallotAnswer<void>;
}

interface Joined {
	readonly session: SyncSession;
	readonly engine: SyncEngine;
}

/** Milliseconds between two looks for an answer: while somebody stands there, and after a quarter of an hour. */
const lookEvery = { soon: 3000, later: 60_000 } as const;
const standingThere = 15 * 60_000;

/** Opens what belongs to a vault. Sends nothing before `start`. */
export async function openPeople(deps: PeopleDeps): Promise<Result<People, PeopleProblem>> {
	const { vault, clock } = deps;
	const openedShelf = await openShelf(vault);
	if (!openedShelf.ok) return openedShelf;
	const shelf = openedShelf.value;
	const sessionDeps: SessionDeps = {
		...deps,
		vault,
		// Work of several requests may be under way when the vault closes: its next one is never made.
		fetch: (...asked) => (isClosed ? Promise.reject(new TypeError('Closed')) : deps.fetch(...asked))
	};
	let joined: Joined | null = null;
	let isStarted = false;
	let isClosed = false;
	/** What is due after the last round, until it is done. */
	let settling: Promise<void> | null = null;
	let cached: PeopleView | null = null;
	let stopLooking: () => void = () => undefined;
	let lookingSince = 0;

	const changed = () => {
		cached = null;
		if (!isClosed) deps.onchange();
	};

	/** Opens the session of a membership on the shelf; nothing when there is none. */
	const openJoined = async (): Answer<void> => {
		const membership = readMembership(shelf.get);
		if (!membership.ok) return err(peopleProblem(membership.error));
		if (!membership.value || membership.value.membership.state === 'waiting') return ok(undefined);
		const session = await openSession(sessionDeps, shelf);
		if (!session.ok) return err(peopleProblem(session.error));
		let wasWorking = false;
		const engine = createSyncEngine({
			session: session.value,
			onremoved: () => removed(session.value),
			onchange: () => {
				const isWorking = engine.view().state === 'working';
				if (wasWorking && !isWorking) afterRound();
				wasWorking = isWorking;
				changed();
			}
		});
		joined = { session: session.value, engine };
		// The app was closed between reading its removal and obeying it.
		if (isRemoved(session.value)) {
			await removed(session.value);
			return ok(undefined);
		}
		startEngine();
		look();
		changed();
		return ok(undefined);
	};

	/** Only the tab that writes syncs; whoever opened this opens it anew when that changes. */
	const startEngine = () => {
		if (isStarted && vault.canWrite()) joined?.engine.start();
	};

	const letGo = () => {
		stopLooking();
		joined?.engine.stop();
		if (joined) wipeDeviceKeys(joined.session.deviceKeys);
		joined = null;
	};

	/** The pinned log says that this device was removed. */
	const removed = async ({ log, membership }: SyncSession): Promise<void> => {
		const { device } = membership;
		// Her own signature: she left, and what she has stays hers.
		if (log.directory().devices.get(device)?.revoked?.by === device) {
			await forgetOrganisation();
			return;
		}
		changed();
		await deps.ondestroy();
	};

	/** Takes everything of the organisation off the phone, and every consent that was given to it. */
	const forgetOrganisation = async (): Answer<void> => {
		letGo();
		const ballots = await vault.ballots();
		if (!ballots.ok) return ballots;
		const taken = ballots.value.map(({ id }) => id);
		const forgotten = await shelf.receive({ forget: [...shelf.names('')], taken });
		if (!forgotten.ok) return forgotten;
		const ledger = vault.ledger();
		const shared = [...rowsOf(ledger, 'sharing')].map(({ id }) => sharingOf(ledger, id as GroupId)); // rows of this table are groups
		const settings = ([...organisationSettings.keys(), 'own-group'] as const).filter(
			(name) => settingOf(ledger, name) !== null
		);
		const written = await vault.append([
			...shared.filter(({ work, report }) => work || report).flatMap(({ id }) => stopSharing(id)),
			...settings.map((name) => changeSetting(name, null))
		]);
		if (!written.ok) return written;
		// Nothing that waited for the one organisation may ever go to another.
		const waiting = await vault.outbox();
		if (!waiting.ok) return waiting;
		const dropped = await vault.confirmSent(waiting.value.map(({ id }) => id));
		changed();
		return dropped;
	};

	/** Does what is due after a round: small things that must not hold it up, and that a later round does again if they fail. */
	const afterRound = (): void => {
		if (!joined || settling || isClosed) return;
		const { state } = joined.engine.view();
		if (state !== 'synced' && state !== 'waiting') return;
		settling = settle(joined).finally(() => {
			settling = null;
			changed();
		});
	};

	const settle = async ({ session, engine }: Joined): Promise<void> => {
		const { log, membership } = session;
		const settings = dueSettings(session, vault.ledger());
		if (settings.length > 0) await vault.append(settings);
		if (renewals(log.directory(), membership.device, dayNumber(clock.today())).length > 0)
			await session.inTurn(() => renewCertificates(session));
		if (engine.lettersWaiting() > 0)
			await fetchLetters(session, async (letters) => {
				const { edits, keep } = takeLabels(session, letters);
				const concerns = takeConcerns(session, letters);
				const kept = await shelf.receive({ keep: new Map([...keep, ...receiptsToKeep(letters)]) });
				if (!kept.ok) return kept;
				const tallies = takeTallies(session, letters);
				const results = takeResults(session, letters);
				const raised = await session.raise([...concerns.alarms, ...tallies.alarms, ...results.alarms]);
				const written = [...edits, ...concerns.edits, ...tallies.edits, ...results.edits];
				return raised.ok && written.length > 0 ? vault.append(written) : raised;
			});
		await tellLabel(session);
		await tellTallies(session, vault.append);
		await tellCheckInKey(session);
		await finishBatches(session);
		if (isBallotRoundDue(session)) await sendBallots(session);
		if (shelf.names('letter/').length > 0) await sendLetters(session);
		if (isAnyInviteOpen(session)) await lookForAnswers(session);
	};

	/** Looks again and again while an answer can come: to an invite of ours, or to our own enrolment. */
	const look = () => {
		stopLooking();
		stopLooking = () => undefined;
		const isDue = joined ? isAnyInviteOpen(joined.session) : isEnrolmentSent(shelf);
		if (!isStarted || isClosed || !isDue) return;
		const isSoon = clock.now() - lookingSince < standingThere;
		stopLooking = deps.timer(isSoon ? lookEvery.soon : lookEvery.later, () => void lookOnce().then(look));
	};
	const lookAnew = () => {
		lookingSince = clock.now();
		look();
	};

	const lookOnce = async (): Answer<void> => {
		if (isClosed) return err({ type: 'VaultLocked' });
		if (joined) {
			const looked = await lookForAnswers(joined.session);
			changed();
			return looked.ok ? ok(undefined) : looked;
		}
		const waiting = waitingOn(shelf);
		if (!waiting || !vault.canWrite()) return ok(undefined);
		const revealed = await lookForPictures({ ...sessionDeps, shelf }, waiting);
		changed();
		if (isClosed) return err({ type: 'VaultLocked' });
		const outcome = await lookForCertificate({ ...sessionDeps, shelf }, waiting);
		if (isClosed) return err({ type: 'VaultLocked' });
		if (!outcome.ok) return outcome;
		if (outcome.value === 'refused') {
			changed();
			return err({ type: 'LogUntrue' });
		}
		if (outcome.value === 'waiting') return revealed;
		const label = waiting.membership.label;
		if (label !== '') await vault.append([labelEdit(vault.device, label)]);
		return openJoined();
	};

	/** Runs work of a member whose tab may write. */
	const asMember = async <T, E extends BallotProblem = PeopleProblem>(
		work: (now: Joined) => Promise<Result<T, E>>
	): Promise<Result<T, E | PeopleProblem>> => {
		if (isClosed) return err({ type: 'VaultLocked' });
		if (!joined) return err({ type: 'NotMember' });
		if (!vault.canWrite()) return err({ type: 'OtherTabWrites' });
		const done = await work(joined);
		changed();
		return done;
	};

	/** Whether this vault may join or make an organisation now. */
	const mayJoin = (): Result<void, PeopleProblem> => {
		if (isClosed) return err({ type: 'VaultLocked' });
		if (joined) return err({ type: 'AlreadyMember' });
		if (isSample(vault.ledger())) return err({ type: 'SampleStaysAlone' });
		return vault.canWrite() ? ok(undefined) : err({ type: 'OtherTabWrites' });
	};

	const view = (): PeopleView => {
		if (joined) {
			const name = organisationName(shelf, joined.session.membership.name);
			return viewOfMember(joined.session, joined.engine, name);
		}
		const waiting = isEnrolmentSent(shelf) ? waitingOn(shelf) : null;
		const alarms = alarmsShown(shelf, vault.ledger());
		if (!waiting) return { ...unreadView, state: 'alone', alarms };
		const { roles } = waiting.membership;
		const pictures = picturesWhileWaiting(shelf, waiting);
		return { ...unreadView, state: 'waiting', alarms, roles: [...roles], pictures };
	};

	const stopWatching = vault.subscribe(changed);
	const opened = await openJoined();
	if (!opened.ok) {
		stopWatching();
		return opened;
	}
	const backupDeps = () => ({ vault, clock, session: joined?.session ?? null });

	return ok({
		view: () => (cached ??= view()),
		syncView: () => {
			if (!joined) return { ...idleSync, state: 'off' };
			return vault.canWrite() ? joined.engine.view() : idleSync;
		},
		start: () => {
			isStarted = true;
			startEngine();
			lookAnew();
		},
		wake: () => {
			joined?.engine.wake();
			lookAnew();
		},
		close: () => {
			isClosed = true;
			stopWatching();
			letGo();
		},
		create: async (asked) => {
			const may = mayJoin();
			if (!may.ok) return may;
			if (asked.name.trim() === '') return err({ type: 'OrganisationNameMissing' });
			const made = await createOrganisation({ ...sessionDeps, origin: deps.origin(), shelf }, asked);
			if (!made.ok) return made;
			const joinedNow = await openJoined();
			if (!joinedNow.ok) return joinedNow;
			// What of this does not come through, the first round does again.
			const settings = joined ? dueSettings(joined.session, vault.ledger()) : [];
			await vault.append([...settings, labelEdit(vault.device, asked.label.trim())]);
			return made;
		},
		recover: async (asked) => {
			const may = mayJoin();
			if (!may.ok) return may;
			if (asked.name.trim() === '') return err({ type: 'OrganisationNameMissing' });
			const recovered = await recoverOrganisation({ ...sessionDeps, shelf }, asked);
			changed();
			if (!recovered.ok) return recovered;
			const joinedNow = await openJoined();
			return joinedNow.ok ? vault.append([labelEdit(vault.device, asked.label.trim())]) : joinedNow;
		},
		invite: (asked) =>
			asMember(async ({ session }) => {
				const made = await makeInvite(session, asked);
				lookAnew();
				return made;
			}),
		lookForAnswers: lookOnce,
		confirm: (id) =>
			asMember(async ({ session, engine }) => {
				const confirmed = await confirmInvite(session, id);
				if (!confirmed.ok) return confirmed;
				const { device, label } = confirmed.value;
				const edits = [...dueSettings(session, vault.ledger()), ...(label === '' ? [] : [labelEdit(device, label)])];
				const written = await vault.append(edits);
				engine.wake();
				return written;
			}),
		refuse: (id) => asMember(({ session }) => refuseInvite(session, id)),
		cancel: (id) => asMember(({ session }) => cancelInvite(session, id)),
		join: async (text, label) => {
			const may = mayJoin();
			if (!may.ok) return may;
			const sent = await sendEnrolment({ ...sessionDeps, shelf }, text, label);
			lookAnew();
			changed();
			return sent;
		},
		cancelJoin: async () => {
			const may = mayJoin();
			if (!may.ok) return may;
			const forgotten = await forgetEnrolment(shelf);
			look();
			changed();
			return forgotten;
		},
		revoke: (device) =>
			asMember(async ({ session, engine }) => {
				if (device === vault.device) return err({ type: 'DeviceUnknown' });
				const revoked = await revokeDevice(session, device);
				if (revoked.ok) engine.wake();
				return revoked;
			}),
		renameMe: (label) =>
			asMember(async ({ session, engine }) => {
				const written = await vault.append([labelEdit(session.membership.device, label.trim())]);
				engine.wake();
				return written;
			}),
		readersOf: (group, stream) => (joined ? readersOf(joined.session, { group, stream }) : []),
		addReader: (group, device) => asMember(({ session }) => addReader(session, group, device)),
		removeReader: (group, device) => asMember(({ session }) => removeReader(session, group, device)),
		setBackupKey: () => asMember(({ session }) => setBackupKey(session)),
		setPolicy: (name, value) => asMember(({ session }) => setPolicy(session, name, value)),
		audit: () => (joined ? auditOf(joined.session) : []),
		removeRecords: async (groups, edits) => {
			const removed = await removeRecords(vault, joined?.session ?? null, groups, edits);
			joined?.engine.wake();
			changed();
			return removed;
		},
		sendConcern: (text) =>
			asMember(async ({ session, engine }) => {
				const written = await writeConcern(session, text);
				// It goes with the next round, now or when there is a network again.
				if (written.ok) engine.wake();
				return written;
			}),
		receiptsOf: (id) => (joined ? receiptsOf(joined.session, id) : []),
		ballots: {
			make: (asked) =>
				asMember(async ({ session, engine }) => {
					const made = await makeBatch(session, asked);
					if (made.ok) engine.wake();
					return made;
				}),
			mine: () => (joined ? batchesOfMine(shelf) : []),
			takeTickets: (batch, count, moment) => asMember(({ session }) => takeTickets(session, batch, count, moment)),
			refresh: () => asMember(({ session }) => sendBallots(session)),
			toOpen: () => asMember(({ session }) => batchesToOpen(session)),
			dismiss: (batch) => asMember(({ session }) => dismissBatch(session, batch)),
			canSealFor: (group) => joined !== null && canSealFor(joined.session, group),
			questionSetOf: (questions) => (joined ? questionSetOf(joined.session.membership.org, questions) : null),
			open: (batch) => asMember(({ session }) => openBatch(session, batch)),
			publish: (batch, said, tally, coded = []) =>
				asMember(async ({ session, engine }) => {
					const published = await publishBatch(session, batch, said, tally, coded, vault.append);
					if (published.ok) engine.wake();
					return published;
				}),
			giveUp: (batch) => asMember(({ session }) => giveUpBatch(session, batch))
		},
		leave: () =>
			asMember(async ({ session, engine }) => {
				engine.stop();
				const left = await revokeDevice(session, session.membership.device);
				if (left.ok) return forgetOrganisation();
				startEngine();
				return left;
			}),
		dismissAlarm: async (id) => {
			if (!id.startsWith('alarm/')) return ok(undefined);
			const forgotten = await shelf.receive({ forget: [id] });
			changed();
			return forgotten;
		},
		syncNow: async () => {
			if (!joined) return void (await lookOnce());
			if (!vault.canWrite()) return;
			await joined.engine.sync();
			await settling;
		},
		cancelSync: () => joined?.engine.cancel(),
		retry: async (id) => joined?.engine.retry(id),
		setAside: async (id) => joined?.engine.setAside(id),
		makeBackup: (alsoForOrganisation) => makeBackup(backupDeps(), alsoForOrganisation),
		previewBackup: (bytes, identity) => previewBackup(backupDeps(), bytes, identity),
		restoreBackup: (bytes, identity) => restoreBackup(backupDeps(), bytes, identity)
	});
}
