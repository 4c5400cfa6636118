import { err, ok, type Result } from '$lib/base/result';
import { trustedScriptUrl } from '$lib/base/trusted-script-url';
import type { FhirImported } from '$lib/domain/fhir';
import workerUrl from './fhir.worker?worker&url';

/** Milliseconds after which reading is given up. */
const patience = 10_000;

/**
 * A FHIR questionnaire from its JSON, read in a worker that ends with this call: after ten seconds, or when `signal` says
 * so, it is stopped wherever it is. `title` is shown where the form has none.
 */
export function readFhir(
	text: string,
	title: string,
	signal: AbortSignal
): Promise<Result<FhirImported, { readonly type: 'FileUnreadable' | 'TookTooLong' | 'Cancelled' }>> {
	return new Promise((settle) => {
		if (signal.aborted) return settle(err({ type: 'Cancelled' }));
		const worker = new Worker(trustedScriptUrl(workerUrl), { type: 'module' });
		const end = (result: Awaited<ReturnType<typeof readFhir>>) => {
			clearTimeout(alarm);
			signal.removeEventListener('abort', cancel);
			worker.terminate();
			settle(result);
		};
		const cancel = () => end(err({ type: 'Cancelled' }));
		const alarm = setTimeout(() => end(err({ type: 'TookTooLong' })), patience);
		signal.addEventListener('abort', cancel);
		worker.onmessage = (event: MessageEvent<FhirImported>) => end(ok(event.data));
		// Out of memory, mostly: to the person a file that cannot be read.
		worker.onerror = () => end(err({ type: 'FileUnreadable' }));
		worker.postMessage([text, title]);
	});
}
