/**
 * Reads a chosen FHIR file away from the page, so that a hostile one can hang nothing but itself.
 *
 * Who may call it: `read-fhir.ts` only. What must stay true: the file is read, then forgotten; nothing is kept or sent.
 */
import { readFhirQuestionnaire } from '$lib/domain/fhir-questionnaire';

self.addEventListener('message', ({ data: [text, title] }: MessageEvent<readonly [string, string]>) => {
	self.postMessage(readFhirQuestionnaire(text, title));
});
