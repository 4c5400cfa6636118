import type { Clock } from '$lib/base/clock';
import { unfinishedSessions } from '$lib/domain/session';
import { isPin } from '$lib/domain/setting';
import type { Path } from '$lib/runtime/address';
import type { Door } from '$lib/runtime/door.svelte';
import { isComplete, pickCount, wordCount, type Secret } from '$lib/runtime/secret';

export type UnlockWay = 'pictures' | 'words' | 'pin';
type UnlockProblem = Extract<Awaited<ReturnType<Door['unlock'] | Door['reopen']>>, { ok: false }>['error'];

export interface UnlockingDeps {
	readonly door: Door;
	readonly clock: Clock;
	/** Called once, with where the person goes. */
	readonly onopened: (path: Path) => void;
}

/** What is being typed to come in, and how the door answered. */
export class Unlocking {
	readonly #deps: UnlockingDeps;
	#way = $state.raw<UnlockWay>('pictures');
	#picks = $state.raw<readonly number[]>([]);
	#words = $state.raw<readonly string[]>(noWords);
	#pin = $state.raw('');
	#isWorking = $state.raw(false);
	#problem = $state.raw<UnlockProblem | null>(null);
	#waitsUntil = $state.raw(0);
	#now = $state.raw(0);

	constructor(deps: UnlockingDeps) {
		this.#deps = deps;
		if (deps.door.hasPin) this.#way = 'pin';
	}

	get way(): UnlockWay {
		return this.#way;
	}

	get picks(): readonly number[] {
		return this.#picks;
	}

	get words(): readonly string[] {
		return this.#words;
	}

	/** Digits typed so far. */
	get pin(): string {
		return this.#pin;
	}

	get isWorking(): boolean {
		return this.#isWorking;
	}

	/** Null too while it only says to wait: `secondsLeft` says that better. */
	get problem(): UnlockProblem | null {
		return this.#problem?.type === 'TriesDelayed' ? null : this.#problem;
	}

	/** Whole seconds until the next try is taken; 0 when it may be made. */
	get secondsLeft(): number {
		return Math.max(0, Math.ceil((this.#waitsUntil - this.#now) / 1000));
	}

	get canTry(): boolean {
		if (this.#isWorking || this.secondsLeft > 0) return false;
		return this.#way === 'pin' ? isPin(this.#pin) : isComplete(this.#secret());
	}

	/** Where Back leads: to the questions while the phone goes round, else to the cover. */
	get backTo(): Path {
		return this.#deps.door.handover?.roundAt ?? '/';
	}

	/** What was typed one way stays while another is looked at. */
	choose(way: UnlockWay): void {
		this.#way = way;
		this.#problem = null;
	}

	/** Adds a picture; the last one tries. */
	async pick(place: number): Promise<void> {
		if (this.#isWorking || this.#picks.length >= pickCount) return;
		this.#problem = null;
		this.#picks = [...this.#picks, place];
		if (this.#picks.length === pickCount) await this.tryOpen();
	}

	erasePick(): void {
		if (!this.#isWorking) this.#picks = this.#picks.slice(0, -1);
	}

	type(at: number, word: string): void {
		this.#words = this.#words.map((known, place) => (place === at ? word : known));
	}

	typeDigit(digit: string): void {
		if (this.#isWorking || this.#pin.length >= 6) return;
		this.#problem = null;
		this.#pin += digit;
	}

	eraseDigit(): void {
		if (!this.#isWorking) this.#pin = this.#pin.slice(0, -1);
	}

	/** Reads the clock; called a few times a second while one has to wait. */
	tick(): void {
		this.#now = this.#deps.clock.now();
	}

	/** Tries what was typed, when it is whole and no delay runs. */
	async tryOpen(): Promise<void> {
		this.tick();
		if (!this.canTry) return;
		// Opening forgets the handover, so where it leads back to is read first.
		const returnTo = this.#deps.door.handover?.returnTo;
		this.#isWorking = true;
		this.#problem = null;
		const opened =
			this.#way === 'pin' ? await this.#deps.door.reopen(this.#pin) : await this.#deps.door.unlock(this.#secret());
		this.#isWorking = false;
		if (opened.ok) {
			this.#forget();
			this.#deps.onopened(returnTo ?? this.#landing());
		} else this.#refuse(opened.error);
	}

	#refuse(problem: UnlockProblem): void {
		this.#problem = problem;
		switch (problem.type) {
			case 'TriesDelayed':
				// The try was not taken: what was typed stays for when the wait is over.
				this.#waitsUntil = problem.until;
				return this.tick();
			case 'PinSpent':
				this.#forget();
				this.#way = 'pictures';
				return;
			case 'SecretWrong':
				// One wrong word is mended; pictures cannot be seen, so they begin anew.
				this.#picks = [];
				return;
			case 'PinWrong':
				this.#pin = '';
		}
	}

	#secret(): Secret {
		return this.#way === 'words' ? { kind: 'words', words: this.#words } : { kind: 'pictures', picks: this.#picks };
	}

	/** The running session before anything else: the group is waiting. */
	#landing(): Path {
		const running = unfinishedSessions(this.#deps.door.ledger.current, this.#deps.clock.today()).find(
			(session) => session.state === 'running'
		);
		return running ? `/groups/${running.groupId}/sessions/${running.id}/play` : '/today';
	}

	#forget(): void {
		this.#picks = [];
		this.#words = noWords;
		this.#pin = '';
	}
}

const noWords: readonly string[] = Array.from({ length: wordCount }, () => '');
