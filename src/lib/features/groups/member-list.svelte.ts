import { randomBelow } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { MemberId, type GroupId } from '$lib/domain/ids';
import {
	createMember,
	isHere,
	membersOf,
	parsePseudonym,
	parsePseudonymList,
	warnsOfFullName,
	withdrawMember,
	type ListedPseudonym,
	type Member,
	type PseudonymProblem
} from '$lib/domain/member';
import { pictureIds, type PictureId } from '$lib/domain/picture';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { freePictures } from './free-picture';
import { Undo, type GroupsDeps } from './undo.svelte';

/** More names at once than any circle has; a longer paste is surely something else, and is not read name by name. */
export const mostListed = 100;

/** The people of a group, and those being typed: one by one, or a whole list. */
export class MemberList {
	readonly #deps: GroupsDeps;
	readonly #groupId: GroupId;
	readonly undo: Undo;
	#pseudonym = $state.raw('');
	#problem = $state.raw<PseudonymProblem | null>(null);
	#picked = $state.raw<PictureId | null>(null);
	/** Decides which free picture is offered; drawn again for the next person. */
	#draw = $state.raw(0);
	#list = $state.raw('');
	#isSaving = $state.raw(false);

	constructor(deps: GroupsDeps, groupId: GroupId) {
		this.#deps = deps;
		this.#groupId = groupId;
		this.undo = new Undo(deps.append);
		this.#draw = this.#newDraw();
	}

	get here(): readonly Member[] {
		return this.#members.filter(isHere);
	}

	get gone(): readonly Member[] {
		return this.#members.filter((member) => !isHere(member));
	}

	get pseudonym(): string {
		return this.#pseudonym;
	}

	/** What is wrong with the typed name; told after a try to add it, until something else is typed. */
	get problem(): PseudonymProblem | null {
		return this.#problem;
	}

	get warnsOfFullName(): boolean {
		return warnsOfFullName(this.#pseudonym);
	}

	/** The picture the next person gets. */
	get picture(): PictureId {
		const free = this.freePictures;
		if (this.#picked && free.includes(this.#picked)) return this.#picked;
		return free[this.#draw % free.length] ?? pictureIds[0];
	}

	get freePictures(): readonly PictureId[] {
		return freePictures(this.#members);
	}

	get list(): string {
		return this.#list;
	}

	/** One row for each name of the list, with what would become of it; none when the list is too long to be one. */
	get preview(): readonly ListedPseudonym[] {
		return this.isListTooLong ? [] : parsePseudonymList(this.#list, this.#taken);
	}

	get isListTooLong(): boolean {
		return (this.#list.match(/[^\n\r,;،；、]+/gu)?.length ?? 0) > mostListed;
	}

	/** How many names of the list can be added. */
	get listedCount(): number {
		return this.preview.filter(({ outcome }) => outcome.ok).length;
	}

	get isSaving(): boolean {
		return this.#isSaving;
	}

	type(pseudonym: string): void {
		this.#pseudonym = pseudonym;
		this.#problem = null;
	}

	pick(picture: PictureId): void {
		this.#picked = picture;
	}

	typeList(list: string): void {
		this.#list = list;
	}

	/** Adds the typed name today. The field empties only after the vault has it. */
	async add(): Promise<Result<void, ScreenProblem>> {
		if (this.#isSaving) return ok(undefined);
		const typed = this.#pseudonym;
		const pseudonym = parsePseudonym(typed, this.#taken);
		if (!pseudonym.ok) {
			this.#problem = pseudonym.error;
			return err(pseudonym.error);
		}
		const id = this.#newId();
		const edits = createMember(id, this.#groupId, pseudonym.value, this.picture, this.#deps.clock.today());
		const written = await this.#write(edits, { done: 'added', name: pseudonym.value, back: [withdrawMember(id)] });
		if (!written.ok) return written;
		// A name typed meanwhile stays.
		if (this.#pseudonym === typed) this.#pseudonym = '';
		this.#picked = null;
		this.#draw = this.#newDraw();
		return written;
	}

	/** Adds every good name of the list today, all or none. Names that cannot be added stay in the list. */
	async addList(): Promise<Result<void, ScreenProblem>> {
		const preview = this.preview;
		const names = preview.flatMap(({ outcome }) => (outcome.ok ? [outcome.value] : []));
		if (this.#isSaving || names.length === 0) return ok(undefined);
		const typed = this.#list;
		const today = this.#deps.clock.today();
		const pictures = this.#drawPictures(names.length);
		const added = names.map((name, at) => ({ id: this.#newId(), name, picture: pictures[at] ?? pictureIds[0] }));
		const written = await this.#write(
			added.flatMap(({ id, name, picture }) => createMember(id, this.#groupId, name, picture, today)),
			{ done: 'addedMany', count: names.length, back: added.map(({ id }) => withdrawMember(id)) }
		);
		if (written.ok && this.#list === typed) {
			const left = preview.filter(({ outcome }) => !outcome.ok);
			this.#list = left.map(({ text }) => text).join('\n');
		}
		return written;
	}

	async #write(edits: readonly Edit[], deed: Parameters<Undo['do']>[1]): Promise<Result<void, ScreenProblem>> {
		this.#isSaving = true;
		const written = await this.undo.do(edits, deed);
		this.#isSaving = false;
		return written;
	}

	/** Different free pictures while there are any, in an order nobody can foresee. */
	#drawPictures(count: number): readonly PictureId[] {
		let free = [...this.freePictures];
		return Array.from({ length: count }, () => {
			if (free.length === 0) free = [...pictureIds];
			const [picture] = free.splice(randomBelow(this.#deps.random, free.length), 1);
			return picture ?? pictureIds[0];
		});
	}

	#newId = (): MemberId => MemberId.parse(this.#deps.random.uuid());

	#newDraw = (): number => randomBelow(this.#deps.random, 1 << 16);

	get #members(): readonly Member[] {
		return membersOf(this.#deps.door.ledger.current, this.#groupId);
	}

	get #taken(): readonly string[] {
		return this.#members.map((member) => member.pseudonym);
	}
}
