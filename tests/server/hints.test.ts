import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { paths } from '$lib/protocol/v1';
import { createHints, heartbeatSeconds, longestHints } from '$lib/server/hints';
import { databasesUnderTest } from '../databases';
import * as phones from './client';
import { listen, type Listening } from './listen';
import { startCircle, startServer } from './start';

const opened: Listening[] = [];
afterEach(async () => {
	vi.useRealTimers();
	for (const listening of opened.splice(0)) await listening.close();
});

/** Reads a stream of events until it ends; counts what it hears. */
function hear(response: Response) {
	const heard = { pokes: 0, beats: 0, ended: false };
	const reader = response.body!.getReader();
	void (async () => {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			const text = new TextDecoder().decode(value);
			heard.pokes += text.split('event: poke\ndata:\n\n').length - 1;
			heard.beats += text.split(':\n\n').length - 1 - (text.split('data:\n\n').length - 1);
		}
		heard.ended = true;
	})().catch(() => undefined);
	return { heard, leave: () => reader.cancel() };
}

async function until(isSo: () => boolean | Promise<boolean>, milliseconds = 8000) {
	for (const end = performance.now() + milliseconds; !(await isSo()); await pause(10))
		if (performance.now() > end) throw new Error('It did not come');
}

describe.each(databasesUnderTest)('hints on $name', ({ createUrl }) => {
	async function start() {
		const url = await createUrl();
		const circle = await startCircle(url);
		const listening = await listen(phones.sendTo(circle.server));
		opened.push(listening);
		const over = (phone: phones.Phone): phones.Phone => ({ ...phone, send: phones.sendOver(listening.address) });
		const open = async () => Number(/^cercle_hint_streams (\d+)$/m.exec(await circle.server.metrics.text())?.[1]);
		return { ...circle, url, over, open, hints: paths.hints(circle.mai.directory.org) };
	}

	test('whoever listens hears of what others push, over a real connection, and when she goes the server lets go', async () => {
		const { mai, awa, work, over, hints, open } = await start();
		const response = await phones.get(over(awa), hints);
		expect(response.headers.get('content-type')).toBe('text/event-stream');
		const { heard, leave } = hear(response);
		await until(() => heard.beats > 0);
		expect(await open()).toBe(1);
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 1));
		await until(() => heard.pokes > 0);
		await leave();
		await until(async () => (await open()) === 0);
	});

	test('she hears of what was written through another process', async () => {
		const { url, mai, awa, work, over, hints } = await start();
		const { heard, leave } = hear(await phones.get(over(awa), hints));
		await until(() => heard.beats > 0);
		mai.send = phones.sendTo(await startServer(url));
		await phones.push(mai, ...phones.nextEnvelopes(mai, work, 1));
		await until(() => heard.pokes > 0);
		await leave();
	});

	test('of her own push she hears nothing, not even later', async () => {
		const { awa, work, over, hints } = await start();
		const { heard, leave } = hear(await phones.get(over(awa), hints));
		await until(() => heard.beats > 0);
		await pause(200);
		await phones.push(awa, ...phones.nextEnvelopes(awa, work, 1));
		await phones.append(awa, phones.epochOf(awa, work, [awa]));
		await pause(2500);
		expect(heard.pokes).toBe(0);
		await leave();
	});

	test('a device that is removed hears that it is worth asking, and nothing after that', async () => {
		const { mai, awa, over, hints, open } = await start();
		const { heard } = hear(await phones.get(over(awa), hints));
		await until(() => heard.beats > 0);
		await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs: [] });
		await until(async () => heard.ended && (await open()) === 0);
		expect(heard.pokes).toBe(1);
		expect(await phones.codeOf(await phones.get(over(awa), hints))).toBe('DeviceRevoked');
	});

	test('also when another process took the removal', async () => {
		const { url, mai, awa, over, hints, open } = await start();
		const { heard } = hear(await phones.get(over(awa), hints));
		await until(() => heard.beats > 0);
		mai.send = phones.sendTo(await startServer(url));
		await phones.append(mai, { kind: 'revocation', device: awa.device, cutOffs: [] });
		await until(async () => heard.ended && (await open()) === 0);
	});

	test('the third stream of a device ends its first, and stopping ends all', async () => {
		const { server, awa, over, hints, open } = await start();
		const first = hear(await phones.get(over(awa), hints));
		const second = hear(await phones.get(over(awa), hints));
		await until(async () => (await open()) === 2);
		const third = hear(await phones.get(over(awa), hints));
		await until(() => first.heard.ended);
		expect([second.heard.ended, await open()]).toEqual([false, 2]);
		server.endWaits();
		await until(async () => second.heard.ended && third.heard.ended && (await open()) === 0);
	});
});

test('a stream of hints beats every 25 seconds and ends after a quarter of an hour', async () => {
	vi.useFakeTimers();
	const never = new AbortController().signal;
	const hints = createHints({ database: { read: () => Promise.reject(new Error('away')) }, stopping: never });
	const { heard } = hear(new Response(hints.listen('o', 'd')));
	await vi.advanceTimersByTimeAsync(heartbeatSeconds * 1000 + 10);
	expect(heard).toMatchObject({ beats: 2, ended: false });
	hints.tell('o', 'd');
	hints.tell('another');
	await vi.advanceTimersByTimeAsync(10);
	expect(heard.pokes).toBe(0);
	hints.tell('o');
	await vi.advanceTimersByTimeAsync(10);
	expect(heard.pokes).toBe(1);
	await vi.advanceTimersByTimeAsync(longestHints * 1000);
	expect(heard.ended).toBe(true);
	expect(hints.count()).toBe(0);
});
