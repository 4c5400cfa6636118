import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ticketFromText, ticketToText } from './ticket';

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const ticket = fc.record({
	org: bytes(32),
	batch: fc.uuid().map((id) => id.toLowerCase()),
	ticketId: bytes(16),
	share: bytes(33),
	batchKey: bytes(32),
	checkInKey: bytes(32),
	questionSet: bytes(32),
	questionnaire: fc.constantFrom('', 'daily/1', 'wellbeing/12'),
	lastDay: fc.integer({ min: 0, max: 0xffffffff })
});
const withMoment = fc
	.tuple(ticket, fc.constantFrom('entry', 'exit'))
	.map(([one, moment]) => ({ ...one, moment }) as const);
const withQuestions = fc
	.tuple(fc.oneof(ticket, withMoment), bytes(32))
	.map(([one, questionsKey]) => ({ ...one, questionsKey }));

test('a ticket comes back from its text, which an address can hold and a QR code shows', () => {
	fc.assert(
		fc.property(fc.oneof(ticket, withMoment, withQuestions), (one) => {
			const text = ticketToText(one);
			expect(text).toMatch(/^[A-Za-z0-9_-]{300,460}$/);
			expect(ticketFromText(text)).toEqual({ ok: true, value: one });
		})
	);
});

test('a text that is cut, longer or another is none', () => {
	const [one] = fc.sample(withQuestions, { numRuns: 1, seed: 2 });
	const text = ticketToText(one!);
	const { questionsKey: _, ...plain } = one!;
	// The second type in name only: its key is missing.
	const keyless = ticketToText(plain).slice(0, 12) + text.slice(12, -48);
	for (const wrong of ['', keyless, '%', text.slice(0, -4), `${text}AAAA`, text.replace(/^./, 'Q'), 'A'.repeat(5000)])
		expect(ticketFromText(wrong)).toEqual({ ok: false, error: { type: 'TicketUnreadable' } });
});

test('whatever text comes, there is an answer', () => {
	fc.assert(fc.property(fc.string({ maxLength: 500 }), (text) => void ticketFromText(text)));
	fc.assert(fc.property(fc.base64String({ maxLength: 500 }), (text) => void ticketFromText(text)));
});
