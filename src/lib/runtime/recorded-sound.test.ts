import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { bytesToBase64, bytesToHex, concatBytes, textToBytes } from '$lib/base/bytes';
import { sha256 } from '$lib/crypto/digest';
import { soundName } from '$lib/domain/recording';
import { createSoundPlayer, readSound, takeSound } from './recorded-sound';

const bytes = new Uint8Array(
	concatBytes(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0]), textToBytes('webm and what was said'))
);
const name = soundName(bytesToHex(sha256(bytes)), 'webm');

describe('a recording that came from another device', () => {
	it('is played only when it is what its name says', () => {
		expect(takeSound(bytes)).toMatchObject({ ok: true, value: { name, bytes } });
		expect(readSound(name, bytesToBase64(bytes))?.type).toBe('audio/webm');
		const altered = concatBytes(bytes, new Uint8Array([1]));
		expect(readSound(name, bytesToBase64(altered))).toBeNull();
		expect(readSound(name.replace('webm', 'mp3'), bytesToBase64(bytes))).toBeNull();
		expect(readSound(name, '<script>')).toBeNull();
	});

	it('is never taken for a page, a picture or a script, whatever it is called', () => {
		const page = new Uint8Array(textToBytes('<html><script>parent.postMessage(1)</script></html>'));
		for (const form of ['webm', 'ogg', 'm4a', 'mp3'] as const)
			expect(readSound(soundName(bytesToHex(sha256(page)), form), bytesToBase64(page))).toBeNull();
		expect(takeSound(page)).toMatchObject({ ok: false });
	});
});

describe('the player', () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	function room(play: () => Promise<void> = () => Promise.resolve()) {
		const open = new Set<string>();
		const ends: (() => void)[] = [];
		let count = 0;
		const player = createSoundPlayer({
			audio: () => ({
				src: '',
				play,
				pause: vi.fn(),
				load: vi.fn(),
				removeAttribute: vi.fn(),
				addEventListener: (_: string, listener: unknown) => void ends.push(listener as () => void)
			}),
			urls: {
				createObjectURL: () => {
					const url = `blob:${(count += 1)}`;
					open.add(url);
					return url;
				},
				revokeObjectURL: (url) => void open.delete(url)
			}
		});
		return { player, open, ends };
	}
	const sound = () => new Blob([bytes]);

	it('leaves no address behind: after the end, after stopping, before the next, and after a minute', async () => {
		const { player, open, ends } = room();
		expect(await player.play(sound())).toBe(true);
		expect(open.size).toBe(1);
		ends.at(-1)?.();
		expect(open.size).toBe(0);
		await player.play(sound());
		await player.play(sound());
		expect(open.size).toBe(1);
		player.stop();
		expect(open.size).toBe(0);
		await player.play(sound());
		vi.advanceTimersByTime(60_000);
		expect(open.size).toBe(0);
	});

	it('says so when this phone cannot play it, so that the words are read aloud instead', async () => {
		const { player, open } = room(() => Promise.reject(new DOMException('no', 'NotSupportedError')));
		expect(await player.play(sound())).toBe(false);
		expect(open.size).toBe(0);
	});
});
