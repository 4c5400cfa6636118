// @ts-check
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/**
 * A poor mobile link in front of a server on this machine: everything that passes is counted, and while `slow` it waits as
 * it would on such a link. All connections share it; a new one first costs a round trip, as its handshake does.
 */

/** Milliseconds of a round trip, and bytes a second towards the phone and away from it. */
export const poorLink = { roundTrip: 400, down: 50_000, up: 25_000 };

const largestPiece = 1460;

/** One direction of the link: pieces leave one after the other at its rate and arrive half a round trip later. */
const createDirection = (/** @type {number} */ bytesPerSecond) => {
	let freeAt = 0;
	return (/** @type {Buffer} */ bytes, /** @type {(piece: Buffer) => void} */ arrive, earliest = 0) => {
		for (let at = 0; at < bytes.length; at += largestPiece) {
			const piece = bytes.subarray(at, at + largestPiece);
			freeAt = Math.max(performance.now(), freeAt, earliest) + (piece.length / bytesPerSecond) * 1000;
			setTimeout(() => arrive(piece), freeAt + poorLink.roundTrip / 2 - performance.now());
		}
	};
};

/** Listens on a free port and passes on to `port()`. Starts fast. */
export const createLink = async (/** @type {() => number} */ port) => {
	const up = createDirection(poorLink.up);
	const down = createDirection(poorLink.down);
	/** @type {Set<import('node:net').Socket>} */
	const sockets = new Set();
	const link = { origin: '', slow: false, bytesUp: 0, bytesDown: 0, stop: () => undefined };
	const server = createServer({ noDelay: true }, (near) => {
		const far = connect({ port: port(), host: '127.0.0.1', noDelay: true });
		const openAt = performance.now() + poorLink.roundTrip;
		/**
		 * @param {import('node:net').Socket} from
		 * @param {import('node:net').Socket} to
		 * @param {ReturnType<typeof createDirection>} direction
		 * @param {'bytesUp' | 'bytesDown'} counter
		 */
		const pass = (from, to, direction, counter) => {
			sockets.add(from);
			from.on('data', (bytes) => {
				link[counter] += bytes.length;
				if (!link.slow) return void to.write(bytes);
				direction(bytes, (piece) => void (to.writable && to.write(piece)), openAt);
			});
			from.on('close', () => {
				sockets.delete(from);
				setTimeout(() => to.destroy(), link.slow ? 5000 : 0).unref();
			});
			from.on('error', () => undefined);
		};
		pass(near, far, up, 'bytesUp');
		pass(far, near, down, 'bytesDown');
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port: own } = /** @type {import('node:net').AddressInfo} */ (server.address());
	return Object.assign(link, {
		origin: `http://localhost:${own}`,
		stop: () => {
			for (const socket of sockets) socket.destroy();
			server.close();
		}
	});
};
