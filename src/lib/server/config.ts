/**
 * What the environment says about this server, read once. Called at start; everything else takes the `Config`.
 *
 * What must stay true: a fault is told before the first request, one sentence each, and never with the value of
 * something secret, because such sentences end up in logs (A13). `.env.example` documents every name.
 */
import * as z from 'zod';
import { err, ok, type Result } from '$lib/base/result';

const whole = (from: number, to: number) =>
	z
		.string()
		.regex(/^\d{1,12}$/, `a whole number from ${from} to ${to}`)
		.transform(Number)
		.refine((number) => number >= from && number <= to, `a whole number from ${from} to ${to}`);

const origin = z.string().refine((text) => {
	if (!URL.canParse(text)) return false;
	const url = new URL(text);
	return /^https?:$/.test(url.protocol) && url.origin === text;
}, 'the address people open, without a path, such as https://cercle.example.org');

const databaseUrl = z.string().refine((text) => {
	if (/^postgres(?:ql)?:\/\//.test(text)) return URL.canParse(text);
	// A path, also an absolute one of Windows; another scheme is a mistake better told than taken for a folder.
	return text.trim() !== '' && (!/^\w{2,}:/.test(text) || text.startsWith('sqlite:')) && !text.includes(':memory:');
}, 'a file such as ./data/cercle.db, or postgres://name:password@host:5432/database');

const schema = z.object({
	DATABASE_URL: databaseUrl.default('./data/cercle.db'),
	ORIGIN: origin.default('http://localhost:3000'),
	ORGANISATIONS: z.enum(['open', 'closed'], 'open or closed').default('open'),
	QUOTA_ENVELOPES: whole(1, 1e9).default(200_000),
	QUOTA_BYTES: whole(1, 1e12).default(1_000_000_000),
	RATE_LIMIT: z
		.string()
		.regex(/^(?:off|\d{1,4}(?:\.\d{1,3})?)$/, 'off, or a factor such as 1 or 0.5 or 10')
		.refine((text) => text === 'off' || Number(text) > 0, 'off, or a factor such as 1 or 0.5 or 10')
		.transform((text) => (text === 'off' ? 0 : Number(text)))
		.default(1),
	LETTER_DAYS: whole(1, 3650).default(90),
	METRICS_TOKEN: z
		.string()
		.regex(/^[\x21-\x7e]{16,200}$/, 'at least 16 letters and digits without spaces')
		.optional(),
	LOG_LEVEL: z
		.enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug'], 'one of silent, fatal, error, warn, info and debug')
		.default('info'),
	DATABASE_CONNECTIONS: whole(1, 1000).default(10),
	SHUTDOWN_TIMEOUT: whole(0, 3600).default(30)
});

const secretNames = new Set(['DATABASE_URL', 'METRICS_TOKEN']);

export interface Config {
	/** A file, or an address that begins with `postgres://`. */
	readonly databaseUrl: string;
	/** Where phones reach this server. Its host is the `@authority` that requests are signed for. */
	readonly origin: string;
	/** Whether anybody may create an organisation here. */
	readonly organisations: 'open' | 'closed';
	/** What one organisation may hold. */
	readonly quota: { readonly envelopes: number; readonly bytes: number };
	/** Every rate limit times this; 0 for no limits. */
	readonly rateLimit: number;
	/** Days after which a letter nobody took is deleted. */
	readonly letterDays: number;
	/** Without it there are no metrics. */
	readonly metricsToken: string | undefined;
	readonly logLevel: 'silent' | 'fatal' | 'error' | 'warn' | 'info' | 'debug';
	readonly databaseConnections: number;
	/** Seconds that requests under way get when the server stops. */
	readonly shutdownTimeout: number;
}

export interface ConfigInvalid {
	readonly type: 'ConfigInvalid';
	/** One a fault: the variable, what was found, what is expected. */
	readonly sentences: readonly string[];
}

const sentenceOf = (name: string, found: string | undefined, expected: string): string => {
	if (found === undefined) return `${name} is not set; it must be ${expected}.`;
	const shown = secretNames.has(name) ? 'a value that is not shown here' : JSON.stringify(found.slice(0, 80));
	return `${name} is ${shown}; it must be ${expected}.`;
};

/** Reads the variables in `.env.example`. An empty variable counts as absent. Never throws. */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Result<Config, ConfigInvalid> {
	const given = Object.fromEntries(
		Object.keys(schema.shape)
			.map((name) => [name, environment[name]] as const)
			.filter(([, value]) => value !== undefined && value !== '')
	);
	const parsed = schema.safeParse(given);
	if (!parsed.success) {
		const expectedByName = new Map(parsed.error.issues.map((issue) => [String(issue.path[0]), issue.message]));
		const sentences = [...expectedByName].map(([name, expected]) => sentenceOf(name, given[name], expected));
		return err({ type: 'ConfigInvalid', sentences });
	}
	const read = parsed.data;
	return ok({
		databaseUrl: read.DATABASE_URL,
		origin: read.ORIGIN,
		organisations: read.ORGANISATIONS,
		quota: { envelopes: read.QUOTA_ENVELOPES, bytes: read.QUOTA_BYTES },
		rateLimit: read.RATE_LIMIT,
		letterDays: read.LETTER_DAYS,
		metricsToken: read.METRICS_TOKEN,
		logLevel: read.LOG_LEVEL,
		databaseConnections: read.DATABASE_CONNECTIONS,
		shutdownTimeout: read.SHUTDOWN_TIMEOUT
	});
}
