/**
 * A phone as the server sees one: signs requests, log entries and envelopes whose boxes are random bytes. Made with
 * Node's own cryptography, so that the server is tested against something other than the app.
 */
import { createHash, generateKeyPairSync, randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import { extendDirectory, organisationGroup, startDirectory, type Directory } from '$lib/protocol/directory';
import { envelopeSigned, writeEnvelope, writeHeader, type EnvelopeHeader } from '$lib/protocol/envelope';
import { writeFrame } from '$lib/protocol/frame';
import {
	olderLength,
	rootSigner,
	wrapLength,
	writeEntry,
	type Certificate,
	type LogBody
} from '$lib/protocol/log-entry';
import { requestHeaders, requestSigned, stampRequest, type RequestStamp } from '$lib/protocol/request';
import type { Role } from '$lib/protocol/roles';
import { organisationStreams, streamName, type StreamKind, type StreamRef } from '$lib/protocol/stream';
import {
	binaryType,
	paths,
	readChanges,
	readLogPage,
	writeAppend,
	writeEnvelopes,
	type ChangesPage,
	type PushOutcome
} from '$lib/protocol/v1';
import { apiOf } from '$lib/server/api';
import { parseConfig, type Config } from '$lib/server/config';
import type { Server } from '$lib/server/context';
import { operations, type OperationName } from '$lib/server/operations';
import { createVerifier } from '$lib/server/verifier';

export const origin = 'http://localhost:3000';
export const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha256').update(bytes).digest());
const verifier = createVerifier();

/** What answers requests: a server in this process, or one behind an address. */
export type Send = (request: Request) => Promise<Response>;

/** Settings for a server under test: no limits, no log, nothing but what is given. */
export function configOf(databaseUrl: string, changes: Partial<Config> = {}): Config {
	const parsed = parseConfig({ DATABASE_URL: databaseUrl, LOG_LEVEL: 'silent', RATE_LIMIT: 'off', ORIGIN: origin });
	if (!parsed.ok) throw new Error(parsed.error.sentences.join(' '));
	return { ...parsed.value, ...changes };
}

const patternOf = (path: string) =>
	new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);

const routes = (Object.keys(operations) as OperationName[]).map((name) => {
	const { method, path } = operations[name];
	return { name, method, pattern: patternOf(path) };
});

/** Hands requests to a server in this process, as its routes would. */
export const sendTo =
	(server: Server): Send =>
	(request) => {
		const { pathname } = new URL(request.url);
		for (const { name, method, pattern } of routes) {
			const found = method === request.method && pattern.exec(pathname);
			if (found)
				return apiOf(server)[name]({ request, params: found.groups ?? {}, getClientAddress: () => '192.0.2.1' });
		}
		return Promise.resolve(new Response(null, { status: 404 }));
	};

/** Hands requests to a server at another address than the one they are signed for, as a proxy would. */
export const sendOver =
	(address: string): Send =>
	async (request) => {
		const body = request.method === 'GET' ? null : await request.arrayBuffer();
		const { pathname, search } = new URL(request.url);
		return fetch(`${address}${pathname}${search}`, { method: request.method, headers: request.headers, body });
	};

export interface SigningPair {
	readonly secret: KeyObject;
	readonly verifyKey: Uint8Array;
}

export function createPair(): SigningPair {
	const { privateKey, publicKey } = generateKeyPairSync('ed25519');
	return {
		secret: privateKey,
		verifyKey: new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }).subarray(12))
	};
}

export const signWith = ({ secret }: SigningPair, message: Uint8Array): Uint8Array =>
	new Uint8Array(sign(null, message, secret));

/** What a request may be made to differ in, for the tests that attack. */
export interface RequestChanges {
	readonly stamp?: Partial<RequestStamp>;
	readonly headers?: Readonly<Record<string, string>>;
	readonly signedPath?: string;
	readonly signedAuthority?: string;
	readonly signedMethod?: string;
	readonly sentBody?: Uint8Array;
}

export interface Phone {
	readonly device: string;
	readonly pair: SigningPair;
	readonly kemKey: Uint8Array;
	send: Send;
	/** Seconds since 1970. */
	now: () => number;
	/** The organisation it belongs to, as it knows it. */
	directory: Directory;
	position: number;
	/** Ends of its own chains, by stream name. */
	readonly chains: Map<string, { seq: number; id: Uint8Array }>;
}

export const createPhone = (send: Send, now = () => Math.floor(Date.now() / 1000)): Phone => ({
	device: randomUUID(),
	pair: createPair(),
	kemKey: randomBytes(32),
	send,
	now,
	directory: startDirectory(new Uint8Array(32)),
	position: 0,
	chains: new Map()
});

