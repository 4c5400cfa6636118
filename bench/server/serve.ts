/**
 * A server as a process of its own, with the app's own handlers or with one of them made poorer, to see what the rest
 * costs. Prints its address. Built by bench/append.mjs.
 *
 * `whole`: the app's. `unsigned`: an append that does not ask who sends it, and so checks no signature, nonce or rate.
 * `alone`: each write commits for itself.
 */
import { readEnvelope } from '$lib/protocol/envelope';
import { largestBody } from '$lib/protocol/limits';
import { readEnvelopes } from '$lib/protocol/v1';
import { createServer, type Server } from '$lib/server/context';
import { createDirectories, createLookUp } from '$lib/server/directory-log';
import { inspectEnvelopes, storeEnvelopes } from '$lib/server/mailbox';
import { readBody } from '$lib/server/read-body';
import { jsonToResponse } from '$lib/server/respond';
import { createVerifier } from '$lib/server/verifier';
import { configOf, sendTo, type Send } from '../../tests/server/client';
import { listen } from '../../tests/server/listen';

/** The same append without who asks and whether it is true: the first envelope says who. */
function createUnsigned(server: Server): Send {
	const { config, clock, database, writeQueue } = server;
	const verifier = createVerifier();
	const directories = createDirectories(verifier);
	const lookUp = createLookUp(database, directories);
	const send = sendTo(server);
	return async (request) => {
		const [, org = ''] =
			/^\/api\/v1\/organisations\/([0-9a-f]{64})\/envelopes$/.exec(new URL(request.url).pathname) ?? [];
		if (request.method !== 'POST' || !org) return send(request);
		const body = await readBody(request, largestBody);
		const read = body.ok ? readEnvelopes(body.value) : null;
		const first = read?.ok && read.value[0] ? readEnvelope(read.value[0]) : null;
		if (!read?.ok || !first?.ok) return new Response(null, { status: 400 });
		const { device } = first.value.header;
		const directory = await lookUp(org);
		if (!directory) return new Response(null, { status: 404 });
		const inspected = inspectEnvelopes(read.value, directory.org, device, verifier);
		const stored = await writeQueue.write(org, async (tx) => {
			const state = await directories.state(tx, org);
			if (!state) return null;
			return storeEnvelopes(tx, org, device, inspected, state, config.quota, clock.today());
		});
		return stored?.ok ? jsonToResponse({ outcomes: stored.value.outcomes }) : new Response(null, { status: 409 });
	};
}

const server = await createServer(configOf(process.env.DATABASE_URL ?? ''));
const { transact } = server.database;
const sends: Readonly<Record<string, () => Send>> = {
	whole: () => sendTo(server),
	unsigned: () => createUnsigned(server),
	alone: () =>
		sendTo({ ...server, writeQueue: { write: (_org, work) => transact(work), idle: () => Promise.resolve() } })
};
const { address } = await listen(sends[process.env.VARIANT ?? 'whole']!());
process.stdout.write(`${address}\n`);
