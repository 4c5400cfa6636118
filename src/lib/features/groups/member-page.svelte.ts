import { isDay, type Day } from '$lib/base/clock';
import { err, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import type { MemberId } from '$lib/domain/ids';
import {
	changeMember,
	comeBack,
	isHere,
	keepStays,
	leave,
	memberOf,
	membersOf,
	parsePseudonym,
	warnsOfFullName,
	type Member
} from '$lib/domain/member';
import type { PictureId } from '$lib/domain/picture';
import { Autosave } from '$lib/runtime/autosave.svelte';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { freePictures } from './free-picture';
import { Undo, type GroupsDeps } from './undo.svelte';

/** What the page of one member shows. */
export class MemberPage {
	readonly #deps: GroupsDeps;
	readonly #id: MemberId;
	readonly undo: Undo;
	/** The name, which saves itself as soon as it is one that can be kept. */
	readonly name: Autosave;

	constructor(deps: GroupsDeps, id: MemberId) {
		this.#deps = deps;
		this.#id = id;
		this.undo = new Undo(deps.append);
		this.name = new Autosave({
			stored: () => this.member?.pseudonym ?? '',
			save: (text) => this.#rename(text)
		});
	}

	/** The member, or undefined when the vault has none of this id. */
	get member(): Member | undefined {
		return memberOf(this.#deps.door.ledger.current, this.#id);
	}

	get isHere(): boolean {
		return this.member !== undefined && isHere(this.member);
	}

	get today(): Day {
		return this.#deps.clock.today();
	}

	get warnsOfFullName(): boolean {
		return warnsOfFullName(this.name.text);
	}

	/** Pictures that can replace hers. */
	get freePictures(): readonly PictureId[] {
		return freePictures(this.#others);
	}

	/** The first day a return or a leaving can have: no stay may reach into the one before. */
	get earliestDay(): Day {
		const last = this.member?.stays.at(-1);
		return last?.to ?? last?.from ?? this.today;
	}

	async changePicture(picture: PictureId): Promise<Result<void, ScreenProblem>> {
		const before = this.member?.picture ?? picture;
		const back = [changeMember(this.#id, 'picture', before)];
		return this.undo.do([changeMember(this.#id, 'picture', picture)], { done: 'picture', back });
	}

	/** Writes the last day she came. A day before her first becomes her first. */
	leave = (day: Day): Promise<Result<void, ScreenProblem>> => this.#move(day, 'left', leave);

	/** Writes the day she came again. A day inside her last stay becomes its end. */
	comeBack = (day: Day): Promise<Result<void, ScreenProblem>> => this.#move(day, 'cameBack', comeBack);

	async #move(
		day: Day,
		done: 'left' | 'cameBack',
		editOf: (member: Member, day: Day) => Edit
	): Promise<Result<void, ScreenProblem>> {
		const { member, earliestDay } = this;
		if (!member || !isDay(day) || day > this.today) return err({ type: 'DayUnreadable' });
		const edit = editOf(member, day < earliestDay ? earliestDay : day);
		return this.undo.do([edit], { done, name: member.pseudonym, back: [keepStays(member)] });
	}

	async #rename(text: string): Promise<Result<void, ScreenProblem>> {
		const pseudonym = parsePseudonym(
			text,
			this.#others.map((member) => member.pseudonym)
		);
		if (!pseudonym.ok) return pseudonym;
		return this.#deps.append([changeMember(this.#id, 'pseudonym', pseudonym.value)]);
	}

	get #others(): readonly Member[] {
		const { member } = this;
		if (!member) return [];
		return membersOf(this.#deps.door.ledger.current, member.groupId).filter(({ id }) => id !== this.#id);
	}
}
