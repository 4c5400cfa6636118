import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibleQuestions } from './answers';
import type { Answer, Answers, MissingPolicy, Question, Questionnaire, Score, ScorePart } from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import { parseRule } from './relevance';
import { partRange, safetyRaised, scoreRange, scoresOf, type ScoreResult } from './scoring';

/*
 * Published rules as facts: how many questions, which points, how they add up, where the bands begin. No wording of any
 * instrument is here, and none comes with the app.
 */
const words = (text: string) => ({ en: text });
const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `q${at + 1}`);
const parts = (...ids: readonly string[]): ScorePart[] => ids.map((question) => ({ question }));

/** Bands that follow on each other, from where each begins to the highest total. */
const bandsFrom = (highest: number, begins: readonly number[], unit = 1): Score['bands'] =>
	begins.map((from, at) => ({
		id: `band-${at + 1}`,
		from,
		to: (begins[at + 1] ?? highest + unit) - unit,
		label: words(`${at + 1}`)
	}));

interface Facts {
	readonly questions: number;
	/** Points of the answers, from the first. */
	readonly points: readonly number[];
	readonly scores: readonly Partial<Score>[];
	readonly safety?: string;
}

function instrument({ questions, points, scores, safety }: Facts): Questionnaire {
	const when = safety === undefined ? undefined : parseRule(safety);
	const parsed = parseQuestionnaire({
		v: 1,
		id: 'instrument',
		version: 1,
		title: words('title'),
		languages: ['en'],
		sections: [
			{
				id: 's1',
				questions: idsOf(questions).map((id) => ({
					id,
					kind: 'scale',
					text: words(id),
					options: points.map((weight, at) => ({ value: `${at}`, label: words(`${at}`), weight }))
				}))
			}
		],
		scores: scores.map((score) => ({
			id: 'total',
			version: 1,
			method: 'sum',
			parts: parts(...idsOf(questions)),
			missing: { policy: 'none' },
			bands: [],
			...score
		})),
		safety: when?.ok ? [{ id: 'help', when: when.value }] : []
	});
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.faults));
	return parsed.value;
}

const to3 = [0, 1, 2, 3];
const to4 = [0, 1, 2, 3, 4];
const to5 = [0, 1, 2, 3, 4, 5];
const range = (from: number, to: number) => ({ from, to });

// WHO-5: five of 0 to 5, times 4; nothing when one is missing; a raw total below 13 (52 of 100) is looked into.
const who5 = instrument({
	questions: 5,
	points: to5,
	scores: [{ multiply: 4, range: range(0, 100), bands: bandsFrom(100, [0, 52], 4) }]
});
const phq2 = instrument({ questions: 2, points: to3, scores: [{ range: range(0, 6), bands: bandsFrom(6, [0, 3]) }] });
const phq4 = instrument({
	questions: 4,
	points: to3,
	scores: [
		{ range: range(0, 12), bands: bandsFrom(12, [0, 3, 6, 9]) },
		{ id: 'anxiety', parts: parts('q1', 'q2'), range: range(0, 6), bands: bandsFrom(6, [0, 3]) },
		{ id: 'depression', parts: parts('q3', 'q4'), range: range(0, 6), bands: bandsFrom(6, [0, 3]) }
	]
});
const phq8 = instrument({
	questions: 8,
	points: to3,
	scores: [{ range: range(0, 24), bands: bandsFrom(24, [0, 5, 10, 15, 20]) }]
});
// Kroenke et al. 2010 (Gen Hosp Psychiatry 32:345): one or two missing answers are replaced by the mean of the others.
const phq9 = instrument({
	questions: 9,
	points: to3,
	scores: [
		{
			range: range(0, 27),
			bands: bandsFrom(27, [0, 5, 10, 15, 20]),
			missing: { policy: 'prorate', most: 2 },
			decimals: 0
		}
	],
	safety: '${q9} > 0'
});
const gad2 = instrument({ questions: 2, points: to3, scores: [{ range: range(0, 6), bands: bandsFrom(6, [0, 3]) }] });
const gad7 = instrument({
	questions: 7,
	points: to3,
	scores: [{ range: range(0, 21), bands: bandsFrom(21, [0, 5, 10, 15]) }]
});
const k6 = instrument({ questions: 6, points: to4, scores: [{ range: range(0, 24), bands: bandsFrom(24, [0, 13]) }] });
const k5 = instrument({
	questions: 5,
	points: [1, 2, 3, 4, 5],
	scores: [{ range: range(5, 25), bands: bandsFrom(25, [5, 12]) }]
});
// The same ten questions go by two codings: which one it is stands with the score.
const k10 = instrument({
	questions: 10,
	points: [1, 2, 3, 4, 5],
	scores: [{ coding: '10-50', range: range(10, 50), bands: bandsFrom(50, [10, 16, 22, 30]) }]
});
const k10From0 = instrument({ questions: 10, points: to4, scores: [{ coding: '0-40', range: range(0, 40) }] });

