import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFhirQuestionnaire } from '$lib/domain/fhir-questionnaire';
import { questionsOf, type Questionnaire } from '$lib/domain/questionnaire';
import { scoresOf } from '$lib/domain/scoring';

/** An entry of a FHIR questionnaire, as a test writes it. */
type Entry = Readonly<Record<string, unknown>>;

const formOf = (entries: readonly unknown[], head: Entry = {}) =>
	JSON.stringify({
		resourceType: 'Questionnaire',
		id: 'form',
		title: 'Form',
		status: 'draft',
		...head,
		['item']: entries
	});
const read = (entries: readonly unknown[], head: Entry = {}) => readFhirQuestionnaire(formOf(entries, head), 'file');
const whatOf = ({ messages }: ReturnType<typeof read>) => messages.map(({ what }) => what);
const idsOf = (questionnaire: Questionnaire | null) =>
	(questionnaire ? questionsOf(questionnaire) : []).map(({ id }) => id);

const ordinal = (value: number) => ({
	url: 'http://hl7.org/fhir/StructureDefinition/ordinalValue',
	valueDecimal: value
});
const weightedSet = {
	resourceType: 'ValueSet',
	id: 'often',
	compose: {
		include: [
			{
				system: 'urn:test',
				concept: ['never', 'some days', 'most days', 'every day'].map((code, at) => ({
					extension: [ordinal(at)],
					code,
					display: code,
					designation: [{ language: 'fr', value: `${code} en français` }]
				}))
			}
		]
	}
};
const yesNo = { linkId: 'a', type: 'boolean', text: 'A' };

describe('the published example of nine questions', () => {
	// What it says: which option was chosen nine times, and a total. No wording.
	const chosen = [0, 0, 0, 1, 2, 1, 3, 2, 1];
	const stated = 13;
	const total = {
		extension: [
			{
				url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression',
				valueExpression: { language: 'text/fhirpath', expression: 'answers().sum(value.ordinal())' }
			}
		],
		linkId: 'part/total',
		text: 'Total',
		type: 'quantity'
	};
	const questions = chosen.map((_, at) => ({
		linkId: `part/q${at + 1}`,
		text: `Question ${at + 1}`,
		type: 'choice',
		answerValueSet: '#often'
	}));
	const { questionnaire, messages } = read(
		[{ linkId: 'part', text: 'Part', type: 'group', ['item']: [...questions, total] }],
		{
			contained: [weightedSet]
		}
	);

	test('comes in whole, in both languages of its list', () => {
		expect(idsOf(questionnaire)).toEqual(questions.map(({ linkId }) => linkId));
		expect(questionnaire?.languages).toEqual(['und', 'fr']);
		expect(messages.filter(({ level }) => level === 'left-out').map(({ what }) => what)).toEqual(['fields']);
	});

	test('its total is counted from the answers, never taken', () => {
		const values = ['never', 'some-days', 'most-days', 'every-day'];
		const answers = Object.fromEntries(chosen.map((at, index) => [`part/q${index + 1}`, values[at] ?? null]));
		const score = questionnaire && scoresOf(questionnaire, answers)[0];
		expect(score?.value).toBe(10);
		expect(score?.value).not.toBe(stated);
	});
});

