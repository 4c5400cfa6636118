import { cleanLine } from '$lib/domain/text';
import { Act } from '$lib/runtime/act.svelte';
import { isLabel } from '$lib/runtime/label';
import type { Organisation, Role } from '$lib/runtime/organisation.svelte';

/** The screens of a recovery, in order; `paper` once for each file. */
export type RecoveringStep = 'about' | 'paper' | 'name' | 'roles' | 'working' | 'done';

/** The part of a chosen file that is read. */
export interface ChosenFile {
	readonly name: string;
	readonly size: number;
	readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** One file with the words of its paper, as far as they are there. */
export interface PaperTyped {
	/** Name of the file, or null while none was chosen. */
	readonly name: string | null;
	readonly bytes: Uint8Array;
	readonly words: readonly string[];
}

export interface RecoveringDeps {
	readonly organisation: Pick<Organisation, 'recover'>;
	/** Of this site: the browser speaks to no other server. */
	readonly origin: string;
	/** Lets the screen be drawn before the phone is busy for seconds. */
	readonly pause: () => Promise<void>;
}

const wordCount = 5;
/** A custodian's file has less than a kilobyte; anything much larger is another file and not read. */
const largestFile = 65_536;
const blank: PaperTyped = { name: null, bytes: new Uint8Array(0), words: Array.from({ length: wordCount }, () => '') };

/** Bringing an organisation back: the custodians' files and words, then who she is in it. */
export class Recovering {
	readonly #deps: RecoveringDeps;
	readonly act = new Act();
	#step = $state.raw<RecoveringStep>('about');
	#at = $state.raw(0);
	#papers = $state.raw<readonly PaperTyped[]>([blank, blank]);
	#isChecked = $state.raw(false);
	#fault = $state.raw<'unreadable' | null>(null);
	/** How many papers the organisation made; of three, two are needed. */
	custodians = $state.raw<1 | 3>(3);
	name = $state('');
	label = $state('');
	roles = $state.raw<readonly Role[]>([]);

	constructor(deps: RecoveringDeps) {
		this.#deps = deps;
	}

	get step(): RecoveringStep {
		return this.#step;
	}

	get origin(): string {
		return this.#deps.origin;
	}

	/** The paper on the screen, from 0. */
	get at(): number {
		return this.#at;
	}

	/** How many papers are needed. */
	get count(): number {
		return this.custodians === 1 ? 1 : 2;
	}

	get paper(): PaperTyped {
		return this.#papers[this.#at] ?? blank;
	}

	/** Whether the paper on the screen has its file and all its words. */
	get isPaperWhole(): boolean {
		return this.paper.name !== null && this.paper.words.every((word) => word.trim() !== '');
	}

	/** What is wrong with the file that was chosen last. */
	get fault(): 'unreadable' | null {
		return this.#fault;
	}

	/** True once she wanted to go on: what is missing is said from then on, not before. */
	get isChecked(): boolean {
		return this.#isChecked;
	}

	/** Reads the file at once: it may lie on a stick that is taken out again. */
	async choose(file: ChosenFile): Promise<void> {
		const at = this.#at;
		const buffer = file.size > largestFile ? null : await file.arrayBuffer().catch(() => null);
		this.#fault = buffer ? null : 'unreadable';
		if (buffer) this.#change(at, { name: file.name, bytes: new Uint8Array(buffer) });
	}

	type(word: number, typed: string): void {
		this.#change(this.#at, { words: this.paper.words.map((known, place) => (place === word ? typed : known)) });
	}

	/** One screen on; from the last question the organisation is brought back. */
	async next(): Promise<void> {
		switch (this.#step) {
			case 'about':
				this.#at = 0;
				this.#step = 'paper';
				return;
			case 'paper':
				if (!this.isPaperWhole) return;
				if (this.#at + 1 < this.count) this.#at += 1;
				else this.#step = 'name';
				return;
			case 'name':
				this.#isChecked = true;
				if (cleanLine(this.name) !== '' && isLabel(this.label)) this.#step = 'roles';
				return;
			case 'roles':
				return this.recover();
			case 'working':
			case 'done':
				return;
		}
	}

	/** One screen back; nothing typed is lost. False where Back leads out. */
	back(): boolean {
		this.#fault = null;
		if (this.#step === 'paper' && this.#at > 0) this.#at -= 1;
		else if (this.#step === 'paper') this.#step = 'about';
		else if (this.#step === 'name') this.#step = 'paper';
		else if (this.#step === 'roles') this.#step = 'name';
		else if (this.#step === 'working') this.#step = 'roles';
		else return false;
		return true;
	}

	/** Brings it back; again after a failure. What is wrong with one paper is said on its screen. */
	async recover(): Promise<void> {
		this.#step = 'working';
		const { name, label, roles, origin } = this;
		const files = this.#papers.slice(0, this.count).map(({ bytes, words }) => ({ bytes, words }));
		const done = await this.act.run(async () => {
			await this.#deps.pause();
			return this.#deps.organisation.recover({
				origin,
				files,
				name: cleanLine(name),
				label: cleanLine(label),
				roles
			});
		});
		const { problem } = this.act;
		if (done) {
			this.#papers = [blank, blank];
			this.#step = 'done';
		} else if (problem?.type === 'PassphraseWrong' || problem?.type === 'FileDamaged') {
			this.#at = Math.min(problem.at, this.count - 1);
			this.#step = 'paper';
		}
	}

	#change(at: number, next: Partial<PaperTyped>): void {
		this.#papers = this.#papers.map((paper, place) => (place === at ? { ...paper, ...next } : paper));
	}
}
