/**
 * How a phone speaks to its server: signed requests, and answers that are read with suspicion.
 *
 * Who may call it: this folder.
 *
 * What must stay true:
 * - No redirect is followed, no cookie sent, nothing cached. An answer of another type or size is refused while it is
 *   still coming in (threat A6: a page instead of an answer, a bomb).
 * - Nothing an answer says changes the phone's clock: an offset is used for stamps of requests only, and only after the
 *   server took a request that used it.
 * - What goes wrong is a typed problem; being offline is one of them and no error.
 */
import type * as z from 'zod/mini';
import { bytesToText, concatBytes } from '$lib/base/bytes';
import type { Clock } from '$lib/base/clock';
import type { Random } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { sha256 } from '$lib/crypto/digest';
import { sign, type SigningKey } from '$lib/crypto/signature';
import { largestAnswer } from '$lib/protocol/limits';
import { ProblemBody, type ProblemCode } from '$lib/protocol/problem';
import { requestHeaders, requestSigned, stampRequest } from '$lib/protocol/request';
import { binaryType } from '$lib/protocol/v1';

/**
 * `Offline`: no answer came. `ServerProblem`: it refused, with a code. `AnswerRefused`: what came is not an answer of ours:
 * a page, a redirect, too large, damaged. `Cancelled`: the caller stopped it.
 */
export type TransportProblem =
	| { readonly type: 'Offline' }
	| { readonly type: 'ServerProblem'; readonly code: ProblemCode }
	| { readonly type: 'AnswerRefused' }
	| { readonly type: 'Cancelled' };

export interface Asked {
	readonly method: 'GET' | 'POST';
	readonly path: string;
	readonly query?: { readonly [name: string]: string | number };
	readonly body?: Uint8Array;
	/** False for an enrolment, which proves itself. */
	readonly signed?: boolean;
	readonly signal?: AbortSignal | undefined;
}

export interface Transport {
	/** The bytes of the answer. */
	readonly send: (asked: Asked) => Promise<Result<Uint8Array, TransportProblem>>;
	/** The parsed JSON of the answer. */
	readonly sendJson: <T>(asked: Asked, shape: z.ZodMiniType<T>) => Promise<Result<T, TransportProblem>>;
	/** Opens an answer that goes on; the caller reads it and ends it by the signal. Has no timeout of its own. */
	readonly open: (asked: Asked) => Promise<Result<ReadableStream<Uint8Array>, TransportProblem>>;
}

/** Calls back after some milliseconds. Returns how to stop. */
export type Timer = (milliseconds: number, call: () => void) => () => void;

/** The part of `fetch` that is used. */
export type Fetch = (address: string, options: RequestInit) => Promise<Response>;

export interface TransportDeps {
	readonly origin: string;
	readonly device: string;
	readonly signingKey: SigningKey;
	readonly fetch: Fetch;
	readonly clock: Clock;
	readonly random: Random;
	readonly timer: Timer;
}

/** Longest silence before an answer, and between two parts of it, in milliseconds. A phone on 2G is slow, not dead. */
const longestSilence = 60_000;
/** Bytes read of a refusal. */
const largestProblem = 4096;

