/**
 * Every answer of the API is made here.
 *
 * Who may call it: the handlers of requests, and nobody else makes a `Response`.
 *
 * What must stay true: a refusal is a code of the closed list, never a message, so that it says nothing about anybody
 * (A10); nothing is kept by anything on the way; no cookie is set and no other site may read an answer, so there is no
 * session to steal or to ride (A5).
 */
import { problemStatus, type ProblemBody, type ProblemCode } from '$lib/protocol/problem';
import { binaryType } from '$lib/protocol/v1';

/** Why a request is refused: the code is the type. */
export interface Refusal {
	readonly type: ProblemCode;
	/** Seconds since 1970, on refusals about time. */
	readonly now?: number;
	/** Seconds after which asking again makes sense. */
	readonly retryAfter?: number;
}

const headersFor = (type: string): Record<string, string> => ({
	'Content-Type': type,
	'Cache-Control': 'no-store',
	'X-Content-Type-Options': 'nosniff'
});

/** The answer to a request that is refused. A revoked device is also told to forget what its browser kept of us. */
export function refusalToResponse({ type, now, retryAfter }: Refusal): Response {
	const body: ProblemBody = now === undefined ? { code: type } : { code: type, now };
	const headers = headersFor('application/json');
	if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
	if (type === 'DeviceRevoked') headers['Clear-Site-Data'] = '"cache"';
	return new Response(JSON.stringify(body), { status: problemStatus[type], headers });
}

/** A frame. */
export const bytesToResponse = (bytes: Uint8Array): Response =>
	// Nothing here is shared between threads, which is all the narrower type is about.
	new Response(bytes as Uint8Array<ArrayBuffer>, { headers: headersFor(binaryType) });

/** A small answer that one of the schemas describes. */
export const jsonToResponse = (answer: object, status = 200): Response =>
	new Response(JSON.stringify(answer), { status, headers: headersFor('application/json') });

/** A stream of hints. Buffering on the way would hold them back. */
export const hintsToResponse = (hints: ReadableStream<Uint8Array>): Response =>
	new Response(hints, { headers: { ...headersFor('text/event-stream'), 'X-Accel-Buffering': 'no' } });
