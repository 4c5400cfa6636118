import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';

/** The app at an address of its own, where a newer version of it can appear. */
export interface VersionedServer {
	readonly baseURL: string;
	/** From now on the newer version is there; with `isBroken` one of its files never arrives whole. */
	readonly publish: (isBroken?: boolean) => void;
	readonly stop: () => Promise<void>;
}

const marked = '<meta name="test-version" content="newer" />';

/** Stands in front of the built app. The newer version differs in its shell and so in its service worker. */
export async function startVersionedServer(target: string): Promise<VersionedServer> {
	let version: 'first' | 'newer' | 'broken' = 'first';

	const change = (path: string, body: Buffer): Buffer => {
		if (version === 'first') return body;
		// The list of what to store: its shell has another revision now.
		if (path === '/service-worker.js') {
			const worker = body.toString();
			const changed = worker.replace(/"revision":"[^"]*","url":"\/"/, '"revision":"newer","url":"/"');
			if (changed === worker) throw new Error('The shell is not in the list of the service worker');
			return Buffer.from(changed);
		}
		return path === '/' ? Buffer.from(body.toString().replace('<head>', `<head>${marked}`)) : body;
	};

	const pass = (asked: IncomingMessage, answer: ServerResponse) => {
		const path = asked.url ?? '/';
		const { 'accept-encoding': _, 'if-none-match': __, ...headers } = asked.headers;
		const passed = request(new URL(path, target), { method: asked.method, headers }, (given) => {
			const parts: Buffer[] = [];
			given.on('data', (part: Buffer) => parts.push(part));
			given.on('end', () => {
				const pathname = path.split('?')[0] ?? path;
				if (version === 'broken' && pathname === '/') return answer.destroy();
				const body = change(pathname, Buffer.concat(parts));
				const { 'content-length': _length, 'transfer-encoding': _encoding, etag: _etag, ...kept } = given.headers;
				answer.writeHead(given.statusCode ?? 500, { ...kept, 'content-length': body.length }).end(body);
			});
		});
		passed.on('error', () => answer.destroy());
		asked.pipe(passed);
	};

	const server = createServer(pass);
	await new Promise<void>((resolve) => server.listen(0, resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('The server has no port');
	return {
		baseURL: `http://localhost:${address.port}`,
		publish: (isBroken = false) => (version = isBroken ? 'broken' : 'newer'),
		stop: async () => {
			const closed = new Promise((resolve) => server.close(resolve));
			server.closeAllConnections();
			await closed;
		}
	};
}

/** True in a page whose shell is the newer version's. */
export const isNewerVersion = (): boolean => document.querySelector('meta[name="test-version"]') !== null;
