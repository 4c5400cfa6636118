/**
 * Invites, on the phone of who invites.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - The secret lies on the shelf and on the screen, nowhere else, and goes as soon as the invite is over.
 * - Only an enrolment whose MAC the secret made is shown as arrived, and only the first one; it never changes afterwards,
 *   so what was compared is what is let in (threats A6, A10: exchanged keys, a photo of the code).
 * - The nonce that the pictures are made with leaves this phone only after that, so nobody could choose keys for which they
 *   come out as on another phone, not even with the secret and at the server.
 * - Nobody is let in before a person said that the pictures are the same: one append holds the certificate and the keys.
 * - Every further try is counted and told.
 */
import * as z from 'zod/mini';
import { base64ToBytes, bytesToBase64, bytesToText, textToBytes } from '$lib/base/bytes';
import { dayNumber } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { inviteMac, isInviteMac, pictureCheck } from '$lib/crypto/invite-code';
import { sha256 } from '$lib/crypto/digest';
import { GroupId } from '$lib/domain/ids';
import { pictureIds, type PictureId } from '$lib/domain/picture';
import { sharingOf } from '$lib/domain/sharing';
import { organisationGroup, type Directory } from '$lib/protocol/directory';
import {
	comparedBytes,
	enrolmentTranscript,
	inviteAuthMessage,
	readEnrolment,
	revealLength,
	writeInviteLink,
	writeInviteRecord,
	type Enrolment
} from '$lib/protocol/invite';
import { inviteLife } from '$lib/protocol/limits';
import { rootSigner } from '$lib/protocol/log-entry';
import { byteToRoles, mayByRole, mayCertify, readerRoles, rolesToByte, type Role } from '$lib/protocol/roles';
import { organisationStreams, streamName, type StreamRef } from '$lib/protocol/stream';
import { Done, InvitesAnswer, paths, type InviteState } from '$lib/protocol/v1';
import { certificateLife } from './certificates';
import { createLogDraft, type LogDraft } from './log-draft';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { Invitation } from './people-view';
import type { SyncSession } from './session';
import type { Shelf } from './vault-port';

const base64 = z.pipe(
	z.string(),
	z.transform((text: string) => base64ToBytes(text) ?? new Uint8Array(0))
);
const KeptInvite = z.object({
	v: z.literal(1),
	invite: z.string(),
	/** Empty once the invite is over. */
	secret: base64,
	/** What the link promises by its hash and the pictures are made with; empty once the invite is over. */
	nonce: base64,
	/** Whether the server has taken the nonce. */
	revealed: z.boolean(),
	roles: z.int(),
	groups: z.array(GroupId),
	own: z.boolean(),
	label: z.string(),
	/** Milliseconds since 1970. */
	expiresAt: z.int(),
	state: z.enum(['waiting', 'arrived', 'done', 'refused']),
	/** Who came first with the right MAC. */
	arrived: z.nullable(z.object({ device: z.string(), verifyKey: base64, kemKey: base64 })),
	alarms: z.int()
});
type KeptInvite = z.infer<typeof KeptInvite>;

type Answer<T> = Promise<Result<T, PeopleProblem>>;

export interface InviteAsked {
	readonly roles: readonly Role[];
	readonly groups: readonly GroupId[];
	/** Good for a day instead of a quarter of an hour. */
	readonly remote: boolean;
	/** For the same person's other device. */
	readonly own: boolean;
	readonly label: string;
}

const inviteName = (invite: string): string => `invite/${invite}`;
/** How long an invite that is over stays in the list, in milliseconds. */
const shownAfter = 24 * 3_600_000;

