import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeSession, openCorrection, startSession } from './session';
import {
	chooseAtmosphere,
	chooseThemes,
	isThemeId,
	longestText,
	summaryOf,
	themeIds,
	writeSummaryText
} from './summary';
import { createNotebook } from './test-notebook';

function meet() {
	const notebook = createNotebook();
	const planned = notebook.next(notebook.group());
	notebook.write(startSession(planned, 1, 1));
	const session = () => notebook.now(planned);
	return { ...notebook, session, summary: () => summaryOf(notebook.ledger, planned.id) };
}

const blank = { atmosphere: null, themes: [], wentWell: '', wasHard: '', agreed: '', askSupervisor: '' };

test('a summary may stay empty, wholly and field by field', () => {
	const { write, session, summary } = meet();
	expect(summary()).toMatchObject(blank);
	write(writeSummaryText(session(), 'agreed', 'se revoir'));
	expect(summary()).toMatchObject({ ...blank, agreed: 'se revoir' });
	write(writeSummaryText(session(), 'agreed', ''));
	expect(summary()).toMatchObject(blank);
});

test('a text comes back as typed, line breaks and markup included', () => {
	const { write, session, summary } = meet();
	for (const text of ['Un <b>beau</b> moment 🌙\n\n  قمر', 'x'.repeat(longestText), '__proto__']) {
		write(writeSummaryText(session(), 'wentWell', text));
		expect(summary().wentWell).toBe(text);
	}
});

test('ten thousand characters are refused, not cut', () => {
	const { session } = meet();
	expect(writeSummaryText(session(), 'wasHard', 'x'.repeat(10_000))).toEqual({
		ok: false,
		error: { type: 'TextTooLong', most: longestText }
	});
});

test('a closed session takes no more words until a correction is open', () => {
	const { write, session, summary } = meet();
	write(closeSession(session(), 2));
	for (const refused of [
		writeSummaryText(session(), 'agreed', 'x'),
		chooseAtmosphere(session(), 1),
		chooseThemes(session(), ['calm'])
	])
		expect(refused).toEqual({ ok: false, error: { type: 'SessionClosed' } });
	write(openCorrection(session(), 'c1', 'Oubli', '2026-01-07'));
	write(chooseThemes(session(), ['calm']));
	expect(summary().themes).toEqual(['calm']);
});

test('the weather is always one of the five, and can be taken back', () => {
	fc.assert(
		fc.property(fc.option(fc.double({ noNaN: true })), (weather) => {
			const { write, session, summary } = meet();
			write(chooseAtmosphere(session(), weather));
			if (weather === null) expect(summary().atmosphere).toBeNull();
			else expect([1, 2, 3, 4, 5]).toContain(summary().atmosphere);
		})
	);
});

test('themes are at most twelve lines of sixty characters, none empty, none twice', () => {
	const theme = fc.oneof(
		fc.constantFrom(...themeIds),
		fc.string({ unit: 'grapheme', maxLength: 80 }),
		fc.constant('é '.repeat(70))
	);
	fc.assert(
		fc.property(fc.array(theme, { maxLength: 20 }), (themes) => {
			const { write, session, summary } = meet();
			write(chooseThemes(session(), themes));
			const kept = summary().themes;
			expect(kept.length).toBeLessThanOrEqual(12);
			expect(new Set(kept).size).toBe(kept.length);
			for (const line of kept)
				expect([...line].length >= 1 && [...line].length <= 60 && line === line.trim()).toBe(true);
			write(chooseThemes(session(), kept));
			expect(summary().themes).toEqual(kept);
		})
	);
});

test('a field that does not read does not hide the others', () => {
	const { write, session, summary } = meet();
	write(writeSummaryText(session(), 'agreed', 'se revoir'));
	write({ table: 'session', row: session().id, field: 'atmosphere', value: 'sunny' });
	write({ table: 'session', row: session().id, field: 'themes', value: 7 });
	expect(summary()).toMatchObject({ ...blank, agreed: 'se revoir' });
});

test('a theme of her own is told apart from those of the list', () => {
	expect(themeIds.every(isThemeId)).toBe(true);
	expect(['le jardin', 'constructor', ''].some(isThemeId)).toBe(false);
});
