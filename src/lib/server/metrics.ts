/**
 * Figures about the whole server for whoever watches over it. Counted where requests are answered, read at `/metrics`.
 *
 * What must stay true: no label names an organisation, a device or a group, so a graph shows how busy the server is and
 * not who meets when (A13); without a token there is no such page.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
	readonly request: (route: string, status: number, milliseconds: number) => void;
	readonly commit: (pieces: number, milliseconds: number) => void;
	readonly stored: (envelopes: number, bytes: number) => void;
	/** A stream of hints was opened (1) or closed (-1). */
	readonly hintStreams: (by: 1 | -1) => void;
	/** Everything in Prometheus's own text form. */
	readonly text: () => Promise<string>;
}

/** Metrics that start at zero. */
export function createMetrics(): Metrics {
	const registry = new Registry();
	const registers = [registry];
	collectDefaultMetrics({ register: registry });
	const requests = new Counter({
		name: 'cercle_requests_total',
		help: 'Requests answered, by route and status',
		labelNames: ['route', 'status'],
		registers
	});
	const requestSeconds = new Histogram({
		name: 'cercle_request_seconds',
		help: 'From reading a request to having its answer',
		labelNames: ['route'],
		buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
		registers
	});
	const commitSeconds = new Histogram({
		name: 'cercle_commit_seconds',
		help: 'From beginning a shared transaction to having it on the disk',
		buckets: [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1],
		registers
	});
	const commitPieces = new Histogram({
		name: 'cercle_commit_pieces',
		help: 'Requests that shared one transaction',
		buckets: [1, 2, 4, 8, 16, 32, 64],
		registers
	});
	const envelopesStored = new Counter({ name: 'cercle_envelopes_stored_total', help: 'Envelopes taken in', registers });
	const bytesStored = new Counter({ name: 'cercle_bytes_stored_total', help: 'Bytes taken in', registers });
	const streams = new Gauge({ name: 'cercle_hint_streams', help: 'Open streams of hints', registers });
	return {
		request: (route, status, milliseconds) => {
			requests.inc({ route, status: String(status) });
			requestSeconds.observe({ route }, milliseconds / 1000);
		},
		commit: (pieces, milliseconds) => {
			commitPieces.observe(pieces);
			commitSeconds.observe(milliseconds / 1000);
		},
		stored: (envelopes, bytes) => {
			envelopesStored.inc(envelopes);
			bytesStored.inc(bytes);
		},
		hintStreams: (by) => streams.inc(by),
		text: () => registry.metrics()
	};
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a request's `Authorization` header bears the token; takes as long for a near miss as for a far one. */
export const bearsToken = (header: string | null, token: string): boolean =>
	timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
