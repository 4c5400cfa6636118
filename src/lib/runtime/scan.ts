import { trustedScriptUrl } from '$lib/base/trusted-script-url';
import { err, ok, type Result } from '$lib/base/result';
import type { FrameAsked, FrameRead } from './qr.worker';
import workerUrl from './qr.worker?worker&url';

/** Why there is no picture. `CameraRefused`: the person or the browser said no. */
export type CameraProblem =
	{ readonly type: 'CameraRefused' } | { readonly type: 'CameraMissing' } | { readonly type: 'CameraBusy' };

/** Something that finds the text in what a video shows. */
export interface FrameReader {
	readonly read: (video: HTMLVideoElement) => Promise<string | null>;
	readonly close: () => void;
}

export interface ScanDeps {
	/** The cameras; undefined where the browser has none to give, as outside https. */
	readonly cameras: Pick<MediaDevices, 'getUserMedia'> | undefined;
	readonly createReader: () => Promise<FrameReader>;
}

/** Milliseconds between two frames. */
const beat = 120;

/** Longest side of a frame in points: enough for a code that fills half of it, little enough for a slow phone. */
const longestSide = 800;

/**
 * Shows the camera in `video` and calls `ontext` with every text it reads, each once in a row, until the returned function
 * stops it. Frames stay in this page and its worker; none is kept or sent. Resolves to a problem when there is no picture.
 */
export async function startScanning(
	video: HTMLVideoElement,
	ontext: (text: string) => void,
	{ cameras, createReader }: ScanDeps = browserDeps()
): Promise<Result<() => void, CameraProblem>> {
	const opened = await openCamera(cameras);
	if (!opened.ok) return opened;
	const stream = opened.value;
	let isOver = false;
	let reader: FrameReader | null = null;
	const stop = () => {
		isOver = true;
		for (const track of stream.getTracks()) track.stop();
		video.srcObject = null;
		reader?.close();
	};
	video.srcObject = stream;
	// A video that may not play by itself stays dark; the person sees that and stops.
	await video.play().catch(() => undefined);
	reader = await createReader();
	let last: string | null = null;
	const look = async () => {
		if (isOver || !reader) return;
		const text = await reader.read(video).catch(() => null);
		if (isOver) return;
		if (text !== null && text !== last) ontext((last = text));
		setTimeout(() => void look(), beat);
	};
	void look();
	return ok(stop);
}

async function openCamera(cameras: ScanDeps['cameras']): Promise<Result<MediaStream, CameraProblem>> {
	if (!cameras) return err({ type: 'CameraMissing' });
	try {
		const video = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 1280 } };
		return ok(await cameras.getUserMedia({ video, audio: false }));
	} catch (fault) {
		const name = fault instanceof DOMException ? fault.name : '';
		if (name === 'NotAllowedError' || name === 'SecurityError') return err({ type: 'CameraRefused' });
		if (name === 'NotFoundError' || name === 'OverconstrainedError') return err({ type: 'CameraMissing' });
		return err({ type: 'CameraBusy' });
	}
}

/** The browser's own reader, which not every browser has; TypeScript's library does not describe it. */
interface BarcodeReader {
	readonly detect: (source: HTMLVideoElement) => Promise<readonly { readonly rawValue: string }[]>;
}
interface BarcodeReaderMaker {
	new (options: { readonly formats: readonly string[] }): BarcodeReader;
	readonly getSupportedFormats: () => Promise<readonly string[]>;
}

const browserDeps = (): ScanDeps => ({
	// Undefined where the page is not secure, though TypeScript's library says otherwise.
	cameras: navigator.mediaDevices as MediaDevices | undefined,
	createReader: async () => (await createOwnReader()) ?? createWorkerReader()
});

async function createOwnReader(): Promise<FrameReader | null> {
	const maker = (globalThis as { BarcodeDetector?: BarcodeReaderMaker }).BarcodeDetector; // see the interface above
	const formats = await maker?.getSupportedFormats().catch((): readonly string[] => []);
	if (!maker || !formats?.includes('qr_code')) return null;
	const reader = new maker({ formats: ['qr_code'] });
	return { read: async (video) => (await reader.detect(video))[0]?.rawValue ?? null, close: () => undefined };
}

function createWorkerReader(): FrameReader {
	const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module' });
	const canvas = document.createElement('canvas');
	const pencil = canvas.getContext('2d', { willReadFrequently: true });
	const read = (video: HTMLVideoElement): Promise<string | null> => {
		const scale = Math.min(1, longestSide / Math.max(video.videoWidth, video.videoHeight));
		const [width, height] = [Math.round(video.videoWidth * scale), Math.round(video.videoHeight * scale)];
		if (!pencil || width === 0 || height === 0) return Promise.resolve(null);
		canvas.width = width;
		canvas.height = height;
		pencil.drawImage(video, 0, 0, width, height);
		const { data } = pencil.getImageData(0, 0, width, height);
		const asked: FrameAsked = { width, height, pixels: data };
		return new Promise((settle) => {
			worker.onmessage = (event: MessageEvent<FrameRead>) => settle(event.data);
			worker.onerror = () => settle(null);
			worker.postMessage(asked, [data.buffer]);
		});
	};
	return {
		read,
		close: () => {
			worker.terminate();
			canvas.width = 0;
		}
	};
}
