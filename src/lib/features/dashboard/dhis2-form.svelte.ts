import type { FieldValue } from '$lib/domain/change';
import {
	dhis2Faults,
	figuresFor,
	mappingToText,
	textToMapping,
	tidyMapping,
	withName,
	writeDataValues,
	type Dhis2Faults,
	type Dhis2Mapping
} from '$lib/domain/dhis2';
import type { Figure } from '$lib/domain/result-export';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import { groupsByQuestion, type FigureGroup } from './files';

export interface Dhis2Deps {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly append: Runtime['append'];
	/** The numbers of the screen; read reactively. */
	readonly figures: () => readonly Figure[];
}

/** What the numbers of the screen are called in DHIS2. It keeps itself, so that it is not typed again each quarter. */
export class Dhis2Form {
	readonly #figures: () => readonly Figure[];
	readonly keeping: Autosave;
	readonly #mapping: Dhis2Mapping;
	readonly #faults: Dhis2Faults;
	readonly #groups: readonly FigureGroup[];

	constructor({ door, append, figures }: Dhis2Deps) {
		this.#figures = figures;
		this.keeping = new Autosave({
			stored: () => textOf(settingOf(door.ledger.current, 'dhis2')),
			save: (text) => append([changeSetting('dhis2', text)])
		});
		this.#mapping = $derived(textToMapping(this.keeping.text));
		this.#faults = $derived(dhis2Faults(figures(), tidyMapping(this.#mapping)));
		this.#groups = $derived(groupsByQuestion(figuresFor(figures(), this.#mapping.frequency)));
	}

	/** As it is typed. */
	get mapping(): Dhis2Mapping {
		return this.#mapping;
	}

	get faults(): Dhis2Faults {
		return this.#faults;
	}

	/** What can be named: sessions, then one group for each questionnaire and question. */
	get groups(): readonly FigureGroup[] {
		return this.#groups;
	}

	change(part: Partial<Omit<Dhis2Mapping, 'dataElements'>>): void {
		this.keeping.type(mappingToText({ ...this.#mapping, ...part }));
	}

	name(code: string, name: string): void {
		this.keeping.type(mappingToText(withName(this.#mapping, code, name)));
	}

	/** The file, or null while something is not named soundly. */
	written(): string | null {
		return writeDataValues(this.#figures(), tidyMapping(this.#mapping));
	}
}

const textOf = (value: FieldValue): string => (typeof value === 'string' ? value : '');
