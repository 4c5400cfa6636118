import { err, ok, type Result } from '$lib/base/result';
import { ServiceId } from '$lib/domain/ids';
import { otherVersions } from '$lib/domain/ledger';
import { blankService, changeService, serviceOf, type ServiceDraft, type ServiceProblem } from '$lib/domain/service';
import { Act } from '$lib/runtime/act.svelte';
import type { Runtime } from '$lib/runtime/create-runtime';
import type { ScreenProblem } from '$lib/runtime/problem-text';

export interface ServiceFormDeps extends Pick<Runtime, 'append' | 'clock' | 'random'> {
	readonly door: Pick<Runtime['door'], 'ledger'>;
}

/** A row of the form; the key keeps it the same row when one above it goes. */
export interface PhoneRow {
	readonly key: number;
	readonly number: string;
	readonly note: string;
}
export interface OpeningRow {
	readonly key: number;
	readonly days: readonly number[];
	readonly from: string;
	readonly to: string;
}

/** What the form shows, as typed. */
export interface TypedService extends Omit<ServiceDraft, 'phones' | 'hours'> {
	readonly phones: readonly PhoneRow[];
	readonly openings: readonly OpeningRow[];
	readonly always: boolean;
	readonly hoursNote: string;
}

/** The form for a new entry, or for the entry it is given. Keeps every typed word until `save` succeeded. */
export class ServiceForm {
	readonly #deps: ServiceFormDeps;
	readonly #id: ServiceId;
	readonly act = new Act();
	#start: TypedService;
	#typed = $state.raw<TypedService>({} as TypedService); // filled by the constructor, which a field cannot read
	#fault = $state.raw<ServiceProblem | null>(null);
	#nextKey = 0;

	constructor(deps: ServiceFormDeps, id?: ServiceId, start: Partial<ServiceDraft> = {}) {
		this.#deps = deps;
		this.#id = id ?? ServiceId.parse(deps.random.uuid());
		const standing = id && serviceOf(deps.door.ledger.current, id);
		this.#start = this.#typedOf(standing ?? { ...blankService, ...start });
		this.#typed = this.#start;
	}

	get typed(): TypedService {
		return this.#typed;
	}

	/** True while something typed is in no vault. */
	get isChanged(): boolean {
		return JSON.stringify(this.#typed) !== JSON.stringify(this.#start);
	}

	/** What is wrong with a field, until it is changed. */
	get fault(): ServiceProblem | null {
		return this.#fault;
	}

	change(values: Partial<TypedService>): void {
		this.#typed = { ...this.#typed, ...values };
		this.#fault = null;
	}

	addPhone(): void {
		this.change({ phones: [...this.#typed.phones, { key: this.#key(), number: '', note: '' }] });
	}

	changePhone(key: number, values: Partial<Omit<PhoneRow, 'key'>>): void {
		this.change({ phones: this.#typed.phones.map((row) => (row.key === key ? { ...row, ...values } : row)) });
	}

	addOpening(): void {
		const row = { key: this.#key(), days: [1, 2, 3, 4, 5], from: '08:00', to: '17:00' };
		this.change({ openings: [...this.#typed.openings, row] });
	}

	changeOpening(key: number, values: Partial<Omit<OpeningRow, 'key'>>): void {
		this.change({ openings: this.#typed.openings.map((row) => (row.key === key ? { ...row, ...values } : row)) });
	}

	removeOpening(key: number): void {
		this.change({ openings: this.#typed.openings.filter((row) => row.key !== key) });
	}

	/** Writes the entry and gives its id. A wrong field is told by `fault`, the vault's refusal by `act`. */
	async save(): Promise<Result<ServiceId, ServiceProblem | ScreenProblem>> {
		const { door, clock, append } = this.#deps;
		const ledger = door.ledger.current;
		const typed = this.#typed;
		const edits = changeService(ledger, this.#id, draftOf(typed), clock.today());
		this.#fault = edits.ok ? null : edits.error;
		if (!edits.ok) return edits;
		// The entry's page shows what others wrote meanwhile, and leads here.
		const settled = edits.value.map((edit) => ({
			...edit,
			settles: otherVersions(ledger, 'service', this.#id, edit.field).length > 0
		}));
		const done = await this.act.run(() => append(settled));
		if (!done) return err(this.act.problem ?? { type: 'VaultLocked' });
		// What was typed while it was being written is not in the vault yet.
		this.#start = typed;
		return ok(this.#id);
	}

	#key(): number {
		this.#nextKey += 1;
		return this.#nextKey;
	}

	#typedOf({ phones, hours, ...rest }: ServiceDraft): TypedService {
		const { name, text, provider, kinds, languages, isFree, cost, forWhom, address, web, area, checkedOn, retired } =
			rest;
		const rows = phones.length === 0 ? [{ number: '', note: '' }] : phones;
		return {
			...{ name, text, provider, kinds, languages, isFree, cost, forWhom, address, web, area, checkedOn, retired },
			phones: rows.map((row) => ({ key: this.#key(), ...row })),
			openings: hours.openings.map((row) => ({ key: this.#key(), ...row })),
			always: hours.always,
			hoursNote: hours.note
		};
	}
}

function draftOf({ phones, openings, always, hoursNote, ...rest }: TypedService): ServiceDraft {
	return {
		...rest,
		phones: phones.map(({ number, note }) => ({ number, note })),
		hours: { always, openings: openings.map(({ days, from, to }) => ({ days, from, to })), note: hoursNote }
	};
}
