/**
 * Letters: something one device tells a few others, and that belongs into no group. A concern for the safeguarding leads,
 * the answer that it was read, and how a person wants to be called.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - A letter is sealed to one device whose certificate chains to the root, with the key that the verified log has for it
 *   (threats A6, A11), and signed by its author inside, for this recipient alone: nobody who opens it can pass it on as
 *   written to somebody else.
 * - All letters are equally long, and nothing outside the seal says of which kind, of which group, or by whom one is.
 * - A letter waits sealed: not even the phone that wrote it can read it again.
 *
 * Layout before sealing: frame of author (16) · day (u32) · kind (1) · body · signature (64), after its length, padded with
 * zeros to `letterSize` less what the seal adds. Signed: organisation, recipient, author, day, kind, body.
 */
import * as z from 'zod/mini';
import {
	bytesToText,
	bytesToU32,
	bytesToUuid,
	concatBytes,
	textToBytes,
	u32ToBytes,
	uuidToBytes
} from '$lib/base/bytes';
import { dayNumber, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { openAsDevice, sealToDevice } from '$lib/crypto/hpke';
import { sign, verifies } from '$lib/crypto/signature';
import type { Edit } from '$lib/domain/change';
import { receiveConcern } from '$lib/domain/concern-board';
import { rowOf } from '$lib/domain/ledger';
import { ToldTally } from '$lib/domain/tally';
import { ToldResult } from '$lib/domain/ballot-result';
import type { Directory } from '$lib/protocol/directory';
import { byteOf, readFields, signedBytes, writeFrame } from '$lib/protocol/frame';
import { letterSize } from '$lib/protocol/limits';
import { Done, paths, readLetters, writeIds, writeLetters, type Letter } from '$lib/protocol/v1';
import type { AlarmSeen } from './alarms';
import { dayShown } from './day-shown';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { SyncSession } from './session';

/** What a letter can say. */
export type LetterBody =
	/** For safeguarding leads. */
	| { readonly kind: 'concern'; readonly id: string; readonly text: string }
	/** A lead has read the concern of this id. */
	| { readonly kind: 'receipt'; readonly id: string }
	/** For check-in readers: how the answers of a batch fell. */
	| { readonly kind: 'tally'; readonly tally: ToldTally }
	/** For the facilitators of a group: how a batch of ballots came out. */
	| { readonly kind: 'result'; readonly result: ToldResult }
	/** How the author wants to be called, and what she calls the organisation; empty for not said. */
	| { readonly kind: 'label'; readonly label: string; readonly organisation: string };

/** A letter that was opened and whose author was verified. */
export interface LetterReceived {
	/** Device id. */
	readonly author: string;
	/** Days since 1970, as the author believed. */
	readonly day: number;
	readonly body: LetterBody;
}

const kindBytes: { readonly [kind in LetterBody['kind']]: number } = {
	concern: 1,
	receipt: 2,
	label: 3,
	tally: 4,
	result: 5
};
/** What the seal adds: the sender's one-time key and the tag. */
const sealLength = 48;
const uuid = z.string().check(z.regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/));
const Body = z.discriminatedUnion('kind', [
	z.object({ kind: z.literal('concern'), id: uuid, text: z.string() }),
	z.object({ kind: z.literal('receipt'), id: uuid }),
	z.object({ kind: z.literal('tally'), tally: ToldTally }),
	z.object({ kind: z.literal('result'), result: ToldResult }),
	z.object({
		kind: z.literal('label'),
		label: z.string().check(z.maxLength(200)),
		organisation: z.string().check(z.maxLength(200))
	})
]);

const waitingName = (id: string): string => `letter/${id}`;
const receiptName = (id: string): string => `receipt/${id}/`;
/** Letters in one request; far below what a body may hold. */
const mostSent = 100;

/** The devices that read concerns: lead, certified up to the root, not removed. */
export const leadsOf = (directory: Directory): readonly string[] =>
	[...directory.devices.values()]
		.filter(({ roles, revoked }) => roles.has('lead') && !revoked)
		.map(({ device }) => device);

/** Seals a letter to each of these devices and lets it wait; it goes with the next `sendLetters`. */
export async function queueLetters(
	session: SyncSession,
	recipients: readonly string[],
	body: LetterBody
): Promise<Result<void, PeopleProblem>> {
	const keep = new Map<string, Uint8Array>();
	for (const recipient of recipients) {
		const sealed = await sealLetter(session, recipient, body);
		if (!sealed.ok) return sealed;
		const letter = session.random.uuid();
		keep.set(waitingName(letter), writeLetters([{ letter, recipient, box: sealed.value }]));
	}
	return keep.size > 0 ? session.shelf.receive({ keep }) : ok(undefined);
}