describe('kinds of questions', () => {
	test.each([
		['R4', { type: 'choice' }],
		['R4, open', { type: 'open-choice' }],
		['R5', { type: 'coding', answerConstraint: 'optionsOnly' }],
		['R5, open', { type: 'coding', answerConstraint: 'optionsOrString' }],
		['texts to choose from', { type: 'string', answerConstraint: 'optionsOnly' }]
	])('%s: options of every sort', (_, kind) => {
		const options = [
			{ valueCoding: { system: 'urn:x', code: 'c', display: 'C' } },
			{ valueString: 'two words' },
			{ valueInteger: 3 },
			{ valueDate: '2020-01-01' },
			{ valueTime: '12:00:00' }
		];
		const { questionnaire } = read([{ linkId: 'q', text: 'Q', ...kind, answerOption: options }]);
		const [question] = questionnaire ? questionsOf(questionnaire) : [];
		expect(question?.kind === 'one' && question.options.map(({ value }) => value)).toEqual([
			'c',
			'two-words',
			'3',
			'2020-01-01',
			'12:00:00'
		]);
	});

	test.each([
		['integer', 0, 10, 1],
		['decimal', 0, 1, 0.1]
	])('a bounded %s is a line', (type, from, to, step) => {
		const bound = (name: string, value: number) => ({
			url: `http://hl7.org/fhir/StructureDefinition/${name}`,
			valueDecimal: value
		});
		const { questionnaire } = read([
			{ linkId: 'q', text: 'Q', type, extension: [bound('minValue', from), bound('maxValue', to)] }
		]);
		expect(questionnaire && questionsOf(questionnaire)[0]).toMatchObject({ kind: 'line', from, to, step });
	});

	test.each([
		['string', 'free-text'],
		['text', 'free-text'],
		['date', 'date-or-time'],
		['attachment', 'file-or-link'],
		['quantity', 'quantity'],
		['integer', 'number-unbounded'],
		['choice', 'no-options'],
		['whatever', 'type-unknown']
	])('%s is left out and said', (type, what) => {
		const imported = read([yesNo, { linkId: 'q', text: 'Q', type }]);
		expect(idsOf(imported.questionnaire)).toEqual(['a']);
		expect(imported.messages).toContainEqual(expect.objectContaining({ level: 'left-out', what, linkId: 'q' }));
	});

	test('an answer of blanks costs itself, not the questionnaire', () => {
		const answerOption = [{ valueCoding: { code: ' ', display: '' } }, { valueCoding: { code: 'a', display: 'A' } }];
		const imported = read([{ linkId: 'q', text: 'Q', type: 'choice', answerOption }]);
		const [question] = imported.questionnaire ? questionsOf(imported.questionnaire) : [];
		expect(question?.kind === 'one' && question.options.map(({ value }) => value)).toEqual(['a']);
		expect(whatOf(imported)).toContain('option-left-out');
	});

	test('points stand on the option, on its code, or in a code system', () => {
		const weight = (value: number) => ({
			url: 'http://hl7.org/fhir/StructureDefinition/itemWeight',
			valueDecimal: value
		});
		const { questionnaire } = read(
			[
				{
					linkId: 'q',
					text: 'Q',
					type: 'coding',
					answerOption: [
						{ extension: [weight(4)], valueCoding: { code: 'a', display: 'A' } },
						{ valueCoding: { extension: [ordinal(2)], code: 'b', display: 'B' } },
						{ valueCoding: { system: 'urn:s', code: 'c', display: 'C' } }
					]
				}
			],
			{ contained: [{ resourceType: 'CodeSystem', url: 'urn:s', concept: [{ code: 'c', extension: [ordinal(1)] }] }] }
		);
		const [question] = questionnaire ? questionsOf(questionnaire) : [];
		expect(question?.kind === 'scale' && question.options.map(({ weight: points }) => points)).toEqual([4, 2, 1]);
	});
});

describe('conditions', () => {
	const when = (question: string, operator: string, answer: Entry) => ({ question, operator, ...answer });
	const b = (...enableWhen: readonly Entry[]) => ({ linkId: 'b', type: 'boolean', text: 'B', enableWhen });

	test('two of them need to say how they are joined', () => {
		const two = b(when('a', '=', { answerBoolean: true }), when('a', 'exists', { answerBoolean: true }));
		expect(whatOf(read([yesNo, two]))).toContain('condition-joined');
		const { questionnaire } = read([yesNo, { ...two, enableBehavior: 'any' }]);
		expect(questionnaire && questionsOf(questionnaire)[1]?.relevant).toEqual({
			any: [
				{ question: 'a', is: '=', value: 'yes' },
				{ question: 'a', is: '!=', value: '' }
			]
		});
	});

	test('a circle is left out with both ends named', () => {
		const imported = read([
			{ linkId: 'c', type: 'boolean', text: 'C' },
			{ ...yesNo, enableWhen: [when('b', '=', { answerBoolean: true })] },
			b(when('a', '=', { answerBoolean: true }))
		]);
		expect(idsOf(imported.questionnaire)).toEqual(['c']);
		expect(imported.messages.filter(({ what }) => what === 'condition-circle').map(({ linkId }) => linkId)).toEqual([
			'a',
			'b'
		]);
	});

	test('what waits for something left out is left out too', () => {
		const imported = read([
			yesNo,
			{ linkId: 't', type: 'string', text: 'T' },
			b(when('t', 'exists', { answerBoolean: true }))
		]);
		expect(idsOf(imported.questionnaire)).toEqual(['a']);
		expect(imported.messages).toContainEqual(expect.objectContaining({ what: 'condition-unknown', linkId: 'b' }));
	});
});

