import { err, ok, type Result } from '$lib/base/result';

/** Largest file that is read, in bytes. */
export const largestServiceFile = 5_000_000;

/** How the letters of a file are written; `windows-1252` is a guess, so whoever imports is asked to look at the accents. */
export type FileEncoding = 'utf-8' | 'utf-16' | 'windows-1252';

export interface FileText {
	readonly text: string;
	readonly encoding: FileEncoding;
}

export type FileProblem =
	| { readonly type: 'FileTooLarge' }
	| { readonly type: 'FileEmpty' }
	/** A workbook, a picture, an archive: anything but text. */
	| { readonly type: 'FileNotText' };

/** The text of a file and how it was written. Never throws. */
export function fileToText(bytes: Uint8Array): Result<FileText, FileProblem> {
	if (bytes.length > largestServiceFile) return err({ type: 'FileTooLarge' });
	const wide = wideEncoding(bytes);
	const read: FileText | null = wide
		? { text: new TextDecoder(wide).decode(bytes), encoding: 'utf-16' }
		: (strictText(bytes) ?? { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'windows-1252' });
	// Controls other than tab and line ends are in no text that people write.
	// eslint-disable-next-line no-control-regex -- they are what tells a file of another kind
	if (/[\u0000-\u0008\u000e-\u001f]/.test(read.text)) return err({ type: 'FileNotText' });
	return read.text.trim() === '' ? err({ type: 'FileEmpty' }) : ok(read);
}

function strictText(bytes: Uint8Array): FileText | null {
	try {
		return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
	} catch {
		return null;
	}
}

/** Two bytes a letter: said by a mark at the beginning, or seen from the zeros that Latin letters then have. */
function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
	const [first, second] = bytes;
	if (first === 0xff && second === 0xfe) return 'utf-16le';
	if (first === 0xfe && second === 0xff) return 'utf-16be';
	const start = bytes.subarray(0, 400);
	const zeros = (odd: number) => start.filter((byte, at) => at % 2 === odd && byte === 0).length;
	const [even, odd] = [zeros(0), zeros(1)];
	if (Math.max(even, odd) * 4 < start.length || Math.min(even, odd) > 0) return null;
	return odd > even ? 'utf-16le' : 'utf-16be';
}
