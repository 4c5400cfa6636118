/** Packing and unpacking, with the platform's own streams (threats A6, A12: a bomb). */
import { concatBytes } from '$lib/base/bytes';

/** Packs bytes. */
export async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
	const packed = await through(bytes, new CompressionStream('deflate-raw'), Infinity);
	if (!packed) throw new Error('Packing failed');
	return packed;
}

/** Unpacks bytes; null when more come than `most`, or they are damaged. Never rejects, whatever the bytes. */
export const inflate = (bytes: Uint8Array, most: number): Promise<Uint8Array | null> =>
	through(bytes, new DecompressionStream('deflate-raw'), most);

/** The bytes that come out, or null when more come than allowed or the stream is damaged. */
async function through(
	bytes: Uint8Array,
	stream: { readonly readable: ReadableStream; readonly writable: WritableStream },
	most: number
): Promise<Uint8Array | null> {
	const writer = stream.writable.getWriter();
	const reader = (stream.readable as ReadableStream<Uint8Array>).getReader(); // what both streams give, by their standard
	const written = writer.write(bytes).then(() => writer.close());
	written.catch(() => undefined);
	const parts: Uint8Array[] = [];
	let length = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			length += value.length;
			if (length > most) {
				await reader.cancel().catch(() => undefined);
				return null;
			}
			parts.push(value);
		}
		return concatBytes(...parts);
	} catch {
		return null;
	}
}
