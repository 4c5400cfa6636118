/**
 * Tickets: what somebody draws from the bag, as a QR code or on this phone, and what her phone needs to answer without
 * asking anybody. Whoever holds one may answer once; it says nothing about who that is.
 *
 * Who may call it: `sync/` on the phone that makes tickets and on the one that answers.
 *
 * What must stay true: everything a ballot is sealed to comes with the ticket, from the hand of the facilitator, and never
 * from the server (threat A6). As a text it stands behind the `#` of an address, which no browser sends anywhere.
 *
 * The text: base64url of a frame: suite (1) · type (1) · organisation (32) · batch (16) · ticket (16) · share (33) · batch key
 * (32) · check-in key (32) · question set (32) · name of the questionnaire (UTF-8) · last day (u32, 0: none). A type
 * from 16 on has one field more: the key (32) of the questions that the server holds for it, sealed.
 */
import { base64ToBytes, bytesToBase64Url, bytesToUuid, textToBytes, u32ToBytes, uuidToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { byteOf, readFields, writeFrame } from './frame';
import { suite } from './limits';

export interface Ticket {
	readonly org: Uint8Array;
	readonly batch: string;
	/** 16 bytes. */
	readonly ticketId: Uint8Array;
	/** 33 bytes. */
	readonly share: Uint8Array;
	readonly batchKey: Uint8Array;
	readonly checkInKey: Uint8Array;
	readonly questionSet: Uint8Array;
	/** Where the page finds the questions: their id and version, as `id/version`. */
	readonly questionnaire: string;
	/** The last day it is good for, in days since 1970; 0 for no end. */
	readonly lastDay: number;
	/** When whoever answers may add a picture code; not at all when absent. */
	readonly moment?: TicketMoment | undefined;
	/** 32 bytes that open the questions the server holds; without it the app has them. */
	readonly questionsKey?: Uint8Array;
}

/** The first and the last time that somebody answers. */
export type TicketMoment = 'entry' | 'exit';

/** The text is not a ticket of ours, or one of a newer app. */
export interface TicketUnreadable {
	readonly type: 'TicketUnreadable';
}

/** The types of tickets. Whoever holds any of them may answer; for the other two she may add a picture code. */
const momentByType: ReadonlyMap<number, TicketMoment | undefined> = new Map([
	[1, undefined],
	[2, 'entry'],
	[3, 'exit']
]);
const typeOf = (moment: TicketMoment | undefined): number => (moment === 'entry' ? 2 : moment === 'exit' ? 3 : 1);
/** Added to the type of a ticket that brings the key to its questions. */
const withQuestions = 0x10;
const longestName = 100;
/** Longer texts are not looked at. */
const longestText = 1000;

/** The text of a ticket: letters, digits, `-` and `_`. */
export const ticketToText = (ticket: Ticket): string =>
	bytesToBase64Url(
		writeFrame(
			byteOf(suite),
			byteOf(typeOf(ticket.moment) + (ticket.questionsKey ? withQuestions : 0)),
			ticket.org,
			uuidToBytes(ticket.batch),
			ticket.ticketId,
			ticket.share,
			ticket.batchKey,
			ticket.checkInKey,
			ticket.questionSet,
			textToBytes(ticket.questionnaire),
			u32ToBytes(ticket.lastDay),
			...(ticket.questionsKey ? [ticket.questionsKey] : [])
		)
	);

/** The ticket a text says. Never throws. */
export function ticketFromText(text: string): Result<Ticket, TicketUnreadable> {
	const unreadable = err({ type: 'TicketUnreadable' } as const);
	if (text.length > longestText || !/^[A-Za-z0-9_-]+$/.test(text)) return unreadable;
	const bytes = base64ToBytes(text);
	if (!bytes) return unreadable;
	const fields = readFields(bytes);
	if (fields.takeByte() !== suite) return unreadable;
	const written = fields.takeByte();
	const bringsKey = written >= withQuestions;
	const type = written - (bringsKey ? withQuestions : 0);
	if (!momentByType.has(type)) return unreadable;
	const moment = momentByType.get(type);
	const ticket: Ticket = {
		...(moment ? { moment } : {}),
		org: fields.take(32),
		batch: bytesToUuid(fields.take(16)),
		ticketId: fields.take(16),
		share: fields.take(33),
		batchKey: fields.take(32),
		checkInKey: fields.take(32),
		questionSet: fields.take(32),
		questionnaire: fields.takeText(longestName),
		lastDay: fields.takeU32(),
		...(bringsKey ? { questionsKey: fields.take(32) } : {})
	};
	return fields.isWhole() ? ok(ticket) : unreadable;
}