describe('refused as a whole', () => {
	test.each([
		['<Questionnaire/>', 'xml'],
		['{', 'not-json'],
		['[]', 'not-questionnaire'],
		['{"resourceType":"Bundle"}', 'not-questionnaire'],
		[`${'['.repeat(60)}${']'.repeat(60)}`, 'too-deep'],
		['['.repeat(4_000_000), 'too-deep'],
		[`"${'x'.repeat(6 * 1024 * 1024)}"`, 'too-big'],
		[formOf([{ ...yesNo, option: [] }]), 'old-version'],
		[formOf([yesNo], { implicitRules: 'http://rules.example' }), 'rules-elsewhere'],
		[formOf([{ ...yesNo, modifierExtension: [{ url: 'urn:x' }] }]), 'modifier'],
		['{"resourceType":"Questionnaire","__proto__":{"polluted":true}}', 'name-forbidden'],
		[formOf([]), 'no-questions'],
		[formOf([{ linkId: 't', type: 'string', text: 'T' }]), 'no-questions'],
		[formOf([yesNo], { title: 7 }), 'malformed']
	])('%.40s', (text, what) => {
		const { questionnaire, messages } = readFhirQuestionnaire(text, 'file');
		expect(questionnaire).toBe(null);
		expect(messages).toContainEqual(expect.objectContaining({ level: 'error', what }));
		expect('polluted' in {}).toBe(false);
	});

	test('but a name that reaches into the language costs one question only', () => {
		const imported = read([yesNo, { linkId: '__proto__', type: 'boolean', text: 'P' }]);
		expect(idsOf(imported.questionnaire)).toEqual(['a']);
		expect(imported.messages).toContainEqual(expect.objectContaining({ what: 'name-forbidden', linkId: '__proto__' }));
	});
});

test('translations come in, formatted words are said to be dropped', () => {
	const beside = {
		extension: [
			{
				url: 'http://hl7.org/fhir/StructureDefinition/translation',
				extension: [
					{ url: 'lang', valueCode: 'vi' },
					{ url: 'content', valueString: 'Xin chào' }
				]
			},
			{ url: 'http://hl7.org/fhir/StructureDefinition/rendering-xhtml', valueString: '<b onclick="x()">A</b>' }
		]
	};
	const imported = read([{ ...yesNo, _text: beside }], { language: 'en' });
	expect(imported.questionnaire && questionsOf(imported.questionnaire)[0]?.text).toEqual({ en: 'A', vi: 'Xin chào' });
	expect(whatOf(imported)).toContain('formatting');
	expect(JSON.stringify(imported.questionnaire)).not.toContain('onclick');
});

