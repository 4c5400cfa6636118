import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionsOf, questionsOf, type Question, type Questionnaire, type Score } from '$lib/domain/questionnaire';
import { parseQuestionnaire } from '$lib/domain/questionnaire-check';
import type { Rule } from '$lib/domain/relevance';
import { readXlsForm } from '$lib/domain/xlsform-read';
import { writeXlsForm } from '$lib/domain/xlsform-write';
import { readWorkbook } from '$lib/runtime/read-workbook';
import { writeWorkbook } from '$lib/runtime/write-workbook';

/** Through a workbook and back. */
function through(questionnaire: Questionnaire) {
	const sheets = readWorkbook(writeWorkbook(writeXlsForm(questionnaire).tables));
	if (!sheets.ok) throw new Error(sheets.error.type);
	return readXlsForm(sheets.value, 'file');
}

const languages = fc.constantFrom(['fr', 'en', 'vi'], ['en'], ['und', 'zh'], ['ar', 'x-hmongb', 'pt-BR'], ['vi', 'fr']);
const line = fc
	.string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
	.map((text) => text.replace(/[^\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]|\$/gu, '').trim())
	.filter((text) => text !== '');
const texts = (tags: readonly string[]) =>
	fc.tuple(...tags.map(() => line)).map((words) => Object.fromEntries(tags.map((tag, at) => [tag, words[at] ?? ''])));
const optional = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });

const weights = fc.oneof(fc.constant(undefined), fc.constant([3, 2, 1, 0]), fc.constant([0, 0.5, -1, 10]));

const body = (tags: readonly string[]): fc.Arbitrary<object> => {
	const options = fc
		.tuple(fc.array(texts(tags), { minLength: 1, maxLength: 4 }), weights)
		.map(([labels, points]) =>
			labels.map((label, at) => ({ value: `o${at}`, label, ...(points ? { weight: points[at] } : {}) }))
		);
	return fc.oneof(
		fc.constantFrom(3, 4, 5).map((steps) => ({ kind: 'faces', steps })),
		fc.constant({ kind: 'yes-no' }),
		fc.constant({ kind: 'note' }),
		fc.tuple(fc.constantFrom('scale', 'one', 'many'), options).map(([kind, some]) => ({ kind, options: some })),
		fc
			.record({
				ends: fc.constantFrom<[number, number, number]>([0, 10, 1], [-5, 5, 1], [0, 1, 0.25], [1, 7, 2]),
				low: optional(texts(tags)),
				high: optional(texts(tags))
			})
			.map(({ ends: [from, to, step], low, high }) => ({
				kind: 'line',
				from,
				to,
				step,
				...(low ? { low } : {}),
				...(high ? { high } : {})
			}))
	);
};

/** A condition on a question that comes earlier. */
const rule = (earlier: readonly Question[]): fc.Arbitrary<Rule | undefined> => {
	const asked = earlier.filter(({ kind }) => kind !== 'note').map(({ id }) => id);
	if (asked.length === 0) return fc.constant(undefined);
	const one: fc.Arbitrary<Rule> = fc.oneof(
		fc.record({
			question: fc.constantFrom(...asked),
			is: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
			value: fc.oneof(fc.integer({ min: -9, max: 99 }), fc.constantFrom('o1', 'yes', ''))
		}),
		fc.record({ question: fc.constantFrom(...asked), selected: fc.constantFrom('o0', 'yes') })
	);
	return optional(
		fc.oneof(
			one,
			one.map((not): Rule => ({ not })),
			fc.array(one, { minLength: 2, maxLength: 3 }).map((all): Rule => ({ all })),
			fc.tuple(one, one, one).map(([a, b, c]): Rule => ({ any: [{ all: [a, b] }, { not: c }] }))
		)
	);
};

