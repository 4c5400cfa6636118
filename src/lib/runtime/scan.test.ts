import { describe, expect, test, vi } from 'vitest';
import { startScanning, type FrameReader } from './scan';

vi.mock('./qr.worker?worker&url', () => ({ default: '/unused.js' }));

const setUp = (texts: readonly (string | null)[]) => {
	const frames = [...texts];
	const track = { stop: vi.fn() };
	const reader: FrameReader = { read: () => Promise.resolve(frames.shift() ?? null), close: vi.fn() };
	// Of the video element only this much is touched.
	const video = { srcObject: null, play: () => Promise.resolve() } as unknown as HTMLVideoElement;
	const stream = { getTracks: () => [track] } as unknown as MediaStream; // the same
	return { video, track, reader, stream };
};

describe('scanning', () => {
	test('tells each text once while it stays in sight, and stopping ends camera and reader', async () => {
		const { video, track, reader, stream } = setUp([null, 'a', 'a', 'b']);
		const found: string[] = [];
		const cameras = { getUserMedia: () => Promise.resolve(stream) };
		const scan = await startScanning(video, (text) => found.push(text), {
			cameras,
			createReader: () => Promise.resolve(reader)
		});
		await vi.waitFor(() => expect(found).toEqual(['a', 'b']), { timeout: 5_000 });
		if (scan.ok) scan.value();
		expect(track.stop).toHaveBeenCalled();
		expect(reader.close).toHaveBeenCalled();
		expect(video.srcObject).toBeNull();
	});

	test('nothing is told after it was stopped', async () => {
		const { video, reader, stream } = setUp([]);
		let answer: (text: string) => void = () => undefined;
		const slow: FrameReader = { ...reader, read: () => new Promise((settle) => (answer = settle)) };
		const found: string[] = [];
		const scan = await startScanning(video, (text) => found.push(text), {
			cameras: { getUserMedia: () => Promise.resolve(stream) },
			createReader: () => Promise.resolve(slow)
		});
		if (scan.ok) scan.value();
		answer('late');
		await Promise.resolve();
		expect(found).toEqual([]);
	});

	test.each([
		['NotAllowedError', 'CameraRefused'],
		['NotFoundError', 'CameraMissing'],
		['NotReadableError', 'CameraBusy']
	])('says why there is no picture: %s', async (name, type) => {
		const { video, reader } = setUp([]);
		const cameras = { getUserMedia: () => Promise.reject(new DOMException('no', name)) };
		const scan = await startScanning(video, () => undefined, { cameras, createReader: () => Promise.resolve(reader) });
		expect(scan).toEqual({ ok: false, error: { type } });
	});

	test('a browser without cameras says so', async () => {
		const { video, reader } = setUp([]);
		const scan = await startScanning(video, () => undefined, {
			cameras: undefined,
			createReader: () => Promise.resolve(reader)
		});
		expect(scan).toEqual({ ok: false, error: { type: 'CameraMissing' } });
	});
});