/**
 * Tells a concern to every lead. It leaves at once or waits sealed; nothing of it can be read on this phone again. Answers
 * its id, by which receipts name it. `LeadMissing` when the organisation has no lead; `LetterTooLong` when the text takes
 * more than 3,880 bytes once it is written as JSON.
 */
export async function writeConcern(session: SyncSession, text: string): Promise<Result<string, PeopleProblem>> {
	const leads = leadsOf(session.log.directory());
	if (leads.length === 0) return err({ type: 'LeadMissing' });
	const id = session.random.uuid();
	const queued = await queueLetters(session, leads, { kind: 'concern', id, text });
	return queued.ok ? ok(id) : queued;
}

/** Sends what waits. What does not go stays. */
export async function sendLetters(session: SyncSession): Promise<Result<number, PeopleProblem>> {
	const { shelf, membership } = session;
	const directory = session.log.directory();
	let count = 0;
	for (;;) {
		const names = shelf.names(waitingName('')).slice(0, mostSent);
		if (names.length === 0) return ok(count);
		const letters = names.flatMap((name): readonly Letter[] => {
			const read = readLetters(shelf.get(name) ?? new Uint8Array(0));
			// Who was removed meanwhile gets nothing any more; the server would refuse the whole request.
			return read.ok ? read.value.filter(({ recipient }) => !directory.devices.get(recipient)?.revoked) : [];
		});
		if (letters.length > 0) {
			const answer = await session.transport.sendJson(
				{ method: 'POST', path: paths.letters(membership.org), body: writeLetters(letters) },
				Done
			);
			if (!answer.ok) return err(peopleProblem(answer.error));
		}
		const forgotten = await shelf.receive({ forget: names });
		if (!forgotten.ok) return forgotten;
		count += letters.length;
	}
}

/**
 * Fetches the letters for this device. `take` keeps what they say; only then does the server hear that they are safe. A
 * lead's device answers each concern with a receipt. Letters that do not open, or whose author is not in the verified log,
 * are dropped.
 */
export async function fetchLetters(
	session: SyncSession,
	take: (letters: readonly LetterReceived[]) => Promise<Result<void, PeopleProblem>>
): Promise<Result<number, PeopleProblem>> {
	const { org } = session.membership;
	const answer = await session.transport.send({ method: 'GET', path: paths.letters(org) });
	if (!answer.ok) return err(peopleProblem(answer.error));
	const letters = readLetters(answer.value);
	if (!letters.ok) return err({ type: 'ServerFailed' });
	if (letters.value.length === 0) return ok(0);
	const received: LetterReceived[] = [];
	for (const { box } of letters.value) {
		const opened = await openLetter(session, box);
		if (opened) received.push(opened);
	}
	const taken = await take(received);
	if (!taken.ok) return taken;
	const mine = session.log.directory().devices.get(session.membership.device);
	for (const { author, body } of received) {
		if (body.kind !== 'concern' || !mine?.roles.has('lead')) continue;
		const queued = await queueLetters(session, [author], { kind: 'receipt', id: body.id });
		if (!queued.ok && queued.error.type !== 'LetterTooLong') return err(queued.error);
	}
	const done = await session.transport.sendJson(
		{
			method: 'POST',
			path: paths.lettersTaken(org),
			body: writeIds(letters.value.map(({ letter }) => letter))
		},
		Done
	);
	return done.ok ? ok(received.length) : err(peopleProblem(done.error));
}

/** The receipts among letters, for the shelf. */
export const receiptsToKeep = (letters: readonly LetterReceived[]): ReadonlyMap<string, Uint8Array> =>
	new Map(
		letters.flatMap(({ author, day, body }) =>
			body.kind === 'receipt' ? [[`${receiptName(body.id)}${author}`, u32ToBytes(day)] as const] : []
		)
	);

/** That a concern has come to a lead's device, as that device signed. */
export interface Receipt {
	readonly device: string;
	readonly day: Day;
}

/** Which leads' devices have said that they hold a concern of ours. */
export const receiptsOf = ({ shelf, log }: Pick<SyncSession, 'shelf' | 'log'>, id: string): readonly Receipt[] =>
	shelf.names(receiptName(id)).flatMap((name) => {
		const device = name.slice(receiptName(id).length);
		const bytes = shelf.get(name);
		const isLead = log.directory().devices.get(device)?.roles.has('lead');
		return isLead && bytes?.length === 4 ? [{ device, day: dayShown(bytesToU32(bytes)) }] : [];
	});