test.each([
	[
		"%resource.item.where(linkId = 'q1').answer.value.ordinal() + %resource.item.where(linkId='q2').answer.value.weight()",
		'sum',
		undefined
	],
	['%resource.item.answer.value.ordinal().sum()', 'sum', undefined],
	["(%resource.repeat(item).where(linkId in ('q1' | 'q2')).answer.value.ordinal().sum()) * 4", 'sum', 4],
	['%resource.descendants().answer.value.ordinal().sum() / 2', 'mean', undefined],
	['%one + %two', 'sum', undefined],
	['iif(%one.exists(), %one, 0) + %two', null, undefined],
	["%resource.item.where(linkId='q3').answer.value.ordinal()", null, undefined],
	['today()', null, undefined]
])('the calculation %s', (expression, method, multiply) => {
	const variable = (name: string, id: string) => ({
		url: 'http://hl7.org/fhir/StructureDefinition/variable',
		valueExpression: {
			name,
			language: 'text/fhirpath',
			expression: `%resource.item.where(linkId='${id}').answer.value.ordinal()`
		}
	});
	const { questionnaire, messages } = read(
		[
			{ linkId: 'q1', text: 'One', type: 'choice', answerValueSet: '#often' },
			{ linkId: 'q2', text: 'Two', type: 'choice', answerValueSet: '#often' },
			{
				extension: [{ url: 'x/sdc-questionnaire-calculatedExpression', valueExpression: { expression } }],
				linkId: 'sum',
				type: 'decimal'
			}
		],
		{ contained: [weightedSet], extension: [variable('one', 'q1'), variable('two', 'q2')] }
	);
	const [score] = questionnaire?.scores ?? [];
	expect(score?.method ?? null).toBe(method);
	expect(score?.multiply).toBe(multiply);
	if (score) expect(score.parts.map(({ question }) => question)).toEqual(['q1', 'q2']);
	expect(
		messages.some(({ what, linkId }) => what === (score ? 'score-found' : 'calculation') && linkId === 'sum')
	).toBe(true);
});

/** Any entries at all, sound and unsound. */
const anyEntry: fc.Arbitrary<Entry> = fc.letrec<{ entry: Entry }>((tie) => ({
	entry: fc.record(
		{
			linkId: fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('a', 'b', 'c', 'd/e', 'toString', '1.1')),
			type: fc.constantFrom('group', 'boolean', 'choice', 'display', 'integer', 'string', 'coding', 'decimal', 'odd'),
			text: fc.oneof(fc.string({ maxLength: 12 }), fc.constant('Words')),
			required: fc.boolean(),
			repeats: fc.boolean(),
			readOnly: fc.constantFrom(false, false, false, true),
			answerOption: fc.array(fc.record({ valueCoding: fc.record({ code: fc.string(), display: fc.string() }) }), {
				maxLength: 4
			}),
			enableWhen: fc.array(
				fc.record({
					question: fc.constantFrom('a', 'b', 'c', 'd/e'),
					operator: fc.constantFrom('=', '!=', 'exists', '>', 'odd'),
					answerBoolean: fc.boolean()
				}),
				{ maxLength: 2 }
			),
			enableBehavior: fc.constantFrom('any', 'all'),
			['item']: fc.array(tie('entry'), { maxLength: 3 })
		},
		{ requiredKeys: ['linkId', 'type'] }
	)
})).entry;

test('every entry is in the questionnaire or in a message, whatever the file holds', () => {
	fc.assert(
		fc.property(fc.array(anyEntry, { maxLength: 6 }), (entries) => {
			const { questionnaire, messages } = read([...entries, { linkId: 'sound', type: 'boolean', text: 'Sound' }]);
			expect(messages.filter(({ level }) => level === 'error')).toEqual([]);
			const there = new Set([
				...idsOf(questionnaire),
				...(questionnaire?.sections ?? []).map(({ id }) => id),
				...messages.map(({ linkId }) => linkId)
			]);
			const all = (found: readonly Entry[]): readonly Entry[] =>
				found.flatMap((entry) => [entry, ...all((entry['item'] as readonly Entry[] | undefined) ?? [])]); // as made above
			for (const { linkId } of all(entries)) expect(there).toContain(linkId);
		})
	);
});

test('any text at all is answered, never thrown at', () => {
	fc.assert(
		fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
			expect(readFhirQuestionnaire(text, '').messages.length).toBeGreaterThan(0);
		})
	);
});

test('a big file is read in under two seconds', () => {
	const entries = Array.from({ length: 10_000 }, (_, at) => ({
		...yesNo,
		linkId: `q${at}`,
		text: 'x'.repeat(200),
		enableWhen: [{ question: `q${at + 1}`, operator: '=', answerBoolean: true }]
	}));
	const begun = performance.now();
	read(entries);
	expect(performance.now() - begun).toBeLessThan(2000);
});
