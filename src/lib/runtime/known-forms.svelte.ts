import { nameOf } from '$lib/domain/ballot-answers';
import { checkInsOf, ownCheckIns } from '$lib/domain/check-in-pack';
import type { Ledger } from '$lib/domain/ledger';
import { textIn, type Questionnaire } from '$lib/domain/questionnaire';
import type { LocaleId } from '$lib/i18n/locales';
import { loadOwnCheckIn } from './check-ins';

/** Every questionnaire that this phone has, in every version: results name what was asked. */
export class KnownForms {
	readonly #ledger: () => Ledger;
	#own = $state.raw<readonly Questionnaire[]>([]);
	readonly #all = $derived.by(() => [
		...checkInsOf(this.#ledger()).map(({ questionnaire }) => questionnaire),
		...this.#own
	]);

	constructor(ledger: () => Ledger) {
		this.#ledger = ledger;
	}

	/** Reads those that come with the app. */
	async load(): Promise<void> {
		const loaded = await Promise.all(ownCheckIns.map((id) => loadOwnCheckIn(id)));
		this.#own = loaded.filter((form) => form !== null);
	}

	/** The questionnaire with this name, as `id/version`. */
	find(name: string): Questionnaire | undefined {
		return this.#all.find((form) => nameOf(form) === name);
	}

	/** Its title; that of another version where this one is not here; undefined when there is none. */
	titleOf(name: string, locale: LocaleId): string | undefined {
		const form = this.find(name) ?? this.#all.find(({ id }) => id === name.split('/')[0]);
		return form && textIn(form.title, locale, form.languages);
	}
}
