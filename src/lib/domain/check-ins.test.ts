import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { answerBytes, answerRoom, answersToBytes, bytesToAnswers, visibleQuestions } from './answers';
import { Locale } from './guide';
import { questionsOf, type Answer, type Question, type Questionnaire } from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import { safetyRaised, scoresOf } from './scoring';

const folder = new URL('../../../static/check-ins/', import.meta.url);
const ids = readdirSync(folder).map((name) => basename(name, '.json'));
const textOf = (id: string) => readFileSync(new URL(`${id}.json`, folder), 'utf8');

function formOf(id: string): Questionnaire {
	const parsed = parseQuestionnaire(JSON.parse(textOf(id)));
	if (!parsed.ok) throw new Error(`${id}: ${JSON.stringify(parsed.error.faults)}`);
	return parsed.value;
}

/** Every set of words, wherever it lies: an object whose keys are languages. */
function wordsIn(value: unknown): readonly Readonly<Record<string, string>>[] {
	if (typeof value !== 'object' || value === null) return [];
	if ('fr' in value) return [value as Readonly<Record<string, string>>];
	return Object.values(value).flatMap(wordsIn);
}

const answerAt = (question: Question, end: 'first' | 'last'): Answer => {
	switch (question.kind) {
		case 'faces':
			return end === 'first' ? 1 : question.steps;
		case 'line':
			return end === 'first' ? question.from : question.to;
		case 'yes-no':
			return end === 'last';
		case 'note':
			return null;
		case 'many':
			return [question.options.at(end === 'first' ? 0 : -1)!.value];
		default:
			return question.options.at(end === 'first' ? 0 : -1)!.value;
	}
};

describe('the check-ins that come with the app', () => {
	it('are the six that are promised', () => {
		expect(ids.sort()).toEqual([
			'daily-faces',
			'entry',
			'exit',
			'facilitator-wellbeing',
			'group-climate',
			'monthly-wellbeing'
		]);
	});

	describe.each(ids)('%s', (id) => {
		const form = formOf(id);

		it('is sound and goes by the name of its file', () => {
			expect(form.id).toBe(id);
			expect(form.source).toBeTruthy();
		});

		it('says everything in every language of the app, each in words of its own', () => {
			expect(form.languages).toEqual(Locale.options);
			for (const words of wordsIn(form)) {
				expect(Object.keys(words)).toEqual(Locale.options);
				expect(new Set(Object.values(words)).size, words['fr']).toBe(Locale.options.length);
			}
		});

		it('is short to read: no line above 90 letters, no word that could hurt or give away', () => {
			for (const question of questionsOf(form))
				for (const words of Object.values(question.text)) expect(words.length, words).toBeLessThanOrEqual(90);
			expect(textOf(id)).toBe(textOf(id).normalize('NFC'));
			expect(textOf(id)).not.toMatch(
				/victim|survivor|surviv|traffick|traite\b|thérap|therap|trauma|patient|exploit|nạn nhân|buôn người|trị liệu|sang chấn|bệnh nhân|bóc lột/i
			);
		});

		it('fits a ballot with room to spare, at either end of every answer', () => {
			expect(answerBytes(form)).toBeLessThanOrEqual(answerRoom / 10);
			for (const end of ['first', 'last'] as const) {
				const answers = Object.fromEntries(questionsOf(form).map((question) => [question.id, answerAt(question, end)]));
				const bytes = answersToBytes(form, answers);
				expect(bytes.ok && bytesToAnswers(form, bytes.value)).toEqual({ ok: true, value: answers });
			}
		});

		it('has a band for every value of its scores, and both ends reach the outer ones', () => {
			expect(form.scores.length).toBeGreaterThan(0);
			for (const score of form.scores) {
				// A group's words come from the good end of its first score.
				expect(score.better).toBe('higher');
				expect(score.bands.at(0)!.from).toBe(score.range!.from);
				expect(score.bands.at(-1)!.to).toBe(score.range!.to);
			}
			const bandsAt = (end: (part: { readonly reverse?: boolean | undefined }) => 'first' | 'last') => {
				const endById = new Map(
					form.scores.flatMap(({ parts }) => parts.map((part) => [part.question, end(part)] as const))
				);
				const answers = Object.fromEntries(
					visibleQuestions(form, {}).map((question) => [
						question.id,
						answerAt(question, endById.get(question.id) ?? 'first')
					])
				);
				return scoresOf(form, answers).map(({ band }) => band);
			};
			expect(bandsAt(({ reverse }) => (reverse ? 'first' : 'last'))).toEqual(
				form.scores.map(({ bands }) => bands.at(-1)!.id)
			);
			expect(bandsAt(({ reverse }) => (reverse ? 'last' : 'first'))).toEqual(
				form.scores.map(({ bands }) => bands[0]!.id)
			);
		});
	});

	it('ask the same four faces every day, on joining and on leaving', () => {
		const faces = (id: string) => formOf(id).sections[0]!.questions;
		expect(faces('entry')).toEqual(faces('daily-faces'));
		expect(faces('exit')).toEqual(faces('daily-faces'));
	});

	it('look back on leaving, with as many ways down as up and the same in the middle', () => {
		const since = formOf('exit').sections.find(({ title }) => title?.['en'] === 'Compared with when you joined')!;
		for (const question of since.questions) {
			// In the question itself: it stands alone on the screen.
			expect(question.text['en']).toMatch(/^Compared with when you joined, /);
			expect('options' in question && question.options.map(({ weight }) => weight)).toEqual([-2, -1, 0, 1, 2]);
		}
	});

	it('show help to a facilitator who carries too much alone, and not for a heavy month by itself', () => {
		const form = formOf('facilitator-wellbeing');
		const raised = (answers: Readonly<Record<string, string>>) => safetyRaised(form, answers).length;
		expect(raised({ carry: 'always', support: 'never' })).toBe(1);
		expect(raised({ carry: 'always', limits: 'never' })).toBe(1);
		expect(raised({ carry: 'always', support: 'often', limits: 'often' })).toBe(0);
		expect(raised({ carry: 'often', support: 'never', limits: 'never' })).toBe(0);
	});
});
