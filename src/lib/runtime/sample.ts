import { createSeededRandom } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { UnlockProblem } from '$lib/storage/profiles';
import type { Vault, WriteProblem } from '$lib/storage/vault';
import { sampleSeed } from '$lib/domain/pilot-draw';
import type { PilotWords } from '$lib/domain/pilot-words';
import type { Runtime } from './create-runtime';
import { sampleSecrets, type SampleKind } from './sample-secret';

/** The words of the sample are not on the phone and cannot be fetched now. */
export interface SampleUnavailable {
	readonly type: 'SampleUnavailable';
}

type SampleRuntime = Pick<Runtime, 'door' | 'language' | 'clock'>;

type Opened = Result<void, UnlockProblem | WriteProblem | SampleUnavailable>;

/**
 * Opens one side of the sample pilot, and makes it first where this phone has none: a vault like any other, marked as a
 * sample, made up to today in the language of the screens.
 */
export async function openSample(runtime: SampleRuntime, kind: SampleKind = 'group'): Promise<Opened> {
	const { door, language } = runtime;
	const texts = await readWords(language.locale);
	if (!texts.ok) return texts;
	const make = await makerOf(runtime, kind, texts.value);
	if (!make.ok) return make;
	const state = await door.profilesState();
	if (!state.ok) return state;
	if (state.value === 'present') {
		const opened = await door.unlock(sampleSecrets[kind]);
		if (opened.ok || opened.error.type !== 'SecretWrong') return opened;
	}
	const created = await door.create(sampleSecrets[kind]);
	return created.ok ? make.value() : created;
}

/** What fills a new sample. Everything it needs is fetched by now: a sample must not stay empty for lack of a network. */
async function makerOf(
	{ door, language, clock }: SampleRuntime,
	kind: SampleKind,
	texts: PilotWords
): Promise<Result<() => Promise<Opened>, SampleUnavailable>> {
	const { locale } = language;
	const draw = { random: createSeededRandom(sampleSeed), today: clock.today(), locale, texts };
	if (kind === 'group') {
		const { createPilot } = await import('$lib/domain/pilot');
		return ok(async () => {
			const pilot = createPilot(draw.random, draw.today, locale, texts);
			const written = await door.append(pilot.edits);
			if (!written.ok) return written;
			for (const answer of pilot.answers) {
				const dropped = await door.drop(answer);
				if (!dropped.ok) return dropped;
			}
			return ok(undefined);
		});
	}
	const [{ createOffice }, { readRubric }] = await Promise.all([
		import('$lib/domain/pilot-office'),
		import('$lib/domain/rubric')
	]);
	const text = await fetchText(`/rubrics/${locale}.json`);
	const rubric = text.ok ? readRubric(text.value) : text;
	if (!rubric.ok) return err({ type: 'SampleUnavailable' });
	return ok(async () => {
		const vault = vaultOf(door);
		if (!vault) return err({ type: 'VaultLocked' });
		// As sync would bring it: written by others, and all of it or nothing.
		return vault.receive({ changes: createOffice({ ...draw, rubric: rubric.value, me: vault.device }) });
	});
}

function vaultOf(door: SampleRuntime['door']): Vault | null {
	let vault: Vault | null = null;
	door.watchVault((open) => (vault = open))();
	return vault;
}

async function readWords(locale: string): Promise<Result<PilotWords, SampleUnavailable>> {
	const text = await fetchText(`/sample/${locale}.json`);
	if (!text.ok) return text;
	try {
		const { PilotWords } = await import('$lib/domain/pilot-words');
		return ok(PilotWords.parse(JSON.parse(text.value)));
	} catch {
		return err({ type: 'SampleUnavailable' });
	}
}

async function fetchText(path: string): Promise<Result<string, SampleUnavailable>> {
	try {
		const response = await fetch(path);
		return response.ok ? ok(await response.text()) : err({ type: 'SampleUnavailable' });
	} catch {
		return err({ type: 'SampleUnavailable' });
	}
}
