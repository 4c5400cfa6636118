import { err, type Result } from '$lib/base/result';
import { trustedScriptUrl } from '$lib/base/trusted-script-url';
import type { Sheet } from '$lib/domain/sheet';
import { sheetLimits, type SheetsProblem } from './read-workbook';
import workerUrl from './sheets.worker?worker&url';

/** Why a chosen file gives no tables. */
export type ReadSheetsProblem =
	| SheetsProblem
	| { readonly type: 'FileUnreadable' }
	| { readonly type: 'TookTooLong' }
	| { readonly type: 'Cancelled' };

/** The worker as this file uses it. */
export type SheetsWorker = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

export interface ReadSheetsDeps {
	readonly createWorker: () => SheetsWorker;
	/** Milliseconds after which reading is given up. */
	readonly patience: number;
}

/**
 * The tables of an `.xlsx` or `.csv` file, read in a worker that ends with this call: after ten seconds, or when `signal`
 * says so, it is stopped wherever it is.
 */
export async function readSheets(
	file: Blob,
	signal?: AbortSignal,
	{ createWorker, patience }: ReadSheetsDeps = browserDeps
): Promise<Result<readonly Sheet[], ReadSheetsProblem>> {
	if (signal?.aborted) return err({ type: 'Cancelled' });
	if (file.size > sheetLimits.fileBytes) return err({ type: 'FileTooBig' });
	const buffer = await file.arrayBuffer().catch(() => null);
	if (!buffer) return err({ type: 'FileUnreadable' });
	return new Promise((settle) => {
		const worker = createWorker();
		const end = (result: Result<readonly Sheet[], ReadSheetsProblem>) => {
			clearTimeout(alarm);
			signal?.removeEventListener('abort', cancel);
			worker.terminate();
			settle(result);
		};
		const cancel = () => end(err({ type: 'Cancelled' }));
		const alarm = setTimeout(() => end(err({ type: 'TookTooLong' })), patience);
		// While the file was read from the disk, somebody may have changed her mind.
		if (signal?.aborted) return cancel();
		signal?.addEventListener('abort', cancel);
		worker.onmessage = (event: MessageEvent<Result<readonly Sheet[], SheetsProblem>>) => end(event.data);
		// Out of memory, mostly: to the person a file that cannot be read.
		worker.onerror = () => end(err({ type: 'FileUnreadable' }));
		worker.postMessage(new Uint8Array(buffer), [buffer]);
	});
}

const browserDeps: ReadSheetsDeps = {
	createWorker: () => new Worker(trustedScriptUrl(workerUrl), { type: 'module' }),
	patience: 10_000
};
