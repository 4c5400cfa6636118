import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Questionnaire } from './questionnaire';
import { canonicalText, languageIn, questionnaireLimits, textIn, writingDirection } from './questionnaire';
import { parseQuestionnaire, type Fault } from './questionnaire-check';
import { parseRule, ruleLimits, type Rule } from './relevance';

type Loose = Record<string, unknown>;
const words = (text: string) => ({ fr: `${text} (fr)`, vi: `${text} (vi)` });
const scale = (id: string, more: Loose = {}) => ({
	id,
	kind: 'scale',
	text: words(id),
	options: [0, 1, 2, 3].map((weight) => ({ value: `v${weight}`, label: words(`${weight}`), weight })),
	...more
});
const score = (more: Loose = {}) => ({
	id: 'total',
	version: 1,
	method: 'sum',
	parts: [{ question: 'a' }, { question: 'b' }],
	missing: { policy: 'none' },
	bands: [
		{ id: 'low', from: 0, to: 2, label: words('low') },
		{ id: 'high', from: 3, to: 6, label: words('high') }
	],
	...more
});
const form = (more: Loose = {}): Loose => ({
	v: 1,
	id: 'ours',
	version: 1,
	title: words('title'),
	languages: ['fr', 'vi'],
	sections: [{ id: 's1', questions: [scale('a'), scale('b')] }],
	scores: [score()],
	safety: [],
	...more
});
const withQuestions = (...questions: readonly Loose[]) => form({ sections: [{ id: 's1', questions }], scores: [] });

const faultsOf = (input: unknown): readonly Fault[] => {
	const parsed = parseQuestionnaire(input);
	return parsed.ok ? [] : parsed.error.faults;
};
const ruleOf = (text: string): Rule => {
	const rule = parseRule(text);
	if (!rule.ok) throw new Error(text);
	return rule.value;
};
const sound = (input: unknown): Questionnaire => {
	const parsed = parseQuestionnaire(input);
	if (!parsed.ok) throw new Error(JSON.stringify(parsed.error.faults));
	return parsed.value;
};

