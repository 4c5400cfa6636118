import { readdirSync, readFileSync, existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuestionnaire } from '$lib/domain/questionnaire-check';
import { questionsOf } from '$lib/domain/questionnaire';
import type { CellValue, Sheet } from '$lib/domain/sheet';
import type { Imported } from '$lib/domain/xlsform';
import { readXlsForm } from '$lib/domain/xlsform-read';
import { en } from '$lib/i18n/en';
import { fr } from '$lib/i18n/fr';
import { vi } from '$lib/i18n/vi';
import { readWorkbook } from '$lib/runtime/read-workbook';
import { writeWorkbook } from '$lib/runtime/write-workbook';
import { ownForms } from './own-forms';

type Rows = readonly (readonly CellValue[])[];

/** The form as it comes from a file: written to a workbook and read again. */
function imported(tables: Readonly<Record<string, Rows>>): Imported {
	const bytes = writeWorkbook(Object.entries(tables).map(([name, rows]) => ({ name, rows })));
	const sheets = readWorkbook(bytes);
	if (!sheets.ok) throw new Error(sheets.error.type);
	return checked(readXlsForm(sheets.value, 'Form'), sheets.value);
}

/**
 * What every import promises: a sound questionnaire or an error; every row of the survey and every option either in it
 * or told with its row; words for everything that is told.
 */
function checked(result: Imported, sheets: readonly Sheet[]): Imported {
	const { questionnaire, messages } = result;
	expect(questionnaire === null).toBe(messages.some(({ level }) => level === 'error'));
	expect(messages.filter(({ what }) => what === 'not-whole')).toEqual([]);
	if (questionnaire)
		expect(parseQuestionnaire(JSON.parse(JSON.stringify(questionnaire)))).toEqual({ ok: true, value: questionnaire });
	for (const { what } of messages)
		for (const { import: words } of [fr, en, vi]) expect(words.message[what], what).toBeTruthy();
	const survey = sheets.find(({ name }) => name.trim().toLowerCase() === 'survey');
	const ids = new Set([
		...(questionnaire?.sections.map(({ id }) => id) ?? []),
		...(questionnaire ? questionsOf(questionnaire).map(({ id }) => id) : []),
		...(questionnaire?.scores.map(({ id }) => id) ?? [])
	]);
	const told = new Set(messages.filter(({ sheet }) => sheet === survey?.name).map(({ row }) => row));
	const isFilled = (cell: CellValue) => cell !== null && String(cell).trim() !== '';
	const filledRows = (survey?.rows ?? [])
		.map((cells, at) => ({ cells, row: (survey?.firstRow ?? 1) + at }))
		.filter(({ cells }) => cells.some(isFilled));
	const isHeading = (cell: CellValue) => String(cell).trim().toLowerCase() === 'type';
	const [headings, ...body] = filledRows.slice(
		Math.max(
			0,
			filledRows.findIndex(({ cells }) => cells.some(isHeading))
		)
	);
	const column = (heading: string) =>
		headings?.cells.findIndex((cell) => String(cell).trim().toLowerCase() === heading) ?? -1;
	const isWhole = messages.every(({ what }) => what !== 'no-survey');
	for (const { cells, row } of isWhole ? body : []) {
		const type = String(cells[column('type')] ?? '')
			.trim()
			.toLowerCase()
			.replace(/[\s_]+/g, ' ');
		const name = String(cells[column('name')] ?? '').trim();
		const isIn = ids.has(name) || ids.has(`note-${row}`) || ids.has(`group-${row}`);
		const isEnd = /^end (?:group|repeat)$/.test(type);
		if (questionnaire && (isIn || isEnd)) continue;
		if (!questionnaire && (isEnd || !told.has(row))) continue;
		expect(told.has(row), `row ${row}: ${JSON.stringify(cells)}`).toBe(true);
	}
	return result;
}

const codesOf = ({ messages }: Imported) => messages.map(({ row, what }) => `${row} ${what}`);
const questions = ({ questionnaire }: Imported) => (questionnaire ? questionsOf(questionnaire) : []);
const head = ['type', 'name', 'label'];
const yesNo: Rows = [
	['list_name', 'name', 'label'],
	['yn', 'yes', 'Yes'],
	['yn', 'no', 'No']
];
const one = (...rows: Rows): Imported => imported({ survey: [head, ...rows], choices: yesNo });

