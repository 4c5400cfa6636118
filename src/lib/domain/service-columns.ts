import type { Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { isLanguageCode, type ServicePhone, type Words } from './service';
import { readCsv, type CsvRow } from './service-csv';
import { createLeftOut, isFreeIn, type ReadingProblem, type ServiceReading } from './service-hsds';
import {
	foundService,
	isFound,
	mostImported,
	plainLetters,
	type FoundService,
	type RawOpening,
	type RawService,
	type SkippedRow
} from './service-reading';

/** Most columns that are read. */
export const mostColumns = 200;

/** What a column is for. */
type Column =
	| 'id'
	| 'name'
	| 'text'
	| 'provider'
	| 'kinds'
	| 'languages'
	| 'hours'
	| 'days'
	| 'from'
	| 'to'
	| 'cost'
	| 'forWhom'
	| 'phone'
	| 'phoneNote'
	| 'address'
	| 'city'
	| 'web'
	| 'area'
	| 'checkedOn'
	| 'status';

/** Headings by which a column is known: HSDS first, then our own in English, French and Vietnamese. */
const headings: { readonly [column in Column]: string } = {
	id: 'id,service id,identifiant,code,ma,ma so',
	name: 'name,service name,nom,nom du service,ten,ten dich vu',
	text: 'description,service description,text,texte,ce qu on y trouve,mo ta,noi dung',
	provider: 'organization name,organization,organisation,organisation name,provider,structure,to chuc,don vi',
	kinds:
		'kind,kinds,type,types,category,taxonomy term,taxonomy term name,taxonomy,genre,sorte,sortes,categorie,loai,loai dich vu,nhom',
	languages:
		'languages,language,languages name,languages code,language name,language code,interpretation services,langue,langues,ngon ngu,tieng',
	hours:
		'hours,opening hours,schedule,schedules,schedules description,hours of operation,horaire,horaires,heures,heures d ouverture,gio mo cua,gio lam viec,thoi gian',
	days: 'byday,schedules byday,weekday,days,jours,cac ngay',
	from: 'opens at,schedules opens at,opens,ouvre a,mo luc',
	to: 'closes at,schedules closes at,closes,ferme a,dong luc',
	cost: 'cost,fees,fees description,cost option,cost options option,price,cout,prix,tarif,chi phi,gia,le phi',
	forWhom: 'eligibility description,eligibility,for whom,who it is for,pour qui,public,danh cho ai,doi tuong',
	phone: 'phone,phones,phone number,phones number,number,telephone,telephones,tel,numero,dien thoai,so dien thoai',
	phoneNote: 'phone description,phones description,phone note,note du telephone,ghi chu dien thoai',
	address: 'address,addresses,address 1,addresses address 1,physical address,adresse,dia chi',
	city: 'city,addresses city,ville,thanh pho',
	web: 'url,web,website,web page,web site,site,site web,lien,trang web,web trang',
	area: 'area,service areas,service area,service areas name,coverage,zone,region,secteur,khu vuc,dia ban',
	checkedOn: 'assured date,checked on,checked,last checked,verifie le,date de verification,kiem tra ngay,ngay kiem tra',
	status: 'status,statut,trang thai'
};

const columnByHeading: ReadonlyMap<string, Column> = new Map(
	Object.entries(headings).flatMap(([column, names]) =>
		names.split(',').map((name) => [name, column as Column] as const)
	) // the keys of `headings`, by its type
);

/** The headings of a table that can be filled in and read back, in one of our languages. */
export const tableHeadings = {
	fr: 'Identifiant,Nom,Texte,Organisation,Type,Langues,Horaires,Coût,Pour qui,Téléphone,Adresse,Site web,Zone,Vérifié le',
	en: 'Id,Name,Text,Organisation,Kind,Languages,Hours,Cost,For whom,Phone,Address,Website,Area,Checked on',
	vi: 'Mã,Tên,Nội dung,Tổ chức,Loại,Ngôn ngữ,Giờ mở cửa,Chi phí,Dành cho ai,Điện thoại,Địa chỉ,Trang web,Khu vực,Ngày kiểm tra'
} as const;

/** Names that a table never has by honest means: every object of the language inherits them. */
const inherited: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads services from a table: the columns of HSDS, joined with those of its other tables, or our own simple ones. Rows
 * that a join repeated become one service. Never throws.
 */
export function readColumns(text: string, today: Day): Result<ServiceReading, ReadingProblem> {
	const read = readCsv(text);
	if (!read.ok) return err({ type: 'FileUnreadable', row: read.error.row });
	const [head, ...rows] = read.value;
	if (!head) return err({ type: 'NoServices' });
	if (head.cells.length > mostColumns) return err({ type: 'TooManyColumns', most: mostColumns });
	const columns = head.cells.map(columnOf);
	if (!columns.some((column) => column?.column === 'name')) return err({ type: 'NoServices' });
	const left = createLeftOut();
	const skipped: SkippedRow[] = [];
	const parts = new Map<string, { readonly row: number; raw: RawService }>();
	let joined = 0;
	for (const [at, record] of rows.entries()) {
		const reason = at >= mostImported ? 'too-many' : wrongWith(record, columns.length);
		const raw = serviceIn(record, columns);
		const name = Object.values(raw.name).find((word) => word.trim() !== '') ?? '';
		if (reason) {
			skipped.push({ row: record.row, reason, name: name.slice(0, 80) });
			continue;
		}
		record.cells.forEach((cell, place) => {
			if (cell.trim() !== '' && !columns[place]) left.add(head.cells[place]?.trim() || `${place + 1}`);
		});
		const key = raw.id.trim() === '' ? `row ${record.row}` : `id ${raw.id.trim()}`;
		const earlier = parts.get(key);
		if (!earlier) parts.set(key, { row: record.row, raw });
		else if (JSON.stringify(earlier.raw.name) === JSON.stringify(raw.name)) {
			earlier.raw = join(earlier.raw, raw);
			joined += 1;
		} else skipped.push({ row: record.row, reason: 'twice', name: name.slice(0, 80) });
	}
	const found: FoundService[] = [];
	for (const { row, raw } of parts.values()) {
		const service = foundService(row, raw, today);
		if (isFound(service)) found.push(service);
		else skipped.push(service);
	}
	const isHsds = head.cells.some((cell) =>
		/^(?:organization_id|assured_date|eligibility_description)$/i.test(cell.trim())
	);
	skipped.sort((a, b) => a.row - b.row);
	return ok({ format: isHsds ? 'hsds-csv' : 'columns', found, skipped, leftOut: left.names(), joined });
}

interface ColumnOf {
	readonly column: Column;
	/** Of a name or text in one language: `Nom (vi)`, `name_en`. */
	readonly locale: string;
}

function columnOf(heading: string): ColumnOf | null {
	if (inherited.has(heading.trim().toLowerCase())) return null;
	const plain = plainLetters(heading);
	const known = columnByHeading.get(plain);
	if (known) return { column: known, locale: 'any' };
	const [, stem = '', code = ''] = /^(.+) ([a-z]{2,3})$/.exec(plain) ?? [];
	const column = columnByHeading.get(stem);
	return (column === 'name' || column === 'text') && isLanguageCode(code) ? { column, locale: code } : null;
}

const wrongWith = ({ cells, isBroken }: CsvRow, width: number): SkippedRow['reason'] | null =>
	isBroken ? 'quotes' : cells.slice(width).some((cell) => cell.trim() !== '') ? 'columns' : null;

function serviceIn({ cells }: CsvRow, columns: readonly (ColumnOf | null)[]): RawService {
	const has = (column: Column) => columns.some((each) => each?.column === column);
	const all = (column: Column) =>
		cells.filter((cell, place) => columns[place]?.column === column && cell.trim() !== '').map((cell) => cell.trim());
	const line = (column: Column) => (has(column) ? all(column).join(', ') : undefined);
	const words = (column: 'name' | 'text'): Words =>
		Object.fromEntries(
			cells.flatMap((cell, place) => {
				const of = columns[place];
				return of?.column === column && cell.trim() !== '' ? [[of.locale, cell] as const] : [];
			})
		);
	const list = (column: Column) =>
		has(column) ? all(column).flatMap((cell) => cell.split(/[,;/|\n]/).map((part) => part.trim())) : undefined;
	const cost = line('cost');
	const status = line('status');
	return {
		id: all('id')[0] ?? '',
		name: words('name'),
		text: has('text') ? words('text') : undefined,
		provider: line('provider'),
		kinds: list('kinds'),
		languages: list('languages'),
		openings: ['hours', 'days', 'from', 'to'].some((column) => has(column as Column)) // a list of columns, by sight
			? [openingIn(all)]
			: undefined,
		isFree: cost === undefined ? undefined : (isFreeIn([cost]) ?? false),
		cost,
		forWhom: line('forWhom'),
		phones: has('phone') ? phonesIn(all('phone'), all('phoneNote').join(', ')) : undefined,
		address: has('address') || has('city') ? [...all('address'), ...all('city')].join(', ') : undefined,
		web: has('web') ? (all('web')[0] ?? '') : undefined,
		area: line('area'),
		checkedOn: has('checkedOn') ? (all('checkedOn')[0] ?? '') : undefined,
		retired: status === undefined ? undefined : /^(?:inactive|defunct|temporarily closed)$/i.test(status)
	};
}

const openingIn = (all: (column: Column) => readonly string[]): RawOpening => ({
	days: all('days').join(','),
	from: all('from')[0] ?? '',
	to: all('to')[0] ?? '',
	note: all('hours').join(' · ')
});

/** Several numbers in one cell are parted by anything that stands in no number. */
const phonesIn = (cells: readonly string[], note: string): readonly ServicePhone[] =>
	cells
		.flatMap((cell) => cell.split(/[,;|\n]|\s\/\s|\s(?:or|ou|hoặc)\s/))
		.map((number) => number.trim())
		.filter((number) => number !== '')
		.map((number) => ({ number, note }));

/** One service of two rows that a join made of it. */
function join(first: RawService, second: RawService): RawService {
	const both = <T>(a: readonly T[] | undefined, b: readonly T[] | undefined) =>
		a === undefined && b === undefined
			? undefined
			: [...new Map([...(a ?? []), ...(b ?? [])].map((each) => [JSON.stringify(each), each])).values()];
	return {
		...first,
		kinds: both(first.kinds, second.kinds),
		languages: both(first.languages, second.languages),
		openings: both(first.openings, second.openings),
		phones: both(first.phones, second.phones)
	};
}
