import type { Random } from '$lib/base/random';
import { cleanLine } from '$lib/domain/text';
import type { LocaleId } from '$lib/i18n/locales';
import { Act } from '$lib/runtime/act.svelte';
import { isLabel } from '$lib/runtime/label';
import type { Organisation, Role } from '$lib/runtime/organisation.svelte';
import { Papers } from './papers.svelte';

/** The screens of a new organisation, in order. */
export type NewOrganisationStep = 'name' | 'roles' | 'custody' | 'making' | 'papers' | 'made';

export interface NewOrganisationDeps {
	readonly organisation: Pick<Organisation, 'create'>;
	readonly random: Random;
	/** The language of the words on paper. */
	readonly locale: () => LocaleId;
}

/** Setting up an organisation: what is asked, making it, and the papers of its spare key. */
export class NewOrganisation {
	readonly #deps: NewOrganisationDeps;
	readonly act = new Act();
	#step = $state.raw<NewOrganisationStep>('name');
	#isChecked = $state.raw(false);
	#papers = $state.raw<Papers | null>(null);
	name = $state('');
	label = $state('');
	roles = $state.raw<readonly Role[]>([]);
	custodians = $state.raw<1 | 3>(3);

	constructor(deps: NewOrganisationDeps) {
		this.#deps = deps;
	}

	get step(): NewOrganisationStep {
		return this.#step;
	}

	/** True once she wanted to go on: what is missing is said from then on, not before. */
	get isChecked(): boolean {
		return this.#isChecked;
	}

	get papers(): Papers | null {
		return this.#papers;
	}

	/** True while leaving would lose the papers for ever. */
	get isUnfinished(): boolean {
		return this.#step === 'papers';
	}

	/** One screen on; from the last question the organisation is made. */
	async next(): Promise<void> {
		switch (this.#step) {
			case 'name':
				this.#isChecked = true;
				if (cleanLine(this.name) !== '' && isLabel(this.label)) this.#step = 'roles';
				return;
			case 'roles':
				this.#step = 'custody';
				return;
			case 'custody':
				return this.make();
			case 'papers':
				if (this.#papers?.check()) this.#step = 'made';
				return;
			case 'making':
			case 'made':
				return;
		}
	}

	/** One screen back; nothing typed is lost. False where Back leads out. */
	back(): boolean {
		if (this.#step === 'roles') this.#step = 'name';
		else if (this.#step === 'custody') this.#step = 'roles';
		else if (this.#step === 'making') this.#step = 'custody';
		else return false;
		return true;
	}

	/** Makes it; again after a failure. */
	async make(): Promise<void> {
		this.#step = 'making';
		const { name, label, roles, custodians } = this;
		const made = await this.act.run(() =>
			this.#deps.organisation.create({
				name: cleanLine(name),
				label: cleanLine(label),
				roles,
				custodians,
				locale: this.#deps.locale()
			})
		);
		if (!made) return;
		this.#papers = new Papers({ files: made.value, random: this.#deps.random });
		this.#step = 'papers';
	}
}
