/** A success or an expected failure. Bugs are thrown instead: they have no value anybody could act on. */
export type Result<T, E extends Problem = Problem> = Ok<T> | Err<E>;

export interface Ok<T> {
	readonly ok: true;
	readonly value: T;
}

export interface Err<E extends Problem> {
	readonly ok: false;
	readonly error: E;
}

/** Every expected failure is a plain record with a type, so that a switch over it can be exhaustive. */
export interface Problem {
	readonly type: string;
}

/** Wraps a value as a success. Never throws. */
export const ok = <T>(value: T): Ok<T> => ({ ok: true, value });

/** Wraps an expected failure. Never throws. */
export const err = <const E extends Problem>(error: E): Err<E> => ({ ok: false, error });
