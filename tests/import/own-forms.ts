import { strToU8 } from 'fflate';
import type { CellValue } from '$lib/domain/sheet';
import { writeWorkbook } from '$lib/runtime/write-workbook';

/*
 * Forms of every kind that organisations publish, in words of our own: what others put into a file, without what they ask.
 */

type Rows = readonly (readonly CellValue[])[];
type Element = Readonly<Record<string, unknown>>;

const book = (tables: Readonly<Record<string, Rows>>): Uint8Array =>
	writeWorkbook(Object.entries(tables).map(([name, rows]) => ({ name, rows })));
const yesNo: Rows = [
	['list name', 'name', 'label::English (en)', 'label::Français (fr)'],
	['yn', 'yes', 'Yes', 'Oui'],
	['yn', 'no', 'No', 'Non']
];

const table = (mark: string, end: string): string =>
	[
		['survey'],
		['', 'type', 'name', 'label:English (en)', 'hint'],
		['', 'begin group', 'day', 'Your day', ''],
		['', 'select one from yn', 'rest', `"Rest${mark} or sleep?"`, ''],
		['', 'phone number', 'call', 'Where to call', ''],
		['', 'end group', '', '', ''],
		['choices'],
		['', 'list name', 'name', 'label:English (en)', ''],
		['', 'yn', 'yes', 'Yes', ''],
		['', 'yn', 'no', 'No', '']
	]
		.map((cells) => cells.join(mark))
		.join(end);

function utf16(text: string): Uint8Array {
	const bytes = new Uint8Array(2 + text.length * 2);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, 0xfeff, true);
	for (let at = 0; at < text.length; at += 1) view.setUint16(2 + at * 2, text.charCodeAt(at), true);
	return bytes;
}

const structure = (name: string) => `http://hl7.org/fhir/StructureDefinition/${name}`;
const capture = (name: string) => `http://hl7.org/fhir/uv/sdc/StructureDefinition/${name}`;
const ordinal = (valueDecimal: number) => ({ url: structure('ordinalValue'), valueDecimal });
const look = (code: string) => ({
	url: structure('questionnaire-itemControl'),
	valueCodeableConcept: { coding: [{ code }] }
});
const form = (entries: readonly Element[], head: Element = {}): Uint8Array =>
	strToU8(
		JSON.stringify({
			...{ resourceType: 'Questionnaire', id: 'own', name: 'Own', title: 'Our own', status: 'draft' },
			...{ publisher: 'Nobody', subjectType: ['Person'], ...head },
			['item']: entries
		})
	);
const weighted = ['never', 'some days', 'most days', 'every day'].map((code, at) => ({
	...{ code, display: `On ${code}`, extension: [ordinal(at)] },
	designation: [{ language: 'fr', value: `${code}, en français` }]
}));

/** What must become of a file: a questionnaire, or none. */
interface OwnForm {
	readonly bytes: Uint8Array;
	readonly isTaken: boolean;
}
const taken = (bytes: Uint8Array): OwnForm => ({ bytes, isTaken: true });
const refused = (bytes: Uint8Array): OwnForm => ({ bytes, isTaken: false });

