/**
 * Reads the tables of a chosen file away from the page, so that a hostile one can hang nothing but itself.
 *
 * Who may call it: `read-sheets.ts` only. What must stay true: the file is read, then forgotten; nothing is kept or sent.
 */
import { readWorkbook } from './read-workbook';

self.addEventListener('message', ({ data: bytes }: MessageEvent<Uint8Array>) => {
	self.postMessage(readWorkbook(bytes));
});