/** Makes an invite and leaves its hash with the server. Nothing is kept when the server did not take it. */
export async function makeInvite(session: SyncSession, asked: InviteAsked): Answer<Invitation> {
	const { membership, clock, random, shelf } = session;
	const { device, org, origin } = membership;
	const me = session.log.directory().devices.get(device);
	if (!me || me.revoked) return err({ type: 'NotMember' });
	// A second device of hers does what the first does.
	const roles = new Set(asked.own ? me.roles : asked.roles);
	if (roles.size === 0) return err({ type: 'RolesMissing' });
	if (!mayCertify(me.roles, roles)) return err({ type: 'NotAllowed' });
	const secret = random.bytes(32);
	const nonce = random.bytes(revealLength);
	const invite = random.uuid();
	const authHash = sha256(inviteMac(secret, inviteAuthMessage(org, invite)));
	const expires = Math.floor(clock.now() / 1000) + (asked.remote ? inviteLife.remote : inviteLife.inPerson);
	const posted = await session.transport.sendJson(
		{ method: 'POST', path: paths.invites(org), body: writeInviteRecord({ invite, authHash, expires }) },
		Done
	);
	if (!posted.ok) {
		const problem = peopleProblem(posted.error);
		// Our own rules allow it, so what the server refuses is an end that lies too near or too far by its clock.
		return err(problem.type === 'NotAllowed' ? { type: 'ClockWrong' } : problem);
	}
	const kept: KeptInvite = {
		v: 1,
		invite,
		secret,
		nonce,
		revealed: false,
		roles: rolesToByte(roles),
		groups: [...asked.groups],
		own: asked.own,
		label: asked.label.trim(),
		expiresAt: expires * 1000,
		state: 'waiting',
		arrived: null,
		alarms: 0
	};
	const written = await keepInvite(shelf, kept);
	return written.ok ? ok(viewOf({ org, origin }, kept, clock.now())) : written;
}

/** The invites of this device, the newest first. */
export const invitationsOf = (session: SyncSession): readonly Invitation[] =>
	keptInvites(session.shelf)
		.sort((a, b) => b.expiresAt - a.expiresAt)
		.map((kept) => viewOf(session.membership, kept, session.clock.now()));

/** Whether an answer to an invite may still come. */
export const isAnyInviteOpen = (session: SyncSession): boolean =>
	keptInvites(session.shelf).some((kept) => isOpen(kept, session.clock.now()));

/** Asks the server who answered. Whether anything is new for the screen. */
export async function lookForAnswers(session: SyncSession): Answer<boolean> {
	const { shelf, membership, clock } = session;
	await sweepInvites(session);
	const open = keptInvites(shelf).filter((kept) => kept.expiresAt + shownAfter > clock.now());
	if (open.length === 0) return ok(false);
	const answer = await session.transport.sendJson(
		{ method: 'GET', path: paths.invites(membership.org) },
		InvitesAnswer
	);
	if (!answer.ok) return err(peopleProblem(answer.error));
	let isNew = false;
	for (const told of answer.value.invites) {
		const taken = await session.inTurn(() => takeAnswers(session, told));
		if (!taken.ok) return taken;
		isNew ||= taken.value;
	}
	const revealed = await revealNonces(session);
	return revealed.ok ? ok(isNew || revealed.value) : revealed;
}

/** Keeps what the server told of one invite. Whether anything of it is new. In turn: who arrived first is settled once. */
async function takeAnswers(session: SyncSession, told: InviteState): Answer<boolean> {
	const { shelf, membership, clock } = session;
	const kept = readInvite(shelf, told.invite);
	if (!kept) return ok(false);
	const next = withAnswers(membership.org, kept, told, clock.now());
	if (next.alarms === kept.alarms && next.state === kept.state) return ok(false);
	const written = await keepInvite(shelf, next);
	if (!written.ok) return written;
	if (next.alarms === kept.alarms) return ok(true);
	const raised = await session.raise([{ type: 'InviteTried', device: '' }]);
	return raised.ok ? ok(true) : raised;
}

/** Whether a nonce is due: somebody arrived and is kept, so her keys can no longer change. */
const isRevealDue = (kept: KeptInvite, now: number): boolean =>
	kept.state === 'arrived' && !kept.revealed && kept.expiresAt + shownAfter > now;

/** Tells the nonces that are due, until the server has taken each. Whether it took any. */
async function revealNonces(session: SyncSession): Answer<boolean> {
	const { shelf, membership, clock, transport } = session;
	let problem: PeopleProblem | null = null;
	let isTaken = false;
	for (const { invite, nonce } of keptInvites(shelf).filter((kept) => isRevealDue(kept, clock.now()))) {
		const path = paths.reveal(membership.org, invite);
		const posted = await transport.sendJson({ method: 'POST', path, body: nonce }, Done);
		if (!posted.ok) {
			problem = peopleProblem(posted.error);
			continue;
		}
		const written = await session.inTurn(async () => {
			const kept = readInvite(shelf, invite);
			return kept?.state === 'arrived' ? keepInvite(shelf, { ...kept, revealed: true }) : ok(undefined);
		});
		if (!written.ok) return written;
		isTaken = true;
	}
	return problem ? err(problem) : ok(isTaken);
}

