import { bytesToHex } from '$lib/base/bytes';
import { ok, type Result } from '$lib/base/result';
import { sha256 } from '$lib/crypto/digest';
import { checkSound, soundBytes, soundForms, soundName, type RecordingProblem } from '$lib/domain/recording';

/** A sound that may be played: what its name says it is. */
export type Sound = Blob;

/** The sound of this name, or null when it is not what the name says: somebody else put it there. */
export function readSound(name: string, sound: string): Sound | null {
	const read = soundBytes(name, sound);
	if (!read || soundName(bytesToHex(sha256(read.bytes)), read.form) !== name) return null;
	// The kind is ours to say, from how the bytes begin.
	return new Blob([read.bytes], { type: soundForms[read.form] });
}

/** What was just recorded or chosen; nothing of it is kept yet. */
export interface Take {
	/** Under which it is kept. */
	readonly name: string;
	readonly bytes: Uint8Array<ArrayBuffer>;
	readonly sound: Sound;
}

/** The sound that these bytes are, or why they are none to keep. */
export function takeSound(bytes: Uint8Array<ArrayBuffer>): Result<Take, RecordingProblem> {
	const form = checkSound(bytes);
	if (!form.ok) return form;
	const sound = new Blob([bytes], { type: soundForms[form.value] });
	return ok({ name: soundName(bytesToHex(sha256(bytes)), form.value), bytes, sound });
}

/** What plays a sound in a browser. */
export interface SoundPlayerDeps {
	readonly audio: () => Pick<HTMLAudioElement, 'play' | 'pause' | 'removeAttribute' | 'load' | 'addEventListener'> & {
		src: string;
	};
	readonly urls: Pick<typeof URL, 'createObjectURL' | 'revokeObjectURL'>;
}

export interface SoundPlayer {
	/** Plays a sound from memory in place of the one before. Answers false when this browser cannot play it. */
	readonly play: (sound: Sound) => Promise<boolean>;
	/** Ends what is being played; nothing of it stays. */
	readonly stop: () => void;
}

/** Seconds after which a sound is ended, however long it says it is. */
const longest = 60;

/** A player of one sound at a time. A sound has an address only while it is heard. */
export function createSoundPlayer({ audio, urls }: SoundPlayerDeps = browserDeps): SoundPlayer {
	let end: () => void = () => undefined;
	const play = async (sound: Sound): Promise<boolean> => {
		end();
		const url = urls.createObjectURL(sound);
		const element = audio();
		const stop = () => {
			clearTimeout(limit);
			element.pause();
			// Without a source the phone shows no player of its own any more.
			element.removeAttribute('src');
			element.load();
			urls.revokeObjectURL(url);
			if (end === stop) end = () => undefined;
		};
		const limit = setTimeout(stop, longest * 1000);
		end = stop;
		element.addEventListener('ended', stop, { once: true });
		element.src = url;
		try {
			await element.play();
			return true;
		} catch (fault) {
			// Ended meanwhile by somebody's hand: it was played as long as she wanted.
			if (end !== stop) return true;
			stop();
			return fault instanceof DOMException && fault.name === 'AbortError';
		}
	};
	return { play, stop: () => end() };
}

const browserDeps: SoundPlayerDeps = { audio: () => new Audio(), urls: URL };
