import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFhirQuestionnaire } from '$lib/domain/fhir-questionnaire';
import type { CellValue, Sheet } from '$lib/domain/sheet';
import { readXlsForm } from '$lib/domain/xlsform-read';
import { readWorkbook } from '$lib/runtime/read-workbook';
import { writeWorkbook } from '$lib/runtime/write-workbook';
import { ownForms } from './own-forms';

/*
 * What nobody misses when it is gone was dropped without a word. So each cell of a form, and each element of a file, is taken
 * away in turn: the questionnaire or what is told of it must become another.
 */

type Rows = readonly (readonly CellValue[])[];
const isFilled = (cell: CellValue | undefined) => cell !== null && cell !== undefined && String(cell).trim() !== '';

const sheetsOf = (tables: Readonly<Record<string, Rows>>): readonly Sheet[] => {
	const read = readWorkbook(writeWorkbook(Object.entries(tables).map(([name, rows]) => ({ name, rows }))));
	if (!read.ok) throw new Error(read.error.type);
	return read.value;
};

/** Cells that can be taken away without any change, except in rows and sheets that are left out as a whole. */
function silentCells(sheets: readonly Sheet[]): readonly string[] {
	const before = readXlsForm(sheets, 'Form');
	const leftOut = new Set(
		before.messages.filter(({ level }) => level === 'left-out').map(({ sheet, row }) => `${sheet} ${row}`)
	);
	const known = JSON.stringify(before);
	const silent: string[] = [];
	for (const [s, sheet] of sheets.entries())
		for (const [r, cells] of sheet.rows.entries())
			for (const [c, cell] of cells.entries()) {
				const row = sheet.firstRow + r;
				const isHeading = sheet.rows.findIndex((one) => one.some(isFilled)) === r;
				if (!isFilled(cell) || leftOut.has(`${sheet.name} null`)) continue;
				if (!isHeading && leftOut.has(`${sheet.name} ${row}`)) continue;
				// The heading of a column with nothing in it says nothing.
				if (isHeading && !sheet.rows.slice(r + 1).some((one) => isFilled(one[c]))) continue;
				const without = sheets.map((one, at) =>
					at === s ? { ...one, rows: one.rows.with(r, cells.with(c, null)) } : one
				);
				if (JSON.stringify(readXlsForm(without, 'Form')) === known)
					silent.push(`${sheet.name} ${row}: ${String(cell)}`);
			}
	return silent;
}

/** Elements of a file that can be taken away without any change, by their path. */
function silentElements(text: string): readonly string[] {
	const file: unknown = JSON.parse(text);
	const known = JSON.stringify(readFhirQuestionnaire(text, 'Form'));
	const silent: string[] = [];
	const visit = (node: unknown, path: readonly string[]): void => {
		if (typeof node !== 'object' || node === null) return;
		for (const name of Object.keys(node)) {
			const holder = node as Record<string, unknown>; // an object, or a list by its numbers
			const kept = Array.isArray(node) ? [...(node as unknown[])] : { ...holder };
			const value = holder[name];
			if (Array.isArray(node)) node.splice(Number(name), 1);
			else Reflect.deleteProperty(holder, name);
			const isSame = JSON.stringify(readFhirQuestionnaire(JSON.stringify(file), 'Form')) === known;
			if (Array.isArray(node)) node.splice(0, node.length, ...(kept as unknown[]));
			else {
				for (const one of Object.keys(holder)) Reflect.deleteProperty(holder, one);
				Object.assign(holder, kept);
			}
			if (isSame) silent.push([...path, name].join('.'));
			else visit(value, [...path, name]);
		}
	};
	visit(file, []);
	return silent;
}

