import { decodeQR } from 'qr/decode.js';

/** A picture as a canvas gives it: four bytes a point. */
export interface Frame {
	readonly width: number;
	readonly height: number;
	readonly pixels: Uint8ClampedArray;
}

/** The text of the QR code in a picture, or null when there is none to be read. */
export function readFrame({ width, height, pixels }: Frame): string | null {
	try {
		return decodeQR({ width, height, data: pixels });
	} catch {
		// The package throws for every frame without a code, which most are.
		return null;
	}
}
