/**
 * Answers every request of the API: who asks, what it carries, what is done, what is answered.
 *
 * Who may call it: the routes under `routes/api/v1`, which only pass on what came; tests, without a network.
 *
 * What must stay true:
 * - Nothing is answered as done before its transaction is committed (threat: a phone forgets what it was told is safe).
 * - A refusal is a code. Whatever goes wrong inside becomes a code too, and never an answer with a message.
 */
import { bytesToHex, hexToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { largestCast, readBatch, readCast, writeBallots, writeBatches } from '$lib/protocol/ballot';
import { startDirectory, type Device, type Directory } from '$lib/protocol/directory';
import { readFrame } from '$lib/protocol/frame';
import { largestBatch, largestBody, largestEntry, largestQuestions, letterSize } from '$lib/protocol/limits';
import { byteToStream, streamBytes, type StreamKind } from '$lib/protocol/stream';
import {
	readAppend,
	readEnvelopes,
	readIds,
	readLetters,
	writeChanges,
	writeHeads,
	writeLetters,
	writeLogPage,
	writeStreamPage
} from '$lib/protocol/v1';
import {
	authenticate,
	authenticateOrRoot,
	isClaimSigned,
	readClaim,
	readSignedBody,
	type Authenticated,
	type AuthenticateDeps
} from './authenticate';
import {
	closeBatch,
	deleteBallots,
	mayKeep,
	readBallotsOf,
	readBatchesOf,
	readQuestionsOf,
	storeBallots,
	storeBatch,
	storeQuestions
} from './ballots';
import type { Server } from './context';
import { databaseProblemOf } from './db/database-problem';
import type { WriteTransaction } from './db/open-database';
import {
	createDirectories,
	createLookUp,
	isRecovery,
	readFounding,
	readLog,
	storeAppend,
	storeOrganisation,
	tryAppend,
	type OrganisationState
} from './directory-log';
import { createHints } from './hints';
import { readInvitesOf, readReveal, storeEnrolment, storeInvite, storeReveal } from './invites';
import { countLetters, readLettersOf, storeLetters, takeLetters } from './letters';
import { inspectEnvelopes, openStreams, readEnvelopesOf, readHeadsOf, storeEnvelopes, visibleHeads } from './mailbox';
import { claimNonce, createNonces, nonceName } from './nonces';
import { openapiDocument } from './openapi';
import type { OperationName } from './operations';
import { createRateLimits } from './rate-limits';
import { readBody } from './read-body';
import { bytesToResponse, hintsToResponse, jsonToResponse, refusalToResponse, type Refusal } from './respond';
import { createVerifier } from './verifier';

/** What a route hands on. */
export interface ApiEvent {
	readonly request: Request;
	/** What stands in the brackets of the route. */
	readonly params: { readonly [name: string]: string | undefined };
	readonly getClientAddress: () => string;
}

/** Answers; never rejects. */
export type Api = { readonly [name in OperationName]: (event: ApiEvent) => Promise<Response> };

type Handler = (event: ApiEvent) => Promise<Result<Response, Refusal>>;

/** Bytes of the bodies that are not a full push. */
const largestInvite = 1024;
const largestFounding = 4 * largestEntry;
const largestIds = 64 * 1024;
/** Milliseconds. */
const historyAfter = 5000;
const largestLetters = 200 * (letterSize + 64);

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const unreadable = err({ type: 'BodyUnreadable' } as const);
const done = () => ok(jsonToResponse({ done: true }));

/** Whether a device is in the organisation and was not removed. */
const isHere = (directory: Directory | null, device: string): boolean =>
	directory?.devices.get(device)?.revoked === null;

/** A whole number in an address, from `least` on; null for anything else. */
const numberIn = (url: URL, name: string, least = 0): number | null => {
	const text = url.searchParams.get(name) ?? '';
	return /^-?\d{1,15}$/.test(text) && Number(text) >= least ? Number(text) : null;
};

/** The organisation an address names, or nothing. */
const orgIn = ({ org = '' }: ApiEvent['params']): string => (/^[0-9a-f]{64}$/.test(org) ? org : '');

const apisByServer = new WeakMap<Server, Api>();

/** The API of a server; the same one each time. */
export function apiOf(server: Server): Api {
	const api = apisByServer.get(server) ?? createApi(server);
	apisByServer.set(server, api);
	return api;
}

function createApi(server: Server): Api {
	const { config, database, writeQueue, clock, log, metrics } = server;
	const verifier = createVerifier();
	const random = createRandom();
	const directories = createDirectories(verifier);
	const takeTurn = createRateLimits(config.rateLimit);
	const takeNonce = createNonces(clock);
	const hints = createHints({
		database,
		stopping: server.stopping,
		onCount: metrics.hintStreams,
		isMember: (tx, org) => directories.latest(tx, org).then((directory) => (device) => isHere(directory, device))
	});
	const deps: AuthenticateDeps = {
		...{ verifier, clock, takeNonce, takeTurn },
		lookUp: createLookUp(database, directories),
		origin: config.origin
	};

	/** Who asks, for one organisation's paths. An address that names none is one that is not here. */
	const signed = ({ request, params }: ApiEvent, { largest = 0 }: { readonly largest?: number } = {}) =>
		authenticate(request, orgIn(params), deps, { largest });

	/** Runs work that writes for a device or the root key, once, and only if it may still do so in the moment of writing. */
	const write = <T>(
		{ org, nonce, now, device }: Authenticated<Device | null>,
		work: (tx: WriteTransaction, state: OrganisationState) => Promise<Result<T, Refusal>>
	): Promise<Result<T, Refusal>> =>
		writeQueue.write(org, async (tx) => {
			if (!(await claimNonce(tx, org, nonce, now))) return err({ type: 'SignatureRefused' });
			const state = await directories.state(tx, org);
			if (state && !device) return work(tx, state);
			const current = device && state?.directory.devices.get(device.device);
			if (!state || !current) return err({ type: 'SignatureRefused' });
			return current.revoked ? err({ type: 'DeviceRevoked' }) : work(tx, state);
		});

	/**
	 * What came before a rewriting of ballots must not stay readable beside it: on SQLite from the moment it is answered, on
	 * PostgreSQL some seconds later, where it costs more and is done for all that came meanwhile.
	 */
	let isHistoryDue = false;
	const dropHistory = async (): Promise<void> => {
		if (database.engine === 'sqlite' && (await database.dropHistory().catch(() => false))) return;
		if (isHistoryDue || server.stopping.aborted) return;
		isHistoryDue = true;
		setTimeout(() => {
			isHistoryDue = false;
			void database
				.dropHistory()
				.catch(() => false)
				.then((isDone) => (isDone ? undefined : dropHistory()));
		}, historyAfter).unref();
	};

	/** A batch in an address, asked for by somebody who reads check-ins. */
	const asReader = async (event: ApiEvent) => {
		const asking = await signed(event);
		if (!asking.ok) return asking;
		const { batch = '' } = event.params;
		if (!asking.value.device.roles.has('reader')) return err({ type: 'NotAllowed' } as const);
		return uuidPattern.test(batch) ? ok({ ...asking.value, batch }) : err({ type: 'NotFound' } as const);
	};

	const handlers: { readonly [name in OperationName]: Handler } = {
		createOrganisation: async ({ request, getClientAddress }) => {
			if (config.organisations === 'closed') return err({ type: 'OrganisationsClosed' });
			const claim = readClaim(request, deps);
			if (!claim.ok) return claim;
			const turn = await takeTurn('organisation', getClientAddress());
			if (!turn.ok) return turn;
			const body = await readSignedBody(request, claim.value, largestFounding, verifier);
			if (!body.ok) return body;
			const entries = readFrame(body.value, 16);
			const founding = entries.ok ? readFounding(entries.value) : null;
			if (!entries.ok || !founding) return unreadable;
			const { stamp, now } = claim.value;
			const isHers = founding.certificate.device === stamp.device;
			const isSigned = isClaimSigned(claim.value, founding.certificate.verifyKey, verifier);
			if (!isHers || !isSigned) return err({ type: 'SignatureRefused' });
			const start = startDirectory(Uint8Array.from(founding.org));
			const tried = tryAppend(start, { after: -1, entries: entries.value }, verifier);
			if (!tried.ok) return tried;
			const org = bytesToHex(start.org);
			const stored = await writeQueue.write(org, async (tx) => {
				if (!(await claimNonce(tx, org, nonceName(stamp), now))) return err({ type: 'SignatureRefused' } as const);
				return storeOrganisation(tx, org, tried.value, clock.today());
			});
			return stored.ok ? ok(jsonToResponse({ seq: stored.value }, 201)) : stored;
		},

		readLog: async (event) => {
			const { request, params } = event;
			const asking = await authenticateOrRoot(request, orgIn(params), deps, { largest: 0, mayRevoked: true });
			if (!asking.ok) return asking;
			const after = numberIn(new URL(event.request.url), 'after', -1);
			if (after === null) return unreadable;
			const { org, directory } = asking.value;
			const page = await database.read((tx) => readLog(tx, org, directory.head.seq, after));
			return ok(bytesToResponse(writeLogPage(page)));
		},

		appendLog: async ({ request, params }) => {
			const asking = await authenticateOrRoot(request, orgIn(params), deps, { largest: largestBody });
			if (!asking.ok) return asking;
			const append = readAppend(asking.value.body);
			if (!append.ok) return unreadable;
			if (!asking.value.device && !isRecovery(append.value)) return err({ type: 'NotAllowed' });
			const tried = tryAppend(asking.value.directory, append.value, verifier);
			if (!tried.ok) return tried;
			const { org, device } = asking.value;
			const stored = await write(asking.value, (tx) => storeAppend(tx, org, tried.value, config.quota.bytes));
			if (!stored.ok) return stored;
			directories.keep(tried.value.directory);
			hints.tell(org, device?.device, { headSeq: [append.value.after, stored.value] });
			return ok(jsonToResponse({ seq: stored.value }));
		},

		pushEnvelopes: async (event) => {
			const asking = await signed(event, { largest: largestBody });
			if (!asking.ok) return asking;
			const envelopes = readEnvelopes(asking.value.body);
			if (!envelopes.ok) return unreadable;
			const { org, device, directory } = asking.value;
			const inspected = inspectEnvelopes(envelopes.value, directory.org, device.device, verifier);
			const stored = await write(asking.value, (tx, state) =>
				storeEnvelopes(tx, org, device.device, inspected, state, config.quota, clock.today())
			);
			if (!stored.ok) return stored;
			const { outcomes, envelopes: count, bytes, position } = stored.value;
			if (count > 0) {
				metrics.stored(count, bytes);
				hints.tell(org, device.device, { position });
			}
			return ok(jsonToResponse({ outcomes }));
		},

		readChanges: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const url = new URL(event.request.url);
			const after = numberIn(url, 'after');
			const logAfter = numberIn(url, 'log', -1);
			if (after === null || logAfter === null) return unreadable;
			const { org, directory, device } = asking.value;
			const page = await database.read(async (tx) => {
				const logPage = await readLog(tx, org, directory.head.seq, logAfter);
				const logEnds = logAfter + logPage.entries.length >= directory.head.seq;
				// Envelopes wait until the log that explains them has been read.
				const streams = logEnds ? openStreams(directory, device.device) : null;
				const found = streams
					? await readEnvelopesOf(tx, org, device.device, streams, { after })
					: { position: after, more: true, envelopes: [] };
				const heads = await readHeadsOf(tx, org, device.device);
				return { ...found, log: logPage, heads, letters: await countLetters(tx, org, device.device) };
			});
			return ok(bytesToResponse(writeChanges(page)));
		},

		readStream: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const url = new URL(event.request.url);
			const after = numberIn(url, 'after');
			const until = url.searchParams.has('until') ? numberIn(url, 'until') : Number.MAX_SAFE_INTEGER;
			if (after === null || until === null) return unreadable;
			const { org, directory, device } = asking.value;
			const { group, stream } = event.params;
			// The text is one of the kinds, or it has no byte and so no stream.
			const kind = byteToStream(streamBytes[stream as StreamKind] ?? 0);
			const ref = openStreams(directory, device.device).find((open) => open.group === group && open.stream === kind);
			if (!ref) return err({ type: 'NotAllowed' });
			const page = await database.read((tx) => readEnvelopesOf(tx, org, device.device, [ref], { after, until }));
			return ok(bytesToResponse(writeStreamPage(page)));
		},

		readHeads: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const about = new URL(event.request.url).searchParams.get('device') ?? '';
			const { org, directory, device } = asking.value;
			if (!directory.devices.has(about)) return err({ type: 'NotFound' });
			const heads = await database.read((tx) => readHeadsOf(tx, org, about));
			return ok(bytesToResponse(writeHeads(visibleHeads(directory, device.device, heads))));
		},

		createInvite: async (event) => {
			const asking = await signed(event, { largest: largestInvite });
			if (!asking.ok) return asking;
			const { org, device, body, now } = asking.value;
			const stored = await write(asking.value, (tx) => storeInvite(tx, org, device.device, body, now, clock.today()));
			return stored.ok ? done() : stored;
		},

		readInvites: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const { org, device } = asking.value;
			const invites = await database.read((tx) => readInvitesOf(tx, org, device.device));
			return ok(jsonToResponse({ invites }));
		},

		enrol: async ({ request, params: { org = '', invite = '' }, getClientAddress }) => {
			if (!hexToBytes(org) || !uuidPattern.test(invite)) return err({ type: 'InviteUnknown' });
			const turnOfAll = await takeTurn('enrolments', getClientAddress());
			if (!turnOfAll.ok) return turnOfAll;
			const turn = await takeTurn('enrolment', `${org}.${invite}`);
			if (!turn.ok) return turn;
			const body = await readBody(request, largestInvite);
			if (!body.ok) return body;
			const now = clock.now();
			const stored = await writeQueue.write(org, async (tx) => {
				const directory = await directories.latest(tx, org);
				const isInviterHere = (device: string) => isHere(directory, device);
				return storeEnrolment(tx, org, invite, body.value, isInviterHere, verifier, now, clock.today());
			});
			hints.tell(org);
			return stored.ok ? done() : stored;
		},

		reveal: async (event) => {
			const asking = await signed(event, { largest: largestInvite });
			if (!asking.ok) return asking;
			const { invite = '' } = event.params;
			if (!uuidPattern.test(invite)) return err({ type: 'InviteUnknown' });
			const { org, device, body } = asking.value;
			const stored = await write(asking.value, (tx) => storeReveal(tx, org, device.device, invite, body));
			return stored.ok ? done() : stored;
		},

		readReveal: async ({ params: { org = '', invite = '' }, getClientAddress }) => {
			const turn = await takeTurn('reveal', getClientAddress());
			if (!turn.ok) return turn;
			const revealed = await database.read((tx) => readReveal(tx, org, invite));
			return revealed.ok ? ok(bytesToResponse(revealed.value)) : revealed;
		},

		sendLetters: async (event) => {
			const asking = await signed(event, { largest: largestLetters });
			if (!asking.ok) return asking;
			const letters = readLetters(asking.value.body);
			if (!letters.ok || letters.value.length === 0) return unreadable;
			const { org, device } = asking.value;
			const stored = await write(asking.value, (tx, { directory }) =>
				storeLetters(tx, org, letters.value, directory, config.quota.bytes, clock.today())
			);
			if (!stored.ok) return stored;
			hints.tell(org, device.device);
			return done();
		},

		readLetters: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const { org, device } = asking.value;
			const letters = await database.read((tx) => readLettersOf(tx, org, device.device));
			return ok(bytesToResponse(writeLetters(letters)));
		},

		takeLetters: async (event) => {
			const asking = await signed(event, { largest: largestIds });
			if (!asking.ok) return asking;
			const ids = readIds(asking.value.body);
			if (!ids.ok) return unreadable;
			const { org, device } = asking.value;
			const taken = await write(asking.value, async (tx) => {
				await takeLetters(tx, org, device.device, ids.value);
				return ok(null);
			});
			return taken.ok ? done() : taken;
		},

		createBatch: async (event) => {
			const asking = await signed(event, { largest: largestBatch });
			if (!asking.ok) return asking;
			const { org, device, body } = asking.value;
			const read = readBatch(body);
			if (!read.ok || !uuidPattern.test(read.value.batch.batch)) return unreadable;
			const { batch, signed: message, signature } = read.value;
			if (!verifier.verifies(device.verifyKey, message, signature)) return err({ type: 'NotAllowed' });
			const stored = await write(asking.value, async (tx, { directory }) =>
				mayKeep(batch, device.device, directory)
					? storeBatch(tx, org, batch, body, clock.today())
					: err({ type: 'NotAllowed' })
			);
			return stored.ok ? done() : stored;
		},

		readBatches: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			const { org, device } = asking.value;
			const isReader = device.roles.has('reader');
			const batches = await database.read((tx) => readBatchesOf(tx, org, device.device, isReader));
			return ok(bytesToResponse(writeBatches(batches)));
		},

		castBallots: async ({ request, params, getClientAddress }) => {
			const { batch = '' } = params;
			const org = orgIn(params);
			if (org === '' || !uuidPattern.test(batch)) return err({ type: 'NotFound' });
			const turnOfAll = await takeTurn('ballotsOfAll', getClientAddress());
			if (!turnOfAll.ok) return turnOfAll;
			const turn = await takeTurn('ballots', `${org}.${batch}`);
			if (!turn.ok) return turn;
			const body = await readBody(request, largestCast);
			if (!body.ok) return body;
			const cast = readCast(body.value);
			if (!cast.ok) return unreadable;
			const stored = await writeQueue.write(org, (tx) => storeBallots(tx, org, batch, cast.value, verifier, random));
			if (!stored.ok) return stored;
			await dropHistory();
			return ok(jsonToResponse({ outcomes: stored.value }));
		},

		readBallots: async (event) => {
			const asking = await asReader(event);
			if (!asking.ok) return asking;
			const { org, batch } = asking.value;
			const ballots = await database.read((tx) => readBallotsOf(tx, org, batch));
			return ballots.ok ? ok(bytesToResponse(writeBallots(ballots.value))) : ballots;
		},

		closeBatch: async (event) => {
			const asking = await asReader(event);
			if (!asking.ok) return asking;
			const { org, batch } = asking.value;
			const closed = await write(asking.value, (tx) => closeBatch(tx, org, batch));
			return closed.ok ? done() : closed;
		},

		deleteBallots: async (event) => {
			const asking = await asReader(event);
			if (!asking.ok) return asking;
			const { org, batch } = asking.value;
			const deleted = await write(asking.value, (tx) => deleteBallots(tx, org, batch));
			if (!deleted.ok) return deleted;
			await dropHistory();
			return done();
		},

		leaveQuestions: async (event) => {
			const asking = await signed(event, { largest: largestQuestions });
			if (!asking.ok) return asking;
			const { org, device, body } = asking.value;
			const { batch = '' } = event.params;
			if (!uuidPattern.test(batch)) return err({ type: 'NotFound' });
			if (body.length === 0) return unreadable;
			const stored = await write(asking.value, (tx) => storeQuestions(tx, org, batch, device.device, body));
			return stored.ok ? done() : stored;
		},

		readQuestions: async ({ params, getClientAddress }) => {
			const { batch = '' } = params;
			const org = orgIn(params);
			if (org === '' || !uuidPattern.test(batch)) return err({ type: 'NotFound' });
			const turn = await takeTurn('questions', getClientAddress());
			if (!turn.ok) return turn;
			const questions = await database.read((tx) => readQuestionsOf(tx, org, batch));
			return questions.ok ? ok(bytesToResponse(questions.value)) : questions;
		},

		readHints: async (event) => {
			const asking = await signed(event);
			if (!asking.ok) return asking;
			return ok(hintsToResponse(hints.listen(asking.value.org, asking.value.device.device)));
		},

		readOpenapi: async () => ok(jsonToResponse(openapiDocument()))
	};

	const answer =
		(handler: Handler) =>
		async (event: ApiEvent): Promise<Response> => {
			try {
				const result = await handler(event);
				return result.ok ? result.value : refusalToResponse(result.error);
			} catch (error) {
				switch (databaseProblemOf(error)?.type) {
					case 'DatabaseFull':
						log('error', { code: 'database.full' });
						return refusalToResponse({ type: 'StorageFull' });
					case 'DatabaseBusy':
						log('warn', { code: 'database.busy' });
						return refusalToResponse({ type: 'NotReady', retryAfter: 2 });
					default:
						log('error', { code: 'request.failed' });
						return refusalToResponse({ type: 'Failed' });
				}
			}
		};
	const names = Object.keys(handlers) as OperationName[]; // the keys of the literal above
	// Every name of the union is there, because the handlers have them all.
	return Object.fromEntries(names.map((name) => [name, answer(handlers[name])])) as Api;
}