/** By file name. */
export const ownForms: ReadonlyMap<string, OwnForm> = new Map([
	[
		'columns-twice.xlsx',
		taken(
			book({
				survey: [
					['type', 'name', 'label', 'label', 'hint::french', 'required', 'media::image', 'image::french', 'relevant'],
					['select_one yn', 'rested', 'Rested?', 'Again', 'Un peu ?', true, 'a.png', null, null],
					['note', 'said', 'You said ${rested}', null, null, null, null, 'b.png', null],
					['begin repeat', 'visits', 'Visits', null, null, null, null, null, null],
					['date', 'on', 'On', null, null, null, null, null, null],
					['end repeat', null, null, null, null, null, null, null, null],
					['integer', 'nights', 'Nights', null, null, null, null, null, "regex(${rested}, '[a-z]+')"]
				],
				choices: yesNo,
				settings: [
					['form_title', 'form_id', 'public_key', 'default_language', 'omit_instanceID'],
					['Été', 'été 2024', 'KEY', 'english', false]
				],
				columns: [
					['list_name', 'name'],
					['x', 'y']
				]
			})
		)
	],
	[
		'one-page.xlsx',
		taken(
			book({
				survey: [
					['type', 'name', 'label::English (en)', 'appearance'],
					['begin_group', 'page', 'One page', 'field-list'],
					['select_one yn', 'well', 'Well?', 'list-nolabel'],
					['end_group', 'page', null, null]
				],
				choices: yesNo
			})
		)
	],
	[
		'other.xlsx',
		taken(
			book({
				survey: [
					['type', 'name', 'label', 'choice_filter'],
					['select_one place or_other', 'liked', 'Which place?', null],
					['select_multiple place', 'known', 'Which places?', "warm = 'yes'"]
				],
				choices: [
					['list_name', 'name', 'label', 'warm'],
					['place', 'shore', 'The shore', 'yes'],
					['place', 'hill', 'The hill', 'no']
				]
			})
		)
	],
	['groups.csv', taken(strToU8(table(',', '\n')))],
	['semicolons.csv', taken(strToU8(`\uFEFF${table(';', '\r\n')}`))],
	['tabs-utf16.csv', taken(utf16(table('\t', '\r\n')))],
	['only-writing.csv', refused(strToU8('survey,,\n,type,name,label\n,text,why,Why?\n,geopoint,where,Where?\n'))],
	[
		'nine.json',
		taken(
			form(
				[
					{
						...{ linkId: 'part', type: 'group', text: 'Over two weeks' },
						['item']: [
							...Array.from({ length: 9 }, (_none, at) => ({
								...{ linkId: `part/${at + 1}`, prefix: `${at + 1}.`, text: `Thing ${at + 1}`, type: 'choice' },
								...{ required: true, code: [{ code: `c${at}` }], answerValueSet: '#often' }
							})),
							{
								...{ linkId: 'part/total', text: 'Total', type: 'quantity' },
								extension: [
									{
										url: capture('sdc-questionnaire-calculatedExpression'),
										valueExpression: { language: 'text/fhirpath', expression: 'answers().sum(value.ordinal())' }
									}
								]
							}
						]
					}
				],
				{ contained: [{ resourceType: 'ValueSet', id: 'often', compose: { include: [{ concept: weighted }] } }] }
			)
		)
	],
	[
		'conditions-r5.json',
		taken(
			form([
				{ linkId: 'alone', type: 'boolean', text: 'Alone?' },
				{
					...{
						linkId: 'company',
						type: 'coding',
						text: 'With whom?',
						repeats: true,
						answerConstraint: 'optionsOrString'
					},
					enableWhen: [{ question: 'alone', operator: '=', answerBoolean: false }],
					extension: [look('check-box')],
					answerOption: [
						{ valueCoding: { code: 'kin', display: 'Kin' }, initialSelected: true },
						{ valueCoding: { code: 'kith', display: 'Friends' } }
					]
				},
				{
					...{ linkId: 'slide', type: 'integer', text: 'How far?' },
					extension: [
						look('spinner'),
						{ url: structure('minValue'), valueInteger: 0 },
						{ url: structure('maxValue'), valueInteger: 100 }
					]
				},
				{ linkId: 'weight', type: 'quantity', text: 'Weight', maxLength: 3 },
				{ linkId: 'photo', type: 'attachment', text: 'Photo', repeats: true },
				{ linkId: 'list', type: 'coding', text: 'Elsewhere', answerValueSet: 'http://lists.example/some' }
			])
		)
	],
	[
		'taken-apart.json',
		taken(
			form(
				[
					{ linkId: 'here', type: 'boolean', text: 'Here' },
					{
						...{ linkId: 'there', type: 'display', text: 'Another form' },
						extension: [
							{ url: capture('sdc-questionnaire-subQuestionnaire'), valueCanonical: 'http://forms.example/x' }
						]
					},
					{
						...{ linkId: 'filled', type: 'choice', text: 'Filled in', readOnly: true },
						extension: [
							{ url: structure('questionnaire-hidden'), valueBoolean: true },
							{ url: capture('sdc-questionnaire-initialExpression'), valueExpression: { expression: '%patient' } }
						]
					}
				],
				{
					contained: [{ resourceType: 'Observation', id: 'template' }],
					extension: [{ url: capture('sdc-questionnaire-launchContext'), extension: [{ url: 'name' }] }]
				}
			)
		)
	],
	['asked-by-a-server.json', refused(form([], { extension: [{ url: capture('sdc-questionnaire-adaptive') }] }))],
	['answers.json', refused(strToU8('{"resourceType":"QuestionnaireResponse","status":"completed"}'))],
	['older.json', refused(form([{ linkId: 'a', type: 'choice', text: 'A', option: [{ valueString: 'a' }] }]))]
]);

/** The largest that is still read: a workbook of 2,000 rows, and JSON of 5 MB. By file name. */
export function bigForms(): ReadonlyMap<string, Uint8Array> {
	const rows = Array.from({ length: 2000 }, (_none, at): readonly CellValue[] =>
		at < 250
			? [`select_one l${at % 20}`, `q${at}`, `Question ${at} of many`, at === 0 ? null : `\${q${at - 1}} = 'o1'`]
			: ['text', `t${at}`, `Words number ${at}`, null]
	);
	const options = Array.from({ length: 2000 }, (_none, at) => [
		`l${at % 20}`,
		`o${Math.floor(at / 20)}`,
		`Answer ${at}`
	]);
	const entries: Element[] = [];
	for (let size = 0; size < 5_200_000;) {
		const at = entries.length;
		const entry = {
			...{
				linkId: `q${at}`,
				type: 'choice',
				text: `Question ${at} of many`,
				code: [{ system: 'urn:c', code: `c${at}` }]
			},
			answerOption: weighted.map((valueCoding) => ({ valueCoding }))
		};
		size += JSON.stringify(entry).length + 1;
		entries.push(entry);
	}
	entries.pop();
	return new Map([
		[
			'2000-rows.xlsx',
			book({
				survey: [['type', 'name', 'label', 'relevant'], ...rows],
				choices: [['list_name', 'name', 'label'], ...options]
			})
		],
		['5-megabytes.json', form(entries)]
	]);
}
