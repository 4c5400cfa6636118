/**
 * One device's envelopes in one stream, as a chain: where it stands, and what may follow.
 *
 * Who may call it: this folder.
 *
 * What must stay true:
 * - Only the next envelope of a chain is taken; one that contradicts what we hold stops that chain and no other (threat
 *   A6: dropped, repeated or exchanged envelopes).
 * - A chain jumps only to an end that a verified prune entry names.
 */
import { bytesToHex, concatBytes, sameBytes, u32ToBytes } from '$lib/base/bytes';
import { byteOf, readFields, writeFrame } from '$lib/protocol/frame';
import type { ChainEnd } from '$lib/protocol/log-entry';
import { streamName, type StreamRef } from '$lib/protocol/stream';

export interface Chain {
	readonly seq: number;
	/** Id of the envelope at `seq`; zeros at 0. */
	readonly hash: Uint8Array;
	/** The first 8 bytes of the last ids, oldest first, ending with that of `hash`. */
	readonly recent: readonly Uint8Array[];
	/** Log place that its last envelope named; those after name no earlier one. */
	readonly logSeq: number;
	/** Days since 1970 on which something of it came last. */
	readonly heard: number;
	/** It told two stories: nothing more of it is taken. */
	readonly halted: boolean;
}

/** Where an envelope stands in its chain. */
export type ChainPlace = 'next' | 'known' | 'fork' | 'gap';

const recentMost = 64;
const shortLength = 8;

export const emptyChain: Chain = {
	seq: 0,
	hash: new Uint8Array(32),
	recent: [],
	logSeq: 0,
	heard: 0,
	halted: false
};

/** Name on the shelf. */
export const chainName = (ref: StreamRef, device: string): string => `chain/${streamName(ref)}/${device}`;

/** Where an envelope belongs; pure. */
export function placeInChain(chain: Chain, seq: number, prev: Uint8Array, id: Uint8Array): ChainPlace {
	if (seq > chain.seq + 1) return 'gap';
	if (seq === chain.seq + 1) return sameBytes(prev, chain.hash) ? 'next' : 'fork';
	return contradicts(chain, seq, id) ? 'fork' : 'known';
}

/** Whether we hold another envelope at this place; false where we do not know any more. */
export function contradicts(chain: Chain, seq: number, id: Uint8Array): boolean {
	const ours = chain.recent.at(chain.recent.length - 1 - (chain.seq - seq));
	return seq >= 1 && seq > chain.seq - chain.recent.length && seq <= chain.seq && ours !== undefined
		? !sameBytes(ours, id.subarray(0, shortLength))
		: false;
}

/** The chain with one more envelope. */
export const extendChain = (chain: Chain, id: Uint8Array, logSeq: number, heard: number): Chain => ({
	seq: chain.seq + 1,
	hash: id,
	recent: [...chain.recent.slice(-(recentMost - 1)), id.slice(0, shortLength)],
	logSeq,
	heard,
	halted: chain.halted
});

/** The chain moved on to where a snapshot replaced it; unchanged when it is there already. */
export const jumpChain = (chain: Chain, end: Pick<ChainEnd, 'seq' | 'hash'> | undefined): Chain =>
	!end || end.seq <= chain.seq
		? chain
		: { ...chain, seq: end.seq, hash: end.hash, recent: [end.hash.slice(0, shortLength)] };

/** The short id that `seen` vectors name. */
export const shortId = (chain: Chain): string => bytesToHex(chain.hash.subarray(0, shortLength));

export const writeChain = (chain: Chain): Uint8Array =>
	writeFrame(
		u32ToBytes(chain.seq),
		chain.hash,
		concatBytes(...chain.recent),
		u32ToBytes(chain.logSeq),
		u32ToBytes(chain.heard),
		byteOf(chain.halted ? 1 : 0)
	);

/** The chain kept under these bytes; the empty one for none or damaged ones, so that what is missing is asked for. */
export function readChain(bytes: Uint8Array | undefined): Chain {
	if (!bytes) return emptyChain;
	const fields = readFields(bytes);
	const seq = fields.takeU32();
	const hash = fields.take(32);
	const joined = fields.take();
	const logSeq = fields.takeU32();
	const heard = fields.takeU32();
	const halted = fields.takeByte() === 1;
	if (!fields.isWhole() || joined.length % shortLength !== 0) return emptyChain;
	const recent = Array.from({ length: joined.length / shortLength }, (_, at) =>
		joined.subarray(at * shortLength, (at + 1) * shortLength)
	);
	return { seq, hash, recent, logSeq, heard, halted };
}

/** Every chain of a stream that something was kept of, by device. */
export const chainsOf = (
	shelf: {
		readonly get: (name: string) => Uint8Array | undefined;
		readonly names: (prefix: string) => readonly string[];
	},
	ref: StreamRef
): ReadonlyMap<string, Chain> => {
	const prefix = chainName(ref, '');
	return new Map(shelf.names(prefix).map((name) => [name.slice(prefix.length), readChain(shelf.get(name))]));
};
