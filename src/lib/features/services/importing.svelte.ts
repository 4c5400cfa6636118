import { textToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { tableHeadings } from '$lib/domain/service-columns';
import { largestServiceFile, type FileProblem } from '$lib/domain/service-file';
import type { ReadingProblem } from '$lib/domain/service-hsds';
import { importEdits, planImport, type ImportEntry, type ImportPlan } from '$lib/domain/service-import';
import { rowsToCsv } from '$lib/domain/write-csv';
import { listSeparator } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';
import { Act } from '$lib/runtime/act.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';

export interface ImportingDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
}

/** The part of a chosen file that is read. */
export interface ListFile {
	readonly name: string;
	readonly size: number;
	readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** `FileGone`: moved, or on a card that was taken out. */
export type ImportFault = FileProblem | ReadingProblem | { readonly type: 'FileGone' };

/** Taking over a list: a file, a look at what would happen, a choice, and only then the writing. */
export class Importing {
	readonly #deps: ImportingDeps;
	readonly act = new Act();
	#isLooking = $state.raw(false);
	#name = $state.raw('');
	#fault = $state.raw<ImportFault | null>(null);
	#plan = $state.raw<ImportPlan | null>(null);
	#chosen = $state.raw<readonly number[]>([]);
	#written = $state.raw<number | null>(null);

	constructor(deps: ImportingDeps) {
		this.#deps = deps;
	}

	get isLooking(): boolean {
		return this.#isLooking;
	}

	/** Of the file. */
	get name(): string {
		return this.#name;
	}

	/** Why the file cannot be taken. */
	get fault(): ImportFault | null {
		return this.#fault;
	}

	/** What would happen; nothing of it has. */
	get plan(): ImportPlan | null {
		return this.#plan;
	}

	/** Entries that would be written, were they chosen. */
	get open(): readonly ImportEntry[] {
		return this.#plan?.entries.filter(({ state }) => state !== 'unchanged') ?? [];
	}

	/** Rows of the chosen ones. */
	get chosen(): readonly number[] {
		return this.#chosen;
	}

	/** How many were written, once they lie on the disk. */
	get written(): number | null {
		return this.#written;
	}

	/** Looks into a file. All that would be new or change is chosen at first. */
	async look(file: ListFile): Promise<void> {
		this.#name = file.name;
		this.#plan = null;
		this.#written = null;
		this.#fault = file.size > largestServiceFile ? { type: 'FileTooLarge' } : null;
		if (this.#fault) return;
		this.#isLooking = true;
		const planned = await this.#planOf(file);
		this.#isLooking = false;
		this.#fault = planned.ok ? null : planned.error;
		this.#plan = planned.ok ? planned.value : null;
		this.chooseAll();
	}

	choose(row: number, isChosen: boolean): void {
		const rows = this.#chosen.filter((each) => each !== row);
		this.#chosen = isChosen ? [...rows, row] : rows;
	}

	chooseAll(): void {
		this.#chosen = this.open.map(({ row }) => row);
	}

	chooseNone(): void {
		this.#chosen = [];
	}

	/** Writes what is chosen: all of it or nothing. */
	async write(): Promise<void> {
		const { append, door, random } = this.#deps;
		const plan = this.#plan;
		const count = this.#chosen.length;
		if (!plan || count === 0) return;
		const edits = importEdits(door.ledger.current, plan, this.#chosen, () => random.uuid());
		const done = await this.act.run(() => append(edits));
		if (!done) return;
		this.#plan = null;
		this.#written = count;
	}

	async #planOf(file: ListFile): Promise<Result<ImportPlan, ImportFault>> {
		const bytes = await file.arrayBuffer().then(
			(buffer) => ok(new Uint8Array(buffer)),
			() => err({ type: 'FileGone' } as const)
		);
		return bytes.ok ? planImport(this.#deps.door.ledger.current, bytes.value, this.#deps.clock.today()) : bytes;
	}
}

/** A table with headings and no rows, as spreadsheets of every country open it: with the mark of UTF-8 before it. */
export const emptyTable = (locale: LocaleId): Uint8Array =>
	textToBytes(rowsToCsv([tableHeadings[locale].split(',')], listSeparator(locale)));
