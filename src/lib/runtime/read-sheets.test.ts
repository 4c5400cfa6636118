import { describe, expect, it, vi } from 'vitest';
import { readSheets, type SheetsWorker } from './read-sheets';
import { readWorkbook } from './read-workbook';

vi.mock('./sheets.worker?worker&url', () => ({ default: '/unused.js' }));

/** A worker that answers as the real one does, or never. */
function pretendWorker(answers: 'well' | 'never' | 'fails') {
	const made = {
		onmessage: null as SheetsWorker['onmessage'], // set by whoever uses it
		onerror: null as SheetsWorker['onerror'], // likewise
		terminate: vi.fn(),
		postMessage: vi.fn((bytes: Uint8Array) => {
			queueMicrotask(() => {
				// The reader looks at nothing but the data, and never at itself.
				if (answers === 'well') made.onmessage?.call(made as never, { data: readWorkbook(bytes) } as MessageEvent);
				if (answers === 'fails') made.onerror?.call(made as never, {} as ErrorEvent);
			});
		})
	};
	return made;
}

const form = new Blob(['type,name,label\nnote,a,A\n']);

describe('reading a chosen file', () => {
	it('gives its tables, and ends the worker', async () => {
		const worker = pretendWorker('well');
		const read = await readSheets(form, undefined, { createWorker: () => worker, patience: 1000 });
		expect(read.ok && read.value[0]?.rows).toEqual([
			['type', 'name', 'label'],
			['note', 'a', 'A']
		]);
		expect(worker.terminate).toHaveBeenCalledOnce();
	});

	it('gives up on a file that takes too long, and ends the worker', async () => {
		const worker = pretendWorker('never');
		const read = await readSheets(form, undefined, { createWorker: () => worker, patience: 5 });
		expect(read).toEqual({ ok: false, error: { type: 'TookTooLong' } });
		expect(worker.terminate).toHaveBeenCalledOnce();
	});

	it('stops when the person stops it, before and while it reads', async () => {
		const createWorker = vi.fn(() => pretendWorker('never'));
		const cancelled = { ok: false, error: { type: 'Cancelled' } };
		expect(await readSheets(form, AbortSignal.abort(), { createWorker, patience: 1000 })).toEqual(cancelled);
		expect(createWorker).not.toHaveBeenCalled();
		const stop = new AbortController();
		const reading = readSheets(form, stop.signal, { createWorker, patience: 1000 });
		setTimeout(() => stop.abort(), 5);
		expect(await reading).toEqual(cancelled);
		expect(createWorker.mock.results[0]?.value.terminate).toHaveBeenCalledOnce();
	});

	it('says so when the worker breaks, and reads nothing of a file that is too large', async () => {
		const createWorker = vi.fn(() => pretendWorker('fails'));
		const broken = await readSheets(form, undefined, { createWorker, patience: 1000 });
		expect(broken).toEqual({ ok: false, error: { type: 'FileUnreadable' } });
		const large = await readSheets(new Blob([new Uint8Array(5_000_001)]), undefined, { createWorker, patience: 1000 });
		expect(large).toEqual({ ok: false, error: { type: 'FileTooBig' } });
		expect(createWorker).toHaveBeenCalledOnce();
	});
});
