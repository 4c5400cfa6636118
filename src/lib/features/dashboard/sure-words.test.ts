import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { questionsOf, Questionnaire } from '$lib/domain/questionnaire';
import type { AnswerTable, Cell } from '$lib/domain/suppression';
import { loadTranslate } from '$lib/i18n';
import { questionSure, scoresSure } from './sure-words';
import type { Words } from './shown-tables';

const t = await loadTranslate('en');
const form = Questionnaire.parse(JSON.parse(readFileSync('static/check-ins/daily-faces.json', 'utf8')));
const name = 'daily-faces/1';
const words: Words = { t, locale: 'en', forms: new Map([[name, form]]) };

const table = (month: string, cells: readonly Cell[]): AnswerTable => ({
	...{ questionnaire: name, period: { from: month, to: month }, n: 40 },
	questions: questionsOf(form).map(({ id }) => ({ question: id, cells, hidden: 0 }))
});
const sumOf = (...parts: readonly AnswerTable[]) => ({ whole: parts[0]!, parts });
const good = table('2026-05', [5, 5, 10, 20, 0]);
const heavy = table('2026-02', [20, 10, 5, 5, 0]);
const even = table('2026-08', [10, 10, 10, 10, 0]);
const hidden = table('2026-08', ['hidden', 10, 'hidden', 10, 0]);

test('the newest bundle is told with what changed, and chance is called chance', () => {
	expect(questionSure(words, sumOf(heavy, good), 0)).toEqual([
		`May 2026 · ${t('dashboard:answers.sure.more')}`,
		t('dashboard:answers.turn.more')
	]);
	expect(questionSure(words, sumOf(even), 0)).toEqual([
		`Aug 2026 · ${t('dashboard:answers.sure.unclear', { answers: '40' })}`
	]);
});

test('a hidden cell leaves nothing to say of a question, and says so of a score', () => {
	expect(questionSure(words, sumOf(good, hidden), 0)).toEqual([]);
	expect(scoresSure(words, sumOf(good, hidden))).toEqual([
		{ id: 'wellbeing', title: 'How things are', lines: [t('dashboard:answers.sure.hidden')] }
	]);
});

test('a score is told under its name; one of a single question is that question', () => {
	expect(scoresSure(words, sumOf(good, heavy)).map(({ id, lines }) => [id, ...lines])).toEqual([
		['wellbeing', `Feb 2026 · ${t('dashboard:answers.sure.less')}`, t('dashboard:answers.turn.less')]
	]);
});

test('nothing is said of questions that are not known here', () => {
	const unknown = { ...good, questionnaire: 'other/1' };
	expect(questionSure(words, sumOf(unknown), 0)).toEqual([]);
	expect(scoresSure(words, sumOf(unknown))).toEqual([]);
});
