import type { ImportCode } from './xlsform';

/** Older spellings that name the highest number. */
const daysAsked: Readonly<Record<string, number>> = Object.assign(Object.create(null), {
	percentage: 100,
	'number of days in last month': 31,
	'number of days in last six months': 183,
	'number of days in last year': 365
});

/** What the `type` of a row asks for; `leftOut` says why there is nothing like it here. */
export type RowType =
	| { readonly kind: 'select'; readonly many: boolean; readonly list: string; readonly hasOther: boolean }
	/** `most`: the older spellings that say both ends themselves, from 0. */
	| { readonly kind: 'number'; readonly isWhole: boolean; readonly most?: number }
	| { readonly kind: 'range' | 'note' | 'acknowledge' | 'calculate' | 'begin' | 'end' | 'begin-repeat' | 'end-repeat' }
	| { readonly kind: 'left-out'; readonly why: ImportCode };

const select =
	/^(?:add |q )?(select (?:one|1|multiple|all that apply|many)|select1|select)(?: prompt)?(?: (?:from|using))?(?: (.*?))?( or (?:specify )?other)?$/;

const plain: Readonly<Record<string, RowType['kind']>> = {
	range: 'range',
	note: 'note',
	'add note prompt': 'note',
	'q note': 'note',
	acknowledge: 'acknowledge',
	'add acknowledge prompt': 'acknowledge',
	'acknowledge prompt': 'acknowledge',
	'q acknowledge': 'acknowledge',
	trigger: 'acknowledge',
	calculate: 'calculate',
	calculation: 'calculate',
	'add calculate prompt': 'calculate',
	'q calculate': 'calculate',
	'begin group': 'begin',
	'begin lgroup': 'begin-repeat',
	'begin looped group': 'begin-repeat',
	'begin loop': 'begin-repeat',
	'end group': 'end',
	'end lgroup': 'end-repeat',
	'end looped group': 'end-repeat',
	'end loop': 'end-repeat',
	'begin repeat': 'begin-repeat',
	'begin lrepeat': 'begin-repeat',
	'end repeat': 'end-repeat',
	'end lrepeat': 'end-repeat'
};

const leftOut: readonly (readonly [ImportCode, string])[] = [
	[
		'free-text',
		'text|string|add text prompt|q string|email address|url|input|phone number|add phone number prompt|tel'
	],
	[
		'date-or-time',
		'date|time|datetime|date time|add date prompt|add time prompt|add date time prompt|add datetime prompt|q date|q time|q date time|q datetime'
	],
	[
		'place',
		'geopoint|geotrace|geoshape|gps|location|q location|add location prompt|q geopoint|start-geopoint|background-geopoint|osm|geofence'
	],
	[
		'media',
		'image|photo|audio|video|file|signature|draw|annotate|picture|q image|q picture|add image prompt|add photo prompt|add audio prompt|add video prompt|add file prompt|q audio|q video|background-audio'
	],
	['barcode', 'barcode|q barcode|add barcode prompt'],
	[
		'metadata',
		'start|end|today|start time|end time|get start time|get end time|get today|deviceid|device id|get device id|imei|subscriberid|subscriber id|get subscriber id|simserial|sim id|get sim id|phonenumber|get phone number|username|user name|email|audit|uuid|instanceid|device|caseid'
	],
	['outside-file', 'xml-external|csv-external|include'],
	['ranking', 'rank|odk rank']
];

const whyByType: ReadonlyMap<string, ImportCode> = new Map(
	leftOut.flatMap(([why, types]) => types.split('|').map((type): [string, ImportCode] => [type, why]))
);

/** What a cell of the column `type` says, also in the older and longer spellings. Null for a type nobody knows. */
export function rowType(written: string): RowType | null {
	const type = written
		.trim()
		.replace(/[\s_]+/g, ' ')
		.toLowerCase();
	const kind = Object.hasOwn(plain, type) ? plain[type] : undefined;
	// The kinds in `plain` are those without anything else to say.
	if (kind) return { kind } as RowType;
	if (['integer', 'int', 'add integer prompt', 'q int'].includes(type)) return { kind: 'number', isWhole: true };
	if (['decimal', 'number', 'add decimal prompt', 'q decimal'].includes(type))
		return { kind: 'number', isWhole: false };
	const days = daysAsked[type];
	if (days !== undefined) return { kind: 'number', isWhole: true, most: days };
	const why = whyByType.get(type.replace(/^uri:/, ''));
	if (why) return { kind: 'left-out', why };
	if (/^(?:odk:?\s?)?rank /.test(type)) return { kind: 'left-out', why: 'ranking' };
	if (/^osm /.test(type)) return { kind: 'left-out', why: 'place' };
	if (/^begin loop over /.test(type)) return { kind: 'begin-repeat' };
	if (/^select (?:one|multiple) (?:from file|external|from map)/.test(type))
		return { kind: 'left-out', why: 'outside-file' };
	if (type.length > 300) return null;
	const found = select.exec(type);
	if (!found) return null;
	// The list is named as written: names of lists may hold capitals and underscores.
	const hasOther = found[3] !== undefined;
	const words = written
		.trim()
		.split(/\s+/)
		.slice(0, hasOther ? -countOther(written) : undefined);
	const list = words.at(-1) ?? '';
	const many = /multiple|all|many/.test(found[1] ?? '');
	return found[2] === undefined ? null : { kind: 'select', many, list, hasOther };
}

/** How many words at the end say that another answer may be given: `or_other`, or `or specify other`. */
const countOther = (written: string): number => {
	const words = written.trim().toLowerCase().split(/\s+/);
	return words.at(-1) === 'or_other' ? 1 : words.at(-2) === 'or' ? 2 : 3;
};