/** The invite with what the server told of it: the first true enrolment stays, whatever comes later. */
function withAnswers(org: Uint8Array, kept: KeptInvite, told: InviteState, now: number): KeptInvite {
	const enrolments = told.enrolments.map((text) => readTrueEnrolment(org, kept, text));
	const [first] = enrolments.filter((enrolment) => enrolment !== null);
	const isFirst = kept.state === 'waiting' && kept.expiresAt > now && first !== undefined;
	const others = Math.max(0, enrolments.length - (kept.arrived || isFirst ? 1 : 0));
	const alarms = Math.max(kept.alarms, told.refused + others);
	if (!isFirst) return { ...kept, alarms };
	const { device, verifyKey, kemKey } = first;
	return { ...kept, alarms, state: 'arrived', arrived: { device, verifyKey, kemKey } };
}

/** An enrolment that the invite's secret authenticates, or null. Never throws. */
function readTrueEnrolment(org: Uint8Array, kept: KeptInvite, text: string): Enrolment | null {
	const bytes = base64ToBytes(text);
	const read = bytes ? readEnrolment(bytes) : null;
	if (!read?.ok || kept.secret.length !== 32) return null;
	const enrolment = read.value;
	if (enrolment.device === rootSigner) return null;
	return isInviteMac(kept.secret, transcriptOf(org, kept, enrolment), enrolment.mac) ? enrolment : null;
}

/** The pictures are the same: certifies who arrived, with the keys of what she may open, in one append. */
export function confirmInvite(session: SyncSession, id: string): Answer<{ device: string; label: string }> {
	return session.inTurn(async () => {
		const kept = readInvite(session.shelf, id);
		const roles = byteToRoles(kept?.roles ?? 0);
		if (!kept || !roles) return err({ type: 'InviteUnknown' });
		const { arrived } = kept;
		// Before the reveal nobody can have compared anything.
		if (kept.state !== 'arrived' || !arrived || !kept.revealed) return err({ type: 'InviteNotAnswered' });
		const refs = streamsFor(session, kept, roles);
		let isTaken = false;
		const appended = await session.append(async (directory) => {
			// An earlier try may have come through although its answer was lost.
			if (directory.devices.get(arrived.device)?.invite === kept.invite) return [];
			const draft = createLogDraft(directory, session);
			const notAfter = dayNumber(session.clock.today()) + certificateLife;
			const certificate = { ...arrived, roles, notAfter, invite: kept.invite };
			if (!draft.add({ kind: 'certificate', certificate })) {
				isTaken = true;
				return [];
			}
			await addReaders(draft, refs, arrived.device);
			return draft.bodies;
		});
		if (!appended.ok) return err(peopleProblem(appended.error));
		if (isTaken) return err({ type: 'NotAllowed' });
		const written = await keepInvite(session.shelf, { ...withoutSecrets(kept), state: 'done' });
		return written.ok ? ok({ device: arrived.device, label: kept.label }) : written;
	});
}

/** The entries that let one more device read these streams, as far as this device can; the rest another reader does. */
async function addReaders(draft: LogDraft, refs: readonly StreamRef[], device: string): Promise<void> {
	for (const ref of refs) await draft.addEpoch(ref, (before) => [...before, device]);
}

/** The streams a new device gets with its certificate. */
function streamsFor(session: SyncSession, kept: KeptInvite, roles: ReadonlySet<Role>): readonly StreamRef[] {
	const directory = session.log.directory();
	if (kept.own) return ownStreams(session, directory);
	const ledger = session.vault.ledger();
	const refs = kept.groups.flatMap((group): readonly StreamRef[] => {
		const shared = sharingOf(ledger, group);
		const isThere = (stream: 'work' | 'report') =>
			shared[stream] || directory.streams.has(streamName({ group, stream }));
		return [
			...(roles.has('facilitator') && isThere('work') ? [{ group, stream: 'work' as const }] : []),
			...((roles.has('facilitator') || roles.has('supervisor')) && isThere('report')
				? [{ group, stream: 'report' as const }]
				: [])
		];
	});
	const group = organisationGroup(directory.org);
	const ofOrganisation = [...organisationStreams]
		.filter((stream) => mayByRole(readerRoles, roles, stream))
		.map((stream): StreamRef => ({ group, stream }));
	return [...refs, ...ofOrganisation];
}

/** Everything this device reads, and the stream between a person's own devices, which may have to be made. */
function ownStreams(session: SyncSession, directory: Directory): readonly StreamRef[] {
	const { device } = session.membership;
	const mine = [...directory.streams.values()].filter(({ epochs }) => epochs.at(-1)?.members.includes(device) ?? false);
	const refs = mine.map(({ group, stream }): StreamRef => ({ group, stream }));
	if (refs.some(({ stream }) => stream === 'own')) return refs;
	return [...refs, { group: session.random.uuid(), stream: 'own' }];
}

