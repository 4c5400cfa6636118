/** Throws a bug report when something that must be true is not. The message is for developers: no words of a person in it. */
export function assert(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(`Assertion failed: ${message}`);
}

/** Makes the compiler prove that a switch has no branch left. Throws if it is reached all the same. */
export function exhaustive(value: never): never {
	throw new Error(`Unreachable: ${typeof value}`);
}
