import { checkInBytes, keepDraft, largestCheckIn, nextVersion } from '$lib/domain/check-in-pack';
import type { Edit } from '$lib/domain/change';
import type { Ledger } from '$lib/domain/ledger';
import type { Questionnaire } from '$lib/domain/questionnaire';
import type { Fault } from '$lib/domain/questionnaire-check';
import { fitsAnAnswer } from '$lib/domain/check-in-form';
import type { FhirMessage } from '$lib/domain/fhir';
import { withoutLostSounds } from '$lib/domain/recording';
import type { ImportMessage } from '$lib/domain/xlsform';
import type { Result } from '$lib/base/result';
import { Act } from '$lib/runtime/act.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import type { ReadSheetsProblem } from '$lib/runtime/read-sheets';

/** A file that gives nothing: why, as the reader of tables or of JSON says it. */
export type FileProblem = ReadSheetsProblem['type'];

export interface ImportingDeps {
	readonly ledger: () => Ledger;
	readonly append: (edits: readonly Edit[]) => Promise<Result<void, ScreenProblem>>;
	readonly today: () => string;
	readonly newId: () => string;
}

/** What a file gave; nothing of it is kept yet. */
interface Found {
	readonly questionnaire: Questionnaire | null;
	readonly messages: readonly (ImportMessage | FhirMessage)[];
	/** Of a file in our own form. */
	readonly faults: readonly Fault[];
}

/** Largest JSON file that is read. */
const largestJson = 5 * 1024 * 1024;

/** A questionnaire from a file: looked at first, then kept as a draft. */
export class Importing {
	readonly #deps: ImportingDeps;
	readonly act = new Act();
	#isReading = $state.raw(false);
	#found = $state.raw<Found | null>(null);
	#problem = $state.raw<FileProblem | null>(null);
	#stop: AbortController | null = null;
	readonly #heard = $derived.by(() => {
		const found = this.#found?.questionnaire;
		return found ? withoutLostSounds(this.#deps.ledger(), found) : null;
	});

	constructor(deps: ImportingDeps) {
		this.#deps = deps;
	}

	get isReading(): boolean {
		return this.#isReading;
	}

	get problem(): FileProblem | null {
		return this.#problem;
	}

	/** What would come in, or null when nothing does. */
	get questionnaire(): Questionnaire | null {
		return this.#heard?.questionnaire ?? null;
	}

	/** Recordings that the file names and does not hold. */
	get soundsLost(): number {
		return this.#heard?.lost ?? 0;
	}

	/** Whether it fits: into a draft at all, and its answers into the one size that every answer has. */
	get fit(): 'fits' | 'answers-too-long' | 'too-large' {
		const { questionnaire } = this;
		if (!questionnaire) return 'fits';
		if (checkInBytes(questionnaire) > largestCheckIn) return 'too-large';
		return fitsAnAnswer(questionnaire) ? 'fits' : 'answers-too-long';
	}

	get messages(): readonly (ImportMessage | FhirMessage)[] {
		return this.#found?.messages ?? [];
	}

	/** What is wrong in a file of our own form. */
	get faults(): readonly Fault[] {
		return this.#found?.faults ?? [];
	}

	/** True once a file was read, whatever it gave. */
	get isRead(): boolean {
		return this.#found !== null;
	}

	/** The version the draft will have. */
	get version(): number {
		const { questionnaire } = this;
		if (!questionnaire) return 1;
		const next = nextVersion(this.#deps.ledger(), questionnaire.id);
		return next === 1 ? questionnaire.version : Math.max(next, questionnaire.version);
	}

	/** Reads a file; the one before is let go. */
	async choose(file: File): Promise<void> {
		this.stop();
		const stop = new AbortController();
		this.#stop = stop;
		this.#found = null;
		this.#problem = null;
		this.#isReading = true;
		const read = await (/\.json$/i.test(file.name) ? readJson(file, stop.signal) : readTables(file, stop.signal));
		if (stop.signal.aborted) return;
		this.#isReading = false;
		if ('problem' in read) this.#problem = read.problem;
		else this.#found = read;
	}

	/** Ends what is being read. */
	stop(): void {
		this.#stop?.abort();
		this.#isReading = false;
	}

	/** Keeps it as a draft. The row, or null when it could not be kept. */
	async keep(): Promise<string | null> {
		const { questionnaire, version } = this;
		if (!questionnaire) return null;
		const { ledger, append, today, newId } = this.#deps;
		const row = newId();
		const edits = keepDraft(ledger(), row, { ...questionnaire, version }, today());
		if (!edits.ok) {
			this.#problem = 'FileTooBig';
			return null;
		}
		return (await this.act.run(() => append(edits.value))) ? row : null;
	}
}

type Read = Found | { readonly problem: FileProblem };

async function readTables(file: File, signal: AbortSignal): Promise<Read> {
	const [{ readSheets }, { readXlsForm }] = await Promise.all([
		import('$lib/runtime/read-sheets'),
		import('$lib/domain/xlsform-read')
	]);
	const sheets = await readSheets(file, signal);
	if (!sheets.ok) return { problem: sheets.error.type };
	return { ...readXlsForm(sheets.value, file.name.replace(/\.[^.]+$/, '')), faults: [] };
}

async function readJson(file: File, signal: AbortSignal): Promise<Read> {
	if (file.size > largestJson) return { problem: 'FileTooBig' };
	const text = await file.text().catch(() => null);
	if (text === null) return { problem: 'FileUnreadable' };
	const input = parsedJson(text);
	const isOurs = typeof input === 'object' && input !== null && 'v' in input && 'sections' in input;
	if (!isOurs) {
		const { readFhir } = await import('$lib/runtime/read-fhir');
		const read = await readFhir(text, file.name.replace(/\.[^.]+$/, ''), signal);
		return read.ok ? { ...read.value, faults: [] } : { problem: read.error.type };
	}
	const { parseQuestionnaire } = await import('$lib/domain/questionnaire-check');
	const parsed = parseQuestionnaire(input);
	return parsed.ok
		? { questionnaire: parsed.value, messages: [], faults: [] }
		: { questionnaire: null, messages: [], faults: parsed.error.faults };
}

/** Whatever the JSON says, or null when it is none. */
function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return null;
	}
}
