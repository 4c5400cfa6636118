import type { RecordingProblem } from '$lib/domain/recording';
import type { Translate } from '$lib/i18n';
import { problemText, type ScreenProblem } from '$lib/runtime/problem-text';
import type { RecorderProblem } from '$lib/runtime/recorder.svelte';

/** Why a recording is not kept or not heard. */
export type SoundProblem = RecordingProblem | RecorderProblem | ScreenProblem | { readonly type: 'Unplayable' };

/** The words for it. */
export function soundProblemText(t: Translate, problem: SoundProblem): string {
	switch (problem.type) {
		case 'SoundTooLarge':
		case 'SoundsTooLarge':
			return t(`questionnaires:sound.problem.${problem.type}`, { most: Math.floor(problem.most / 1024) });
		case 'SoundUnknown':
		case 'MicrophoneRefused':
		case 'MicrophoneMissing':
		case 'MicrophoneBusy':
		case 'Unplayable':
			return t(`questionnaires:sound.problem.${problem.type}`);
		default:
			return problemText(t, problem);
	}
}
