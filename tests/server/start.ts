import { afterEach } from 'vitest';
import type { StreamRef } from '$lib/protocol/stream';
import type { Config } from '$lib/server/config';
import { createServer, type Server, type ServerParts } from '$lib/server/context';
import { admit, configOf, createPhone, makeOrganisation, makeStream, readWholeLog, sendTo, type Phone } from './client';

const running: Server[] = [];
afterEach(async () => {
	for (const server of running.splice(0)) await server.stop();
});

/** A server that stops after the test. */
export async function startServer(
	url: string,
	changes: Partial<Config> = {},
	parts: ServerParts = {}
): Promise<Server> {
	const server = await createServer(configOf(url, changes), parts);
	running.push(server);
	return server;
}

export interface Circle {
	readonly server: Server;
	/** An administrator who facilitates. */
	readonly mai: Phone;
	/** Her co-facilitator. */
	readonly awa: Phone;
	/** A group of theirs. */
	readonly work: StreamRef;
}

/** An organisation of two on a new server. */
export async function startCircle(
	url: string,
	changes: Partial<Config> = {},
	parts: ServerParts = {}
): Promise<Circle> {
	const server = await startServer(url, changes, parts);
	const now = parts.clock && (() => Math.floor(parts.clock!.now() / 1000));
	const mai = createPhone(sendTo(server), now);
	await makeOrganisation(mai);
	const awa = await admit(mai, ['facilitator']);
	const work = await makeStream(mai, [mai, awa]);
	await readWholeLog(awa);
	return { server, mai, awa, work };
}
