import type { Result } from '$lib/base/result';
import type { ScreenProblem } from './problem-text';

export interface AutosaveDeps {
	/** What the vault holds now; read reactively, shown while nothing is being typed. */
	readonly stored: () => string;
	/** Writes the text. Called with one text at a time, never two at once. */
	readonly save: (text: string) => Promise<Result<void, ScreenProblem>>;
	/** Milliseconds of silence after the last key before the text is written. */
	readonly wait?: number;
}

/** Something on a screen that keeps itself, and may hold what the vault does not hold yet. */
export interface SelfKeeping {
	readonly isUnsaved: boolean;
	/** Why the last try failed, or null. */
	readonly problem: ScreenProblem | null;
	readonly flush: () => Promise<void>;
	readonly discard: () => void;
}

/**
 * One text field that saves itself: a moment after the last key, on `flush` (call it when the field is left), and when
 * the screen goes (`keepOnLeaving`). The typed words stay in `text` whatever goes wrong; only `discard` drops them.
 *
 * ```svelte
 * const note = new Autosave({ stored: () => noteOf(ledger(), id, stepId), save: (text) => writeIt(text) });
 * <TextArea value={note.text} oninput={(text) => note.type(text)} onchange={() => void note.flush()} … />
 * <SavedMark state={note.state} label={…} />
 * ```
 */
export class Autosave implements SelfKeeping {
	readonly #deps: AutosaveDeps;
	#draft = $state.raw<string | null>(null);
	#state = $state.raw<'idle' | 'saving' | 'saved' | 'failed'>('idle');
	#problem = $state.raw<ScreenProblem | null>(null);
	#written = $state.raw<string | null>(null);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#running: Promise<void> | null = null;

	constructor(deps: AutosaveDeps) {
		this.#deps = deps;
	}

	/** The words on screen: what was typed, else what the vault holds. */
	get text(): string {
		return this.#draft ?? this.#deps.stored();
	}

	/** `saved` only after the vault said so; `failed` stays until a later try succeeds. */
	get state(): 'idle' | 'saving' | 'saved' | 'failed' {
		return this.#state;
	}

	/** Why the last try failed, or null. */
	get problem(): ScreenProblem | null {
		return this.#problem;
	}

	/** True while words are on screen that the vault does not hold. */
	get isUnsaved(): boolean {
		return this.#draft !== null && this.#draft !== (this.#written ?? this.#deps.stored());
	}

	/** Takes the whole text of the field after a key. */
	type(text: string): void {
		this.#draft = text;
		// A problem stays readable while it is being put right.
		if (this.#state !== 'failed') this.#state = 'saving';
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.#write(), this.#deps.wait ?? 600);
	}

	/** Writes now what is not written yet, and resolves when that is done or failed. Failed words stay. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		await this.#write();
		// The vault may have tidied the text, which must not happen under a finger; the field is left now.
		if (!this.isUnsaved) this.#forget();
	}

	/** Drops words that could not be saved, after she said so. */
	discard(): void {
		clearTimeout(this.#timer);
		this.#forget();
		this.#state = 'idle';
		this.#problem = null;
	}

	async #write(): Promise<void> {
		while (this.#running) await this.#running;
		if (!this.isUnsaved) {
			if (this.#state === 'saving' || this.#state === 'failed') this.#settle(null);
			return;
		}
		this.#running = this.#tryOnce(this.text);
		try {
			await this.#running;
		} finally {
			this.#running = null;
		}
	}

	async #tryOnce(text: string): Promise<void> {
		this.#state = 'saving';
		let problem: ScreenProblem | null = { type: 'StorageFailed' };
		try {
			const saved = await this.#deps.save(text);
			problem = saved.ok ? null : saved.error;
		} finally {
			if (problem === null) this.#written = text;
			this.#settle(problem);
		}
	}

	#settle(problem: ScreenProblem | null): void {
		this.#problem = problem;
		if (problem !== null) this.#state = 'failed';
		else this.#state = this.isUnsaved ? 'saving' : 'saved';
	}

	#forget(): void {
		this.#draft = null;
		this.#written = null;
	}
}

/** Flushes the fields when the page is hidden or the component goes. Call it while a component is made. */
export function keepOnLeaving(fields: () => readonly SelfKeeping[]): void {
	$effect(() => {
		const keep = () => fields().forEach((field) => void field.flush());
		const hide = () => {
			if (document.visibilityState === 'hidden') keep();
		};
		document.addEventListener('visibilitychange', hide);
		addEventListener('pagehide', keep);
		return () => {
			document.removeEventListener('visibilitychange', hide);
			removeEventListener('pagehide', keep);
			keep();
		};
	});
}
