import type { GroupId } from '$lib/domain/ids';
import { Act } from '$lib/runtime/act.svelte';
import type { Invitation, Organisation, Role } from '$lib/runtime/organisation.svelte';

export interface InviteFormDeps {
	readonly organisation: Pick<Organisation, 'invite' | 'roles'>;
	/** Her own groups that are shared, read anew each time. */
	readonly groups: () => readonly GroupId[];
	/** The group she came from, chosen already. */
	readonly from: GroupId | undefined;
	/** True for her own second phone. */
	readonly isOwn: boolean;
}

/** Every role, the ones asked for most often first. */
export const everyRole: readonly Role[] = ['facilitator', 'supervisor', 'lead', 'reader', 'admin'];

/** Roles that a group is opened to. */
const groupRoles: readonly Role[] = ['facilitator', 'supervisor'];

/** What an invitation is to give. */
export class InviteForm {
	readonly #deps: InviteFormDeps;
	readonly act = new Act();
	#roles = $state.raw<readonly Role[] | null>(null);
	#groups = $state.raw<readonly GroupId[] | null>(null);
	isRemote = $state(false);

	constructor(deps: InviteFormDeps) {
		this.#deps = deps;
	}

	/** What this phone may give: an administrator everything, others only what they are themselves. */
	get offered(): readonly Role[] {
		const mine = this.#deps.organisation.roles;
		return everyRole.filter((role) => mine.includes('admin') || mine.includes(role));
	}

	/** Until she chooses: the first that may be given, so that a co-facilitator takes no tap. */
	get roles(): readonly Role[] {
		return this.#roles ?? this.offered.slice(0, 1);
	}

	set roles(roles: readonly Role[]) {
		this.#roles = roles;
	}

	/** Until she chooses: the group she came from, or the only one there is. */
	get groups(): readonly GroupId[] {
		const shared = this.#deps.groups();
		const first = this.#deps.from ?? (shared.length === 1 ? shared[0] : undefined);
		const chosen = this.#groups ?? (first === undefined ? [] : [first]);
		return chosen.filter((group) => shared.includes(group));
	}

	set groups(groups: readonly GroupId[]) {
		this.#groups = groups;
	}

	/** Whether groups are asked for at all. */
	get opensGroups(): boolean {
		return !this.#deps.isOwn && this.roles.some((role) => groupRoles.includes(role));
	}

	/** Makes the invitation; null when it could not be made. */
	async make(): Promise<Invitation | null> {
		if (!this.#deps.isOwn && this.roles.length === 0) return null;
		const { isOwn: own, organisation } = this.#deps;
		const roles = own ? organisation.roles : this.roles;
		const groups = this.opensGroups ? this.groups : [];
		const made = await this.act.run(() =>
			organisation.invite({ roles, groups, remote: this.isRemote, own, label: '' })
		);
		return made?.value ?? null;
	}
}
