/** Streams: what is read by the same people under the same key. */

/** Kinds of stream and the byte each has on the wire. */
export const streamBytes = {
	work: 1,
	report: 2,
	office: 3,
	own: 4,
	common: 5,
	leads: 6,
	results: 7,
	support: 8
} as const;
export type StreamKind = keyof typeof streamBytes;

/** The kind of a byte, or null. */
export const byteToStream = (byte: number): StreamKind | null => {
	for (const kind of Object.keys(streamBytes) as StreamKind[]) if (streamBytes[kind] === byte) return kind;
	return null;
};

/** Kinds of which an organisation has one each, under a group id that follows from its own (`organisationGroup`). */
export const organisationStreams: ReadonlySet<StreamKind> = new Set(['office', 'common', 'leads', 'results']);

/** One stream: of which group (a UUID), and which kind. */
export interface StreamRef {
	readonly group: string;
	readonly stream: StreamKind;
}

/** Names a stream as a text, for maps. */
export const streamName = ({ group, stream }: StreamRef): string => `${group}/${stream}`;
