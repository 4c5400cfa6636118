/**
 * The API as an OpenAPI 3.1 document, made from the list of operations and the schemas that both ends use.
 *
 * Who may call it: the route that serves it, and the test that compares it with the routes there are.
 *
 * Bodies of bytes are frames, which JSON Schema cannot describe: each names the function of `protocol/v1.ts` that does.
 */
import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { problemStatus, ProblemBody, type ProblemCode } from '$lib/protocol/problem';
import { streamBytes } from '$lib/protocol/stream';
import { CastAnswer } from '$lib/protocol/ballot';
import { AppendAnswer, binaryType, Done, InvitesAnswer, PushAnswer } from '$lib/protocol/v1';
import { operations, type OperationName } from './operations';

const uuid = z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const pathParams = {
	org: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.meta({ description: 'SHA-256 of the root key' }),
	group: uuid,
	stream: z.enum(Object.keys(streamBytes) as [string, ...string[]]),
	invite: uuid,
	batch: uuid
};

const position = z.int().min(0).meta({ description: 'Place in the order in which envelopes came' });
const seq = z.int().min(-1).meta({ description: 'The last log entry that is known; -1 for none' });

interface Description {
	readonly summary: string;
	readonly query?: Readonly<Record<string, z.ZodType>>;
	/** Which function writes the body. */
	readonly sends?: string;
	/** Which function reads the answer, or what the answer is. */
	readonly answers: string | { readonly schema: z.core.$ZodType } | { readonly type: string };
	readonly status?: 200 | 201;
	/** Codes beside those that every signed request can meet. */
	readonly refusals?: readonly ProblemCode[];
	readonly isUnsigned?: boolean;
}

