/**
 * Ballots: answers that nobody can open before enough of them are there, and that nobody can lead back to a person.
 *
 * Who may call it: `sync/ballots.ts` on the phones of facilitators and readers, `sync/cast.ts` on the phone that answers.
 *
 * What must stay true:
 * - The key of a batch exists whole in one moment, while it is split; each ticket holds one share of it. Fewer than
 *   `threshold` shares say nothing about it.
 * - Two locks: the inner one needs the shares, the outer one the check-in key of the organisation. Neither side, and no
 *   thief of the server, opens one ballot alone (threats A6, A11, A12, A13).
 * - A ballot counts only if its share lies on the polynomial of the batch. A server, which knows every public key, can
 *   therefore neither add an answer nor change one; copies of one ballot count once.
 * - Answers come out all together, shuffled, and only if at least `threshold` of them are sound.
 * - Every ballot has one size.
 *
 * Layout: outer HPKE box (48 more) of share (33) ‖ inner HPKE box (48 more) of u16 length ‖ answers ‖ zeros.
 */
import { concatBytes, sameBytes, wipe } from '$lib/base/bytes';
import { createRandom, randomBelow } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { contextToBytes, decrypt, encrypt, type SealBroken } from './envelope';
import {
	asKemPrivateKey,
	createKemKeys,
	kemPublicOf,
	openAsDevice,
	sealToDevice,
	type KemPrivateKey,
	type KemPublicKey
} from './hpke';
import { checkedKey, deriveKey, keyLength } from './keys';
import type { StreamKey } from './stream-key';

/** Bytes of a ballot. */
export const ballotLength = 512;
/** Bytes of a share: one for each byte of the key, and its place. */
export const shareLength = keyLength + 1;
/** What HPKE adds: the sender's one-time key and the tag. */
const sealLength = 48;
const innerLength = ballotLength - sealLength - shareLength;
/** Bytes of answers that fit into a ballot. */
export const longestAnswers = innerLength - sealLength - 2;
/** How many sets of shares are tried before the batch is given up, when some of them are wrong. */
const mostTries = 3000;

/** What both locks of a ballot are bound to: a ballot that is moved to another batch does not open. */
export interface BallotPlace {
	/** 16 bytes. */
	readonly batchId: Uint8Array;
	/** 32 bytes: which questions were asked, in which version. */
	readonly questionSet: Uint8Array;
	/** 32 bytes: the public half of the key that was split. */
	readonly batchKey: Uint8Array;
}

/** What a ticket gives the phone that answers. */
export interface BallotTicket extends BallotPlace {
	readonly share: Uint8Array;
	/** 32 bytes: the public half of the organisation's check-in key. */
	readonly checkInKey: Uint8Array;
}

/** The answers take more than `longestAnswers` bytes. */
export interface AnswersTooLong {
	readonly type: 'AnswersTooLong';
}

/** Not enough ballots that are sound: nothing was opened. */
export interface TooFewBallots {
	readonly type: 'TooFewBallots';
}

/** Enough ballots, but no set of their shares gives the key of the batch. */
export interface SharesDamaged {
	readonly type: 'SharesDamaged';
}

/** What a batch held. */
export interface OpenedBallots {
	/** In an order that says nothing. */
	readonly answers: readonly Uint8Array[];
	/** How many were left out: forged, changed, moved from elsewhere or sent twice. */
	readonly dropped: number;
}

/** The public half of a batch's key, and one share of the other half for each ticket. The key itself is gone. */
export async function createBatchKey(
	tickets: number,
	threshold: number
): Promise<{ readonly batchKey: KemPublicKey; readonly shares: readonly Uint8Array[] }> {
	const { split } = await import('shamir-secret-sharing');
	const { kemPrivate, kemPublic } = createKemKeys();
	setUnreadBits(kemPrivate);
	const shares = await split(new Uint8Array(kemPrivate), tickets, threshold);
	wipe(kemPrivate);
	return { batchKey: kemPublic, shares };
}

/**
 * The check-in key of an organisation while a key of its `results` stream is in use: whoever reads there can open the
 * outer lock, and nobody else. A reader who is removed has no part in the next one.
 */
export function checkInKeysOf(streamKey: StreamKey): {
	readonly kemPrivate: KemPrivateKey;
	readonly kemPublic: KemPublicKey;
} {
	const kemPrivate = asKemPrivateKey(deriveKey(streamKey, 'check-in-key'));
	return { kemPrivate, kemPublic: kemPublicOf(kemPrivate) };
}

/** A ballot of `ballotLength` bytes. Rejects for a ticket whose keys are of small order: they can only have been planted. */
export async function sealBallot(
	{ share, checkInKey, ...place }: BallotTicket,
	answers: Uint8Array
): Promise<Result<Uint8Array, AnswersTooLong>> {
	if (answers.length > longestAnswers) return err({ type: 'AnswersTooLong' });
	const padded = new Uint8Array(longestAnswers + 2);
	padded.set([answers.length >> 8, answers.length & 0xff]);
	padded.set(answers, 2);
	const inner = await sealToDevice(place.batchKey, contextOf('ballot-inner', place), padded);
	wipe(padded);
	return ok(await sealToDevice(checkInKey, contextOf('ballot-outer', place), concatBytes(share, inner)));
}

/** Questions for phones that have them from nowhere else: the server keeps them, and a ticket brings the key. */
export const sealQuestions = (key: Uint8Array, place: QuestionsPlace, padded: Uint8Array): Uint8Array =>
	encrypt(checkedKey(key), padded, questionsContext(place));

