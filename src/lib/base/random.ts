/** Source of randomness, handed in so that tests can repeat themselves. */
export interface Random {
	/** `length` unpredictable bytes. */
	readonly bytes: (length: number) => Uint8Array;
	/** A random UUID (version 4) in lower case: 122 random bits. */
	readonly uuid: () => string;
}

/** The platform's own generator. */
export const createRandom = (): Random => ({
	bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
	uuid: () => uuidOfBytes(crypto.getRandomValues(new Uint8Array(16)))
});

/** Formats 16 bytes as a version 4 UUID; sets the version and variant bits, so 122 bits of the input remain. */
export function uuidOfBytes(bytes: Uint8Array): string {
	const hex = Array.from(bytes, (byte, at) => {
		const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
		return marked.toString(16).padStart(2, '0');
	}).join('');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A repeatable generator for tests and the sample pilot; never for keys. Mulberry32, a public-domain 32-bit mixer. */
export function createSeededRandom(seed: number): Random {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return (mixed ^ (mixed >>> 14)) & 0xff;
	};
	const bytes = (length: number) => Uint8Array.from({ length }, next);
	return { bytes, uuid: () => uuidOfBytes(bytes(16)) };
}

/**
 * A whole number from 0 to `below - 1`, without favouring any: draws again in the uneven tail. Throws a RangeError unless
 * `below` is a whole number from 1 to 2^24.
 */
export function randomBelow(random: Random, below: number): number {
	const range = 0x1000000;
	if (!Number.isInteger(below) || below < 1 || below > range) throw new RangeError('Nothing to draw from');
	const limit = range - (range % below);
	for (;;) {
		const [high = 0, middle = 0, low = 0] = random.bytes(3);
		const drawn = (high << 16) | (middle << 8) | low;
		if (drawn < limit) return drawn % below;
	}
}
