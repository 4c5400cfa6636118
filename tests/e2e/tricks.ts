/** What a lying server can do, each as a trick for `evil-server.ts`. Numbers are the cases of docs/threat-model.md. */
import { randomBytes, randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { base64ToBytes, bytesToBase64 } from '$lib/base/bytes';
import { readEnvelope, type EnvelopeHeader } from '$lib/protocol/envelope';
import { readFrame } from '$lib/protocol/frame';
import { readEnrolment, writeEnrolment } from '$lib/protocol/invite';
import { readEntry, rootSigner, writeEntry, type LogBody } from '$lib/protocol/log-entry';
import {
	binaryType,
	paths,
	readAppend,
	readChanges,
	readEnvelopes,
	readLetters,
	readLogPage,
	readStreamPage,
	writeChanges,
	writeLogPage,
	writeStreamPage,
	type ChangesPage,
	type InvitesAnswer,
	type LogPage
} from '$lib/protocol/v1';
import { createPair, sha256, signWith } from '../server/client';
import type { Answer, Asked, Exchange, Trick } from './evil-server';

type PathEnd = 'log' | 'envelopes' | 'changes' | 'invites' | 'enrolment' | 'hints' | 'stream';

/** Which part of the API a request is for. */
export const partOf = ({ path }: Asked): PathEnd | '' => {
	const end = /\/(log|envelopes|changes|invites|enrolment|hints)$/.exec(path)?.[1];
	if (end) return end as PathEnd; // the pattern has no others
	return path.includes('/streams/') ? 'stream' : '';
};

const isFor = (asked: Asked, method: 'GET' | 'POST', ...parts: readonly PathEnd[]): boolean =>
	asked.method === method && parts.some((part) => part === partOf(asked));

const whole = <T>(read: { readonly ok: true; readonly value: T } | { readonly ok: false }): T => {
	if (!read.ok) throw new Error('The real server sent what does not read');
	return read.value;
};

const binary = (body: Uint8Array): Answer => ({
	status: 200,
	headers: { 'content-type': binaryType, 'cache-control': 'no-store' },
	body: Buffer.from(body)
});
const json = (status: number, content: unknown): Answer => ({
	status,
	headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
	body: Buffer.from(JSON.stringify(content))
});

/** Rewrites every page of the log: alone, or as part of what is new. */
export const changeLog =
	(change: (page: LogPage, after: number, device: string) => LogPage): Trick =>
	async (asked, forward) => {
		const answer = await forward();
		if (!answer.stream && answer.status === 200 && isFor(asked, 'GET', 'log'))
			return binary(
				writeLogPage(change(whole(readLogPage(answer.body)), Number(asked.query.get('after')), asked.device))
			);
		if (answer.status === 200 && isFor(asked, 'GET', 'changes')) {
			const page = whole(readChanges(answer.body));
			return binary(writeChanges({ ...page, log: change(page.log, Number(asked.query.get('log')), asked.device) }));
		}
		return answer;
	};

/** Rewrites the envelopes that a device is given, also those of a stream's past. */
export const changeEnvelopes =
	(change: (envelopes: readonly Uint8Array[], device: string) => readonly Uint8Array[]): Trick =>
	async (asked, forward) => {
		const answer = await forward();
		if (answer.status === 200 && isFor(asked, 'GET', 'changes')) {
			const page: ChangesPage = whole(readChanges(answer.body));
			return binary(writeChanges({ ...page, envelopes: change(page.envelopes, asked.device) }));
		}
		if (answer.status === 200 && isFor(asked, 'GET', 'stream')) {
			const page = whole(readStreamPage(answer.body));
			return binary(writeStreamPage({ ...page, envelopes: change(page.envelopes, asked.device) }));
		}
		return answer;
	};

/** Case 17, 18: never gives out the envelopes that are chosen. */
export const dropEnvelopes = (isDropped: (header: EnvelopeHeader) => boolean): Trick =>
	changeEnvelopes((envelopes) =>
		envelopes.filter((bytes) => {
			const read = readEnvelope(bytes);
			return !read.ok || !isDropped(read.value.header);
		})
	);

/** Case 20: gives everything out many times and backwards. */
export const repeatBackwards = (times: number): Trick =>
	changeEnvelopes((envelopes) => Array.from({ length: times }, () => [...envelopes].reverse()).flat());

/** Case 15: shows a log that ends at an entry, whatever came after it. */
export const rollBackLog = (to: number): Trick =>
	changeLog((page) => ({
		headSeq: Math.min(page.headSeq, to),
		entries: page.entries.filter((bytes) => whole(readEntry(bytes)).entry.seq <= to)
	}));

/**
 * Case 11: appends to what everybody is shown a certificate that a foreign root signed, as a server does that wants to
 * read. `exchanges` is where the true log has passed.
 */
export function ghostCertificate(exchanges: readonly Exchange[]): { readonly trick: Trick; readonly device: string } {
	const device = randomUUID();
	const day = Math.floor(Date.now() / 86_400_000);
	const certificate = {
		...{ device, verifyKey: createPair().verifyKey, kemKey: new Uint8Array(randomBytes(32)), invite: randomUUID() },
		...{ roles: new Set(['admin', 'facilitator'] as const), notAfter: day + 300 }
	};
	const pair = createPair();
	const trick = changeLog((page) => {
		const log = logOf(exchanges);
		const last = log.get(page.headSeq);
		if (!last) return page;
		const { org } = whole(readEntry(last)).entry;
		const entry = { org, seq: page.headSeq + 1, prev: sha256(last), day, signer: rootSigner } as const;
		const forged = writeEntry({ ...entry, body: { kind: 'certificate', certificate } }, (message) =>
			signWith(pair, message)
		);
		return { headSeq: entry.seq, entries: [...page.entries, forged] };
	});
	return { device, trick };
}

/**
 * Case 16: two logs. What one device appends is confirmed and kept from the others; from then on it is shown its own
 * entries and none of theirs.
 */
export function forkLog(device: string): Trick {
	const kept: Uint8Array[] = [];
	let from = -1;
	const show = changeLog((page, after, asking) => {
		if (asking !== device || from < 0) return page;
		const shared = page.entries.filter((bytes) => whole(readEntry(bytes)).entry.seq <= from);
		const own = kept.filter((_, at) => from + 1 + at > after);
		return { headSeq: from + kept.length, entries: [...shared, ...own] };
	});
	return async (asked, forward) => {
		if (asked.device !== device || !isFor(asked, 'POST', 'log')) return show(asked, forward);
		const append = whole(readAppend(asked.body));
		if (from < 0) from = append.after;
		if (append.after !== from + kept.length) return json(409, { code: 'LogMoved' });
		kept.push(...append.entries);
		return json(200, { seq: from + kept.length });
	};
}

/** Case 24: says that everything is stored and stores nothing. */
export const confirmAndForget: Trick = async (asked, forward) => {
	if (!isFor(asked, 'POST', 'envelopes')) return forward();
	const outcomes = whole(readEnvelopes(asked.body)).map(() => 'stored');
	return json(200, { outcomes });
};

/** Case 23: a page in place of what is new, as the sign-in page of a hotel does. */
export const answerPages: Trick = async (asked, forward) =>
	isFor(asked, 'GET', 'changes')
		? { status: 200, headers: { 'content-type': 'text/html' }, body: Buffer.from('<h1>Wi-Fi</h1>') }
		: forward();

/** Case 23: sends phones to another host. */
export const redirectTo =
	(address: string): Trick =>
	async (asked, forward) =>
		isFor(asked, 'GET', 'changes', 'log')
			? { status: 302, headers: { location: `${address}${asked.path}` }, body: Buffer.alloc(0) }
			: forward();

/** Case 23: one megabyte that unpacks to a thousand. */
export function answerBombs(): Trick {
	const body = gzipSync(Buffer.alloc(1_000_000_000), { level: 9 });
	return async (asked, forward) =>
		isFor(asked, 'GET', 'changes')
			? { status: 200, headers: { 'content-type': binaryType, 'content-encoding': 'gzip' }, body }
			: forward();
}

/** Case 25: claims that it is another time, and that the phone's clock is wrong. */
export const lieAboutTime =
	(years: number): Trick =>
	async (asked, forward) =>
		asked.device === ''
			? forward()
			: json(401, { code: 'ClockSkewed', now: Math.floor(Date.now() / 1000 + years * 365.25 * 86_400) });

/** No network, for everybody. */
export const breakOff: Trick = () => Promise.resolve('silence');

/** Case 57: loses this share of requests, before they come or on their way back. */
export function loseSome(share: number, seed = 7): Trick {
	let state = seed;
	// A plain generator (Lehmer), so that a run that fails can be run again.
	const next = () => (state = (state * 48271) % 0x7fffffff) / 0x7fffffff;
	return async (_, forward) => {
		const [isLostBefore, isLostAfter] = [next() < share / 2, next() < share / 2];
		if (isLostBefore) return 'silence';
		const answer = await forward();
		return isLostAfter && !answer.stream ? 'silence' : answer;
	};
}

/** Case 14: puts keys of its own in place of those of the phone that joins, with the MAC it cannot make anew. */
export function exchangeEnrolment(): Trick {
	const pair = createPair();
	const exchange = (bytes: Uint8Array): Uint8Array =>
		writeEnrolment({
			...whole(readEnrolment(bytes)),
			verifyKey: pair.verifyKey,
			kemKey: new Uint8Array(randomBytes(32))
		});
	return async (asked, forward) => {
		const answer = await forward();
		if (!isFor(asked, 'GET', 'invites') || answer.status !== 200) return answer;
		const { invites } = JSON.parse(answer.body.toString()) as InvitesAnswer; // the real server's own answer
		return json(200, {
			invites: invites.map((invite) => ({
				...invite,
				enrolments: invite.enrolments.map((text) => bytesToBase64(exchange(base64ToBytes(text)!)))
			}))
		});
	};
}

/** Headers of every envelope that was pushed, in order, each once. */
export function pushedHeaders(exchanges: readonly Exchange[]): readonly EnvelopeHeader[] {
	const seen = new Set<string>();
	return exchanges
		.filter(({ asked }) => isFor(asked, 'POST', 'envelopes'))
		.flatMap(({ asked }) => whole(readEnvelopes(asked.body)))
		.flatMap((bytes) => {
			const id = Buffer.from(sha256(bytes)).toString('hex');
			const read = readEnvelope(bytes);
			if (!read.ok || seen.has(id)) return [];
			seen.add(id);
			return [read.value.header];
		});
}

/** Headers of every envelope that a device was given. */
export function givenTo(exchanges: readonly Exchange[], device: string): readonly EnvelopeHeader[] {
	const answers = exchanges.flatMap(({ asked, answer }) =>
		asked.device === device && answer !== 'silence' && !answer.stream && answer.status === 200
			? [{ asked, body: answer.body }]
			: []
	);
	return answers
		.flatMap(({ asked, body }) => {
			if (isFor(asked, 'GET', 'changes')) return whole(readChanges(body)).envelopes;
			return isFor(asked, 'GET', 'stream') ? whole(readStreamPage(body)).envelopes : [];
		})
		.map((bytes) => whole(readEnvelope(bytes)).header);
}

/** To whom a device sent letters, each device once. */
export const writtenTo = (exchanges: readonly Exchange[], device: string): readonly string[] => [
	...new Set(
		exchanges
			.filter(({ asked }) => asked.device === device && asked.method === 'POST' && asked.path.endsWith('/letters'))
			.flatMap(({ asked }) => whole(readLetters(asked.body)))
			.map(({ recipient }) => recipient)
	)
];

/** The true log by place: everything that phones appended and the real server took. */
export function logOf(exchanges: readonly Exchange[]): ReadonlyMap<number, Uint8Array> {
	const entries = exchanges
		.filter(({ answer }) => answer !== 'silence' && answer.status < 300)
		.flatMap(({ asked }) => {
			if (asked.method === 'POST' && asked.path === paths.organisations) return whole(readFrame(asked.body));
			return isFor(asked, 'POST', 'log') ? whole(readAppend(asked.body)).entries : [];
		});
	return new Map(entries.map((bytes) => [whole(readEntry(bytes)).entry.seq, bytes]));
}

/** What the entries of the true log say, in order. */
export const bodiesOf = (exchanges: readonly Exchange[]): readonly LogBody[] =>
	[...logOf(exchanges)].sort(([a], [b]) => a - b).map(([, bytes]) => whole(readEntry(bytes)).entry.body);

/** What a device asked to have appended to the log. */
export const appendsOf = (exchanges: readonly Exchange[], device: string | undefined): readonly Exchange[] =>
	exchanges.filter(({ asked }) => asked.device === device && isFor(asked, 'POST', 'log'));

/** Devices in the order in which they first signed a request. */
export const devicesIn = (exchanges: readonly Exchange[]): readonly string[] => [
	...new Set(exchanges.map(({ asked }) => asked.device).filter((device) => device !== ''))
];
