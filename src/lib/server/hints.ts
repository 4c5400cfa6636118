/**
 * Hints: an open answer over which a device hears that there is something new, and nothing else.
 *
 * Who may call it: the handlers of requests; they tell it after every write.
 *
 * What must stay true: a hint says only that it is worth asking, so a false or a missing one does no harm (threat A6);
 * an answer whose reader has gone is let go, ends by itself after a quarter of an hour, and a device has two at most; one
 * that was removed hears once that it is worth asking and then nothing of when the others write (threat A12).
 *
 * Within one process a hint follows a write at once. For the writes of other processes on the same database, and of the
 * `cercle` command, one small question every two seconds looks at the organisations that somebody listens for, and only
 * while somebody does. That is the same on both engines and needs no connection of its own, which PostgreSQL's
 * LISTEN would, and poolers in front of it do not pass on.
 */
import { textToBytes } from '$lib/base/bytes';
import type { Database, ReadTransaction } from './db/open-database';

export const heartbeatSeconds = 25;
export const longestHints = 15 * 60;
const mostOfOneDevice = 2;
const lookEvery = 2_000;

/** What is sent, as server-sent events: a comment to keep the line open, and an empty event. */
const heartbeat = textToBytes(':\n\n');
const poke = textToBytes('event: poke\ndata:\n\n');

export interface Hints {
	/** A stream for one device, which gets a heartbeat at once. Its third stream ends its first. */
	readonly listen: (org: string, device: string) => ReadableStream<Uint8Array>;
	/**
	 * Something new in an organisation. `by` needs no hint of what it wrote itself; `moved` is what its write changed, so
	 * that looking at the database later does not take it for somebody else's.
	 */
	readonly tell: (org: string, by?: string, moved?: Moved) => void;
	/** How many are open. */
	readonly count: () => number;
}

/** From which newest position, or end of the log, to which. */
export interface Moved {
	readonly position?: readonly [from: number, to: number];
	readonly headSeq?: readonly [from: number, to: number];
}

interface Listener {
	readonly org: string;
	readonly device: string;
	readonly send: (bytes: Uint8Array) => void;
	readonly end: () => void;
}

export interface HintsDeps {
	readonly database: Pick<Database, 'read'>;
	/** All end when it aborts. */
	readonly stopping: AbortSignal;
	readonly onCount?: (by: 1 | -1) => void;
	/** Whether a device of an organisation may still listen, as the database has it now; left out: every one may. */
	readonly isMember?: (tx: ReadTransaction, org: string) => Promise<(device: string) => boolean>;
}

/** Nobody listens yet. */
export function createHints({ database, stopping, onCount, isMember }: HintsDeps): Hints {
	const listenersByOrg = new Map<string, Set<Listener>>();
	/** What was new when last looked at, by organisation. */
	const seenByOrg = new Map<string, { position: number; headSeq: number }>();
	let looking: NodeJS.Timeout | undefined;
	let count = 0;

	const tell = (org: string, by?: string, { position, headSeq }: Moved = {}) => {
		const seen = seenByOrg.get(org);
		if (seen && position?.[0] === seen.position) seen.position = position[1];
		if (seen && headSeq?.[0] === seen.headSeq) seen.headSeq = headSeq[1];
		for (const listener of listenersByOrg.get(org) ?? []) if (listener.device !== by) listener.send(poke);
		if (headSeq) void expel(org);
	};

	/** Ends the streams of devices that the log has removed. A database that is away is noticed elsewhere. */
	const expel = async (org: string) => {
		if (!isMember || !listenersByOrg.has(org)) return;
		const mayListen = await database.read((tx) => isMember(tx, org)).catch(() => null);
		if (!mayListen) return;
		for (const listener of listenersByOrg.get(org) ?? []) if (!mayListen(listener.device)) listener.end();
	};

	const look = async () => {
		const orgs = [...listenersByOrg.keys()];
		if (orgs.length === 0) return;
		const rows = await database.read((tx) =>
			tx.selectFrom('organisation').select(['org', 'position', 'head_seq']).where('org', 'in', orgs).execute()
		);
		for (const { org, position, head_seq } of rows) {
			const before = seenByOrg.get(org);
			seenByOrg.set(org, { position, headSeq: head_seq });
			if (before && (before.position !== position || before.headSeq !== head_seq)) tell(org);
			if (before && before.headSeq !== head_seq) await expel(org);
		}
	};
	// A database that is away is noticed elsewhere; a hint that is missing does no harm.
	const lookNow = () => look().catch(() => undefined);
	const lookLater = () => {
		looking ??= setTimeout(() => {
			void lookNow().finally(() => {
				looking = undefined;
				if (listenersByOrg.size > 0 && !stopping.aborted) lookLater();
			});
		}, lookEvery).unref();
	};

	const remove = (listener: Listener) => {
		const listeners = listenersByOrg.get(listener.org);
		if (!listeners?.delete(listener)) return;
		if (listeners.size === 0) {
			listenersByOrg.delete(listener.org);
			seenByOrg.delete(listener.org);
		}
		count--;
		onCount?.(-1);
	};

	const add = (listener: Listener) => {
		const listeners = listenersByOrg.get(listener.org) ?? new Set();
		listenersByOrg.set(listener.org, listeners.add(listener));
		count++;
		onCount?.(1);
		const [oldest, ...others] = [...listeners].filter(({ device }) => device === listener.device);
		if (others.length >= mostOfOneDevice) oldest?.end();
		if (!seenByOrg.has(listener.org)) void lookNow();
		lookLater();
	};

	const listen = (org: string, device: string): ReadableStream<Uint8Array> => {
		let listener: Listener | undefined;
		let stop: () => void = () => undefined;
		return new ReadableStream<Uint8Array>({
			start: (controller) => {
				const beat = setInterval(() => send(heartbeat), heartbeatSeconds * 1000).unref();
				const life = setTimeout(() => end(), longestHints * 1000).unref();
				stop = () => {
					clearInterval(beat);
					clearTimeout(life);
					stopping.removeEventListener('abort', end);
					if (listener) remove(listener);
				};
				const end = () => {
					stop();
					try {
						controller.close();
					} catch {
						// It was closed from the other side.
					}
				};
				const send = (bytes: Uint8Array) => {
					// A reader that takes nothing is not sent more: it will ask when it wakes.
					if ((controller.desiredSize ?? 0) > -16) controller.enqueue(bytes);
					else end();
				};
				stopping.addEventListener('abort', end);
				listener = { org, device, send, end };
				add(listener);
				send(heartbeat);
				if (stopping.aborted) end();
			},
			cancel: () => stop()
		});
	};
	return { listen, tell, count: () => count };
}
