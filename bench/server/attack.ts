/**
 * Honest phones at a server, alone and then beside hostile connections. Prints the phones' slowest hundredth in both cases
 * as JSON. Built by bench/append.mjs.
 */
import { request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import type { StreamRef } from '$lib/protocol/stream';
import { paths } from '$lib/protocol/v1';
import {
	admit,
	createPhone,
	get,
	makeOrganisation,
	makeStream,
	nextEnvelopes,
	origin,
	pushRequest,
	readWholeLog,
	requestOf,
	sendOver,
	type Phone
} from '../../tests/server/client';

const [address = '', secondsText = '20'] = process.argv.slice(2);
const seconds = Number(secondsText);
const { port, hostname } = new URL(address);
const [phoneCount, slowCount, openCount] = [8, 500, 10_000];
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Asks again when the connection broke, as a phone does; the time it costs counts. */
async function insist(send: () => Promise<Response>): Promise<Response> {
	for (;;) {
		try {
			const response = await send();
			await response.arrayBuffer();
			return response;
		} catch {
			broken++;
			await pause(100);
		}
	}
}
let broken = 0;

/** Each phone sends something small and asks what is new, twice a second. Returns the 99th hundredth, in ms. */
async function slowestOf(phones: readonly Phone[], work: StreamRef): Promise<number> {
	const until = performance.now() + seconds * 1000;
	const times: number[] = [];
	await Promise.all(
		phones.map(async (phone, at) => {
			await pause(at * 30);
			while (performance.now() < until) {
				const start = performance.now();
				const envelopes = nextEnvelopes(phone, work, 1);
				const pushed = await insist(() => pushRequest(phone, envelopes));
				const { org, head } = phone.directory;
				const pulled = await insist(() => get(phone, `${paths.changes(org)}?log=${head.seq}&after=${2 ** 40}`));
				if (!pushed.ok || !pulled.ok) throw new Error(`An honest phone got ${pushed.status} and ${pulled.status}`);
				times.push(performance.now() - start);
				await pause(500);
			}
		})
	);
	return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;
}

/** What the hostile side is given: an organisation it may name, and devices of it that somebody has taken over. */
interface Spoils {
	readonly org: Uint8Array;
	readonly taken: readonly Pick<Phone, 'device' | 'pair'>[];
}

const spoils = workerData as Spoils; // set where the worker is made; not looked at outside of it
const takenFor = (turn: number): Phone => ({
	...createPhone(sendOver(address)),
	...spoils.taken[turn % spoils.taken.length]!
});

const open = (): Socket => {
	const socket = connect(Number(port), hostname);
	socket.on('error', () => undefined);
	return socket;
};

/** One connection that says a letter a second, in its headers or its body, and comes back when it is thrown out. */
async function drip(inBody: boolean): Promise<void> {
	while (true) {
		const socket = open();
		socket.write(
			inBody
				? `POST ${paths.envelopes(spoils.org)} HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\n`
				: 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '
		);
		while (!socket.destroyed) {
			socket.write('a');
			await pause(1000);
		}
	}
}

/** Bodies without a length that go on and on, signed as if they were small. */
async function flood(): Promise<void> {
	const part = Buffer.alloc(64 * 1024);
	let turn = 0;
	while (true) {
		const signed = requestOf(takenFor(turn++), 'POST', paths.envelopes(spoils.org), new Uint8Array(10));
		await new Promise<void>((resolve) => {
			const asked = ask(`${address}${new URL(signed.url).pathname}`, {
				method: 'POST',
				headers: { ...Object.fromEntries(signed.headers), 'transfer-encoding': 'chunked' }
			});
			asked.on('response', (response) => response.resume());
			asked.on('error', () => undefined);
			asked.on('close', resolve);
			let sent = 0;
			const more = () => {
				if (asked.destroyed || sent > 64) return void asked.destroy();
				sent++;
				asked.write(part, () => setTimeout(more, 5));
			};
			more();
		});
		await pause(100);
	}
}

/** Streams of hints, opened as fast as the server lets them; nine in ten are nobody's. None is closed from here. */
async function listen(): Promise<void> {
	const path = `/api/v1/organisations/${Buffer.from(spoils.org).toString('hex')}/hints`;
	const every = (seconds * 1000) / openCount;
	const start = performance.now();
	for (let opened = 0; opened < openCount; opened++) {
		const phone = takenFor(opened);
		const headers = opened % 10 === 0 ? Object.fromEntries(requestOf(phone, 'GET', `${origin}${path}`).headers) : {};
		const lines = Object.entries({ host: 'x', ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
		const socket = open();
		socket.resume();
		socket.write(`GET ${path} HTTP/1.1\r\n${lines.join('')}\r\n`);
		const ahead = start + opened * every - performance.now();
		if (ahead > 0) await pause(ahead);
	}
}

/** In a thread of its own, so that the phones do not wait for their own enemy. */
function attack(): void {
	for (let at = 0; at < slowCount; at++) void drip(at % 2 === 0);
	for (let at = 0; at < 4; at++) void flood();
	void listen();
}

async function measure(): Promise<void> {
	const mai = createPhone(sendOver(address));
	await makeOrganisation(mai);
	const phones: Phone[] = [mai];
	while (phones.length < phoneCount) phones.push(await admit(mai, ['facilitator']));
	const work = await makeStream(mai, phones);
	const taken = [await admit(mai, ['facilitator']), await admit(mai, ['facilitator'])];
	for (const phone of phones) await readWholeLog(phone);
	const alone = await slowestOf(phones, work);
	const given: Spoils = { org: mai.directory.org, taken: taken.map(({ device, pair }) => ({ device, pair })) };
	new Worker(new URL(import.meta.url), { argv: process.argv.slice(2), workerData: given });
	await pause(2000);
	const attacked = await slowestOf(phones, work);
	process.stdout.write(JSON.stringify({ alone, attacked, broken }), () => process.exit(0));
}

if (isMainThread) await measure();
else attack();