const descriptions: { readonly [name in OperationName]: Description } = {
	createOrganisation: {
		summary: 'Make an organisation from its first log entries, signed by the device that the first of them certifies',
		sends: 'writeFrame: log entries, the root first',
		answers: { schema: AppendAnswer },
		status: 201,
		refusals: ['OrganisationsClosed', 'OrganisationExists', 'LogRefused', 'BodyUnreadable', 'StorageFull']
	},
	readLog: {
		summary: 'Log entries after one; a revoked device may ask this and nothing else',
		query: { after: seq },
		answers: 'readLogPage',
		refusals: ['BodyUnreadable']
	},
	appendLog: {
		summary: 'Append log entries, all or none, after the head that is named',
		sends: 'writeAppend',
		answers: { schema: AppendAnswer },
		refusals: ['LogMoved', 'ChainMoved', 'LogRefused', 'BodyUnreadable', 'StorageFull', 'DeviceRevoked', 'NotAllowed']
	},
	pushEnvelopes: {
		summary: 'Store envelopes of this device; sending one again does nothing',
		sends: 'writeEnvelopes',
		answers: { schema: PushAnswer },
		refusals: ['BodyUnreadable', 'StorageFull', 'DeviceRevoked', 'NotAllowed']
	},
	readChanges: {
		summary: 'Everything that is new for this device',
		query: { log: seq, after: position },
		answers: 'readChanges',
		refusals: ['BodyUnreadable', 'DeviceRevoked', 'NotAllowed']
	},
	readStream: {
		summary: 'The past of one stream, for a device that has become its reader',
		query: { after: position, until: z.optional(position) },
		answers: 'readStreamPage',
		refusals: ['BodyUnreadable', 'DeviceRevoked', 'NotAllowed']
	},
	readHeads: {
		summary: 'The ends of the chains of a device, to be named in its revocation',
		query: { device: uuid },
		answers: 'readHeads',
		refusals: ['NotFound', 'DeviceRevoked', 'NotAllowed']
	},
	createInvite: {
		summary: 'Store an invite',
		sends: 'writeInviteRecord',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'InviteUsed', 'DeviceRevoked', 'NotAllowed', 'StorageFull']
	},
	readInvites: {
		summary: 'The invites this device made, and what became of them',
		answers: { schema: InvitesAnswer },
		refusals: ['DeviceRevoked', 'NotAllowed']
	},
	enrol: {
		summary: 'Leave the keys of a new device for whoever invited it; not signed, because nobody knows the device yet',
		sends: 'writeEnrolment',
		answers: { schema: Done },
		refusals: ['InviteUnknown', 'InviteUsed', 'InviteExpired', 'BodyUnreadable', 'StorageFull'],
		isUnsigned: true
	},
	reveal: {
		summary:
			'Tell the nonce that an invite of this device promised; only once an enrolment is there, and only one value',
		sends: 'the random source: 32 bytes',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'InviteUnknown', 'InviteUsed', 'DeviceRevoked', 'NotAllowed', 'StorageFull']
	},
	readReveal: {
		summary: 'The nonce that an invite promised; not signed, because it is for a device that nobody knows yet',
		answers: 'comparing its SHA-256 with the promise of the invite: 32 bytes',
		refusals: ['InviteUnknown'],
		isUnsigned: true
	},
	sendLetters: {
		summary: 'Leave letters, each sealed to one device',
		sends: 'writeLetters',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'NotFound', 'StorageFull', 'DeviceRevoked', 'NotAllowed']
	},
	readLetters: {
		summary: 'The letters that wait for this device, some at a time',
		answers: 'readLetters',
		refusals: ['DeviceRevoked', 'NotAllowed']
	},
	takeLetters: {
		summary: 'Delete letters that this device has',
		sends: 'writeIds',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'DeviceRevoked', 'NotAllowed', 'StorageFull']
	},
	createBatch: {
		summary: 'Announce a batch of ballots that this device made and signed; the same one again does nothing',
		sends: 'writeBatch',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'StorageFull', 'DeviceRevoked', 'NotAllowed']
	},
	readBatches: {
		summary:
			'Batches this device made, and for a check-in reader all of them, with how many ballots are missing (to their maker in steps of three) and until when they are kept',
		answers: 'readBatches',
		refusals: ['DeviceRevoked', 'NotAllowed']
	},
	castBallots: {
		summary: 'Leave ballots, each with a ticket of the batch; not signed, so that nothing says whose they are',
		sends: 'writeCast',
		answers: { schema: CastAnswer },
		refusals: ['BodyUnreadable', 'NotFound', 'StorageFull'],
		isUnsigned: true
	},
	readBallots: {
		summary: 'The ballots of a batch that is closed, for a check-in reader',
		answers: 'readBallots',
		refusals: ['NotFound', 'BallotsMissing', 'BallotsGone', 'DeviceRevoked', 'NotAllowed']
	},
	closeBatch: {
		summary: 'Close a batch that has enough ballots, so that a check-in reader opens it; closing it again does nothing',
		sends: 'nothing: the body is empty',
		answers: { schema: Done },
		refusals: ['NotFound', 'BallotsMissing', 'BallotsGone', 'DeviceRevoked', 'NotAllowed']
	},
	deleteBallots: {
		summary: 'Delete the ballots of a closed batch, which a check-in reader has counted',
		sends: 'nothing: the body is empty',
		answers: { schema: Done },
		refusals: ['NotFound', 'BallotsMissing', 'DeviceRevoked', 'NotAllowed']
	},
	leaveQuestions: {
		summary:
			'Leave the sealed questions of a batch this device made, for phones with a ticket; the same again does nothing',
		sends: 'sealQuestions',
		answers: { schema: Done },
		refusals: ['BodyUnreadable', 'NotFound', 'BallotsGone', 'StorageFull', 'DeviceRevoked', 'NotAllowed']
	},
	readQuestions: {
		summary: 'The sealed questions of a batch that takes ballots; not signed, as only a ticket opens them',
		answers: 'openQuestions',
		refusals: ['NotFound'],
		isUnsigned: true
	},
	readHints: {
		summary: 'Server-sent events without content: each says that it is worth asking for changes',
		answers: { type: 'text/event-stream' },
		refusals: ['DeviceRevoked', 'NotAllowed']
	},
	readOpenapi: { summary: 'This document', answers: { type: 'application/json' }, isUnsigned: true }
};

