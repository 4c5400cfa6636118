import { createServer as createHttpServer } from 'node:http';
import { getRequest, setResponse } from '@sveltejs/kit/node';
import { largestBody } from '$lib/protocol/limits';
import { origin, type Send } from './client';

export interface Listening {
	/** `http://127.0.0.1:port` */
	readonly address: string;
	readonly close: () => Promise<void>;
}

/** Answers over HTTP with the same two functions that turn Node's requests and responses in the built server. */
export async function listen(send: Send): Promise<Listening> {
	const http = createHttpServer((incoming, outgoing) => {
		void (async () => {
			const request = await getRequest({ request: incoming, base: origin, bodySizeLimit: largestBody + 4096 });
			await setResponse(outgoing, await send(request));
		})().catch(() => outgoing.destroy());
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const bound = http.address();
	if (bound === null || typeof bound === 'string') throw new Error('No port');
	return {
		address: `http://127.0.0.1:${bound.port}`,
		close: () =>
			new Promise((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			})
	};
}
