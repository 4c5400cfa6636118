import type { Clock } from '$lib/base/clock';
import { assert } from '$lib/base/assert';
import { err, ok, type Result } from '$lib/base/result';
import type { PinLock, PinSpent, PinWrong } from '$lib/crypto/pin';
import type { Secret } from '$lib/crypto/secret';
import type { Edit } from '$lib/domain/change';
import type { CheckInAnswer } from '$lib/domain/check-in';
import type { BatchId, GroupId, SessionId } from '$lib/domain/ids';
import type { Locale } from '$lib/domain/guide';
import { createLedger, type Ledger } from '$lib/domain/ledger';
import type { Moment, OwnCode } from '$lib/domain/picture-code';
import type { Questionnaire } from '$lib/domain/questionnaire';
import type { Sounds } from '$lib/domain/recording';
import type { ShownService } from '$lib/domain/service';
import { pinOf } from '$lib/domain/setting';
import type { ProfilesState, UnlockProblem } from '$lib/storage/profiles';
import type { Letterbox, Vault, WriteProblem } from '$lib/storage/vault';
import type { Path } from './address';
import { live, type Live } from './live';
import type { Opening } from './open-profiles';

/**
 * Where this tab stands.
 * - `closed`: nothing is open; the full secret is needed.
 * - `resting`: locked, but the tab may be opened again with the PIN for a while.
 * - `open`: the vault is open.
 * - `handover`: the phone goes round. The vault is locked; answers can be dropped in and nothing can be read.
 */
export type DoorState = 'closed' | 'resting' | 'open' | 'handover';

/** What the check-in screen needs while the vault is locked. Nothing in it names anybody. */
export interface Handover {
	/** Where answers go; what keeps sealed ones stays inside. A picture code goes nowhere but into a sealed answer. */
	readonly letterbox: Pick<Letterbox, 'close'> & {
		readonly drop: (answer: CheckInAnswer, own?: OwnCode) => ReturnType<Letterbox['drop']>;
	};
	readonly batchId: BatchId;
	readonly sessionId: SessionId;
	/** The group's language, offered first. */
	readonly locale: Locale;
	/** Where the facilitator comes back to. */
	readonly returnTo: Path;
	/** Where the questions are asked. */
	readonly roundAt: Path;
	/** What is asked; the built-in form where there is none. */
	readonly questionnaire?: Questionnaire | undefined;
	/** The questions as somebody said them, where they were recorded. */
	readonly sounds?: Sounds | undefined;
	/** Services chosen to be shown to everybody who has answered. */
	readonly services?: readonly ShownService[];
	/** When a picture code may be added to the answers, which are sealed then. */
	readonly moment?: Moment | undefined;
}

/** What a handover begins with. */
export interface HandoverAsked extends Omit<Handover, 'letterbox'> {
	/** Takes the answers in place of the vault's own letterbox, of which it may use what keeps sealed ones. */
	readonly drop?:
		((answer: CheckInAnswer, box: Pick<Letterbox, 'keep'>, own?: OwnCode) => ReturnType<Letterbox['drop']>) | undefined;
}

export interface DoorDeps {
	readonly clock: Clock;
	/** Fetches storage and cipher. Called once. */
	readonly load: (onwritten: (vaultId: string) => void) => Promise<Opening>;
	/** Tells the other tabs. */
	readonly announce: (message: TabMessage) => void;
	/** Called after the vault closed, with how: the screen must show nothing of it any more. */
	readonly onclosed: (how: 'resting' | 'closed' | 'erased' | 'removed') => void;
}

/** What tabs tell each other. */
export type TabMessage =
	| { readonly type: 'written'; readonly vaultId: string }
	| { readonly type: 'lock' }
	| { readonly type: 'erased'; readonly vaultId: string };

/** The one door to the vault in this tab. Owns the open vault; draws nothing. */
export class Door {
	readonly #deps: DoorDeps;
	#opening: Promise<Opening> | null = null;
	#state = $state.raw<DoorState>('closed');
	#vault = $state.raw<Vault | null>(null);
	#handover = $state.raw<Handover | null>(null);
	#pinLock: PinLock | null = null;
	#pinVaultId = '';
	#isErasing = false;
	/** Settles when the PIN of the open vault serves. */
	#pinPrepared: Promise<void> = Promise.resolve();
	readonly ledger: Live<Ledger>;
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- who listens is nothing a screen shows
	readonly #listeners = new Set<() => void>();
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- who sends and fetches is nothing a screen shows
	readonly #watchers = new Set<(vault: Vault | null) => void>();