describe('a questionnaire from somewhere else', () => {
	it('is taken when it is sound, and reads the same again', () => {
		const once = sound(form());
		expect(sound(JSON.parse(canonicalText(once)))).toEqual(once);
	});

	it.each([
		['no words', scale('a', { text: undefined }), { type: 'Missing', place: { field: 'text' } }],
		['words in no language', scale('a', { text: {} }), { type: 'Empty', place: { field: 'text' } }],
		['empty words', scale('a', { hint: { vi: '  ' } }), { type: 'Empty', place: { field: 'hint', language: 'vi' } }],
		[
			'words that are too long',
			scale('a', { text: { vi: 'x'.repeat(2001) } }),
			{ type: 'TooLong', place: { field: 'text', language: 'vi' }, value: '2000' }
		],
		[
			'words in a language it does not name',
			scale('a', { text: { fr: 'a', en: 'a' } }),
			{ type: 'LanguageUndeclared', place: { field: 'text', language: 'en' }, value: 'en' }
		],
		[
			'something that is no language',
			scale('a', { text: { French: 'a' } }),
			{ type: 'Malformed', place: { field: 'text', language: 'French' }, value: 'French' }
		],
		[
			'a kind that is not known',
			{ ...scale('a'), kind: 'text' },
			{ type: 'Unknown', place: { field: 'kind' }, value: 'text' }
		],
		['a field that is not known', scale('a', { required: true }), { type: 'Unknown', place: {}, value: 'required' }],
		['an id with blanks', scale('a b'), { type: 'Malformed', place: { field: 'id' } }],
		['no options', scale('a', { options: [] }), { type: 'Empty', place: { field: 'options' } }],
		[
			'too many options',
			scale('a', { options: Array.from({ length: 201 }, (_, at) => ({ value: `${at}`, label: words('o') })) }),
			{ type: 'TooMany', place: { field: 'options' }, value: '200' }
		],
		[
			'the same option twice',
			scale('a', { options: ['x', 'x'].map((value) => ({ value, label: words('o') })) }),
			{ type: 'Twice', place: { option: 2 }, value: 'x' }
		],
		[
			'too many faces',
			{ id: 'a', kind: 'faces', text: words('a'), steps: 9 },
			{ type: 'OutOfRange', place: { field: 'steps' } }
		],
		[
			'a line whose steps miss its end',
			{ id: 'a', kind: 'line', text: words('a'), from: 0, to: 10, step: 3 },
			{ type: 'StepsUneven', place: { field: 'step' } }
		],
		[
			'a line that runs backwards',
			{ id: 'a', kind: 'line', text: words('a'), from: 10, to: 0, step: 1 },
			{ type: 'StepsUneven', place: { field: 'step' } }
		],
		[
			'a line with no end',
			{ id: 'a', kind: 'line', text: words('a'), from: 0, to: 1000, step: 1 },
			{ type: 'StepsUneven', place: { field: 'step' } }
		],
		[
			'a sound from elsewhere',
			scale('a', { audio: { vi: 'https://example.org/a.mp3' } }),
			{ type: 'Malformed', place: { field: 'audio', language: 'vi' } }
		],
		[
			'a sound from another folder',
			scale('a', { audio: { vi: '../a.mp3' } }),
			{ type: 'Malformed', place: { field: 'audio', language: 'vi' } }
		],
		[
			'a rule that is none',
			scale('a', { relevant: { question: 'q0', is: '~', value: 1 } }),
			{ type: 'Malformed', place: { field: 'relevant' } }
		],
		[
			'a rule about a question that is not there',
			scale('a', { relevant: ruleOf('${gone} = 1') }),
			{ type: 'QuestionUnknown', place: { field: 'relevant' }, value: 'gone' }
		],
		[
			'a rule about words that nobody answers',
			scale('a', { relevant: ruleOf('${n} = 1') }),
			{ type: 'QuestionUnknown', place: { field: 'relevant' }, value: 'n' }
		]
	])('is refused for %s, and says where', (_, question, { type, place, ...value }) => {
		const note = { id: 'n', kind: 'note', text: words('n') };
		const input = form({
			scores: [],
			sections: [
				{ id: 's1', questions: [scale('q0')] },
				{ id: 's2', questions: [note, question] }
			]
		});
		expect(faultsOf(input)).toEqual([{ type, place: { section: 2, question: 2, ...place }, ...value }]);
	});

	it('names every fault, not only the first', () => {
		const input = withQuestions(scale('a', { text: {} }), scale('a'), scale('b', { relevant: ruleOf('${x} = 1') }));
		expect(faultsOf(input).map(({ type }) => type)).toEqual(['Twice', 'Empty', 'QuestionUnknown']);
	});

	it('refuses circles of rules, also the shortest, also through a section', () => {
		const asks = (id: string, other: string) => scale(id, { relevant: ruleOf(`\${${other}} = 'v1'`) });
		expect(faultsOf(withQuestions(asks('a', 'a')))).toEqual([
			{ type: 'RuleCircular', place: { section: 1, question: 1, field: 'relevant' }, value: 'a → a' }
		]);
		expect(faultsOf(withQuestions(scale('z'), asks('a', 'c'), asks('b', 'a'), asks('c', 'b')))).toEqual([
			{ type: 'RuleCircular', place: { section: 1, question: 2, field: 'relevant' }, value: 'a → c → b → a' }
		]);
		const section = { id: 's1', relevant: ruleOf("${b} = 'v1'"), questions: [scale('a'), scale('b')] };
		expect(faultsOf(form({ sections: [section], scores: [] })).map(({ type }) => type)).toContain('RuleCircular');
		// What only looks like one: two ways to the same question, and a question that comes later.
		const twoWays = [
			asks('d', 'b'),
			scale('a'),
			asks('b', 'a'),
			scale('c', { relevant: ruleOf("${b} = 'v1' or ${a} = 'v1'") })
		];
		expect(faultsOf(withQuestions(...twoWays))).toEqual([]);
	});

	it('finds a circle in the longest form, in no time', () => {
		const last = questionnaireLimits.questions - 1;
		const chain = Array.from({ length: last + 1 }, (_, at) =>
			scale(`q${at}`, { relevant: ruleOf(`\${q${at === last ? 0 : at + 1}} = 'v1'`) })
		);
		const begun = performance.now();
		expect(faultsOf(withQuestions(...chain)).map(({ type }) => type)).toEqual(['RuleCircular']);
		expect(performance.now() - begun).toBeLessThan(1000);
	});

	it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s wherever it stands', (name) => {
		const refused = (input: unknown) =>
			expect(faultsOf(input)).toContainEqual(expect.objectContaining({ type: 'NameRefused', value: name }));
		// As a file would have it: JSON makes a field of it, where a literal would not.
		refused(JSON.parse(`{"${name}": {"polluted": true}}`));
		refused({ ...form(), sections: [{ id: 's', questions: [JSON.parse(`{"text": {"${name}": "x"}}`)] }] });
		refused(form({ sections: [{ id: name, questions: [scale('a'), scale('b')] }] }));
		refused(form({ scores: [score({ id: name })] }));
		refused(withQuestions(scale(name)));
		refused(withQuestions(scale('a', { options: [{ value: name, label: words('o') }] })));
		expect(({} as Loose)['polluted']).toBeUndefined();
	});

	it('refuses what is too much, before it costs anything', () => {
		const many = Array.from({ length: questionnaireLimits.questions + 1 }, (_, at) => scale(`q${at}`));
		expect(faultsOf(withQuestions(...many))).toEqual([
			{ type: 'TooMany', place: { field: 'questions' }, value: '300' }
		]);
		const languages = Array.from({ length: 51 }, (_, at) => `x-l${at}`);
		expect(faultsOf(form({ languages }))).toContainEqual({
			type: 'TooMany',
			place: { field: 'languages' },
			value: '50'
		});
		let deep: unknown = ruleOf('${a} = 1');
		for (let depth = 0; depth < 100_000; depth++) deep = { not: deep };
		expect(faultsOf(withQuestions(scale('a'), scale('b', { relevant: deep })))).toEqual([
			{ type: 'TooDeep', place: { section: 1, question: 2, field: 'relevant' } }
		]);
		let deeper: Rule = ruleOf('${a} = 1');
		for (let depth = 1; depth <= ruleLimits.depth; depth++) deeper = { not: deeper };
		expect(faultsOf(withQuestions(scale('a'), scale('b', { relevant: deeper })))).toEqual([
			{ type: 'TooDeep', place: { section: 1, question: 2, field: 'relevant' } }
		]);
		expect(faultsOf(withQuestions())).toEqual([{ type: 'Empty', place: { field: 'questions' } }]);
	});

	it.each([
		[
			'a question that is not there',
			{ parts: [{ question: 'z' }] },
			{ type: 'QuestionUnknown', place: { part: 1 }, value: 'z' }
		],
		[
			'a question counted twice',
			{ parts: [{ question: 'a' }, { question: 'a' }] },
			{ type: 'Twice', place: { part: 2 }, value: 'a' }
		],
		[
			'points for no answer',
			{ parts: [{ question: 'a', points: { v9: 1 } }] },
			{ type: 'PointsUnknown', place: { part: 1 }, value: 'v9' }
		],
		[
			'another range than it has',
			{ range: { from: 0, to: 27 } },
			{ type: 'RangeDiffers', place: { field: 'range' }, value: '0-6' }
		],
		[
			'more missing than there are',
			{ missing: { policy: 'prorate', most: 2 } },
			{ type: 'MissingTooMany', place: { field: 'missing' } }
		],
		[
			'missing answers among unlike questions',
			{ bands: [], parts: [{ question: 'a' }, { question: 'b', weight: 2 }], missing: { policy: 'prorate', most: 1 } },
			{ type: 'PartsUneven', place: { field: 'missing' } }
		],
		[
			'bands that overlap',
			{
				bands: [
					{ id: 'x', from: 0, to: 3, label: words('x') },
					{ id: 'y', from: 3, to: 6, label: words('y') }
				]
			},
			{ type: 'BandsUneven', place: { band: 2 }, value: 'y' }
		],
		[
			'bands with a hole',
			{
				bands: [
					{ id: 'x', from: 0, to: 2, label: words('x') },
					{ id: 'y', from: 4, to: 6, label: words('y') }
				]
			},
			{ type: 'BandsUneven', place: { band: 2 }, value: 'y' }
		],
		[
			'a band beyond the range',
			{ bands: [{ id: 'x', from: 0, to: 7, label: words('x') }] },
			{ type: 'BandsUneven', place: { band: 1 }, value: 'x' }
		]
	])('refuses a score with %s', (_, more, { type, place, ...value }) => {
		expect(faultsOf(form({ scores: [score(more)] }))).toEqual([{ type, place: { score: 1, ...place }, ...value }]);
	});

	it('refuses points where no answer has any', () => {
		const options = ['x', 'y'].map((value) => ({ value, label: words(value) }));
		const input = form({
			sections: [{ id: 's1', questions: [scale('a', { options }), scale('b')] }],
			scores: [score({ bands: [] })]
		});
		expect(faultsOf(input)).toEqual([{ type: 'PointsMissing', place: { score: 1, part: 1 } }]);
	});

	it('never throws, whatever it is given', () => {
		fc.assert(fc.property(fc.jsonValue(), (input) => parseQuestionnaire(input).ok === false));
		const spoilt = fc.tuple(fc.constantFrom(...Object.keys(form())), fc.jsonValue());
		fc.assert(fc.property(spoilt, ([field, value]) => parseQuestionnaire({ ...form(), [field]: value }) !== undefined));
		for (const input of [undefined, null, 0, '', [], new Date(0), () => 0]) expect(faultsOf(input)).not.toEqual([]);
	});
});

