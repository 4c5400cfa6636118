/** Throws a bug report when something that must be true is not. The message is for developers: no words of a person in it. */
export function assert(condition: unknown, message: string): asserts condition {
	if (!condition) throw new Error(`Assertion failed: ${message}`);
}