/**
 * What a lead's device writes down of concerns, so that every lead has them, those who come later too. One whose id another
 * concern has keeps the first, and is answered with an alarm: ids are random, so somebody chose it. Nothing on a device
 * whose owner is no lead any more.
 */
export function takeConcerns(
	{ log, membership, vault, clock }: Pick<SyncSession, 'log' | 'membership' | 'vault' | 'clock'>,
	letters: readonly LetterReceived[]
): { readonly edits: readonly Edit[]; readonly alarms: readonly AlarmSeen[] } {
	const edits: Edit[] = [];
	const alarms: AlarmSeen[] = [];
	if (!log.directory().devices.get(membership.device)?.roles.has('lead')) return { edits, alarms };
	const known = new Map<string, unknown>();
	const wordsOf = (id: string) => {
		const fields = rowOf(vault.ledger(), 'concern', id)?.fields;
		return known.get(id) ?? (fields && JSON.stringify([fields['author'], fields['text']]));
	};
	for (const { author, day, body } of letters) {
		if (body.kind !== 'concern') continue;
		const { id, text } = body;
		const words = JSON.stringify([author, text]);
		const there = wordsOf(id);
		if (there === undefined) edits.push(...receiveConcern(id, { author, day: dayShown(day), text }, clock.today()));
		else if (there !== words) alarms.push({ type: 'NotAllowed', device: author });
		known.set(id, there ?? words);
	}
	return { edits, alarms };
}

async function sealLetter(
	{ membership, deviceKeys, log, clock }: SyncSession,
	recipient: string,
	body: LetterBody
): Promise<Result<Uint8Array, PeopleProblem>> {
	const known = log.directory().devices.get(recipient);
	if (!known || known.revoked) return err({ type: 'DeviceUnknown' });
	const day = dayNumber(clock.today());
	const { kind, ...rest } = body;
	const signed = signedLetter(
		membership.org,
		recipient,
		membership.device,
		day,
		kind,
		textToBytes(JSON.stringify(rest))
	);
	const fields = [
		uuidToBytes(membership.device),
		u32ToBytes(day),
		byteOf(kindBytes[kind]),
		textToBytes(JSON.stringify(rest))
	];
	const frame = writeFrame(...fields, sign(deviceKeys.signingKey, signed));
	const room = letterSize - sealLength - 4;
	if (frame.length > room) return err({ type: 'LetterTooLong' });
	const plain = concatBytes(u32ToBytes(frame.length), frame, new Uint8Array(room - frame.length));
	return ok(await sealToDevice(known.kemKey, sealPurpose(membership.org, recipient), plain));
}

/** The letter in a box, or null when it is not for us, damaged, or by nobody the log knows. Never rejects. */
async function openLetter(
	{ membership, deviceKeys, log }: SyncSession,
	box: Uint8Array
): Promise<LetterReceived | null> {
	const { org, device } = membership;
	const opened = await openAsDevice(deviceKeys.kemPrivate, sealPurpose(org, device), box);
	if (!opened.ok || opened.value.length < 4) return null;
	const length = bytesToU32(opened.value);
	if (length > opened.value.length - 4) return null;
	const fields = readFields(opened.value.subarray(4, 4 + length));
	const authorBytes = fields.take(16);
	const day = fields.takeU32();
	const kindByte = fields.takeByte();
	const rest = fields.take();
	const signature = fields.take(64);
	const kind = (Object.keys(kindBytes) as LetterBody['kind'][]).find((name) => kindBytes[name] === kindByte); // the keys of the literal above
	if (!fields.isWhole() || !kind) return null;
	const author = bytesToUuid(authorBytes);
	const known = log.directory().devices.get(author);
	if (!known || known.revoked) return null;
	if (!verifies(known.verifyKey, signedLetter(org, device, author, day, kind, rest), signature)) return null;
	try {
		const parsed: unknown = JSON.parse(bytesToText(rest));
		if (typeof parsed !== 'object' || parsed === null) return null;
		const body = Body.safeParse({ ...parsed, kind });
		return body.success ? { author, day, body: body.data } : null;
	} catch {
		return null;
	}
}

const signedLetter = (
	org: Uint8Array,
	recipient: string,
	author: string,
	day: number,
	kind: LetterBody['kind'],
	body: Uint8Array
): Uint8Array =>
	signedBytes(
		'letter',
		org,
		uuidToBytes(recipient),
		uuidToBytes(author),
		u32ToBytes(day),
		byteOf(kindBytes[kind]),
		body
	);

const sealPurpose = (org: Uint8Array, recipient: string): Uint8Array =>
	signedBytes('letter', org, uuidToBytes(recipient));