describe('forms as organisations publish them', () => {
	/** Those of others, where they lie beside the checkout. */
	const folder = `${process.env.FORM_SAMPLES ?? '../shared/samples'}/xlsform`;
	const others = (existsSync(folder) ? readdirSync(folder) : []).map((name) => ({
		name,
		bytes: new Uint8Array(readFileSync(`${folder}/${name}`)),
		isTaken: name !== 'group.csv'
	}));
	const own = [...ownForms].map(([name, form]) => ({ name, ...form })).filter(({ name }) => !name.endsWith('.json'));

	it.each([...own, ...others])('$name is imported, or says what it left out', ({ name, bytes, isTaken }) => {
		const sheets = readWorkbook(bytes);
		if (!sheets.ok) throw new Error(sheets.error.type);
		const result = checked(readXlsForm(sheets.value, name), sheets.value);
		expect(result.questionnaire !== null).toBe(isTaken);
	});
});

describe('languages and words', () => {
	it('takes the language from brackets, from a tag, from a name, and gives others a tag of their own', () => {
		const languages = [
			'label::English (en)',
			'Label :: fr',
			'label:Tiếng Việt',
			'LABEL::Klingon',
			'label::Português (pt_BR)'
		];
		const { questionnaire, messages } = imported({
			survey: [
				['Type', 'NAME', ...languages],
				['acknowledge', 'a', 'one', 'un', 'một', "wa'", 'um']
			]
		});
		expect(questionnaire?.languages).toEqual(['en', 'fr', 'vi', 'x-klingon', 'pt-BR']);
		expect(messages.map(({ what }) => what)).toContain('language-named');
	});

	it('reads a bare label in the language of the form, and puts that language first', () => {
		const { questionnaire } = imported({
			survey: [
				['type', 'name', 'label::fr', 'label'],
				['acknowledge', 'a', 'Un', 'Một']
			],
			settings: [
				['form_title', 'form_id', 'version', 'default_language'],
				['Tên', 'My Form 1', '2024010101', 'Tiếng Việt (vi)']
			]
		});
		expect(questionnaire).toMatchObject({ languages: ['vi', 'fr'], title: { vi: 'Tên' }, id: 'my-form-1', version: 1 });
	});

	it('keeps markup as the text it is', () => {
		const text = '<script>alert(1)</script> **b** {{x}} $t(common.ok)';
		expect(questions(one(['acknowledge', 'a', text]))[0]?.text).toEqual({ und: text });
	});

	it('names columns that stand twice, are unknown, or have no heading', () => {
		const result = imported({
			survey: [
				['type', 'name', 'label', 'label', 'image', 'mystery', null, 'required', 'hint::fr'],
				['acknowledge', 'a', 'A', 'B', 'x.png', 'y', 'z', 'yes', null]
			]
		});
		expect(codesOf(result)).toEqual([
			'1 column-twice',
			'1 column-left-out',
			'1 column-unknown',
			'1 no-heading',
			'1 required-never',
			'2 acknowledge'
		]);
	});
});