/** What an XLSForm can hold: no bands, safety rules, sounds or other ways with missing answers. */
const questionnaire: fc.Arbitrary<Questionnaire> = languages.chain((tags) =>
	fc
		.record({
			title: texts(tags),
			version: fc.integer({ min: 1, max: 10_000 }),
			source: optional(line),
			sections: fc.array(
				fc.record({
					title: optional(texts(tags)),
					bodies: fc.array(fc.tuple(body(tags), texts(tags), optional(texts(tags))), { minLength: 1, maxLength: 4 })
				}),
				{ minLength: 1, maxLength: 4 }
			),
			scored: fc.record({
				method: fc.constantFrom('sum' as const, 'mean' as const),
				multiply: fc.constantFrom(undefined, 4, 0.5, -2),
				decimals: fc.constantFrom(undefined, 0, 2),
				weight: fc.constantFrom(undefined, 2, -1, 0.5),
				reverse: fc.boolean(),
				title: optional(texts(tags))
			})
		})
		.chain((drawn) => {
			let count = 0;
			const bare = drawn.sections.map(({ title, bodies }, at) => ({
				id: `part${at}`,
				...(title ? { title } : {}),
				// The body is of one of the kinds, which the schema confirms below.
				questions: bodies.map(
					([rest, text, hint]) => ({ id: `q${(count += 1)}`, text, ...(hint ? { hint } : {}), ...rest }) as Question
				)
			}));
			const all = bare.flatMap(({ questions }) => questions);
			return fc.tuple(...all.map((_one, at) => rule(all.slice(0, at)))).chain((rules) =>
				fc
					.tuple(...bare.map(({ questions }) => rule(all.slice(0, Number(questions[0]?.id.slice(1)) - 1))))
					.map((sectionRules): Questionnaire => {
						const scorable = all.filter(
							(one) =>
								one.kind === 'line' ||
								one.kind === 'faces' ||
								one.kind === 'yes-no' ||
								optionsOf(one).some(({ weight }) => weight !== undefined)
						);
						const { method, multiply, decimals, weight, reverse, title } = drawn.scored;
						const scores: Score[] =
							scorable.length < 2
								? []
								: [
										{
											id: 'total',
											version: 1,
											method,
											missing: { policy: 'none' },
											bands: [],
											...(title ? { title } : {}),
											...(multiply === undefined ? {} : { multiply }),
											...(decimals === undefined ? {} : { decimals }),
											parts: scorable.map(({ id }, at) => ({
												question: id,
												...(at === 0 && weight !== undefined ? { weight } : {}),
												...(reverse && at === 1 ? { reverse } : {})
											}))
										}
									];
						let at = -1;
						return {
							v: 1,
							id: 'our-form',
							version: drawn.version,
							title: drawn.title,
							languages: [...tags],
							...(drawn.source ? { source: drawn.source } : {}),
							sections: bare.map((section, s) => ({
								...section,
								...(sectionRules[s] ? { relevant: sectionRules[s] } : {}),
								questions: section.questions.map((one) => {
									at += 1;
									return rules[at] ? { ...one, relevant: rules[at] } : one;
								})
							})),
							scores,
							safety: []
						};
					})
			);
		})
);

describe('a questionnaire as an XLSForm', () => {
	it('comes back the same, for everything such a form can hold', () => {
		fc.assert(
			fc.property(questionnaire, (made) => {
				const parsed = parseQuestionnaire(made);
				// Only notes to read, say: not a form that anybody would bring.
				fc.pre(parsed.ok && questionsOf(made).some(({ kind }) => kind !== 'note'));
				const { questionnaire: back, messages } = through(made);
				expect(messages.filter(({ level }) => level === 'error')).toEqual([]);
				expect(back).toEqual(made);
				expect(writeXlsForm(made).lost).toEqual([]);
			}),
			{ numRuns: 200 }
		);
	});

	it('says what such a form cannot hold', () => {
		const question: Question = {
			id: 'a',
			kind: 'line',
			from: 0,
			to: 10,
			step: 1,
			text: { en: 'A' },
			audio: { en: 'a.mp3' }
		};
		const score: Score = {
			id: 's',
			version: 2,
			method: 'sum',
			parts: [{ question: 'a' }],
			missing: { policy: 'none' },
			bands: [{ id: 'low', from: 0, to: 10, label: { en: 'Low' } }]
		};
		const made: Questionnaire = {
			v: 1,
			id: 'form',
			version: 1,
			title: { en: 'T' },
			languages: ['en'],
			sections: [{ id: 'p', questions: [question, { id: 'b', kind: 'yes-no', text: { en: 'B' } }] }],
			scores: [
				score,
				{ ...score, id: 'points', version: 1, bands: [], parts: [{ question: 'b', points: { yes: 3, no: 1 } }] }
			],
			safety: [{ id: 'help', when: { question: 'a', is: '>', value: 8 } }]
		};
		expect(parseQuestionnaire(made).ok).toBe(true);
		expect(writeXlsForm(made).lost).toEqual([
			{ what: 'safety', of: ['help'] },
			{ what: 'audio', of: ['a'] },
			{ what: 'score', of: ['points'] },
			{ what: 'bands', of: ['s'] },
			{ what: 'score-notes', of: ['s'] }
		]);
	});
});
