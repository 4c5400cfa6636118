/**
 * The server's log: codes of our own, counts and durations, one JSON object a line on the standard output. Anything on
 * the server may write to it.
 *
 * What must stay true: no id, address, name or message of a person or a device can get in, at any level (A13). There is
 * nothing to redact, because a line is built here from a closed list of fields, whatever it was called with.
 */
import pino from 'pino';
import type { Config } from './config';

const codes = [
	'server.started',
	'server.stopping',
	'server.stopped',
	'request.done',
	'request.failed',
	'database.connection-lost',
	'database.full',
	'database.busy',
	'house.pruned',
	'house.prune-failed'
] as const;
export type ServerCode = (typeof codes)[number];

export interface ServerLogEntry {
	readonly code: ServerCode;
	/** A route as it stands in the source, `/api/v1/organisations/[org]/log`, without what stood in its brackets. */
	readonly route?: string;
	readonly status?: number;
	readonly count?: number;
	readonly milliseconds?: number;
}

export type ServerLogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Writes one line. Never throws. */
export type ServerLog = (level: ServerLogLevel, entry: ServerLogEntry) => void;

const minute = 60_000;
const routePattern = /^\/[a-z0-9()[\]./-]{0,120}$/i;
// An id is a long run of digits and letters a to f; no route of ours has one.
const looksLikeAnId = /[0-9a-f]{12,}|[0-9a-f]{8}-[0-9a-f]{4}/i;

const isRoute = (text: string | undefined): text is string =>
	text !== undefined && routePattern.test(text) && !looksLikeAnId.test(text);
const isNumber = (value: number | undefined): value is number => typeof value === 'number' && Number.isFinite(value);

/** The fields that are written for an entry; others it may have been given against its type are not among them. */
export const lineOf = ({ code, route, status, count, milliseconds }: ServerLogEntry): ServerLogEntry => ({
	code: codes.includes(code) ? code : 'request.failed',
	...(isRoute(route) ? { route } : {}),
	...(isNumber(status) ? { status } : {}),
	...(isNumber(count) ? { count } : {}),
	...(isNumber(milliseconds) ? { milliseconds: Math.round(milliseconds * 10) / 10 } : {})
});

/** A log on the standard output, or on `destination`. Its times are of whole minutes. */
export function createServerLog(
	level: Config['logLevel'],
	now: () => number,
	destination?: { readonly write: (line: string) => void }
): ServerLog {
	const options: pino.LoggerOptions = {
		level,
		// No process id, no host name.
		base: null,
		timestamp: () => `,"time":"${new Date(Math.floor(now() / minute) * minute).toISOString()}"`
	};
	const logger = destination ? pino(options, destination) : pino(options);
	return (at, entry) => logger[at](lineOf(entry));
}