/** Speaks to one server as one device. */
export function createTransport(deps: TransportDeps): Transport {
	const { clock, random, signingKey, device } = deps;
	let offset = 0;

	/** One request, answered or not. */
	const ask = async (asked: Asked, accept: string, offsetNow: number, watch: Watch): Promise<Response> => {
		const query = new URLSearchParams(
			Object.entries(asked.query ?? {}).map(([name, value]) => [name, String(value)])
		).toString();
		const address = new URL(asked.path + (query ? `?${query}` : ''), deps.origin);
		const body = asked.body ?? new Uint8Array(0);
		const headers: Record<string, string> = { accept };
		if (asked.method === 'POST') headers['content-type'] = binaryType;
		if (asked.signed !== false) {
			const request = {
				method: asked.method,
				authority: address.host,
				path: address.pathname,
				query: address.search || '?',
				bodyHash: sha256(body)
			};
			const stamp = stampRequest(device, random.bytes(16), Math.floor((clock.now() + offsetNow) / 1000));
			Object.assign(headers, requestHeaders(request, stamp, sign(signingKey, requestSigned(request, stamp))));
		}
		return deps.fetch(address.href, {
			method: asked.method,
			headers,
			redirect: 'error',
			credentials: 'omit',
			cache: 'no-store',
			referrerPolicy: 'no-referrer',
			signal: watch.signal,
			...(asked.method === 'POST' && { body: body.slice().buffer })
		});
	};

	const askTwice = async <T>(
		asked: Asked,
		accept: string,
		read: (response: Response, watch: Watch) => Promise<Result<T, TransportProblem>>
	): Promise<Result<T, TransportProblem>> => {
		const once = async (
			offsetNow: number
		): Promise<{ answer: Result<T, TransportProblem>; now?: number | undefined }> => {
			const watch = createWatch(deps.timer, asked.signal);
			try {
				const response = await ask(asked, accept, offsetNow, watch);
				watch.heard();
				if (response.ok && !response.redirected) return { answer: await read(response, watch) };
				const problem = await readProblem(response, watch);
				return problem
					? { answer: err({ type: 'ServerProblem', code: problem.code }), now: problem.now }
					: { answer: err({ type: 'AnswerRefused' }) };
			} catch {
				return { answer: err({ type: asked.signal?.aborted ? 'Cancelled' : 'Offline' }) };
			} finally {
				watch.end();
			}
		};
		const first = await once(offset);
		const isSkewed =
			!first.answer.ok && first.answer.error.type === 'ServerProblem' && first.answer.error.code === 'ClockSkewed';
		if (!isSkewed || first.now === undefined) return first.answer;
		const corrected = first.now * 1000 - clock.now();
		const second = await once(corrected);
		if (second.answer.ok) offset = corrected;
		return second.answer;
	};

	return {
		send: (asked) =>
			askTwice(asked, binaryType, async (response, watch) =>
				typeOf(response) === binaryType ? readBody(response, largestAnswer, watch) : refuse(response)
			),
		sendJson: (asked, shape) =>
			askTwice(asked, 'application/json', async (response, watch) => {
				if (typeOf(response) !== 'application/json') return refuse(response);
				const bytes = await readBody(response, largestAnswer, watch);
				if (!bytes.ok) return bytes;
				const parsed = shape.safeParse(parseJson(bytes.value));
				return parsed.success ? ok(parsed.data) : err({ type: 'AnswerRefused' });
			}),
		open: (asked) =>
			askTwice(asked, 'text/event-stream', async (response, watch) => {
				if (typeOf(response) !== 'text/event-stream' || !response.body) return refuse(response);
				watch.release();
				return ok(response.body);
			})
	};
}

/** Stops a request that is silent too long, or that the caller stopped. */
interface Watch {
	readonly signal: AbortSignal;
	readonly heard: () => void;
	/** From now on only the caller stops it. */
	readonly release: () => void;
	readonly end: () => void;
}

function createWatch(timer: Timer, outer: AbortSignal | undefined): Watch {
	const controller = new AbortController();
	const abort = () => controller.abort();
	let stopTimer = timer(longestSilence, abort);
	let released = false;
	if (outer?.aborted) abort();
	outer?.addEventListener('abort', abort);
	return {
		signal: controller.signal,
		heard: () => {
			stopTimer();
			stopTimer = timer(longestSilence, abort);
		},
		release: () => {
			released = true;
			stopTimer();
		},
		end: () => {
			stopTimer();
			if (!released) outer?.removeEventListener('abort', abort);
		}
	};
}

const typeOf = (response: Response): string =>
	(response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

async function refuse(response: Response): Promise<Result<never, TransportProblem>> {
	await response.body?.cancel().catch(() => undefined);
	return err({ type: 'AnswerRefused' });
}

/** The body, given up as soon as it is larger than allowed; unpacked bytes count. */
async function readBody(response: Response, most: number, watch: Watch): Promise<Result<Uint8Array, TransportProblem>> {
	const reader = response.body?.getReader();
	if (!reader) return ok(new Uint8Array(0));
	const parts: Uint8Array[] = [];
	let length = 0;
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return ok(concatBytes(...parts));
		watch.heard();
		length += value.length;
		if (length > most) {
			await reader.cancel().catch(() => undefined);
			return err({ type: 'AnswerRefused' });
		}
		parts.push(value);
	}
}

async function readProblem(response: Response, watch: Watch): Promise<ProblemBody | null> {
	if (typeOf(response) !== 'application/json') {
		await refuse(response);
		return null;
	}
	const bytes = await readBody(response, largestProblem, watch);
	const parsed = bytes.ok ? ProblemBody.safeParse(parseJson(bytes.value)) : null;
	return parsed?.success ? parsed.data : null;
}

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(bytesToText(bytes));
	} catch {
		return undefined;
	}
}
