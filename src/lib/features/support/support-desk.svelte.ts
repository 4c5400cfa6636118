import { supportedFacilitators, type Supported } from '$lib/domain/support';
import { isSupervising, type SupportDeps } from './support-deps';

/** The facilitators who share supervision records with this device. Empty for everybody who does not supervise. */
export class SupportDesk {
	readonly #deps: SupportDeps;
	readonly #nameOf: (devices: readonly string[]) => string;

	constructor(deps: SupportDeps, nameOf: (devices: readonly string[]) => string) {
		this.#deps = deps;
		this.#nameOf = nameOf;
	}

	/** By name. */
	get facilitators(): readonly Supported[] {
		if (!isSupervising(this.#deps.organisation)) return [];
		return supportedFacilitators(this.#deps.door.ledger.current, this.#nameOf);
	}

	/** One of them; undefined where she does not share, or nothing came. */
	facilitator(id: string): Supported | undefined {
		return this.facilitators.find((each) => each.id === id);
	}
}