describe('a form in a workbook', () => {
	const columns = [
		...['type', 'name', 'label::English (en)', 'label::Français (fr)', 'hint', 'relevant', 'constraint', 'calculation'],
		...['appearance', 'parameters', 'choice_filter', 'disabled', 'default', 'media::image', 'my notes']
	];
	/** A row with something in every cell that is named. */
	const row = (type: string, name: string, cells: Readonly<Record<string, string>> = {}) =>
		columns.map((column, at) => (at === 0 ? type : at === 1 ? name : (cells[column] ?? null)));
	const worded = { 'label::English (en)': 'Words', 'label::Français (fr)': 'Mots' };
	const everything = {
		...worded,
		hint: 'More',
		relevant: "${first} = 'yes'",
		constraint: '. != 3',
		calculation: '1 + 1',
		appearance: 'w4 compact',
		parameters: 'randomize=true',
		default: '1',
		'media::image': 'a.png',
		'my notes': 'why'
	};
	const choices: Rows = [
		['list name', 'name', 'label::English (en)', 'score', 'colour', 'media::audio'],
		['l', '1', 'One', 1, 'red', 'a.mp3'],
		['l', '2', 'Two', 2, null, null],
		['other', 'x', 'Letter ${first}', null, null, null]
	];
	const settings: Rows = [
		['form_title', 'form_id', 'version', 'default_language', 'style', 'instance_name', 'title::fr'],
		['Title', 'An id', 'v7', 'English (en)', 'pages', 'concat(1)', 'Titre']
	];

	it.each([
		'select_one l',
		'select_multiple l',
		'select_one l or_other',
		'select_one other',
		'note',
		'acknowledge',
		'range',
		'integer',
		'percentage',
		'calculate',
		'begin group',
		'begin repeat',
		'begin loop over l',
		'text',
		'uri:deviceid',
		'osm l'
	])('with a row of the type %s drops no cell without a word', (type) => {
		const end = /^begin (\w+)/.exec(type)?.[1];
		const constraint = type === 'integer' ? '. >= 0 and . <= 5' : everything.constraint;
		const parameters = type === 'range' ? 'start=0 end=4 step=2 tick_interval=2' : everything.parameters;
		const sheets = sheetsOf({
			survey: [
				[],
				columns,
				row('acknowledge', 'first', worded),
				row('select_multiple l', 'third', { ...worded, relevant: "${first} = 'OK'" }),
				row(type, 'second', { ...everything, constraint, parameters }),
				row('select_one other', 'fourth', worded),
				...(end ? [row(`end ${end}`, '')] : [])
			],
			choices,
			settings,
			notes: [['for us', 'only']]
		});
		expect(silentCells(sheets)).toEqual([]);
	});

	it('says that a row is switched off, that a formula went wrong, and what a rule would pick', () => {
		const { questionnaire, messages } = readXlsForm(
			sheetsOf({
				survey: [
					columns,
					row('acknowledge', 'first', worded),
					row('acknowledge', 'off', { ...worded, disabled: 'yes' }),
					row('acknowledge', 'broken', { ...worded, 'label::Français (fr)': '#REF!' }),
					row('select_one l', 'picked', { ...worded, choice_filter: "colour = 'red'" }),
					row('integer', 'asked', { ...worded, constraint: '. >= 0 and . <= 5', choice_filter: 'x' })
				],
				choices
			}),
			'Form'
		);
		const codes = messages.filter(({ sheet }) => sheet === 'survey').map(({ row: at, what }) => `${at} ${what}`);
		expect(codes).toEqual(
			expect.arrayContaining(['3 disabled', '4 cell-broken', '5 choice-filter', '6 cell-left-out'])
		);
		expect(JSON.stringify(questionnaire)).not.toContain('#REF!');
		expect(messages.find(({ what }) => what === 'choice-filter')?.params).toMatchObject({ filter: "colour = 'red'" });
	});
});

