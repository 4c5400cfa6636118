/**
 * Group commit: many small writes share one transaction, and so one wait for the disk. Every request that writes goes
 * through here.
 *
 * What must stay true: nothing is answered before its transaction is committed; a piece of work that fails undoes itself
 * alone; work of one organisation runs in the order in which it came, with that organisation's row locked, so that
 * several processes on one PostgreSQL can neither lose a position nor wait for each other for ever.
 */
import { sql } from 'kysely';
import { isLostRace } from './database-problem';
import type { Database, WriteTransaction } from './open-database';

export interface WriteQueue {
	/**
	 * Runs `work` for one organisation and resolves with its value once it is on the disk. Rejects with what `work`
	 * threw, after undoing it, or with the driver's error. `work` may be run a second time, so it must keep nothing
	 * outside the transaction, and await nothing but queries: everybody else's writes wait for it.
	 */
	readonly write: <T>(org: string, work: (tx: WriteTransaction) => Promise<T>) => Promise<T>;
	/** Resolves when all that was given so far has been committed or refused. */
	readonly idle: () => Promise<void>;
}

interface Piece {
	readonly org: string;
	readonly work: (tx: WriteTransaction) => Promise<unknown>;
	readonly resolve: (value: unknown) => void;
	readonly reject: (reason: unknown) => void;
	attempts: number;
}

type Outcome = { readonly value: unknown } | { readonly reason: unknown };

export interface WriteQueueOptions {
	/** Pieces in one transaction at most. */
	readonly most?: number;
	/** Called after each commit. */
	readonly onCommit?: (pieces: number, milliseconds: number) => void;
}

/** How often work is run again after losing against another process. */
const attemptsAtMost = 5;
/** Milliseconds to wait for one more piece, and for all of them. */
const longestWait = 10;
const longestGathering = 25;

const turnOfTheLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

export function createWriteQueue(
	database: Pick<Database, 'engine' | 'transact'>,
	{ most = 64, onCommit }: WriteQueueOptions = {}
): WriteQueue {
	const waiting: Piece[] = [];
	let running: Promise<void> | undefined;
	let expected = 1;
	let lastCommit = 0;

	/**
	 * SQLite stops the whole process while it waits for the disk, so nothing arrives then, and all that was sent
	 * meanwhile arrives just after, one piece on the heels of the other. Waiting until no more of them comes, never
	 * longer than a commit takes, saves most commits; a lone writer is not expected to be followed and does not wait.
	 */
	const gather = async () => {
		const start = performance.now();
		const patience = database.engine === 'sqlite' ? Math.min(lastCommit, longestWait) : 0;
		let [count, arrived] = [waiting.length, start];
		await turnOfTheLoop();
		while (waiting.length < Math.min(expected, most)) {
			const now = performance.now();
			if (waiting.length > count) [count, arrived] = [waiting.length, now];
			if (now - arrived >= patience || now - start >= longestGathering) return;
			await turnOfTheLoop();
		}
	};

	/** Where nothing goes wrong, as almost always, no piece costs the two statements that could undo it alone. */
	const runTogether = (pieces: readonly Piece[]): Promise<readonly Outcome[]> =>
		inTransaction(pieces, async (tx, piece) => ({ value: await piece.work(tx) }));

	const runApart = (pieces: readonly Piece[]): Promise<readonly Outcome[]> => inTransaction(pieces, runUndoable);

	const runUndoable = async (tx: WriteTransaction, piece: Piece): Promise<Outcome> => {
		await sql`savepoint piece`.execute(tx);
		try {
			const value = await piece.work(tx);
			await sql`release savepoint piece`.execute(tx);
			return { value };
		} catch (reason) {
			try {
				await sql`rollback to savepoint piece`.execute(tx);
				await sql`release savepoint piece`.execute(tx);
			} catch {
				// The engine has given up the whole transaction (a full disk, a lost connection): this is why.
				throw reason;
			}
			return { reason };
		}
	};

	const inTransaction = (
		pieces: readonly Piece[],
		run: (tx: WriteTransaction, piece: Piece) => Promise<Outcome>
	): Promise<readonly Outcome[]> =>
		database.transact(async (tx) => {
			const outcomes: Outcome[] = [];
			let locked: string | undefined;
			for (const piece of pieces) {
				if (piece.org !== locked && database.engine === 'postgres') {
					await tx.selectFrom('organisation').select('org').where('org', '=', piece.org).forUpdate().execute();
					locked = piece.org;
				}
				outcomes.push(await run(tx, piece));
			}
			return outcomes;
		});

	const runAll = async (pieces: readonly Piece[]): Promise<readonly Outcome[]> => {
		try {
			return await runTogether(pieces);
		} catch (reason) {
			// Undone as a whole, which for one piece is all there is to undo.
			if (pieces.length === 1) throw reason;
			return runApart(pieces);
		}
	};

	const settle = (piece: Piece, outcome: Outcome) => {
		if ('value' in outcome) piece.resolve(outcome.value);
		else if (isLostRace(outcome.reason) && piece.attempts < attemptsAtMost) waiting.push(piece);
		else piece.reject(outcome.reason);
	};

	const commitSome = async () => {
		// Every process takes the organisations' locks in the same order; the sort keeps the order within each.
		const pieces = waiting.splice(0, most).sort((a, b) => (a.org < b.org ? -1 : a.org > b.org ? 1 : 0));
		for (const piece of pieces) piece.attempts += 1;
		const start = performance.now();
		let outcomes: readonly Outcome[];
		try {
			outcomes = await runAll(pieces);
		} catch (reason) {
			// Nothing was committed: the fault may belong to the engine or to one piece, and each learns of it.
			outcomes = pieces.map(() => ({ reason }));
		}
		lastCommit = performance.now() - start;
		expected = Math.max(pieces.length, expected - 1);
		onCommit?.(pieces.length, lastCommit);
		pieces.forEach((piece, at) => settle(piece, outcomes[at] ?? { reason: new Error('No outcome') }));
	};

	const run = async () => {
		while (waiting.length > 0) {
			await gather();
			await commitSome();
		}
		running = undefined;
	};

	return {
		write: <T>(org: string, work: (tx: WriteTransaction) => Promise<T>) =>
			new Promise<T>((resolve, reject) => {
				// The piece gives back what its own work returned, which is T.
				waiting.push({ org, work, resolve: resolve as (value: unknown) => void, reject, attempts: 0 });
				running ??= run();
			}),
		idle: async () => {
			while (running) await running;
		}
	};
}