/** Answers whose places add up to this, filled from the first question on. */
function answersFor(form: Questionnaire, places: number): Answers {
	const [first] = form.sections[0]!.questions;
	const most = first && 'options' in first ? first.options.length - 1 : 0;
	let left = places;
	return Object.fromEntries(
		idsOf(form.sections[0]!.questions.length).map((id) => {
			const place = Math.min(most, left);
			left -= place;
			return [id, `${place}`];
		})
	);
}
const scoreOf = (form: Questionnaire, answers: Answers, id = 'total'): ScoreResult =>
	scoresOf(form, answers).find(({ scoreId }) => scoreId === id)!;

describe('every possible total falls into the band that was published', () => {
	const upTo =
		(...ends: readonly number[]) =>
		(value: number) =>
			`band-${ends.findIndex((end) => value <= end) + 1}`;
	it.each<[string, Questionnaire, number, (places: number) => number, ((value: number) => string) | null]>([
		['WHO-5', who5, 25, (raw) => raw * 4, upTo(51, 100)],
		['PHQ-2', phq2, 6, (raw) => raw, upTo(2, 6)],
		['PHQ-4', phq4, 12, (raw) => raw, upTo(2, 5, 8, 12)],
		['PHQ-8', phq8, 24, (raw) => raw, upTo(4, 9, 14, 19, 24)],
		['PHQ-9', phq9, 27, (raw) => raw, upTo(4, 9, 14, 19, 27)],
		['GAD-2', gad2, 6, (raw) => raw, upTo(2, 6)],
		['GAD-7', gad7, 21, (raw) => raw, upTo(4, 9, 14, 21)],
		['K5', k5, 20, (raw) => raw + 5, upTo(11, 25)],
		['K6', k6, 24, (raw) => raw, upTo(12, 24)],
		['K10, 10 to 50', k10, 40, (raw) => raw + 10, upTo(15, 21, 29, 50)],
		['K10, 0 to 40', k10From0, 40, (raw) => raw, null]
	])('%s', (_, form, most, valueOf, bandOf) => {
		for (let places = 0; places <= most; places++) {
			const value = valueOf(places);
			const { value: given, band } = scoreOf(form, answersFor(form, places));
			expect([given, band]).toEqual([value, bandOf?.(value) ?? null]);
		}
	});

	it('WHO-5 looks into a raw total below 13, and not into 13', () => {
		expect(scoreOf(who5, answersFor(who5, 12))).toMatchObject({ value: 48, band: 'band-1' });
		expect(scoreOf(who5, answersFor(who5, 13))).toMatchObject({ value: 52, band: 'band-2' });
	});

	it('PHQ-4 has two subscales beside its total', () => {
		for (let first = 0; first <= 6; first++)
			for (let second = 0; second <= 6; second++) {
				const pair = (sum: number) => [`${Math.min(3, sum)}`, `${Math.max(0, sum - 3)}`] as const;
				const [q1, q2] = pair(first);
				const [q3, q4] = pair(second);
				const results = scoresOf(phq4, { q1, q2, q3, q4 });
				expect(results.map(({ scoreId, value }) => [scoreId, value])).toEqual([
					['total', first + second],
					['anxiety', first],
					['depression', second]
				]);
				expect(results.slice(1).map(({ band }) => band === 'band-2')).toEqual([first >= 3, second >= 3]);
			}
	});

	it('the two codings of K10 are never taken for each other', () => {
		for (let places = 0; places <= 40; places++)
			expect(scoreOf(k10, answersFor(k10, places)).value).toBe(
				scoreOf(k10From0, answersFor(k10From0, places)).value! + 10
			);
		expect([k10, k10From0].map(({ scores }) => scores[0]!.coding)).toEqual(['10-50', '0-40']);
	});
});