/** A signed request. */
export function requestOf(
	{ device, pair, now }: Phone,
	method: 'GET' | 'POST',
	address: string,
	body: Uint8Array = new Uint8Array(0),
	changes: RequestChanges = {}
): Request {
	const url = new URL(address, origin);
	const signed = {
		method: changes.signedMethod ?? method,
		authority: changes.signedAuthority ?? url.host,
		path: changes.signedPath ?? url.pathname,
		query: url.search || '?',
		bodyHash: sha256(body)
	};
	const stamp = { ...stampRequest(device, randomBytes(16), now()), ...changes.stamp };
	const headers = requestHeaders(signed, stamp, signWith(pair, requestSigned(signed, stamp)));
	return new Request(url, {
		method,
		headers: { ...headers, ...(method === 'POST' ? { 'content-type': binaryType } : {}), ...changes.headers },
		// A frame stands in memory of its own, which is all the narrower type is about.
		...(method === 'POST' ? { body: (changes.sentBody ?? body) as Uint8Array<ArrayBuffer> } : {})
	});
}

export const get = (phone: Phone, address: string) => phone.send(requestOf(phone, 'GET', address));
export const post = (phone: Phone, address: string, body: Uint8Array) =>
	phone.send(requestOf(phone, 'POST', address, body));

/** The code of a refusal, or the status of anything else. */
export async function codeOf(response: Response): Promise<string> {
	if (response.ok) return String(response.status);
	return ((await response.json()) as { code: string }).code;
}

export const bytesOf = async (response: Response): Promise<Uint8Array> => new Uint8Array(await response.arrayBuffer());

const today = ({ now }: Phone) => Math.floor(now() / 86_400);

export const certificateOf = (
	phone: Phone,
	roles: readonly Role[],
	changes: Partial<Certificate> = {}
): Certificate => ({
	device: phone.device,
	verifyKey: phone.pair.verifyKey,
	kemKey: phone.kemKey,
	roles: new Set(roles),
	notAfter: today(phone) + 365,
	invite: randomUUID(),
	...changes
});

/** Entries by one signer that follow a directory, each after the one before. */
export function entriesOf(
	directory: Directory,
	signer: string,
	pair: SigningPair,
	day: number,
	bodies: readonly LogBody[]
): readonly Uint8Array[] {
	let { seq, hash } = directory.head;
	return bodies.map((body) => {
		const bytes = writeEntry({ org: directory.org, seq: seq + 1, prev: hash, day, signer, body }, (message) =>
			signWith(pair, message)
		);
		[seq, hash] = [seq + 1, sha256(bytes)];
		return bytes;
	});
}

/** Takes entries into what a phone knows; throws when they break a rule. */
export function take(phone: Phone, entries: readonly Uint8Array[]): void {
	for (const bytes of entries) {
		const taken = extendDirectory(phone.directory, bytes, verifier);
		if (!taken.ok) throw new Error(`Refused: ${JSON.stringify(taken.error)}`);
	}
}

/** Makes an organisation whose first administrator the phone becomes. */
export async function makeOrganisation(
	phone: Phone,
	roles: readonly Role[] = ['admin', 'facilitator']
): Promise<SigningPair> {
	const root = createPair();
	phone.directory = startDirectory(sha256(root.verifyKey));
	const certificate = certificateOf(phone, roles, { invite: rootSigner });
	const body: LogBody = { kind: 'root', rootKey: root.verifyKey, certificate };
	const entries = entriesOf(phone.directory, rootSigner, root, today(phone), [body]);
	const response = await post(phone, paths.organisations, writeFrame(...entries));
	if (response.status !== 201) throw new Error(`Not made: ${await codeOf(response)}`);
	take(phone, entries);
	return root;
}

/** Appends entries that the phone signs. Returns the answer; what was taken is in its directory. */
export async function append(phone: Phone, ...bodies: readonly LogBody[]): Promise<Response> {
	const entries = entriesOf(phone.directory, phone.device, phone.pair, today(phone), bodies);
	const after = phone.directory.head.seq;
	const response = await post(phone, paths.log(phone.directory.org), writeAppend({ after, entries }));
	if (response.ok) take(phone, entries);
	return response;
}

/** The next epoch of a stream, with these readers. */
export function epochOf(phone: Phone, { group, stream }: StreamRef, members: readonly Phone[]): LogBody {
	const last = phone.directory.streams.get(streamName({ group, stream }))?.epochs.at(-1);
	return {
		kind: 'epoch',
		group,
		stream,
		epoch: (last?.epoch ?? 0) + 1,
		members: members.map(({ device }) => device).sort(),
		commitment: randomBytes(32),
		older: randomBytes(last ? olderLength : 0),
		before: last?.hash ?? new Uint8Array(32),
		wraps: members.map(() => randomBytes(wrapLength))
	};
}