	constructor(deps: DoorDeps) {
		this.#deps = deps;
		this.ledger = live(
			(onchange) => {
				this.#listeners.add(onchange);
				return () => this.#listeners.delete(onchange);
			},
			// A new object for every reading: derived values compare by identity, and the ledger changes in place.
			() => ({ ...(this.#vault?.ledger() ?? createLedger()) })
		);
	}

	get state(): DoorState {
		return this.#state;
	}

	get handover(): Handover | null {
		return this.#handover;
	}

	/** False while another tab writes to this vault; screens then only read. */
	get canWrite(): boolean {
		void this.ledger.current;
		return this.#vault?.canWrite() ?? false;
	}

	/** Rows of the open vault that could not be read. */
	get unreadable(): number {
		void this.ledger.current;
		return this.#vault?.unreadable() ?? 0;
	}

	get vaultId(): string | null {
		return this.#vault?.id ?? null;
	}

	/**
	 * Tells which vault is open, now and whenever that changes; null while none is. For the parts of the runtime that send and
	 * receive, and they hear of the end at once, before anything that takes time; screens use `append` and `ledger`. Returns
	 * how to stop.
	 */
	watchVault(onvault: (vault: Vault | null) => void): () => void {
		this.#watchers.add(onvault);
		onvault(this.#vault);
		return () => this.#watchers.delete(onvault);
	}

	/** Fetches what unlocking needs, ahead of time. */
	warm(): void {
		void this.#open();
	}

	async profilesState(): Promise<Result<ProfilesState, WriteProblem>> {
		return (await this.#open()).profiles.state();
	}

	/** Makes a vault under the secret and opens it. */
	async create(secret: Secret): Promise<Result<void, UnlockProblem>> {
		const created = await (await this.#open()).profiles.create(secret);
		if (!created.ok) return created;
		this.#enter(created.value);
		return ok(undefined);
	}

	/** Opens the vault the secret fits. */
	async unlock(secret: Secret): Promise<Result<void, UnlockProblem>> {
		const { profiles } = await this.#open();
		const opened = await profiles.unlock(secret);
		if (!opened.ok) return opened;
		await this.#endHandover(opened.value);
		this.#enter(opened.value);
		return ok(undefined);
	}

	/** Opens this tab's vault again with the PIN. */
	async reopen(pin: string): Promise<Result<void, PinWrong | PinSpent | UnlockProblem>> {
		if (!this.#pinLock) return err({ type: 'PinSpent' });
		const { profiles } = await this.#open();
		const opened = await profiles.reopen(this.#pinVaultId, this.#pinLock, pin);
		if (!opened.ok) {
			if (opened.error.type === 'PinSpent') this.#dropPin();
			return opened;
		}
		await this.#endHandover(opened.value);
		this.#enter(opened.value);
		return ok(undefined);
	}

	/** True while the PIN may open this tab. */
	get hasPin(): boolean {
		return this.#pinLock !== null;
	}

	async append(edits: readonly Edit[]): Promise<Result<void, WriteProblem>> {
		if (!this.#vault) return err({ type: 'VaultLocked' });
		const written = await this.#vault.append(edits);
		if (written.ok && edits.some((edit) => edit.table === 'setting' && edit.row === 'pin'))
			await (this.#pinPrepared = this.#preparePin());
		return written;
	}

	/** Drops an anonymous answer while the vault is open; when the phone goes round, the handover's letterbox takes them. */
	async drop(answer: CheckInAnswer): Promise<Result<void, WriteProblem>> {
		return this.#vault ? this.#vault.drop(answer) : err({ type: 'VaultLocked' });
	}

	/** How many answers wait in each batch of a group, by its id. */
	async countWaiting(groupId: GroupId): ReturnType<Vault['countWaiting']> {
		return this.#vault ? this.#vault.countWaiting(groupId) : err({ type: 'VaultLocked' });
	}

	async openWaitingBatch(...[groupId, day]: Parameters<Vault['openWaitingBatch']>) {
		if (!this.#vault) return err({ type: 'VaultLocked' } as const);
		return this.#vault.openWaitingBatch(groupId, day);
	}

	/** Whether the secret is that of the open vault. */
	async checkSecret(secret: Secret): Promise<Result<void, UnlockProblem | WriteProblem>> {
		if (!this.#vault) return err({ type: 'VaultLocked' });
		return (await this.#open()).profiles.checkSecret(this.#vault.id, secret);
	}

	/** Replaces the secret of the open vault after the old one was given once more. */
	async changeSecret(before: Secret, after: Secret): Promise<Result<void, UnlockProblem | WriteProblem>> {
		if (!this.#vault) return err({ type: 'VaultLocked' });
		return (await this.#open()).profiles.changeSecret(this.#vault.id, before, after);
	}

	/** Locks. With a PIN the tab may be opened again for a while; `full` ends that too. */
	async lock(full = false): Promise<void> {
		this.#deps.announce({ type: 'lock' });
		await this.#close(full);
	}

	/** What another tab said. */
	async hear(message: TabMessage): Promise<void> {
		if (message.type === 'written' && message.vaultId === this.#vault?.id) {
			await this.#vault.refresh();
		} else if (message.type === 'lock' && this.#state === 'open') {
			await this.#close(false);
		} else if (message.type === 'erased' && message.vaultId === this.#vault?.id) {
			await this.#close(true);
		}
	}

	/** Locks the vault for reading, in every tab, and leaves a slot for answers. The screen stays; nothing on it may name anybody. */
	async beginHandover({ drop, ...asked }: HandoverAsked): Promise<void> {
		const vault = this.#vault;
		assert(vault, 'a handover begins from an open vault');
		this.#deps.announce({ type: 'lock' });
		// A closed vault can no longer be wrapped under a PIN. If that failed, the full secret leads back.
		await this.#pinPrepared.catch(() => undefined);
		await this.#armPin();
		// It was locked meanwhile, and stays so.
		if (this.#vault !== vault) return;
		const letterbox = vault.closeToLetterbox();
		this.#handover = drop
			? { ...asked, letterbox: { ...letterbox, drop: (answer, own) => drop(answer, letterbox, own) } }
			: // The box of this phone keeps no code, so none is asked for.
				{ ...asked, letterbox, moment: undefined };
		this.#vault = null;
		this.#state = 'handover';
		this.#changed();
	}

	/** Makes the open vault unreadable for ever: she asked for it, or her organisation removed this device. */
	async erase(why: 'erased' | 'removed' = 'erased'): Promise<void> {
		const vault = this.#vault;
		assert(vault, 'only an open vault can be erased');
		this.#isErasing = true;
		this.#tellWatchers();
		try {
			const { profiles } = await this.#open();
			await profiles.erase(vault);
			this.#deps.announce({ type: 'erased', vaultId: vault.id });
			await this.#close(true, why);
		} finally {
			this.#isErasing = false;
		}
	}

	/** After the person was told that her vault is gone. */
	async startAgain(): Promise<void> {
		await (await this.#open()).profiles.startAgain();
	}

	#open(): Promise<Opening> {
		this.#opening ??= this.#deps.load((vaultId) => this.#deps.announce({ type: 'written', vaultId }));
		return this.#opening;
	}

	#enter(vault: Vault): void {
		this.#handover = null;
		this.#vault = vault;
		this.#state = 'open';
		vault.subscribe(() => this.#changed());
		this.#changed();
		this.#pinPrepared = this.#preparePin();
	}

	/**
	 * Closes the slot for answers, once the code was right: after a wrong one the phone may go on round. The slot held the
	 * right to write until now, so it is waited for, but not for ever: another tab may have taken it.
	 */
	async #endHandover(opened: Vault): Promise<void> {
		if (!this.#handover) return;
		this.#handover.letterbox.close();
		await new Promise<void>((resolve) => {
			const check = () => {
				if (opened.canWrite()) done();
			};
			const done = () => {
				clearTimeout(limit);
				stop();
				resolve();
			};
			const stop = opened.subscribe(check);
			const limit = setTimeout(done, 1000);
			check();
		});
	}

	async #close(full: boolean, how?: 'erased' | 'removed'): Promise<void> {
		this.#vault?.close();
		this.#handover?.letterbox.close();
		this.#vault = null;
		this.#handover = null;
		this.#tellWatchers();
		if (full) this.#dropPin();
		else await this.#armPin();
		this.#state = this.#pinLock ? 'resting' : 'closed';
		this.#changed();
		this.#deps.onclosed(how ?? (this.#pinLock ? 'resting' : 'closed'));
	}

	async #preparePin(): Promise<void> {
		const vault = this.#vault;
		if (!vault) return;
		const pin = pinOf(vault.ledger());
		if (pin === null) return this.#dropPin();
		const { kdf } = await this.#open();
		const lock = await vault.wrapWithPin(pin, kdf);
		if (this.#vault !== vault) return;
		this.#dropPin();
		this.#pinLock = lock;
		this.#pinVaultId = vault.id;
	}

	/** The PIN serves for a while from now on. */
	async #armPin(): Promise<void> {
		if (!this.#pinLock) return;
		const { armPin } = await import('$lib/crypto/pin');
		armPin(this.#pinLock, this.#deps.clock.now());
	}

	#dropPin(): void {
		this.#pinLock?.wrapped.fill(0);
		this.#pinLock = null;
	}

	#tellWatchers(): void {
		for (const watch of this.#watchers) watch(this.#isErasing ? null : this.#vault);
	}

	#changed(): void {
		this.#tellWatchers();
		for (const listener of this.#listeners) listener();
	}
}