const signedRefusals: readonly ProblemCode[] = ['SignatureMissing', 'SignatureRefused', 'ClockSkewed'];
const anyRefusals: readonly ProblemCode[] = ['TooManyRequests', 'Failed', 'NotReady'];
const bodyRefusals: readonly ProblemCode[] = ['BodyTooLarge', 'ContentTypeWrong'];

const bytes = (description: string) => ({
	[binaryType]: { schema: { type: 'string' as const, contentMediaType: binaryType, description } }
});

const answerContent = (answers: Description['answers']) => {
	if (typeof answers === 'string') return bytes(`Read by ${answers}`);
	if ('schema' in answers) return { 'application/json': { schema: answers.schema } };
	return { [answers.type]: {} };
};

function operationOf(name: OperationName): ZodOpenApiOperationObject {
	const { summary, query, sends, answers, status = 200, refusals = [], isUnsigned } = descriptions[name];
	const { path } = operations[name];
	const codes = [
		...(isUnsigned ? [] : signedRefusals),
		...refusals,
		...(sends ? bodyRefusals : []),
		...anyRefusals
	] as const;
	const inPath = (Object.keys(pathParams) as (keyof typeof pathParams)[]).filter((param) =>
		path.includes(`{${param}}`)
	);
	const statuses = new Set(codes.map((code) => problemStatus[code]));
	return {
		operationId: name,
		summary,
		security: isUnsigned ? [] : [{ httpMessageSignature: [] }],
		requestParams: {
			...(inPath.length > 0
				? { path: z.object(Object.fromEntries(inPath.map((param) => [param, pathParams[param]]))) }
				: {}),
			...(query ? { query: z.object(query) } : {})
		},
		...(sends ? { requestBody: { required: true, content: bytes(`Written by ${sends}`) } } : {}),
		responses: {
			[`${status}`]: { description: 'Done', content: answerContent(answers) },
			...Object.fromEntries(
				[...statuses].sort().map((refused) => [
					`${refused}`,
					{
						description: codes.filter((code) => problemStatus[code] === refused).join(', '),
						content: { 'application/json': { schema: ProblemBody } }
					}
				])
			)
		}
	};
}

function pathsOf(): ZodOpenApiPathsObject {
	const paths: ZodOpenApiPathsObject = {};
	for (const name of Object.keys(operations) as OperationName[]) {
		const { method, path } = operations[name];
		paths[path] = { ...paths[path], [method === 'GET' ? 'get' : 'post']: operationOf(name) };
	}
	return paths;
}

let document: object | undefined;

/** The document; made once, when somebody first asks. */
export const openapiDocument = (): object =>
	(document ??= createDocument({
		openapi: '3.1.1',
		// eslint-disable-next-line id-denylist -- OpenAPI's own word
		info: {
			title: 'Cercle',
			version: '1',
			description:
				'What phones and the server of an organisation say to each other. The server keeps sealed envelopes and a ' +
				'signed log; it can read neither what is in the envelopes nor add a reader.',
			license: { name: 'AGPL-3.0-or-later', identifier: 'AGPL-3.0-or-later' }
		},
		components: {
			securitySchemes: {
				httpMessageSignature: {
					type: 'http',
					scheme: 'signature',
					description:
						'RFC 9421 with Ed25519 over "@method" "@authority" "@path" "@query" "content-digest", in this order, with ' +
						'created, expires (at most 120 s later), nonce (16 bytes), keyid (the device) and tag="sg-v1". ' +
						'A keyid of zeros is the root key, which may read the log and append one certificate.'
				}
			}
		},
		paths: pathsOf()
	}));