describe('what becomes of a row', () => {
	it('leaves out what could tell who answers, each with its reason', () => {
		const types: Readonly<Record<string, string>> = {
			text: 'free-text',
			date: 'date-or-time',
			time: 'date-or-time',
			dateTime: 'date-or-time',
			geopoint: 'place',
			image: 'media',
			audio: 'media',
			video: 'media',
			file: 'media',
			barcode: 'barcode',
			deviceid: 'metadata',
			phonenumber: 'metadata',
			username: 'metadata',
			audit: 'metadata',
			start: 'metadata',
			end: 'metadata',
			today: 'metadata',
			simserial: 'metadata',
			'start-geopoint': 'place',
			'background-audio': 'media',
			'select_one_from_file x.csv': 'outside-file',
			'rank yn': 'ranking',
			hologram: 'type-unknown',
			'': 'type-missing'
		};
		const result = one(['acknowledge', 'keep', 'K'], ...Object.keys(types).map((type, at) => [type, `q${at}`, 'L']));
		expect(questions(result).map(({ id }) => id)).toEqual(['keep']);
		expect(codesOf(result).filter((code) => !/acknowledge|list-unused/.test(code))).toEqual(
			Object.values(types).map((what, at) => `${at + 3} ${what}`)
		);
	});

	it('makes a line of a number that has both ends, and of a range', () => {
		const survey: Rows = [
			[...head, 'constraint', 'parameters'],
			['integer', 'a', 'A', '. >= 0 and . <= 10'],
			['integer', 'b', 'B', '(.>0) and (11 > .)'],
			['decimal', 'c', 'C', '. >= 0 and . <= 1'],
			['range', 'd', 'D', null, 'start=0 end=10 step=2'],
			['range', 'e', 'E', null, null],
			['integer', 'f', 'F', '. > 0'],
			['integer', 'g', 'G', '. >= 0 and . <= 1000'],
			['range', 'h', 'H', null, 'start=0 end=10 step=3'],
			['integer', 'i', 'I', 'regex(., "^[0-9]+$")']
		];
		const result = imported({ survey });
		expect(
			questions(result).map((question) => question.kind === 'line' && [question.from, question.to, question.step])
		).toEqual([
			[0, 10, 1],
			[1, 10, 1],
			[0, 1, 0.1],
			[0, 10, 2],
			[1, 10, 1]
		]);
		expect(codesOf(result)).toEqual([
			'4 decimal-step',
			'7 number-unbounded',
			'8 number-too-wide',
			'9 range-wrong',
			'10 number-unbounded'
		]);
	});

	it('knows yes and no, a scale, several answers and another answer', () => {
		const result = imported({
			survey: [
				[...head, 'appearance'],
				['select one from yn', 'a', 'A'],
				['select_one mood', 'b', 'B', 'likert'],
				['select_multiple mood', 'c', 'C'],
				['select_one mood or_other', 'd', 'D'],
				['select_one nowhere', 'e', 'E']
			],
			choices: [
				['list name', 'name', 'label', 'score'],
				['yn', 'yes', 'Yes', null],
				['yn', 'no', 'No', null],
				['mood', 'low', 'Low', 0],
				['mood', 'high', 'High', '2'],
				['mood', 'high', 'Again', 3],
				['mood', 'odd', 'Odd', 'much'],
				['mood', '__proto__', 'P', null],
				['mood', 'two words', 'P', null]
			]
		});
		expect(questions(result).map(({ kind }) => kind)).toEqual(['yes-no', 'scale', 'many', 'one']);
		const [, scale, , other] = questions(result);
		expect(scale && 'options' in scale && scale.options.map(({ value, weight }) => [value, weight])).toEqual([
			['low', 0],
			['high', 2],
			['odd', undefined]
		]);
		expect(other && 'options' in other && other.options.at(-1)).toEqual({ value: 'other', label: { und: 'Other' } });
		expect(codesOf(result)).toEqual([
			'2 yes-no',
			'5 or-other',
			'6 list-missing',
			'6 option-twice',
			'7 option-weight-wrong',
			'8 name-forbidden',
			'9 option-wrong'
		]);
	});

	it('refuses names that reach into the language it is written in', () => {
		for (const name of ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString']) {
			const result = one(['acknowledge', 'keep', 'K'], ['acknowledge', name, 'L']);
			expect(codesOf(result)).toContain('3 name-forbidden');
			expect(questions(result)).toHaveLength(1);
		}
		expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
	});

	it('leaves out what hangs on something left out, in a chain, and what waits for itself', () => {
		const result = imported({
			survey: [
				[...head, 'relevant'],
				['text', 'gone', 'G', null],
				['acknowledge', 'a', 'A', "${gone} = 'x'"],
				['acknowledge', 'b', 'B', "${a} = 'OK'"],
				['acknowledge', 'c', 'C', "${d} = 'OK'"],
				['acknowledge', 'd', 'D', "${c} = 'OK'"],
				['acknowledge', 'e', 'E', "pulldata('x') = 1"],
				['begin group', 'g', 'G', "${gone} != ''"],
				['acknowledge', 'f', 'F', null],
				['end group', null, null, null],
				['acknowledge', 'h', 'H', null],
				['acknowledge', 'i', 'I', "${h} = 'OK' and not(selected(${h}, 'no'))"]
			]
		});
		expect(questions(result).map(({ id }) => id)).toEqual(['h', 'i']);
		expect(questions(result)[1]?.relevant).toEqual({
			all: [{ question: 'h', is: '=', value: 'yes' }, { not: { question: 'h', selected: 'no' } }]
		});
		expect(codesOf(result).filter((code) => !code.includes('acknowledge'))).toEqual([
			'2 free-text',
			'3 condition-unknown',
			'4 condition-unknown',
			'5 condition-circle',
			'6 condition-circle',
			'7 condition',
			'8 condition-unknown',
			'8 group-empty',
			'9 in-left-out-group'
		]);
	});

	it('makes sections of groups, one after the other, under the conditions around them', () => {
		const result = imported({
			survey: [
				[...head, 'relevant', 'appearance'],
				['acknowledge', 'a', 'A'],
				['begin_group', 'outer', 'Outer', "${a} = 'OK'", 'field-list'],
				['acknowledge', 'b', 'B'],
				['begin group', 'inner', 'Inner', "${b} = 'OK'"],
				['acknowledge', 'c', 'C'],
				['end_group'],
				['acknowledge', 'd', 'D'],
				['end group'],
				['begin repeat', 'r', 'R'],
				['acknowledge', 'x', 'X'],
				['end repeat'],
				['end group']
			]
		});
		expect(
			result.questionnaire?.sections.map(({ id, title, questions }) => [
				id,
				title?.und,
				...questions.map((one) => one.id)
			])
		).toEqual([
			['part', undefined, 'a'],
			['outer', 'Outer', 'b'],
			['inner', 'Inner', 'c'],
			['outer-2', undefined, 'd']
		]);
		expect(result.questionnaire?.sections[2]?.relevant).toEqual({
			all: [
				{ question: 'a', is: '=', value: 'yes' },
				{ question: 'b', is: '=', value: 'yes' }
			]
		});
		expect(codesOf(result)).toEqual(
			expect.arrayContaining(['5 group-nested', '10 repeat', '11 in-repeat', '13 group-end-alone'])
		);
	});

	it('takes a sum, a mean and weights as a score, and no other calculation', () => {
		const choices: Rows = [
			['list_name', 'name', 'label'],
			['n', '0', 'never'],
			['n', '1', 'some'],
			['n', '2', 'much']
		];
		const calculations = [
			'${a} + ${b}',
			'(${a} + ${b}) * 4',
			'(${a} + ${b}) div 2',
			'round((${a} + 2 * ${b}) div 2, 1)',
			'${a} + (2 - ${b})',
			"if(${a} = '1', 1, 0)",
			'2+2',
			'${a} + ${gone}',
			'${a} + (9 - ${b})',
			"concat(${a}, 'x')",
			'${a} + ${a}',
			'1 div 0',
			'('.repeat(5000)
		];
		const result = imported({
			survey: [
				[...head, 'calculation'],
				['select_one n', 'a', 'A'],
				['select_one n', 'b', 'B'],
				...calculations.map((text, at) => ['calculate', `s${at}`, null, text])
			],
			choices
		});
		expect(
			result.questionnaire?.scores.map(({ id, method, multiply, decimals, parts }) => [
				id,
				method,
				multiply,
				decimals,
				...parts.map(({ weight, reverse }) => `${weight} ${reverse}`)
			])
		).toEqual([
			['s0', 'sum', undefined, undefined, 'undefined undefined', 'undefined undefined'],
			['s1', 'sum', 4, undefined, 'undefined undefined', 'undefined undefined'],
			['s2', 'mean', undefined, undefined, 'undefined undefined', 'undefined undefined'],
			['s3', 'mean', undefined, 1, 'undefined undefined', '2 undefined'],
			['s4', 'sum', undefined, undefined, 'undefined undefined', 'undefined true']
		]);
		expect(codesOf(result).filter((code) => code.endsWith('calculation'))).toHaveLength(8);
	});

	it('finds the headings under a title, and says that there are none', () => {
		const titled = imported({ survey: [['Our form'], ['of 2024'], head, ['acknowledge', 'a', 'A']] });
		expect(codesOf(titled)).toEqual(['1 above-headings', '2 above-headings', '4 acknowledge']);
		const bare = imported({ survey: [['acknowledge', 'a', 'A']] });
		expect(codesOf(bare)).toEqual(['null no-headings', 'null no-questions']);
	});

	it('reads a condition the other way round, a language in capitals, and a question that is only a hint', () => {
		const { questionnaire } = imported({
			survey: [
				['type', 'name', 'label::EN', 'hint::EN', 'relevant'],
				['acknowledge', 'a', 'A', null, null],
				['range', 'b', null, 'How much?', "'OK' = ${a}"],
				['acknowledge', 'c', 'C', null, '3 < ${b} and selected(${b}, 4)']
			]
		});
		expect(questionnaire?.languages).toEqual(['en']);
		expect(
			questionnaire && questionsOf(questionnaire).map(({ text, hint, relevant }) => [text, hint, relevant])
		).toEqual([
			[{ en: 'A' }, undefined, undefined],
			[{ en: 'How much?' }, undefined, { question: 'a', is: '=', value: 'yes' }],
			[
				{ en: 'C' },
				undefined,
				{
					all: [
						{ question: 'b', is: '>', value: 3 },
						{ question: 'b', selected: '4' }
					]
				}
			]
		]);
	});

	it('leaves out a question whose answers change with others', () => {
		const result = imported({
			survey: [
				[...head, 'choice_filter'],
				['acknowledge', 'k', 'K', null],
				['select_one yn', 'a', 'A', 'x=1']
			],
			choices: yesNo
		});
		expect(codesOf(result)).toEqual(expect.arrayContaining(['3 choice-filter']));
	});

	it('says what is too much', () => {
		const many = one(...Array.from({ length: 310 }, (_none, at) => ['note', `n${at}`, 'N']), [
			'acknowledge',
			'last',
			'L'
		]);
		expect(codesOf(many)).toContain('302 too-many-questions');
		const long = one(['acknowledge', 'k', 'K'], ['note', 'n', 'x'.repeat(2001)]);
		expect(codesOf(long)).toContain('3 text-too-long');
		const list: Rows = [
			head.slice(0, 0),
			['list_name', 'name', 'label'],
			...Array.from({ length: 250 }, (_none, at) => ['l', `o${at}`, 'O'])
		];
		const wide = imported({ survey: [head, ['acknowledge', 'k', 'K'], ['select_one l', 'a', 'A']], choices: list });
		expect(codesOf(wide)).toContain('3 list-too-long');
	});

	it('refuses a file without a survey, and one with nothing to ask', () => {
		expect(
			codesOf(
				imported({
					Sheet1: [
						['a', 'b'],
						[1, 2]
					]
				})
			)
		).toEqual(['null no-survey', 'null sheet-unknown']);
		expect(codesOf(one(['note', 'a', 'A']))).toContain('null no-questions');
	});
});

