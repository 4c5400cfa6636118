/**
 * What is still to be fetched of the past of streams: from where, and up to where everything newer comes by itself.
 *
 * Who may call it: the engine, which fetches it, and whoever learns keys.
 *
 * What must stay true: whoever keeps the first key of a stream keeps in the same transaction that its past is to be
 * fetched; a key that is known already asks for nothing.
 */
import type { Directory } from '$lib/protocol/directory';
import { numberToBytes, readFields, writeFrame } from '$lib/protocol/frame';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import type { Shelf } from './vault-port';

/** Name on the shelf. */
export const backfillName = ({ group, stream }: StreamRef): string => `backfill/${group}/${stream}`;

/** The stream of a name that `backfillName` made. */
export function streamOfBackfill(name: string): StreamRef {
	const [, group = '', kind = ''] = name.split('/');
	return { group, stream: kind as StreamRef['stream'] }; // our own shelf: `backfillName` wrote it
}

/** From which place of the server's mailbox, and up to which. */
export const writeSpan = (after: number, until: number): Uint8Array =>
	writeFrame(numberToBytes(after), numberToBytes(until));

/** What `writeSpan` wrote; an empty span for anything else. */
export function readSpan(bytes: Uint8Array | undefined): readonly [after: number, until: number] {
	const fields = readFields(bytes ?? new Uint8Array(0));
	const after = fields.takeNumber();
	const until = fields.takeNumber();
	return fields.isWhole() ? [after, until] : [0, 0];
}

/** The place up to which everything was fetched. */
export function cursorOn(shelf: Pick<Shelf, 'get'>): number {
	const bytes = shelf.get('cursor');
	return bytes?.length === 8 ? readFields(writeFrame(bytes)).takeNumber() : 0;
}

/** What to keep so that the past of streams just opened is fetched; nothing for those this device has made. */
export function pastOf(
	shelf: Pick<Shelf, 'get'>,
	directory: Directory,
	device: string,
	opened: readonly StreamRef[]
): ReadonlyMap<string, Uint8Array> {
	const cursor = cursorOn(shelf);
	if (cursor === 0) return new Map();
	const others = opened.filter((ref) => directory.streams.get(streamName(ref))?.epochs[0]?.signer !== device);
	return new Map(others.map((ref) => [backfillName(ref), writeSpan(0, cursor)]));
}
