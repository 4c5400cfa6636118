/**
 * How a new device comes in: from the text of an invite to a verified membership.
 *
 * Who may call it: `people.ts`; `previewInvite` also the screens, through the runtime.
 *
 * What must stay true:
 * - Keys are made only after the person agreed; before that nothing is made or sent.
 * - The organisation's id comes from the invite. The whole log is verified from it, and the device is a member only when
 *   the log has exactly its keys and the promised roles (threats A6, A10: another root, exchanged keys).
 * - The pictures are made with the nonce that the invite promised, and with no other. Her keys lie on the shelf before
 *   anybody hears it, so nobody can try keys until the pictures agree (threats A6 and A10 in one).
 * - What was in the vault before stays as it is; nothing of it leaves by joining.
 */
import { bytesToHex, sameBytes, wipe } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { createDeviceKeys, wipeDeviceKeys, type DeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { inviteMac } from '$lib/crypto/invite-code';
import type { PictureId } from '$lib/domain/picture';
import type { Directory } from '$lib/protocol/directory';
import {
	enrolmentTranscript,
	inviteAuthMessage,
	readInviteLink,
	revealLength,
	writeEnrolment,
	type LinkUnreadable
} from '$lib/protocol/invite';
import { Done, paths, readLogPage } from '$lib/protocol/v1';
import { alarmName, alarmsToKeep, type AlarmSeen } from './alarms';
import { openDirectoryLog, type DirectoryLog, type LogStep } from './directory-log';
import { picturesOf } from './invite';
import { membershipShelf, membershipToShelf, readMembership, writeMembership, type Membership } from './membership';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { InvitePreview } from './people-view';
import type { SessionDeps } from './session';
import { createTransport, type Transport } from './transport';
import type { Shelf } from './vault-port';

/** What a scanned or pasted text leads to, before anybody agrees to it. Sends nothing, makes nothing. */
export function previewInvite(text: string): Result<InvitePreview, LinkUnreadable> {
	const link = readInviteLink(text);
	if (!link.ok) return link;
	const { org, origin, roles } = link.value;
	return ok({ organisation: bytesToHex(org.subarray(0, 4)), origin, roles: [...roles] });
}

type EnrolDeps = SessionDeps & { readonly shelf: Shelf };

/** A device that has sent its keys and waits. */
export interface Waiting {
	readonly membership: Membership;
	readonly keys: DeviceKeys;
}

/** What of the shelf says that this device waits, or null; also while it is not known whether its keys arrived. */
export function waitingOn(shelf: Pick<Shelf, 'get'>): Waiting | null {
	const read = readMembership(shelf.get);
	return read.ok && read.value?.membership.state === 'waiting' ? read.value : null;
}

/** Whether the server has said that the keys arrived. */
export const isEnrolmentSent = (shelf: Pick<Shelf, 'get'>): boolean => shelf.get(sentName) !== undefined;

const sentName = 'enrolment-sent';
/** The hash of the nonce that the invite promised, and the nonce once it was told. */
const promiseName = 'enrolment-promise';
const revealName = 'enrolment-reveal';

const enrolmentNames = [sentName, promiseName, revealName];

/** The four pictures that the inviter must see too; null until she has revealed what they are made with. */
export function picturesWhileWaiting(
	shelf: Pick<Shelf, 'get'>,
	{ membership, keys }: Waiting
): readonly PictureId[] | null {
	const nonce = shelf.get(revealName);
	if (!nonce) return null;
	const { device } = membership;
	return picturesOf(
		enrolmentTranscript(membership, { device, verifyKey: keys.verifyKey, kemKey: keys.kemPublic }),
		nonce
	);
}

/** Looks whether the inviter revealed the nonce, as long as it is not known. Another than the promised one is `LogUntrue`. */
export async function lookForPictures(deps: EnrolDeps, waiting: Waiting): Promise<Result<void, PeopleProblem>> {
	const { shelf } = deps;
	const promise = shelf.get(promiseName);
	if (!promise || shelf.get(revealName)) return ok(undefined);
	const { org, invite } = waiting.membership;
	const path = paths.reveal(org, invite);
	const answer = await transportOf(deps, waiting).send({ method: 'GET', path, signed: false });
	if (!answer.ok) {
		const problem = peopleProblem(answer.error);
		return problem.type === 'InviteUnknown' ? ok(undefined) : err(problem);
	}
	// She gave up, or began anew with another invite, while the answer was on its way.
	if (waitingOn(shelf)?.membership.invite !== invite) return ok(undefined);
	const nonce = answer.value;
	if (nonce.length === revealLength && sameBytes(sha256(nonce), promise))
		return shelf.receive({ keep: new Map([[revealName, nonce]]) });
	const seen: AlarmSeen = { type: 'PicturesUntrue', device: '' };
	// The server is asked every few seconds and would be counted each time.
	const raised = shelf.get(alarmName(seen))
		? ok(undefined)
		: await shelf.receive({ keep: alarmsToKeep(shelf.get, [seen], deps.clock.today()) });
	return raised.ok ? err({ type: 'LogUntrue' }) : raised;
}

/** She agreed: makes this device's keys and sends their public halves. On the shelf first, so that an answer cannot be lost. */
export async function sendEnrolment(
	deps: EnrolDeps,
	text: string,
	label: string
): Promise<Result<void, PeopleProblem>> {
	const link = readInviteLink(text);
	if (!link.ok) return link;
	const { org, origin, invite, secret, promise, roles } = link.value;
	const { device } = deps.vault;
	// A try whose answer was lost is repeated with the same keys: it may have arrived.
	const before = waitingOn(deps.shelf);
	const isAgain = before?.membership.invite === invite && sameBytes(before.membership.org, org);
	const keys = isAgain ? before.keys : createDeviceKeys();
	const membership: Membership = {
		state: 'waiting',
		origin,
		org,
		device,
		invite,
		roles,
		label: label.trim(),
		name: ''
	};
	const keep = new Map([...membershipToShelf(membership, keys), [promiseName, promise.slice()]]);
	// What another invite revealed says nothing about this one.
	const kept = await deps.shelf.receive({ keep, forget: isAgain ? [] : [revealName] });
	if (!kept.ok) return kept;
	const enrolled = { device, verifyKey: keys.verifyKey, kemKey: keys.kemPublic };
	const mac = inviteMac(secret, enrolmentTranscript(membership, enrolled));
	const auth = inviteMac(secret, inviteAuthMessage(org, invite));
	wipe(secret);
	const answer = await transportOf(deps, { membership, keys }).sendJson(
		{
			method: 'POST',
			path: paths.enrolment(org, invite),
			body: writeEnrolment({ ...enrolled, mac, auth }),
			signed: false
		},
		Done
	);
	wipeDeviceKeys(keys);
	const problem = answer.ok ? null : peopleProblem(answer.error);
	// Taken already, perhaps by our own first try: the pictures will tell.
	if (!problem || (isAgain && problem.type === 'InviteUsed'))
		return deps.shelf.receive({ keep: new Map([[sentName, new Uint8Array(0)]]) });
	// Without an answer it may have arrived: the keys stay for the next try.
	if (problem.type !== 'Offline') await forgetEnrolment(deps.shelf);
	return err(problem);
}

/** Gives up waiting. The keys are gone; whoever confirms now lets nobody in. */
export const forgetEnrolment = (shelf: Shelf) =>
	shelf.receive({ forget: [...Object.values(membershipShelf), ...enrolmentNames, ...shelf.names('log/')] });

/**
 * `waiting`: not confirmed yet. `member`: the log has this device. `refused`: the log has something else under its name,
 * so this enrolment was given up. `removed`: let in and taken out again meanwhile.
 */
export type EnrolmentOutcome = 'waiting' | 'member' | 'refused' | 'removed';

/** Looks whether somebody confirmed. Believes the log only when it is whole from the root that the invite named. */
export async function lookForCertificate(
	deps: EnrolDeps,
	waiting: Waiting
): Promise<Result<EnrolmentOutcome, PeopleProblem>> {
	const { membership, keys } = waiting;
	const opened = openDirectoryLog({ get: () => undefined }, membership.org);
	if (!opened.ok) return err(peopleProblem(opened.error));
	const log = opened.value;
	const keep = new Map<string, Uint8Array>();
	const fetched = await fetchLog(transportOf(deps, waiting), log, keep);
	if (!fetched.ok) return fetched;
	if (fetched.value === 'unknown') return ok('waiting');
	if (fetched.value.length > 0) {
		// A log that does not check out is told to the person; what lies on the shelf of it is the alarm alone.
		const alarms = alarmsToKeep(deps.shelf.get, fetched.value, deps.clock.today());
		const raised = await deps.shelf.receive({ keep: alarms });
		return raised.ok ? err({ type: 'LogUntrue' }) : raised;
	}
	const outcome = outcomeOf(log.directory(), waiting);
	if (outcome === 'waiting') return ok('waiting');
	if (outcome === 'refused') {
		const forgotten = await forgetEnrolment(deps.shelf);
		if (!forgotten.ok) return forgotten;
		const keepAlarm = alarmsToKeep(deps.shelf.get, [{ type: 'GhostDevice', device: '' }], deps.clock.today());
		const raised = await deps.shelf.receive({ keep: keepAlarm });
		return raised.ok ? ok('refused') : raised;
	}
	const member: Membership = { ...membership, state: outcome };
	keep.set(membershipShelf.membership, writeMembership(member));
	const kept = await deps.shelf.receive({ keep, forget: enrolmentNames });
	wipeDeviceKeys(keys);
	return kept.ok ? ok(outcome) : kept;
}

function outcomeOf(directory: Directory, { membership, keys }: Waiting): EnrolmentOutcome {
	const me = directory.devices.get(membership.device);
	if (!me) return 'waiting';
	const isMine =
		sameBytes(me.verifyKey, keys.verifyKey) &&
		sameBytes(me.kemKey, keys.kemPublic) &&
		me.invite === membership.invite &&
		me.roles.size === membership.roles.size &&
		[...membership.roles].every((role) => me.roles.has(role));
	if (!isMine) return 'refused';
	return me.revoked ? 'removed' : 'member';
}

/** Takes the whole log. `unknown`: the server does not know this device yet; else the alarms, none when all is well. */
async function fetchLog(
	transport: Transport,
	log: DirectoryLog,
	keep: Map<string, Uint8Array>
): Promise<Result<LogStep['alarms'] | 'unknown', PeopleProblem>> {
	for (;;) {
		const { org, head } = log.directory();
		const answer = await transport.send({ method: 'GET', path: paths.log(org), query: { after: head.seq } });
		if (!answer.ok) {
			const { error } = answer;
			const isUnknown =
				error.type === 'ServerProblem' && (error.code === 'SignatureRefused' || error.code === 'DeviceUnknown');
			return isUnknown ? ok('unknown') : err(peopleProblem(error));
		}
		const page = readLogPage(answer.value);
		if (!page.ok) return err({ type: 'ServerFailed' });
		const step = log.take(page.value);
		if (step.alarms.length > 0) return ok(step.alarms);
		for (const [name, bytes] of step.keep) keep.set(name, bytes);
		log.adopt(step);
		if (!step.more) return ok([]);
	}
}

const transportOf = (deps: EnrolDeps, { membership, keys }: Waiting): Transport =>
	createTransport({
		...deps,
		origin: membership.origin,
		device: membership.device,
		signingKey: keys.signingKey
	});
