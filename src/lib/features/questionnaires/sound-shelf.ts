import { createContext } from 'svelte';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { bytesOfSounds, keepSound, recordingLimits, soundsOf, type RecordingProblem } from '$lib/domain/recording';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { Take } from '$lib/runtime/recorded-sound';

export interface SoundShelfDeps {
	readonly ledger: () => Ledger;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
	readonly questionnaire: () => Questionnaire | null;
}

/** The recordings of the questionnaire that is being made. */
export interface SoundShelf {
	/** The sound of a name as base64; undefined when it is not here. */
	readonly soundOf: (name: string) => string | undefined;
	/** Keeps what was recorded, before the draft refers to it. */
	readonly keep: (take: Pick<Take, 'name' | 'bytes'>) => Promise<Result<void, RecordingProblem | ScreenProblem>>;
}

/** The recordings of one draft. Refuses what would be too much for the phones of the groups. */
export function createSoundShelf({ ledger, append, questionnaire }: SoundShelfDeps): SoundShelf {
	const sounds = () => {
		const current = questionnaire();
		return current ? soundsOf(ledger(), current) : new Map<string, string>();
	};
	return {
		soundOf: (name) => sounds().get(name),
		keep: async ({ name, bytes }) => {
			const kept = sounds();
			if (kept.has(name)) return ok(undefined);
			if (bytesOfSounds(kept) + bytes.length > recordingLimits.bytesTogether)
				return err({ type: 'SoundsTooLarge', most: recordingLimits.bytesTogether });
			return append(keepSound(ledger(), name, bytes));
		}
	};
}

/** The shelf of the editor that is open. */
export const [useSoundShelf, provideSoundShelf] = createContext<SoundShelf>();
