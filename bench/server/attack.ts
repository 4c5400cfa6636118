/**
 * Honest phones at a server, alone and then beside hostile connections. Prints the phones' slowest hundredth in both cases
 * as JSON. Built by bench/append.mjs.
 */
import { request as ask } from 'node:http';
import { connect, type Socket } from 'node:net';
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

const mai = createPhone(sendOver(address));
await makeOrganisation(mai);
const phones: Phone[] = [mai];
while (phones.length < phoneCount) phones.push(await admit(mai, ['facilitator']));
const work = await makeStream(mai, phones);
for (const phone of phones) await readWholeLog(phone);
/** Devices of the same organisation that somebody else has taken over. */
const taken = [await admit(mai, ['facilitator']), await admit(mai, ['facilitator']), await admit(mai, ['facilitator'])];
const takenFor = (turn: number): Phone => taken[turn % taken.length]!;

/** Each phone sends something small and asks what is new, four times a second. Returns the 99th hundredth, in ms. */
async function slowestOfPhones(): Promise<number> {
	const until = performance.now() + seconds * 1000;
	const times: number[] = [];
	await Promise.all(
		phones.map(async (phone, at) => {
			await pause(at * 30);
			while (performance.now() < until) {
				const start = performance.now();
				const pushed = await pushRequest(phone, nextEnvelopes(phone, work, 1));
				await pushed.text();
				const { org, head } = phone.directory;
				const pulled = await get(phone, `${paths.changes(org)}?log=${head.seq}&after=${2 ** 40}`);
				await pulled.arrayBuffer();
				if (!pushed.ok || !pulled.ok) throw new Error(`An honest phone got ${pushed.status} and ${pulled.status}`);
				times.push(performance.now() - start);
				await pause(500);
			}
		})
	);
	return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.99) - 1] ?? 0;
}

let isOver = false;
const sockets = new Set<Socket>();
const open = (): Socket => {
	const socket = connect(Number(port), hostname);
	sockets.add(socket);
	socket.on('error', () => undefined);
	socket.on('close', () => sockets.delete(socket));
	return socket;
};

/** One connection that says a letter a second, in its headers or its body, and comes back when it is thrown out. */
async function drip(inBody: boolean): Promise<void> {
	while (!isOver) {
		const socket = open();
		socket.write(
			inBody
				? `POST ${paths.envelopes(mai.directory.org)} HTTP/1.1\r\nHost: x\r\nContent-Type: application/octet-stream\r\nContent-Length: 100000\r\n\r\n`
				: 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '
		);
		while (!isOver && !socket.destroyed) {
			socket.write('a');
			await pause(1000);
		}
	}
}

/** Bodies without a length that go on and on, signed as if they were small. */
async function flood(): Promise<void> {
	const part = Buffer.alloc(64 * 1024);
	let turn = 0;
	while (!isOver) {
		const signed = requestOf(takenFor(turn++), 'POST', paths.envelopes(mai.directory.org), new Uint8Array(10));
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
	const path = `/api/v1/organisations/${Buffer.from(mai.directory.org).toString('hex')}/hints`;
	const every = (seconds * 1000) / openCount;
	const start = performance.now();
	for (let opened = 0; opened < openCount && !isOver; opened++) {
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

await pause(500);
const alone = await slowestOfPhones();
for (let at = 0; at < slowCount; at++) void drip(at % 2 === 0);
for (let at = 0; at < 4; at++) void flood();
void listen();
await pause(2000);
const attacked = await slowestOfPhones();
isOver = true;
for (const socket of sockets) socket.destroy();
process.stdout.write(JSON.stringify({ alone, attacked }));
process.exit(0);