describe('missing answers', () => {
	const without = (answers: Answers, ...ids: readonly string[]): Answers => ({
		...answers,
		...Object.fromEntries(ids.map((id) => [id, null]))
	});

	it.each([
		['WHO-5', who5],
		['GAD-7', gad7],
		['K5', k5],
		['K6', k6],
		['K10', k10]
	])('%s has no score when one is missing', (_, form) => {
		for (const { id } of form.sections[0]!.questions)
			expect(scoreOf(form, without(answersFor(form, 7), id))).toEqual({
				scoreId: 'total',
				version: 1,
				value: null,
				band: null,
				missing: 1,
				whyNone: 'TooMuchMissing'
			});
	});

	it('PHQ-9 puts the mean of the others for one or two, and gives up at three', () => {
		const twos = Object.fromEntries(idsOf(9).map((id) => [id, '2']));
		expect(scoreOf(phq9, without(twos, 'q1'))).toMatchObject({ value: 18, missing: 1 });
		// Seven answers that make 8, and two that are missing: 8 / 7 * 9 = 10.3.
		const seven = { ...without(answersFor(phq9, 0), 'q8', 'q9'), q1: '3', q2: '3', q3: '2' };
		expect(scoreOf(phq9, seven)).toMatchObject({ value: 10, band: 'band-3', missing: 2 });
		expect(scoreOf(phq9, without(twos, 'q1', 'q4', 'q9'))).toMatchObject({ value: null, missing: 3 });
	});

	it('of a subscale do not touch the other', () => {
		const results = scoresOf(phq4, { q1: '3', q2: '2' });
		expect(results.map(({ value }) => value)).toEqual([null, 5, null]);
	});

	it('are what was never asked, and what is no answer', () => {
		expect(scoreOf(phq2, { q1: '3', q2: '9' })).toMatchObject({ value: null, missing: 1 });
		expect(scoreOf(phq2, { q1: '3', q2: 3 })).toMatchObject({ value: null, missing: 1 });
		expect(scoreOf(phq2, {})).toMatchObject({ value: null, missing: 2 });
	});
});

describe('a safety rule', () => {
	it('is raised by any answer above none to the ninth of PHQ-9, whatever the total', () => {
		for (const answer of ['1', '2', '3'])
			expect(safetyRaised(phq9, { q9: answer }).map(({ id }) => id)).toEqual(['help']);
		expect(safetyRaised(phq9, answersFor(phq9, 24))).toEqual([]);
		expect(safetyRaised(phq9, { q9: null })).toEqual([]);
		expect(safetyRaised(phq9, { q9: '7' })).toEqual([]);
	});

	it('leaves no trace in what is scored', () => {
		expect(JSON.stringify(scoresOf(phq9, answersFor(phq9, 27)))).not.toContain('help');
	});
});

/** Any questions with any rule, as long as the check takes it. */
const question = (id: string) =>
	fc
		.oneof(
			fc.record({ kind: fc.constant('faces' as const), steps: fc.integer({ min: 3, max: 5 }) }),
			fc.constant({ kind: 'yes-no' as const }),
			fc.integer({ min: 1, max: 10 }).map((to) => ({ kind: 'line' as const, from: 0, to, step: 1 })),
			fc
				.tuple(
					fc.constantFrom('scale' as const, 'one' as const, 'many' as const),
					fc.array(
						fc.option(
							fc.integer({ min: -30, max: 50 }).map((tenths) => tenths / 10),
							{ nil: undefined }
						),
						{
							minLength: 1,
							maxLength: 5
						}
					)
				)
				.map(([kind, weights]) => ({
					kind,
					options: weights.map((weight, at) => ({
						value: `${at}`,
						label: words('o'),
						...(weight !== undefined && { weight })
					}))
				}))
		)
		.map((kind) => ({ id, text: words(id), ...kind }));

