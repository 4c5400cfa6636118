/** Hands bytes to the browser to be saved as a file. It may ask where; it does not say whether it was done. */
export function saveFile(name: string, bytes: Uint8Array): void {
	const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	// The browser has begun to read by then.
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
