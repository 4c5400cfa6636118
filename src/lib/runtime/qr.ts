/** The squares of a QR code, row by row; true is dark. The quiet border is part of it. */
export type QrMatrix = readonly (readonly boolean[])[];

/** The QR code of a text. The package that draws it is fetched when the first one is needed; rejects when it cannot be. */
export async function drawQr(text: string): Promise<QrMatrix> {
	const { encodeQR } = await import('qr');
	// Screens are flat and bright, so little correction does, and fewer squares are easier for a cheap camera.
	return encodeQR(text, 'raw', { ecc: 'low', border: 4 });
}
