/**
 * Turns what the drivers throw into problems a caller can act on. Called where a request is answered, and by the write
 * queue. Nothing of the driver's own message is kept: it can hold parts of a row.
 */
export type DatabaseProblem =
	/** No space left. The write did not happen, and will succeed when there is space again. */
	| { readonly type: 'DatabaseFull' }
	/** Somebody else holds the lock, or the database is away. Try again later. */
	| { readonly type: 'DatabaseBusy' };

const full = new Set(['SQLITE_FULL', '53100', '53200', 'ENOSPC']);
const lostRace = new Set(['40001', '40P01']);
const busyPrefixes = ['SQLITE_BUSY', 'SQLITE_LOCKED', 'SQLITE_IOERR', '08', '57P', '53', '55P03', '25006'];
const away = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOENT', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

const codeOf = (error: unknown): string => {
	const code = (error as { readonly code?: unknown } | undefined)?.code;
	return typeof code === 'string' ? code : '';
};

/** True when a transaction was given up in favour of another one and can simply be run again. */
export const isLostRace = (error: unknown): boolean => lostRace.has(codeOf(error));

/** True when a key that must be unique was there already. */
export const isDuplicate = (error: unknown): boolean =>
	['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE', '23505'].includes(codeOf(error));

/** What a caller can do about an error of the database; undefined when it is a bug of ours. */
export function databaseProblemOf(error: unknown): DatabaseProblem | undefined {
	const code = codeOf(error);
	if (full.has(code)) return { type: 'DatabaseFull' };
	const isBusy =
		isLostRace(error) ||
		away.has(code) ||
		busyPrefixes.some((prefix) => code.startsWith(prefix)) ||
		// What pg says, without a code, when its connection went away or none became free.
		(error instanceof Error &&
			/^(?:Connection terminated|timeout exceeded when trying to connect)/.test(error.message));
	return isBusy ? { type: 'DatabaseBusy' } : undefined;
}