describe('the words of a questionnaire', () => {
	it('come in the language asked for, or in the nearest there is', () => {
		const texts = { fr: 'oui', 'pt-BR': 'sim', vi: 'có' };
		expect(textIn(texts, 'vi')).toBe('có');
		expect(languageIn(texts, 'pt')).toBe('pt-BR');
		expect(languageIn(texts, 'pt-PT')).toBe('pt-BR');
		expect(languageIn(texts, 'ar', ['en', 'vi', 'fr'])).toBe('vi');
		expect(languageIn(texts, 'ar')).toBe('fr');
		expect(textIn({}, 'ar')).toBe('');
	});

	it('run the way their script does', () => {
		for (const tag of ['ar', 'fa-AF', 'ur', 'ku-Arab', 'az-Arab-IR', 'he']) expect(writingDirection(tag)).toBe('rtl');
		for (const tag of ['fr', 'vi', 'ku', 'ar-Latn', 'und', 'x-arabic']) expect(writingDirection(tag)).toBe('ltr');
	});

	it('make one text, whatever order the fields came in, draft or not', () => {
		const one = sound(form());
		const turned = sound(Object.fromEntries(Object.entries({ ...form(), state: 'published' }).reverse()));
		expect(canonicalText(turned)).toBe(canonicalText(one));
		expect(canonicalText(sound(form({ version: 2 })))).not.toBe(canonicalText(one));
		expect(canonicalText({ ...one, source: undefined })).toBe(canonicalText(one));
	});
});
