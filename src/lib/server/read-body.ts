/**
 * Takes in what a request carries, and no more than is allowed for it.
 *
 * Who may call it: the handlers of requests, once the signature has been checked where there is one.
 *
 * What must stay true: a body is never held whole before it is known to be small enough, whatever its headers say (A10).
 */
import { concatBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { binaryType } from '$lib/protocol/v1';
import type { Refusal } from './respond';

/**
 * The bytes of a body of at most `most`; none for a GET. `ContentTypeWrong` for a body that is not plain bytes,
 * `BodyTooLarge`, and `BodyUnreadable` when the connection broke.
 */
export async function readBody(request: Request, most: number): Promise<Result<Uint8Array, Refusal>> {
	if (request.method === 'GET' || request.method === 'HEAD') return ok(new Uint8Array(0));
	// Forms and plain text are all that another site can make a browser send unasked.
	if (request.headers.get('content-type') !== binaryType) return err({ type: 'ContentTypeWrong' });
	const announced = request.headers.get('content-length');
	if (announced !== null && !(Number(announced) <= most)) return err({ type: 'BodyTooLarge' });
	if (!request.body) return ok(new Uint8Array(0));
	const reader = request.body.getReader();
	const parts: Uint8Array[] = [];
	let length = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return ok(parts.length === 1 && parts[0] ? parts[0] : concatBytes(...parts));
			length += value.length;
			if (length > most) {
				await reader.cancel();
				return err({ type: 'BodyTooLarge' });
			}
			parts.push(value);
		}
	} catch (error) {
		// The adapter has a limit of its own, and says so with this status.
		const status = (error as { readonly status?: unknown } | null)?.status;
		return err({ type: status === 413 ? 'BodyTooLarge' : 'BodyUnreadable' });
	}
}
