/**
 * A server as a process of its own, with the app's own handlers or with one of them made poorer, to see what the rest
 * costs. Prints its address. Built by bench/append.mjs.
 *
 * `whole`: the app's. `unsigned`: an append that checks no signature of anybody and claims no nonce. `alone`: each write
 * commits for itself.
 */
import { bytesToHex } from '$lib/base/bytes';
import type { Directory } from '$lib/protocol/directory';
import { readEnvelope } from '$lib/protocol/envelope';
import { largestBody } from '$lib/protocol/limits';
import { readEnvelopes } from '$lib/protocol/v1';
import { createServer, type Server } from '$lib/server/context';
import { createDirectories } from '$lib/server/directory-log';
import { storeEnvelopes } from '$lib/server/mailbox';
import { readBody } from '$lib/server/read-body';
import { jsonToResponse } from '$lib/server/respond';
import { createVerifier } from '$lib/server/verifier';
import { configOf, sendTo, type Send } from '../../tests/server/client';
import { listen } from '../../tests/server/listen';

/** The same append without who asks and whether it is true. */
function createUnsigned(server: Server): Send {
	const { config, clock, database, writeQueue } = server;
	const verifier = createVerifier();
	const directories = createDirectories(verifier);
	let directory: Directory | null = null;
	const send = sendTo(server);
	return async (request) => {
		if (request.method !== 'POST' || !request.url.endsWith('/envelopes')) return send(request);
		const body = await readBody(request, largestBody);
		const read = body.ok ? readEnvelopes(body.value) : null;
		if (!read?.ok) return new Response(null, { status: 400 });
		const inspected = read.value.flatMap((bytes) => {
			const envelope = readEnvelope(bytes);
			return envelope.ok ? [{ header: envelope.value.header, id: verifier.sha256(bytes), bytes }] : [];
		});
		const [first] = inspected;
		if (!first) return new Response(null, { status: 400 });
		const org = bytesToHex(first.header.org);
		directory ??= await database.read((tx) => directories.latest(tx, org));
		const known = directory;
		if (!known) return new Response(null, { status: 404 });
		const stored = await writeQueue.write(org, (tx) =>
			storeEnvelopes(tx, org, first.header.device, inspected, known, config.quota, clock.today())
		);
		return stored.ok ? jsonToResponse({ outcomes: stored.value.outcomes }) : new Response(null, { status: 409 });
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