describe('a FHIR questionnaire', () => {
	const weight = { url: 'http://hl7.org/fhir/StructureDefinition/ordinalValue', valueDecimal: 1 };
	const other = (name: string) => ({ url: `https://forms.example/${name}`, valueString: 'x' });
	const control = (code: string) => ({
		url: 'http://hl7.org/fhir/StructureDefinition/questionnaire-itemControl',
		valueCodeableConcept: { coding: [{ code }] }
	});
	const form = {
		resourceType: 'Questionnaire',
		name: 'Form',
		title: 'Form',
		status: 'active',
		extension: [other('head')],
		contained: [
			{ resourceType: 'ValueSet', id: 'used', compose: { include: [{ concept: [{ code: 'a', display: 'A' }] }] } },
			{ resourceType: 'ValueSet', id: 'unused' },
			{ resourceType: 'CodeSystem', id: 'words', url: 'urn:words', concept: [{ code: 'w', display: 'W' }] },
			{ resourceType: 'Observation', id: 'template' }
		],
		['item']: [
			{
				...{ linkId: 'one', type: 'boolean', text: 'One', prefix: '1.', definition: 'urn:d', repeats: true },
				...{ code: [{ code: 'c' }], maxLength: 3, extension: [other('entry'), control('check-box')] }
			},
			{
				...{ linkId: 'two', type: 'choice', text: 'Two', answerValueSet: '#used', prefix: '2.' },
				enableWhen: [{ question: 'one', operator: '=', answerBoolean: true }]
			},
			{
				...{ linkId: 'three', type: 'choice', text: 'Three' },
				answerOption: [
					{ valueCoding: { code: 'a', display: 'A', extension: [weight, other('coding')] }, initialSelected: true },
					{ valueCoding: { code: 'b', display: 'B', system: 'urn:elsewhere' }, extension: [other('option')] },
					{ valueReference: { display: 'Somebody' } }
				]
			},
			{
				...{ linkId: 'part', type: 'display', text: 'Another form' },
				extension: [{ url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-subQuestionnaire' }]
			},
			{
				linkId: 'group',
				type: 'group',
				text: 'Group',
				code: [{ code: 'g' }],
				['item']: [{ linkId: 'w', type: 'text' }]
			}
		]
	};

	it('drops no element without a word', () => {
		// A value of an extension goes with the extension, and the other half of a code with the code.
		const silent = silentElements(JSON.stringify(form)).filter(
			(path) => !/\.(?:valueString|code\.0)$|^contained\.2\./.test(path)
		);
		expect(silent).toEqual([]);
	});

	it('names where a field stands, and what lies in the file besides', () => {
		const { messages } = readFhirQuestionnaire(JSON.stringify(form), 'Form');
		const told = messages.map(
			({ what, linkId, params }) => `${what} ${linkId} ${String(params['places'] ?? params['name'])}`
		);
		expect(told).toEqual(
			expect.arrayContaining([
				'field one one, group',
				'contained null template',
				'contained null words',
				'part-elsewhere part Another form',
				'answer-once one one'
			])
		);
	});

	it('tells of groups in groups without words and without questions', () => {
		const inner = { linkId: 'inner', type: 'group', ['item']: [] };
		const outer = { linkId: 'outer', type: 'group', text: ' ', ['item']: [inner] };
		const sound = { linkId: 'sound', type: 'boolean', text: 'Sound' };
		const { messages } = readFhirQuestionnaire(
			JSON.stringify({ resourceType: 'Questionnaire', title: 'F', ['item']: [outer, sound] }),
			'Form'
		);
		expect(messages.filter(({ what }) => what === 'group-empty').map(({ linkId }) => linkId)).toEqual([
			'outer',
			'inner'
		]);
	});

	it('takes a second group of the same name, and tells of a second question', () => {
		const part = (text: string, ...ids: readonly string[]) => ({
			...{ linkId: 'part', type: 'group', text },
			['item']: ids.map((linkId) => ({ linkId, type: 'boolean', text: linkId }))
		});
		const { questionnaire, messages } = readFhirQuestionnaire(
			JSON.stringify({ ...form, contained: [], ['item']: [part('One', 'a'), part('Two', 'b', 'a')] }),
			'Form'
		);
		expect(questionnaire?.sections.map(({ id, questions }) => [id, ...questions.map((one) => one.id)])).toEqual([
			['part', 'a'],
			['part-2', 'b']
		]);
		expect(messages.map(({ what, linkId }) => `${what} ${linkId}`)).toEqual(
			expect.arrayContaining(['id-changed part', 'id-twice a'])
		);
	});

	it('puts the sign before the words of a question', () => {
		const { questionnaire } = readFhirQuestionnaire(JSON.stringify(form), 'Form');
		expect(questionnaire?.sections[0]?.questions.map(({ text }) => text['und']).slice(0, 2)).toEqual([
			'1. One',
			'2. Two'
		]);
	});

	it('says from where on it was not read', () => {
		const entries = Array.from({ length: 5200 }, (_none, at) => ({ linkId: `q${at}`, type: 'boolean', text: 'Q' }));
		const { messages } = readFhirQuestionnaire(
			JSON.stringify({ resourceType: 'Questionnaire', title: 'Long', ['item']: entries }),
			'Form'
		);
		expect(messages).toContainEqual({
			...{ level: 'left-out', what: 'too-many-entries', linkId: 'q5000' },
			params: { name: 'q5000', count: 200, most: 5000 }
		});
	});
});

/** Ours, and those of others where they lie beside the checkout. */
const samples = process.env.FORM_SAMPLES ?? '../shared/samples';
const filesOf = (kind: 'xlsform' | 'fhir'): readonly { readonly name: string; readonly bytes: Uint8Array }[] => {
	const folder = `${samples}/${kind}`;
	const names = existsSync(folder) ? readdirSync(folder) : [];
	return [
		...[...ownForms]
			.filter(([name, { isTaken }]) => isTaken && name.endsWith('.json') === (kind === 'fhir'))
			.map(([name, { bytes }]) => ({ name, bytes })),
		...names.map((name) => ({ name, bytes: new Uint8Array(readFileSync(`${folder}/${name}`)) }))
	];
};

describe('forms as organisations publish them', () => {
	it.each(filesOf('xlsform'))('$name drops no cell without a word', ({ bytes }) => {
		const read = readWorkbook(bytes);
		if (!read.ok) throw new Error(read.error.type);
		// Of a file that gives no questions at all, only these are told of.
		if (!readXlsForm(read.value, 'Form').questionnaire) return;
		const silent = silentCells(read.value);
		// Yes and no are said in the words of the app; a part is a page anyhow, its end repeats its name, and a title may be the id.
		const isMeant = (cell: string) =>
			/: (?:Yes|No|Oui|Non|是|没有|field-list)$|^survey (?:4|20|57): |^settings 2: Spec test/.test(cell);
		expect(silent.filter((cell) => !isMeant(cell))).toEqual([]);
	});

	it.each(filesOf('fhir'))('$name drops no element without a word', ({ bytes }) => {
		const text = new TextDecoder().decode(bytes);
		const { questionnaire, messages } = readFhirQuestionnaire(text, 'Form');
		if (!questionnaire) return;
		const told = messages.flatMap(({ what, params }) =>
			what === 'fields' ? String(params['fields']).split(', ') : what === 'field' ? [String(params['field'])] : []
		);
		// A field that is told of goes with all that is in it, an extension with its value, a list with what is said of it.
		const isMeant = (path: string) =>
			path.split('.').some((name) => told.includes(name)) ||
			/(?:^|\.)(?:extension\.\d+\..*|contained\.\d+\.\w+|required|id)$/.test(path) ||
			/^item(?:\.\d+\.item)*\.\d+$/.test(path);
		const wholly = messages.filter(({ level }) => level === 'left-out').map(({ linkId }) => linkId);
		const silent = silentElements(text).filter((path) => !isMeant(path) && !isIn(JSON.parse(text), path, wholly));
		expect(silent).toEqual([]);
	});
});

/** Whether an element stands in an entry that is left out as a whole. */
function isIn(file: unknown, path: string, leftOut: readonly (string | null)[]): boolean {
	let node = file;
	for (const name of path.split('.')) {
		if (typeof node !== 'object' || node === null) return false;
		if ('linkId' in node && typeof node.linkId === 'string' && leftOut.includes(node.linkId)) return true;
		node = (node as Readonly<Record<string, unknown>>)[name]; // an object, or a list by its numbers
	}
	return false;
}
