/**
 * Reads camera frames away from the page, where the browser has no reader of its own.
 *
 * Who may call it: `scan.ts` only. What must stay true: a frame is read, then forgotten; nothing is kept or sent.
 */
import { readFrame } from './read-frame';

/** One frame, as a canvas gives it. */
export interface FrameAsked {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8ClampedArray<ArrayBuffer>;
}

/** The text in it, or null. */
export type FrameRead = string | null;

self.addEventListener('message', ({ data: frame }: MessageEvent<FrameAsked>) => {
	const read: FrameRead = readFrame(frame);
	self.postMessage(read);
	frame.pixels.fill(0);
});