describe('two hundred odd forms', () => {
	/** Mostly what a form has; now and then what none should have. */
	const mostly = <T>(good: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
		fc.oneof({ arbitrary: good, weight: 12 }, { arbitrary: odd, weight: 1 });
	const type = mostly(
		fc.constantFrom(
			'select_one yn',
			'select_multiple m',
			'select_one m or_other',
			'select one from m',
			'select_one M',
			'integer',
			'range',
			'note',
			'acknowledge',
			'calculate',
			'begin group',
			'end group',
			'select_one yn'
		),
		fc.constantFrom(
			'select_one none',
			'decimal',
			'text',
			'date',
			'geopoint',
			'image',
			'barcode',
			'begin_repeat',
			'end repeat',
			'start',
			'deviceid',
			'audit',
			'rank m',
			'xml-external',
			'',
			'weird',
			'SELECT_ONE M',
			'Begin Group'
		)
	);
	const name = mostly(
		fc.nat(60).map((number) => `q${number}`),
		fc.constantFrom('', '__proto__', 'constructor', 'two words', '1x', 'é')
	);
	const words = mostly(
		fc.constantFrom('Text', 'Yes', 'No', '<b>x</b>', '=1+1', 'ملاحظة'),
		fc.constantFrom('', 'Your ${q1}', 'x'.repeat(2100), '\u202Eabc')
	);
	const number = fc.nat(60);
	const rule = mostly(
		fc.oneof(
			fc.constant(''),
			fc.constant(''),
			fc.constant(''),
			fc.tuple(number, number).map(([a, b]) => `\${q${a}} = 'yes' or \${q${b}} >= 3`),
			number.map((a) => `not(selected(\${q${a}}, 'x'))`)
		),
		fc.constantFrom('. > 1', "pulldata('f','a','b',${q1})", '((((', 'true()', "${__proto__} = 'x'")
	);
	const row = fc.record({
		type,
		name,
		label: words,
		'label::French (fr)': words,
		hint: fc.oneof(fc.constant(''), words),
		relevant: rule,
		constraint: mostly(fc.constantFrom('', '. >= 0 and . <= 10'), fc.constantFrom('.<5', 'regex(., "(a+)+$")')),
		required: fc.constantFrom('', 'yes'),
		appearance: fc.constantFrom('', 'likert', 'minimal', 'w4'),
		calculation: fc.oneof(
			fc.constantFrom('', 'now()'),
			fc.tuple(number, number).map(([a, b]) => `(\${q${a}} + \${q${b}}) div 2`)
		),
		parameters: mostly(fc.constantFrom('', 'start=0 end=10 step=1'), fc.constantFrom('end=x', 'randomize=true')),
		choice_filter: mostly(fc.constant(''), fc.constant('x=${q1}')),
		default: fc.constantFrom('', '1'),
		'media::image': fc.constantFrom('', 'a.png')
	});
	const others = [
		'label::French (fr)',
		'hint',
		'relevant',
		'constraint',
		'required',
		'appearance',
		'calculation',
		'parameters',
		'choice_filter',
		'default',
		'media::image'
	] as const;
	const option = fc.tuple(
		fc.constantFrom('yn', 'm', 'M', '', 'o'),
		fc.constantFrom('yes', 'no', '1', '2', 'x', '', '__proto__', 'a b'),
		words,
		fc.constantFrom<CellValue>(null, 0, 3, 'n/a', 1e9)
	);
	const known: Rows = [
		['yn', 'yes', 'Yes', null],
		['yn', 'no', 'No', null],
		['m', '0', 'Never', null],
		['M', 'x', 'X', 2]
	];

	it('import, or say exactly what they left out, in less than two seconds', () => {
		let whole = 0;
		fc.assert(
			fc.property(
				fc.array(row, { minLength: 10, maxLength: 40 }),
				fc.array(option, { maxLength: 20 }),
				fc.subarray([...others]),
				fc.boolean(),
				(rows, options, some, isBackwards) => {
					const shown = ['type', 'name', 'label', ...some] as const;
					const columns = isBackwards ? shown.toReversed() : shown;
					const start = performance.now();
					const result = imported({
						survey: [columns, ...rows.map((cells) => columns.map((column) => cells[column]))],
						choices: [['list_name', 'name', 'label', 'score'], ...known, ...options],
						settings: [
							['form_title', 'default_language', 'style'],
							['T', 'fr', 'pages']
						]
					});
					expect(performance.now() - start).toBeLessThan(2000);
					if (questions(result).length > 2) whole += 1;
				}
			),
			{ numRuns: 250 }
		);
		// Enough of them are forms, or the promise above would be an empty one.
		expect(whole).toBeGreaterThan(60);
	});

	it('hold at the largest size', () => {
		const rows = Array.from({ length: 4990 }, (_none, at) => [
			'select_one m',
			`q${at}`,
			`Text ${at}`,
			at === 0 ? null : `\${q${at - 1}} = 'x'`
		]);
		const start = performance.now();
		const result = imported({
			survey: [[...head, 'relevant'], ...rows],
			choices: [
				['list_name', 'name', 'label'],
				['m', 'x', 'X']
			]
		});
		expect(performance.now() - start).toBeLessThan(4000);
		expect(questions(result)).toHaveLength(300);
	});

	it('hold when every question waits for the next, and the last is not there', () => {
		const rows = Array.from({ length: 299 }, (_none, at) => ['acknowledge', `q${at}`, 'Q', `\${q${at + 1}} = 'OK'`]);
		const start = performance.now();
		const result = imported({ survey: [[...head, 'relevant'], ...rows, ['acknowledge', 'keep', 'K']] });
		expect(performance.now() - start).toBeLessThan(2000);
		expect(questions(result).map(({ id }) => id)).toEqual(['keep']);
	});
});
