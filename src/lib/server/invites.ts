/**
 * Invites and enrolments: where a new phone leaves its keys for the one that invited it.
 *
 * Who may call it: the handlers of requests.
 *
 * What must stay true:
 * - The server learns the hash of a proof, then the proof, and never the secret both come from: it cannot enrol anybody
 *   itself (threat A6). It compares them in constant time.
 * - The first enrolment with the right proof is kept, and only that. Every further try is counted, and the inviter sees
 *   the count: somebody has photographed her screen (threat A10).
 * - What an inviter reveals is kept only after an enrolment, and never exchanged: until then nobody can compute the pictures
 *   that she will see (threats A6 and A10 in one).
 * - Without the right proof, an invite that is used, over or unknown answers alike.
 */
import { timingSafeEqual } from 'node:crypto';
import { bytesToBase64, sameBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import type { Verifier } from '$lib/protocol/directory';
import { readEnrolment, readInviteRecord, revealLength } from '$lib/protocol/invite';
import { inviteLife } from '$lib/protocol/limits';
import type { InviteState } from '$lib/protocol/v1';
import type { ReadTransaction, WriteTransaction } from './db/open-database';
import type { Refusal } from './respond';

/** Seconds by which an inviter's clock may be fast. */
const patience = 10 * 60;
/** Invites of one device that can be open at once. */
const mostOpen = 50;

/**
 * Stores an invite; the same one again changes nothing. `BodyUnreadable`, `NotAllowed` for a life that is over or longer
 * than a day, `InviteUsed` when its id is taken, `TooManyRequests` when too many are open.
 */
export async function storeInvite(
	tx: WriteTransaction,
	org: string,
	inviter: string,
	body: Uint8Array,
	now: number,
	day: string
): Promise<Result<null, Refusal>> {
	const record = readInviteRecord(body);
	if (!record.ok) return err({ type: 'BodyUnreadable' });
	const { invite, authHash, expires } = record.value;
	const seconds = Math.floor(now / 1000);
	if (expires <= seconds || expires > seconds + inviteLife.remote + patience) return err({ type: 'NotAllowed' });
	const known = await tx
		.selectFrom('invite')
		.select(['inviter', 'secret_hash', 'expires_at'])
		.where('org', '=', org)
		.where('invite', '=', invite)
		.executeTakeFirst();
	if (known) {
		const isSame = known.inviter === inviter && known.expires_at === expires && sameBytes(known.secret_hash, authHash);
		return isSame ? ok(null) : err({ type: 'InviteUsed' });
	}
	const open = await tx
		.selectFrom('invite')
		.select('invite')
		.where('org', '=', org)
		.where('inviter', '=', inviter)
		.where('expires_at', '>', seconds)
		.execute();
	if (open.length >= mostOpen) return err({ type: 'TooManyRequests' });
	await tx
		.insertInto('invite')
		.values({ org, invite, secret_hash: Uint8Array.from(authHash), inviter, expires_at: expires, state: 'open', day })
		.execute();
	return ok(null);
}

/** The invites a device made that are not forgotten yet, newest ends first. */
export async function readInvitesOf(
	tx: ReadTransaction,
	org: string,
	inviter: string
): Promise<readonly InviteState[]> {
	const rows = await tx
		.selectFrom('invite')
		.leftJoin('enrolment', (join) =>
			join.onRef('enrolment.org', '=', 'invite.org').onRef('enrolment.invite', '=', 'invite.invite')
		)
		.select(['invite.invite', 'invite.expires_at', 'invite.attempts', 'enrolment.bytes'])
		.where('invite.org', '=', org)
		.where('invite.inviter', '=', inviter)
		.orderBy('invite.expires_at', 'desc')
		.limit(200)
		.execute();
	return rows.map(({ invite, expires_at, attempts, bytes }) => ({
		invite,
		expires: expires_at,
		enrolments: bytes ? [bytesToBase64(bytes)] : [],
		refused: attempts
	}));
}

/**
 * Keeps the first enrolment with the right proof. `InviteUnknown` also for a wrong proof, `InviteExpired`, `InviteUsed`.
 * The same enrolment again is no second try: its answer may have been lost.
 */
export async function storeEnrolment(
	tx: WriteTransaction,
	org: string,
	invite: string,
	body: Uint8Array,
	isInviterHere: (inviter: string) => boolean,
	{ sha256 }: Verifier,
	now: number,
	day: string
): Promise<Result<null, Refusal>> {
	const enrolment = readEnrolment(body);
	if (!enrolment.ok) return err({ type: 'BodyUnreadable' });
	const known = await tx
		.selectFrom('invite')
		.select(['secret_hash', 'inviter', 'expires_at'])
		.where('org', '=', org)
		.where('invite', '=', invite)
		.executeTakeFirst();
	const shown = sha256(enrolment.value.auth);
	const isProof = timingSafeEqual(shown, known?.secret_hash ?? new Uint8Array(32));
	if (!known) return err({ type: 'InviteUnknown' });
	const refuse = async (type: Refusal['type']) => {
		await tx
			.updateTable('invite')
			.set((row) => ({ attempts: row('attempts', '+', 1) }))
			.where('org', '=', org)
			.where('invite', '=', invite)
			.execute();
		await touch(tx, org);
		return err({ type });
	};
	if (!isProof || !isInviterHere(known.inviter)) return refuse('InviteUnknown');
	const first = await tx
		.selectFrom('enrolment')
		.select('bytes')
		.where('org', '=', org)
		.where('invite', '=', invite)
		.executeTakeFirst();
	if (first) return sameBytes(first.bytes, body) ? ok(null) : refuse('InviteUsed');
	if (known.expires_at <= Math.floor(now / 1000)) return refuse('InviteExpired');
	await tx
		.insertInto('enrolment')
		.values({ org, invite, bytes: Uint8Array.from(body), day })
		.execute();
	await tx.updateTable('invite').set({ state: 'used' }).where('org', '=', org).where('invite', '=', invite).execute();
	await touch(tx, org);
	return ok(null);
}

/**
 * Keeps what an invite's own inviter reveals; the same again changes nothing. `BodyUnreadable`, `InviteUnknown` also for
 * somebody else's invite, `NotAllowed` before an enrolment is there, `InviteUsed` for another value than before.
 */
export async function storeReveal(
	tx: WriteTransaction,
	org: string,
	inviter: string,
	invite: string,
	nonce: Uint8Array
): Promise<Result<null, Refusal>> {
	if (nonce.length !== revealLength) return err({ type: 'BodyUnreadable' });
	const known = await tx
		.selectFrom('invite')
		.leftJoin('enrolment', (join) =>
			join.onRef('enrolment.org', '=', 'invite.org').onRef('enrolment.invite', '=', 'invite.invite')
		)
		.select(['invite.reveal', 'enrolment.bytes'])
		.where('invite.org', '=', org)
		.where('invite.invite', '=', invite)
		.where('invite.inviter', '=', inviter)
		.executeTakeFirst();
	if (!known) return err({ type: 'InviteUnknown' });
	if (!known.bytes) return err({ type: 'NotAllowed' });
	if (known.reveal.length > 0) return sameBytes(known.reveal, nonce) ? ok(null) : err({ type: 'InviteUsed' });
	await tx
		.updateTable('invite')
		.set({ reveal: Uint8Array.from(nonce) })
		.where('org', '=', org)
		.where('invite', '=', invite)
		.execute();
	return ok(null);
}

/** What was revealed of an invite. `InviteUnknown` when nothing was, whether the invite is here or not. */
export async function readReveal(
	tx: ReadTransaction,
	org: string,
	invite: string
): Promise<Result<Uint8Array, Refusal>> {
	const known = await tx
		.selectFrom('invite')
		.select('reveal')
		.where('org', '=', org)
		.where('invite', '=', invite)
		.executeTakeFirst();
	return known && known.reveal.length > 0 ? ok(known.reveal) : err({ type: 'InviteUnknown' });
}

/** Uses up a position, which tells every process that the organisation has something new. */
const touch = (tx: WriteTransaction, org: string) =>
	tx
		.updateTable('organisation')
		.set((row) => ({ position: row('position', '+', 1) }))
		.where('org', '=', org)
		.execute();
