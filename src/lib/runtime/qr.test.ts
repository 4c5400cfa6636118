import { describe, expect, test } from 'vitest';
import { drawQr, type QrMatrix } from './qr';
import { readFrame, type Frame } from './read-frame';

/** What a camera would see of a code: `scale` points a square, dark on light. */
function photograph(matrix: QrMatrix, scale: number): Frame {
	const side = matrix.length * scale;
	const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
	for (let y = 0; y < side; y++)
		for (let x = 0; x < side; x++) {
			const isDark = matrix[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? false;
			if (isDark) pixels.fill(20, (y * side + x) * 4, (y * side + x) * 4 + 3);
		}
	return { width: side, height: side, pixels };
}

const invite = `https://example.org/join#${'AbC-_9'.repeat(20)}`;

describe('a code drawn on one phone', () => {
	test('is read by another, whatever stands in it', async () => {
		for (const text of [invite, 'Cercle', 'đường']) expect(readFrame(photograph(await drawQr(text), 4))).toBe(text);
	});

	test('has a quiet border, without which cameras do not find it', async () => {
		const matrix = await drawQr(invite);
		for (const row of [matrix[0], matrix[3], matrix.at(-1)]) expect(row?.some(Boolean)).toBe(false);
		expect(matrix.every((row) => row.length === matrix.length)).toBe(true);
	});

	test('a picture without a code gives nothing', () => {
		const pixels = new Uint8ClampedArray(200 * 200 * 4).fill(180);
		expect(readFrame({ width: 200, height: 200, pixels })).toBeNull();
	});
});