const missing = fc.oneof<fc.Arbitrary<MissingPolicy>[]>(
	fc.constant({ policy: 'none' }),
	fc.integer({ min: 1, max: 4 }).map((most) => ({ policy: 'prorate', most })),
	fc.integer({ min: 1, max: 5 }).map((least) => ({ policy: 'mean-of-answered', least }))
);
const forms = fc
	.tuple(
		fc.oneof(
			fc.tuple(question('q1'), question('q2'), question('q3'), question('q4')),
			question('q').map((alike) => ['q1', 'q2', 'q3', 'q4'].map((id) => ({ ...alike, id })))
		),
		fc.record(
			{
				method: fc.constantFrom('sum', 'mean'),
				missing,
				multiply: fc.constantFrom(4, -1, 0.5, 10),
				decimals: fc.integer({ min: 0, max: 3 })
			},
			{ requiredKeys: ['method', 'missing'] }
		),
		fc.record({ weight: fc.constantFrom(2, -1, 0.3), reverse: fc.boolean() }, { requiredKeys: [] })
	)
	.map(([questions, score, part]) =>
		parseQuestionnaire({
			v: 1,
			id: 'any',
			version: 1,
			title: words('t'),
			languages: ['en'],
			sections: [{ id: 's', questions }],
			scores: [
				{ id: 'any', version: 1, bands: [], parts: idsOf(4).map((id) => ({ question: id, ...part })), ...score }
			],
			safety: []
		})
	)
	.filter((parsed) => parsed.ok)
	.map((parsed) => parsed.value);

const answersTo = (form: Questionnaire): fc.Arbitrary<Answers> =>
	fc.record(
		Object.fromEntries(visibleQuestions(form, {}).map((asked) => [asked.id, fc.option(answerTo(asked))])) as Record<
			string,
			fc.Arbitrary<Answer>
		>
	);

function answerTo(asked: Question): fc.Arbitrary<Answer> {
	switch (asked.kind) {
		case 'faces':
			return fc.integer({ min: 1, max: asked.steps });
		case 'line':
			return fc.integer({ min: asked.from, max: asked.to });
		case 'yes-no':
			return fc.boolean();
		case 'note':
			return fc.constant(null);
		case 'many':
			return fc.subarray(asked.options.map(({ value }) => value));
		default:
			return fc.constantFrom(...asked.options.map(({ value }) => value));
	}
}
const formsWithAnswers = forms.chain((form) => fc.tuple(fc.constant(form), answersTo(form)));

describe('any score', () => {
	it('is the same in whatever order questions, parts and answers come', () => {
		fc.assert(
			fc.property(formsWithAnswers, ([form, answers]) => {
				const turned = {
					...form,
					sections: form.sections.map((section) => ({ ...section, questions: [...section.questions].reverse() })),
					scores: form.scores.map((score) => ({ ...score, parts: [...score.parts].reverse() }))
				};
				expect(scoresOf(turned, Object.fromEntries(Object.entries(answers).reverse()))).toEqual(
					scoresOf(form, answers)
				);
			})
		);
	});

	it('lies within its range, whatever was answered or passed', () => {
		fc.assert(
			fc.property(formsWithAnswers, ([form, answers]) => {
				const [score] = form.scores;
				const [result] = scoresOf(form, answers);
				const { from, to } = scoreRange(form, score!)!;
				if (result!.value === null) return;
				expect(result!.value).toBeGreaterThanOrEqual(from);
				expect(result!.value).toBeLessThanOrEqual(to);
			})
		);
	});

	it('is there or not as the rule for missing answers says, and for no other reason', () => {
		fc.assert(
			fc.property(formsWithAnswers, ([form, answers]) => {
				const [result] = scoresOf(form, answers);
				const policy = form.scores[0]!.missing;
				const there = 4 - result!.missing;
				const isEnough =
					there > 0 &&
					(policy.policy === 'none'
						? there === 4
						: policy.policy === 'prorate'
							? result!.missing <= policy.most
							: there >= policy.least);
				expect(result!.value !== null).toBe(isEnough);
				expect(result!.whyNone === null).toBe(isEnough);
			})
		);
	});

	it('turned round twice is what it was', () => {
		fc.assert(
			fc.property(formsWithAnswers, ([form, answers]) => {
				// Not rounded: halves go away from zero on both sides.
				const one = {
					...form,
					scores: form.scores.map(({ decimals: _, ...score }) => ({ ...score, method: 'mean' as const }))
				};
				const turned = {
					...one,
					scores: one.scores.map((score) => ({
						...score,
						parts: score.parts.map((part) => ({ ...part, reverse: !part.reverse }))
					}))
				};
				const before = scoresOf(one, answers)[0]!.value;
				const after = scoresOf(turned, answers)[0]!.value;
				expect(after === null).toBe(before === null);
				if (before === null || after === null) return;
				// lowest + highest - x, for the mean of the parts that were answered
				const answered = one.scores[0]!.parts.filter((part) => {
					const alone = {
						...one,
						scores: [{ ...one.scores[0]!, parts: [part], missing: { policy: 'none' as const } }]
					};
					return scoresOf(alone, answers)[0]!.value !== null;
				});
				const asked = new Map(one.sections[0]!.questions.map((each) => [each.id, each]));
				const ends = answered.map((part) => partRange(asked.get(part.question)!, part)!);
				const both = ends.reduce((sum, { from, to }) => sum + from + to, 0) / ends.length;
				expect(before + after).toBeCloseTo(both * (one.scores[0]!.multiply ?? 1), 6);
			})
		);
	});
});