/** The pictures differ: the invite is burnt, and whoever came is never let in. */
export function refuseInvite({ shelf, inTurn }: SyncSession, id: string): Answer<void> {
	return inTurn(async () => {
		const kept = readInvite(shelf, id);
		if (!kept) return err({ type: 'InviteUnknown' });
		return keepInvite(shelf, { ...withoutSecrets(kept), state: 'refused' });
	});
}

/** Takes an invite back. Whoever answers it later is not let in. */
export const cancelInvite = ({ shelf, inTurn }: SyncSession, id: string): Answer<void> =>
	inTurn(() => shelf.receive({ forget: [inviteName(id)] }));

/** Forgets invites a day after they were over, and their secrets at once. */
async function sweepInvites({ shelf, clock }: SyncSession): Promise<void> {
	const now = clock.now();
	const all = keptInvites(shelf);
	const forget = all.filter((kept) => kept.expiresAt + shownAfter <= now).map((kept) => inviteName(kept.invite));
	const burnt = all.filter(
		(kept) => kept.state === 'waiting' && kept.expiresAt <= now && kept.secret.length > 0 && kept.arrived === null
	);
	const keep = new Map(burnt.map((kept) => [inviteName(kept.invite), writeInvite(withoutSecrets(kept))] as const));
	if (forget.length > 0 || keep.size > 0) await shelf.receive({ keep, forget });
}

const isOpen = (kept: KeptInvite, now: number): boolean =>
	((kept.state === 'waiting' || kept.state === 'arrived') && kept.expiresAt > now) || isRevealDue(kept, now);

const withoutSecrets = (kept: KeptInvite): KeptInvite => ({
	...kept,
	secret: new Uint8Array(0),
	nonce: new Uint8Array(0)
});

const transcriptOf = (
	org: Uint8Array,
	kept: Pick<KeptInvite, 'invite' | 'roles'>,
	keys: Pick<Enrolment, 'device' | 'verifyKey' | 'kemKey'>
): Uint8Array => enrolmentTranscript({ org, invite: kept.invite, roles: byteToRoles(kept.roles) ?? new Set() }, keys);

/** The four pictures of a transcript and the revealed nonce. */
export const picturesOf = (transcript: Uint8Array, nonce: Uint8Array): readonly PictureId[] =>
	pictureCheck(comparedBytes(transcript, nonce)).flatMap((at) => pictureIds[at] ?? []);

function viewOf(
	{ org, origin }: { readonly org: Uint8Array; readonly origin: string },
	kept: KeptInvite,
	now: number
): Invitation {
	const roles = byteToRoles(kept.roles) ?? new Set<Role>();
	const isOver = kept.state === 'waiting' && kept.expiresAt <= now;
	const { invite, secret, nonce, groups, expiresAt, alarms, arrived } = kept;
	const isShown = kept.state === 'arrived' && kept.revealed;
	const promise = sha256(nonce);
	return {
		id: invite,
		link: secret.length === 32 && !isOver ? writeInviteLink({ origin, org, invite, secret, promise, roles }) : '',
		roles: [...roles],
		expiresAt,
		groups,
		state: isOver ? 'expired' : kept.state,
		pictures: arrived && isShown ? picturesOf(transcriptOf(org, kept, arrived), nonce) : null,
		alarms
	};
}

const keepInvite = (shelf: Shelf, kept: KeptInvite) =>
	shelf.receive({ keep: new Map([[inviteName(kept.invite), writeInvite(kept)]]) });

const writeInvite = ({ secret, nonce, arrived, ...kept }: KeptInvite): Uint8Array =>
	textToBytes(
		JSON.stringify({
			...kept,
			secret: bytesToBase64(secret),
			nonce: bytesToBase64(nonce),
			arrived: arrived && {
				device: arrived.device,
				verifyKey: bytesToBase64(arrived.verifyKey),
				kemKey: bytesToBase64(arrived.kemKey)
			}
		})
	);

function readInvite(shelf: Shelf, id: string): KeptInvite | null {
	const bytes = shelf.get(inviteName(id));
	if (!bytes) return null;
	try {
		const read = KeptInvite.safeParse(JSON.parse(bytesToText(bytes)));
		return read.success ? read.data : null;
	} catch {
		return null;
	}
}

const keptInvites = (shelf: Shelf): KeptInvite[] =>
	shelf.names(inviteName('')).flatMap((name) => readInvite(shelf, name.slice(inviteName('').length)) ?? []);