/** Where a new stream of this kind would be. */
export const placeOf = ({ directory }: Phone, stream: StreamKind): StreamRef => ({
	group: organisationStreams.has(stream) ? organisationGroup(directory.org) : randomUUID(),
	stream
});

/** Makes a stream that these phones read. */
export async function makeStream(
	phone: Phone,
	members: readonly Phone[],
	stream: StreamKind = 'work'
): Promise<StreamRef> {
	const ref = placeOf(phone, stream);
	const response = await append(phone, epochOf(phone, ref, members));
	if (!response.ok) throw new Error(`No stream: ${await codeOf(response)}`);
	return ref;
}

/** Admits a new phone, which then knows what the one that admits it knows. */
export async function admit(phone: Phone, roles: readonly Role[], changes: Partial<Certificate> = {}): Promise<Phone> {
	const added = createPhone(phone.send, phone.now);
	const response = await append(phone, { kind: 'certificate', certificate: certificateOf(added, roles, changes) });
	if (!response.ok) throw new Error(`Not admitted: ${await codeOf(response)}`);
	added.directory = startDirectory(phone.directory.org);
	await readWholeLog(added);
	return added;
}

/** Reads what is missing of the log. */
export async function readWholeLog(phone: Phone): Promise<void> {
	for (;;) {
		const address = `${paths.log(phone.directory.org)}?after=${phone.directory.head.seq}`;
		const page = readLogPage(await bytesOf(await get(phone, address)));
		if (!page.ok) throw new Error('Not a page of the log');
		take(phone, page.value.entries);
		if (phone.directory.head.seq >= page.value.headSeq) return;
	}
}

/** The next envelope of a phone in a stream; `changes` make it a wrong one. */
export function envelopeOf(
	phone: Phone,
	ref: StreamRef,
	changes: Partial<EnvelopeHeader> & { readonly size?: number } = {}
): { readonly bytes: Uint8Array; readonly id: Uint8Array } {
	const { size = 552, ...headerChanges } = changes;
	const chain = phone.chains.get(streamName(ref)) ?? { seq: 0, id: new Uint8Array(32) };
	const { directory } = phone;
	const headerBytes = writeHeader({
		...ref,
		org: directory.org,
		epoch: directory.streams.get(streamName(ref))?.epochs.length ?? 1,
		device: phone.device,
		seq: chain.seq + 1,
		prev: chain.id,
		logSeq: directory.head.seq,
		logHead: directory.head.hash,
		...headerChanges
	});
	const box = new Uint8Array(randomBytes(size));
	const bytes = writeEnvelope(headerBytes, box, signWith(phone.pair, envelopeSigned(sha256, headerBytes, box)));
	return { bytes, id: sha256(bytes) };
}

/** The next `count` envelopes of a phone in a stream; its chain goes on after them. */
export function nextEnvelopes(phone: Phone, ref: StreamRef, count: number, size?: number): readonly Uint8Array[] {
	return Array.from({ length: count }, () => {
		const { bytes, id } = envelopeOf(phone, ref, size === undefined ? {} : { size });
		phone.chains.set(streamName(ref), { seq: (phone.chains.get(streamName(ref))?.seq ?? 0) + 1, id });
		return bytes;
	});
}

export const pushRequest = (phone: Phone, envelopes: readonly Uint8Array[]) =>
	post(phone, paths.envelopes(phone.directory.org), writeEnvelopes(envelopes));

/** What became of each envelope; a refusal of the whole is its code, alone. */
export async function push(
	phone: Phone,
	...envelopes: readonly Uint8Array[]
): Promise<readonly (PushOutcome | string)[]> {
	const response = await pushRequest(phone, envelopes);
	if (!response.ok) return [await codeOf(response)];
	return ((await response.json()) as { outcomes: PushOutcome[] }).outcomes;
}

/** One page of what is new. Takes the log; goes on from there the next time. */
export async function pull(phone: Phone): Promise<ChangesPage> {
	const { org, head } = phone.directory;
	const response = await get(phone, `${paths.changes(org)}?log=${head.seq}&after=${phone.position}`);
	if (!response.ok) throw new Error(await codeOf(response));
	const page = readChanges(await bytesOf(response));
	if (!page.ok) throw new Error('Not a page of changes');
	take(phone, page.value.log.entries);
	phone.position = page.value.position;
	return page.value;
}

/** All that is new, in order. */
export async function pullAll(phone: Phone): Promise<readonly Uint8Array[]> {
	const envelopes: Uint8Array[] = [];
	for (;;) {
		const page = await pull(phone);
		envelopes.push(...page.envelopes);
		if (!page.more) return envelopes;
	}
}
