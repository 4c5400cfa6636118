import * as z from 'zod/mini';
import { base64ToBytes, bytesToBase64 } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { rowOf, rowsOf, type Ledger } from './ledger';
import type { Question, Questionnaire } from './questionnaire';
import { typedView } from './text';

/**
 * Questions as somebody says them. A recording lies in a row of its own and is named by what it is: a version refers to its
 * recordings, and one that did not change is not sent again. It is sent to everybody, as the questions are.
 */
export const recordingLimits = {
	/** Bytes of one: with its frame it fits an envelope, however badly it packs. */
	bytes: 92 * 1024,
	/** Bytes of all recordings of a questionnaire: they come to every phone over its owner's own network. */
	bytesTogether: 2 * 1024 * 1024,
	/** Seconds after which a recording ends by itself. */
	seconds: 20
} as const;

/** What a sound can be written in, by the ending of its name. */
export const soundForms = { webm: 'audio/webm', ogg: 'audio/ogg', m4a: 'audio/mp4', mp3: 'audio/mpeg' } as const;
export type SoundForm = keyof typeof soundForms;

export type RecordingProblem =
	/** None of the sounds that a phone of a group plays. */
	| { readonly type: 'SoundUnknown' }
	| { readonly type: 'SoundTooLarge'; readonly most: number }
	/** All recordings of the questionnaire are larger together than may be. */
	| { readonly type: 'SoundsTooLarge'; readonly most: number };

/** What these bytes are by how they begin, whatever they are called; null for what is no sound we play. */
export function soundForm(bytes: Uint8Array): SoundForm | null {
	const begins = (text: string, at = 0) => [...text].every((sign, place) => bytes[at + place] === sign.charCodeAt(0));
	const isNear = (text: string) => Array.from({ length: 64 }, (_, at) => at).some((at) => begins(text, at));
	if (begins('\x1A\x45\xDF\xA3')) return isNear('webm') ? 'webm' : null;
	if (begins('OggS')) return isNear('OpusHead') || isNear('\x01vorbis') ? 'ogg' : null;
	if (begins('ftyp', 4)) return 'm4a';
	const [first = 0, second = 0] = bytes;
	return begins('ID3') || (first === 0xff && (second & 0xe6) === 0xe2) ? 'mp3' : null;
}

/** Which sound these bytes are, or why they are none to keep. */
export function checkSound(bytes: Uint8Array): Result<SoundForm, RecordingProblem> {
	const form = soundForm(bytes);
	if (bytes.length > recordingLimits.bytes) return err({ type: 'SoundTooLarge', most: recordingLimits.bytes });
	return form ? ok(form) : err({ type: 'SoundUnknown' });
}

/** The name of a sound: the SHA-256 of its bytes in hexadecimal, and what it is written in. */
export const soundName = (digest: string, form: SoundForm): string => `${digest}.${form}`;

const namePattern = /^[0-9a-f]{64}\.(?:webm|ogg|m4a|mp3)$/;

/** The row in which the sound of this name lies; null for another kind of name. */
const rowOfName = (name: string): string | null =>
	namePattern.test(name) ? name.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5') : null;

/** Edits that keep a sound under its name; none when it is there already, and none for a name that is not one. */
export function keepSound(ledger: Ledger, name: string, bytes: Uint8Array): readonly Edit[] {
	const row = rowOfName(name);
	if (row === null || soundNamed(ledger, name) !== null) return [];
	return fieldEdits('recording', row, { name, sound: bytesToBase64(bytes) });
}

/** The sound of that name as base64, unread; null when it is not there. */
function soundNamed(ledger: Ledger, name: string): string | null {
	const row = rowOfName(name);
	const recording = row === null ? undefined : recordingView(rowOf(ledger, 'recording', row));
	return recording?.name === name ? recording.sound : null;
}

/** The names of all recordings that a questionnaire refers to, each once. */
export const soundsNamed = ({ sections }: Pick<Questionnaire, 'sections'>): ReadonlySet<string> =>
	new Set(
		sections
			.flatMap(({ questions }) => questions)
			.flatMap((question) => [question, ...('options' in question ? question.options : [])])
			.flatMap(({ audio }) => Object.values(audio ?? {}))
	);

/** Sounds by their name, as base64: small enough to be taken along when the phone goes round. */
export type Sounds = ReadonlyMap<string, string>;

/** The recordings of a questionnaire that are there. Nothing of them is believed yet: see `soundBytes`. */
export const soundsOf = (ledger: Ledger, questionnaire: Questionnaire): Sounds =>
	new Map(
		[...soundsNamed(questionnaire)].flatMap((name) => {
			const sound = soundNamed(ledger, name);
			return sound === null ? [] : [[name, sound] as const];
		})
	);

/** Bytes of these sounds together, about. */
export const bytesOfSounds = (sounds: Sounds): number =>
	[...sounds.values()].reduce((sum, { length }) => sum + Math.floor((length / 4) * 3), 0);

/** The bytes of a sound and what they are; null for what is no sound, too large, or not what its name says it is written in. */
export function soundBytes(
	name: string,
	sound: string
): { readonly bytes: Uint8Array<ArrayBuffer>; readonly form: SoundForm } | null {
	if (sound.length > (recordingLimits.bytes * 4) / 3 + 4) return null;
	const bytes = base64ToBytes(sound);
	const form = bytes && checkSound(bytes);
	return form?.ok && name.endsWith(`.${form.value}`) ? { bytes: new Uint8Array(bytes ?? []), form: form.value } : null;
}

/** The name of the recording for somebody who reads or hears this language, else of the words on the screen; or undefined. */
export function soundFor({ audio }: Pick<Question, 'audio'>, language: string, spoken: string): string | undefined {
	const baseOf = (tag: string) => tag.split('-')[0];
	const same = Object.keys(audio ?? {}).find((tag) => baseOf(tag) === baseOf(language));
	return audio?.[language] ?? audio?.[same ?? spoken];
}

/** The questionnaire without the recordings that are not there, and how many those were. */
export function withoutLostSounds(
	ledger: Ledger,
	questionnaire: Questionnaire
): { readonly questionnaire: Questionnaire; readonly lost: number } {
	const there = soundsOf(ledger, questionnaire);
	const named = soundsNamed(questionnaire).size;
	if (named === there.size) return { questionnaire, lost: 0 };
	const kept = <T extends { readonly audio?: Readonly<Record<string, string>> | undefined }>(holder: T): T => {
		const { audio, ...rest } = holder;
		const left = Object.entries(audio ?? {}).filter(([, name]) => there.has(name));
		return { ...rest, ...(left.length > 0 ? { audio: Object.fromEntries(left) } : {}) } as T; // fewer names, or none
	};
	const sections = questionnaire.sections.map((section) => ({
		...section,
		questions: section.questions.map((question) => {
			const heard = kept(question);
			return 'options' in heard ? { ...heard, options: heard.options.map(kept) } : heard;
		})
	}));
	return { questionnaire: { ...questionnaire, sections }, lost: named - there.size };
}

/** Edits that empty the recordings that no questionnaire of these refers to. */
export function forgetSounds(ledger: Ledger, kept: readonly Questionnaire[]): readonly Edit[] {
	const named = new Set(kept.flatMap((questionnaire) => [...soundsNamed(questionnaire)]));
	return [...rowsOf(ledger, 'recording')].flatMap((row) => {
		const recording = recordingView(row);
		return !recording || named.has(recording.name) ? [] : fieldEdits('recording', row.id, { sound: null });
	});
}

const recordingView = typedView(z.looseObject({ id: z.string(), name: z.string(), sound: z.string() }));