describe('the numbers of a score', () => {
	const one = (more: Partial<Score>, points: readonly number[] = to3, questions = 3) =>
		instrument({ questions, points, scores: [more] });

	it('are weighted, turned round and multiplied in that order', () => {
		const form = one({ parts: [{ question: 'q1', reverse: true, weight: 2 }, { question: 'q2' }], multiply: 10 });
		expect(scoreOf(form, { q1: '1', q2: '3' }).value).toBe(((3 - 1) * 2 + 3) * 10);
		expect(scoreRange(form, form.scores[0]!)).toEqual({ from: 0, to: 90 });
	});

	it('turn round within what the answers can be, not from zero', () => {
		const form = one({ parts: [{ question: 'q1', reverse: true }] }, [1, 2, 3, 4, 5]);
		for (let place = 0; place < 5; place++) expect(scoreOf(form, { q1: `${place}` }).value).toBe(5 - place);
	});

	it('round halves away from zero, without the dust of fractions', () => {
		const half = one({ method: 'mean', parts: parts('q1', 'q2'), decimals: 0 });
		expect(scoreOf(half, { q1: '2', q2: '3' }).value).toBe(3);
		expect(
			scoreOf(one({ method: 'mean', parts: parts('q1', 'q2'), multiply: -1, decimals: 0 }), { q1: '2', q2: '3' }).value
		).toBe(-3);
		expect(scoreOf(one({}, [0.1, 0.2], 3), { q1: '0', q2: '0', q3: '0' }).value).toBe(0.3);
		expect(scoreOf(one({ decimals: 2 }, [1.005], 1), { q1: '0' }).value).toBe(1.01);
	});

	it('leave a value between two bands to the lower, and one beyond them to none', () => {
		const bands = [
			{ id: 'low', from: 0, to: 1, label: words('low') },
			{ id: 'high', from: 2, to: 2, label: words('high') }
		];
		const form = one({ method: 'mean', parts: parts('q1', 'q2'), bands });
		expect(scoreOf(form, { q1: '1', q2: '2' })).toMatchObject({ value: 1.5, band: 'low' });
		expect(scoreOf(form, { q1: '2', q2: '2' })).toMatchObject({ value: 2, band: 'high' });
		expect(scoreOf(form, { q1: '3', q2: '2' })).toMatchObject({ value: 2.5, band: null });
	});

	it('come from the rule where it gives points of its own, and then from nothing else', () => {
		const form = one({ parts: [{ question: 'q1', points: { '0': 7, '1': -1 } }] });
		expect(scoreOf(form, { q1: '0' }).value).toBe(7);
		expect(scoreOf(form, { q1: '3' }).value).toBeNull();
	});
});