/** What `sealQuestions` sealed with this key for exactly this batch. Never throws, whatever the bytes. */
export function openQuestions(
	key: Uint8Array,
	place: QuestionsPlace,
	sealed: Uint8Array
): Result<Uint8Array, SealBroken> {
	const padded = decrypt(checkedKey(key), sealed, questionsContext(place));
	return padded ? ok(padded) : err({ type: 'SealBroken' });
}

type QuestionsPlace = Pick<BallotPlace, 'batchId' | 'questionSet'>;
const questionsContext = ({ batchId, questionSet }: QuestionsPlace): Uint8Array =>
	contextToBytes('ballot-questions', [batchId, questionSet]);

/**
 * Opens the ballots of one batch, all together. `TooFewBallots` when fewer than `threshold` are sound, `SharesDamaged` when
 * too many shares are wrong to find the right ones. Never rejects, whatever the bytes.
 */
export async function openBallots(
	checkInPrivate: KemPrivateKey,
	place: BallotPlace,
	threshold: number,
	ballots: readonly Uint8Array[]
): Promise<Result<OpenedBallots, TooFewBallots | SharesDamaged>> {
	const opened: Opened[] = [];
	for (const ballot of ballots) {
		const outer = await openAsDevice(checkInPrivate, contextOf('ballot-outer', place), ballot);
		if (outer.ok && outer.value.length === shareLength + innerLength)
			opened.push({ share: outer.value.subarray(0, shareLength), inner: outer.value.subarray(shareLength) });
	}
	const shares = distinct(opened.map(({ share }) => share)).filter((share) => placeOf(share) !== 0);
	if (new Set(shares.map(placeOf)).size < threshold) return err({ type: 'TooFewBallots' });
	const found = await findKey(shares, threshold, place.batchKey);
	if (!found) return err({ type: 'SharesDamaged' });
	const { key, sound } = found;
	const answers: Uint8Array[] = [];
	for (const share of sound) {
		const texts: Uint8Array[] = [];
		for (const { inner } of opened.filter((ballot) => sameBytes(ballot.share, share))) {
			const text = await openAsDevice(key, contextOf('ballot-inner', place), inner);
			const answer = text.ok ? unpadded(text.value) : null;
			if (answer) texts.push(answer);
		}
		// Two different answers under one ticket: nobody can say which was hers, so neither counts.
		const [text, ...others] = distinct(texts);
		if (text && others.length === 0) answers.push(text);
	}
	wipe(key);
	if (answers.length < threshold) return err({ type: 'TooFewBallots' });
	return ok({ answers: shuffled(answers), dropped: ballots.length - answers.length });
}

/** The same things in an order that nothing can be told from. */
export function shuffled<T>(list: readonly T[]): readonly T[] {
	const random = createRandom();
	const left = [...list];
	const drawn: T[] = [];
	while (left.length > 0) drawn.push(...left.splice(randomBelow(random, left.length), 1));
	return drawn;
}

interface Opened {
	readonly share: Uint8Array;
	readonly inner: Uint8Array;
}

const contextOf = (purpose: string, { batchId, questionSet, batchKey }: BallotPlace): Uint8Array =>
	contextToBytes(purpose, [batchId, questionSet, batchKey]);

/** Where on the polynomial a share lies. Zero would be the key itself. */
const placeOf = (share: Uint8Array): number => share[keyLength] ?? 0;

const distinct = (list: readonly Uint8Array[]): readonly Uint8Array[] =>
	list.filter((bytes, at) => list.findIndex((other) => sameBytes(other, bytes)) === at);

/** The answers inside their padding, or null. */
function unpadded(bytes: Uint8Array): Uint8Array | null {
	if (bytes.length !== longestAnswers + 2) return null;
	const end = 2 + (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0));
	return end <= bytes.length && bytes.subarray(end).every((byte) => byte === 0) ? bytes.slice(2, end) : null;
}

/** The key of the batch and the shares that belong to it, or null when it was not found. */
async function findKey(
	shares: readonly Uint8Array[],
	threshold: number,
	batchKey: Uint8Array
): Promise<{ readonly key: KemPrivateKey; readonly sound: readonly Uint8Array[] } | null> {
	const { combine } = await import('shamir-secret-sharing');
	const join = async (set: readonly Uint8Array[]) =>
		asKemPrivateKey(await combine([...set].map((share) => share.slice())));
	for (let tries = 0; tries < mostTries; tries++) {
		const set = onePerPlace(shuffled(shares)).slice(0, threshold);
		const key = await join(set);
		if (!isKeyOf(key, batchKey)) continue;
		const sound: Uint8Array[] = [...set];
		for (const share of shares) {
			const rest = set.slice(1);
			if (set.some((known) => placeOf(known) === placeOf(share))) continue;
			if (sameBytes(await join([...rest, share]), key)) sound.push(share);
		}
		return { key, sound };
	}
	return null;
}

const onePerPlace = (shares: readonly Uint8Array[]): readonly Uint8Array[] =>
	shares.filter((share, at) => shares.findIndex((other) => placeOf(other) === placeOf(share)) === at);

/**
 * X25519 does not read five bits of a private key (RFC 7748, section 5). Each batch sets them as the curve would: otherwise
 * a share changed in the right way would give another key with the same public half, and pass for sound while the sound
 * shares of others would not.
 */
function setUnreadBits(key: Uint8Array): void {
	key[0] = (key[0] ?? 0) & 0xf8;
	key[keyLength - 1] = ((key[keyLength - 1] ?? 0) & 0x7f) | 0x40;
}

const isKeyOf = (key: KemPrivateKey, batchKey: Uint8Array): boolean => {
	const read = key.slice();
	setUnreadBits(read);
	return sameBytes(read, key) && sameBytes(kemPublicOf(key), batchKey);
};
