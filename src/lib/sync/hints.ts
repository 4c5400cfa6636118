/**
 * Listens for the server's hints that something is new. A hint holds nothing and is never believed: it only makes the
 * next poll come sooner, and polling goes on without it.
 */
import { bytesToText } from '$lib/base/bytes';
import { paths } from '$lib/protocol/v1';
import type { Transport } from './transport';

/** Most bytes that may come without a line end; a hint is a few letters. */
const longestLine = 4096;

/**
 * Calls `onhint` for every hint until the stream ends or the signal stops it. Answers how it ended; the caller decides
 * when to listen again.
 */
export async function listenForHints(
	transport: Transport,
	org: Uint8Array,
	onhint: () => void,
	signal: AbortSignal
): Promise<'ended' | 'refused'> {
	const opened = await transport.open({ method: 'GET', path: paths.hints(org), signal });
	if (!opened.ok) return 'refused';
	const reader = opened.value.getReader();
	const stop = () => void reader.cancel().catch(() => undefined);
	signal.addEventListener('abort', stop);
	let line = '';
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return 'ended';
			line += bytesToText(value);
			const lines = line.split('\n');
			line = lines.pop() ?? '';
			// Lines that begin with a colon are heartbeats.
			if (lines.some((text) => text.startsWith('data:'))) onhint();
			if (line.length > longestLine) {
				stop();
				return 'refused';
			}
		}
	} catch {
		return 'ended';
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
