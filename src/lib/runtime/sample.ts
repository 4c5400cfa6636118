import { createRandom } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { createPilot, PilotWords } from '$lib/domain/pilot';
import type { UnlockProblem } from '$lib/storage/profiles';
import type { WriteProblem } from '$lib/storage/vault';
import type { Runtime } from './create-runtime';
import { sampleSecret } from './sample-secret';

/** The words of the sample are not on the phone and cannot be fetched now. */
export interface SampleUnavailable {
	readonly type: 'SampleUnavailable';
}

/**
 * Opens the sample pilot, and makes it first where this phone has none: a vault like any other, marked as a sample, made
 * up to today in the language of the screens.
 */
export async function openSample(
	runtime: Pick<Runtime, 'door' | 'language' | 'clock'>
): Promise<Result<void, UnlockProblem | WriteProblem | SampleUnavailable>> {
	const { door, language, clock } = runtime;
	const texts = await readWords(language.locale);
	if (!texts.ok) return texts;
	const state = await door.profilesState();
	if (!state.ok) return state;
	if (state.value === 'present') {
		const opened = await door.unlock(sampleSecret);
		if (opened.ok || opened.error.type !== 'SecretWrong') return opened;
	}
	const created = await door.create(sampleSecret);
	if (!created.ok) return created;
	const pilot = createPilot(createRandom(), clock.today(), language.locale, texts.value);
	const written = await door.append(pilot.edits);
	if (!written.ok) return written;
	for (const answer of pilot.answers) {
		const dropped = await door.drop(answer);
		if (!dropped.ok) return dropped;
	}
	return ok(undefined);
}

async function readWords(locale: string): Promise<Result<PilotWords, SampleUnavailable>> {
	try {
		const response = await fetch(`/sample/${locale}.json`);
		return response.ok ? ok(PilotWords.parse(await response.json())) : err({ type: 'SampleUnavailable' });
	} catch {
		return err({ type: 'SampleUnavailable' });
	}
}
