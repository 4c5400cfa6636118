import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

const consonants = 'bdfgklmnprtvz';
const vowels = 'aeiou';
const one = (letters: string) => letters[randomInt(letters.length)]!;

/** A word that stands nowhere else: looks like a name, so that every form takes it. */
export const createCanary = (): string =>
	Array.from({ length: 6 }, () => one(consonants) + one(vowels)).join('') + one(consonants);

/** Words typed into the product, by the field they were typed into. */
export interface Canaries {
	/** A new word for that field. */
	readonly next: (field: string) => string;
	/** The fields whose word lies in these bytes: plain, or in the two-byte form browsers keep typed text in. */
	readonly foundIn: (bytes: Buffer) => readonly string[];
	/** The same for a text. */
	readonly foundInText: (text: string) => readonly string[];
	readonly count: () => number;
}

export function createCanaries(): Canaries {
	const fields = new Map<string, string>();
	return {
		next: (field) => {
			const canary = createCanary();
			fields.set(canary, field);
			return canary;
		},
		foundIn: (bytes) =>
			[...fields]
				.filter(([canary]) => bytes.includes(canary) || bytes.includes(Buffer.from(canary, 'utf16le')))
				.map(([canary, field]) => `${field}: ${canary}`),
		foundInText: (text) =>
			[...fields].filter(([canary]) => text.includes(canary)).map(([canary, field]) => `${field}: ${canary}`),
		count: () => fields.size
	};
}

/**
 * Searches every file under a folder: databases, logs, caches, history, sessions, crash dumps. A compressed block
 * (snappy, in LevelDB) keeps what it has not met before as it is, so words that stand nowhere else are found there too.
 * Returns `file: field: word` for each hit, and how much was read.
 */
export async function searchFolder(folder: string, canaries: Canaries) {
	const hits: string[] = [];
	let files = 0;
	let bytes = 0;
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		// A browser that is still running takes files away meanwhile.
		const content = await readFile(path).catch(() => Buffer.alloc(0));
		files += 1;
		bytes += content.length;
		hits.push(...canaries.foundIn(content).map((hit) => `${path.slice(folder.length)}: ${hit}`));
		hits.push(...canaries.foundInText(entry.name).map((hit) => `name of ${path.slice(folder.length)}: ${hit}`));
	}
	return { hits, files, bytes };
}
