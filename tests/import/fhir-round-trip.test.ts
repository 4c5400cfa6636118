import { readdirSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readFhirQuestionnaire } from '$lib/domain/fhir-questionnaire';
import { writeFhirQuestionnaire } from '$lib/domain/fhir-write';
import type { Option, Question, Questionnaire, Score, Texts } from '$lib/domain/questionnaire';
import { parseQuestionnaire } from '$lib/domain/questionnaire-check';
import type { Rule } from '$lib/domain/relevance';

const words = fc.stringMatching(/^[A-Za-zéệأ<&"'\\]{0,12}[a-z]$/);
const texts: fc.Arbitrary<Texts> = fc.record({ en: words, vi: words }, { requiredKeys: ['en'] });
const maybeHint = fc.option(texts, { nil: undefined });

const options: fc.Arbitrary<Option[]> = fc
	.uniqueArray(fc.stringMatching(/^[a-z0-9_.-]{1,6}$/), { minLength: 1, maxLength: 5 })
	.chain((values) =>
		fc.tuple(
			...values.map((value) =>
				fc
					.record({ label: texts, weight: fc.option(fc.integer({ min: -5, max: 9 }), { nil: undefined }) })
					.map(({ label, weight }) => ({ value, label, ...(weight === undefined ? {} : { weight }) }))
			)
		)
	);

const questionOf = (id: string): fc.Arbitrary<Question> =>
	fc
		.tuple(
			texts,
			maybeHint,
			fc.oneof(
				fc.constant({ kind: 'note' as const }),
				fc.constant({ kind: 'yes-no' as const }),
				fc.record({ kind: fc.constant('faces' as const), steps: fc.integer({ min: 3, max: 5 }) }),
				fc.record({ kind: fc.constantFrom('one' as const, 'many' as const, 'scale' as const), options }),
				fc
					.record({ step: fc.integer({ min: 1, max: 4 }), places: fc.integer({ min: 1, max: 40 }), low: maybeHint })
					.map(({ step, places, low }) => ({
						...{ kind: 'line' as const, from: -step, to: (places - 1) * step, step },
						...(low ? { low } : {})
					}))
			)
		)
		.map(([text, hint, body]) => ({ id, text, ...(hint ? { hint } : {}), ...body }));

/** A rule that FHIR can say about this question; null for words to read. */
function ruleAbout(question: Question): Rule | null {
	const { id } = question;
	if (question.kind === 'yes-no') return { question: id, is: '=', value: 'yes' };
	if (question.kind === 'faces') return { question: id, is: '!=', value: 2 };
	if (question.kind === 'line') return { question: id, is: '>=', value: question.to };
	if (question.kind === 'note') return null;
	const [first] = question.options;
	if (question.kind === 'many') return { question: id, selected: first?.value ?? '' };
	return { question: id, is: '=', value: first?.value ?? '' };
}

const questionnaires: fc.Arbitrary<Questionnaire> = fc
	.tuple(texts, fc.tuple(...['q1', 'q2', 'a/b', 'q.4'].map(questionOf)), fc.boolean(), fc.boolean(), maybeHint)
	.map(([title, questions, isTwo, isAny, sectionTitle]) => {
		const rules = questions.slice(0, 3).flatMap((question): Rule[] => {
			const rule = ruleAbout(question);
			return rule ? [rule, { question: question.id, is: '!=', value: '' }] : [];
		});
		const [first] = rules;
		const relevant: Rule | undefined = rules.length > 1 ? (isAny ? { any: rules } : { all: rules }) : first;
		const [one, two, three, four] = questions;
		const last = four && { ...four, ...(relevant ? { relevant } : {}) };
		const asked = [one, two, three].filter((question) => question !== undefined);
		const weighted = asked.filter(
			(question) =>
				question.kind === 'line' ||
				question.kind === 'faces' ||
				((question.kind === 'one' || question.kind === 'scale') &&
					question.options.some(({ weight }) => weight !== undefined))
		);
		const scores: Score[] =
			weighted.length === 0
				? []
				: [
						{
							...{
								id: 'total',
								version: 1,
								title: { en: 'Total' },
								method: isTwo && weighted.length > 1 ? 'mean' : 'sum'
							},
							parts: weighted.map(({ id }) => ({ question: id })),
							...(isTwo ? { decimals: 2 } : { multiply: 4 }),
							...{ missing: { policy: 'none' }, bands: [] }
						}
					];
		return {
			...{ v: 1, id: 'round-trip', version: 3, title, languages: ['en', 'vi'], source: 'https://forms.example/f' },
			...{ licence: 'CC BY 4.0', safety: [], scores },
			sections: [
				{ id: 'first', ...(sectionTitle ? { title: sectionTitle } : {}), questions: asked },
				{ id: 'second', ...(first ? { relevant: first } : {}), questions: last ? [last] : [] }
			]
		};
	});

/** As it must be: a language in which nothing is said is not named. */
function sound(questionnaire: Questionnaire): Questionnaire {
	const content = JSON.stringify({ ...questionnaire, languages: [] });
	return { ...questionnaire, languages: questionnaire.languages.filter((tag) => content.includes(`"${tag}":`)) };
}

test('what FHIR can hold comes back the same', () => {
	fc.assert(
		fc.property(questionnaires, (made) => {
			const questionnaire = sound(made);
			fc.pre(parseQuestionnaire(questionnaire).ok);
			fc.pre(questionnaire.sections.some(({ questions }) => questions.some(({ kind }) => kind !== 'note')));
			const { text, lost } = writeFhirQuestionnaire(questionnaire);
			expect(lost).toEqual([]);
			const back = readFhirQuestionnaire(text, 'file');
			expect(back.messages.filter(({ level }) => level === 'error')).toEqual([]);
			expect(back.questionnaire).toEqual(questionnaire);
		})
	);
});

test.each(readdirSync('static/check-ins'))(
	'%s goes out and comes back, and says what FHIR has no place for',
	(name) => {
		const parsed = parseQuestionnaire(JSON.parse(readFileSync(`static/check-ins/${name}`, 'utf8')));
		if (!parsed.ok) throw new Error(name);
		const { text, lost } = writeFhirQuestionnaire(parsed.value);
		const { questionnaire } = readFhirQuestionnaire(text, 'file');
		// The id of a part may change: in FHIR it must differ from those of the questions.
		const withoutIds = (sections: Questionnaire['sections'] = []) => sections.map(({ id: _id, ...rest }) => rest);
		expect(withoutIds(questionnaire?.sections)).toEqual(withoutIds(parsed.value.sections));
		expect(questionnaire?.title).toEqual(parsed.value.title);
		const gone = new Map(lost.map(({ what, of }) => [what, of]));
		for (const { id, parts } of parsed.value.scores)
			if (!gone.get('score')?.includes(id))
				expect(questionnaire?.scores.find((score) => score.id === id)?.parts).toEqual(parts);
	}
);
