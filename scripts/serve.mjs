// @ts-check
// Serves what was built. `npm start`, the container, the systemd unit and the browser tests all come through here.
//
// It stands in for the entry that the adapter makes, because that one lets a request take five minutes to arrive: enough
// for a few hundred slow connections to keep everybody else out (docs/threat-model.md).
import { existsSync } from 'node:fs';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const built = new URL('../build/handler.js', import.meta.url);
if (!existsSync(fileURLToPath(built))) {
	console.error('Cercle is not built yet. Run `npm run build` once, then start it again.');
	process.exit(1);
}

// Before the adapter reads the same environment, whose complaint would be a stack trace.
const { settingFaults } = await import(new URL('../build/cercle.js', import.meta.url).href);
const faults = settingFaults(process.env);
for (const sentence of faults) console.error(sentence);
if (faults.length > 0) process.exit(1);

// Set before the handler is loaded, which reads it once: a full push and its frame (src/lib/protocol/limits.ts).
process.env.BODY_SIZE_LIMIT ??= '1088K';

const server = http.createServer({
	requestTimeout: 30_000,
	headersTimeout: 10_000,
	keepAliveTimeout: 5_000,
	connectionsCheckingInterval: 1_000,
	maxHeaderSize: 8 * 1024
});
server.maxConnections = 4096;
server.maxRequestsPerSocket = 10_000;

// Requests under way on each connection. Node's own list of idle ones leaves out those that never asked anything.
/** @type {Map<import('node:stream').Duplex, number>} */
const requestsBySocket = new Map();
server.on('connection', (socket) => {
	requestsBySocket.set(socket, 0);
	socket.once('close', () => requestsBySocket.delete(socket));
});
const endIfIdle = (/** @type {import('node:stream').Duplex} */ socket) => {
	if (requestsBySocket.get(socket) === 0) socket.destroy();
};

const stopSeconds = Number(process.env.SHUTDOWN_TIMEOUT || 30);
let stopping = false;
const stop = (/** @type {string} */ reason) => {
	if (stopping) return;
	stopping = true;
	server.close(() => {
		// The database is closed by whoever hears this, after the last answer (src/lib/server/context.ts).
		// @ts-expect-error An event of SvelteKit's, which Node's types do not know.
		process.emit('sveltekit:shutdown', reason);
	});
	for (const socket of requestsBySocket.keys()) endIfIdle(socket);
	setTimeout(() => server.closeAllConnections(), stopSeconds * 1000).unref();
};
process.on('SIGTERM', () => stop('SIGTERM'));
process.on('SIGINT', () => stop('SIGINT'));

// Loading it opens the database: a server that cannot keep anything does not start listening.
const { handler } = await import(built.href);
server.on('request', (request, response) => {
	const { socket } = request;
	requestsBySocket.set(socket, (requestsBySocket.get(socket) ?? 0) + 1);
	response.on('close', () => {
		requestsBySocket.set(socket, (requestsBySocket.get(socket) ?? 1) - 1);
		if (stopping) endIfIdle(socket);
	});
	handler(request, response, () => {
		response.statusCode = 404;
		response.end();
	});
});
server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
	console.error(`Cercle cannot listen (${error.code ?? error.message}). Choose another PORT or HOST.`);
	process.exit(1);
});
const path = process.env.SOCKET_PATH;
if (path) server.listen(path);
else server.listen(Number(process.env.PORT || 3000), process.env.HOST || '0.0.0.0');
