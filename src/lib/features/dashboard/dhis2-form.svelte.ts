import type { FieldValue } from '$lib/domain/change';
import {
	dhis2Faults,
	figuresFor,
	mappingToText,
	textToMapping,
	tidyMapping,
	writeDataValues,
	type Dhis2Faults,
	type Dhis2Mapping
} from '$lib/domain/dhis2';
import type { Figure } from '$lib/domain/result-export';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';

export interface Dhis2Deps {
	readonly door: Pick<Runtime['door'], 'ledger'>;
	readonly append: Runtime['append'];
	/** The numbers of the screen; read reactively. */
	readonly figures: () => readonly Figure[];
}

/** Figures that are asked for together. */
export interface FigureGroup {
	/** Unlike every other's. */
	readonly key: string;
	/** Of a code of which there may be one for each period, the first. */
	readonly figures: readonly Figure[];
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
		this.#groups = $derived(groupsOf(figuresFor(figures(), this.#mapping.frequency)));
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
		const dataElements = new Map(this.#mapping.dataElements).set(code, name);
		this.keeping.type(mappingToText({ ...this.#mapping, dataElements }));
	}

	/** The file, or null while something is not named soundly. */
	written(): string | null {
		return writeDataValues(this.#figures(), tidyMapping(this.#mapping));
	}
}

const textOf = (value: FieldValue): string => (typeof value === 'string' ? value : '');

function groupsOf(figures: readonly Figure[]): readonly FigureGroup[] {
	const groups = new Map<string, Map<string, Figure>>();
	for (const figure of figures) {
		const { of, code } = figure;
		const key = of.kind === 'option' ? `${of.questionnaire} ${of.question}` : of.kind === 'answers' ? code : '';
		const group = groups.get(key) ?? new Map<string, Figure>();
		if (!group.has(code)) group.set(code, figure);
		groups.set(key, group);
	}
	return [...groups].map(([key, own]) => ({ key, figures: [...own.values()] }));
}
