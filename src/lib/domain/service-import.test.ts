import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { textToBytes } from '$lib/base/bytes';
import { blankService, changeService, markChecked, servicesOf, type Service, type ServiceDraft } from './service';
import { tableHeadings } from './service-columns';
import { importEdits, planImport, type ImportPlan } from './service-import';
import { createNotebook } from './test-notebook';

const today = '2026-11-23';
const legalAid = {
	id: 'ac148810-d857-441c-9679-408f346de14b',
	name: 'Legal counselling',
	description: 'Advice about <b>papers</b> & family law.',
	status: 'active',
	url: 'https://example.org/legal',
	email: 'desk@example.org',
	organization: { id: 'd9d5e0f5', name: 'The Harbour', website: 'https://example.org' },
	phones: [{ id: 'p1', number: '"+84 24 3936 1111"', extension: 12, description: 'Desk' }],
	schedules: [{ id: 's1', freq: 'WEEKLY', byday: 'MO,TU,FR', opens_at: '08:00Z', closes_at: '17:30:00Z' }],
	languages: [{ code: 'vi' }, { name: 'Khmer' }],
	eligibility_description: 'Anybody who came back',
	cost_options: [{ amount: 0, currency: 'VND' }],
	service_areas: [{ name: 'Lào Cai' }],
	attributes: [{ taxonomy_term: { name: 'Legal Aid' } }],
	service_at_locations: [{ location: { addresses: [{ address_1: '1 Hoa Street', city: 'Lào Cai' }] } }],
	assured_date: '2026-09-01',
	capacities: [{ available: 3 }]
};

const json = (value: unknown) => textToBytes(JSON.stringify(value));
const planOf = (plan: ReturnType<typeof planImport>): ImportPlan => {
	if (!plan.ok) throw new Error(plan.error.type);
	return plan.value;
};

function createImporting() {
	const notebook = createNotebook();
	const random = createSeededRandom(8);
	const plan = (bytes: Uint8Array) => planOf(planImport(notebook.ledger, bytes, today));
	const take = (bytes: Uint8Array) => {
		const made = plan(bytes);
		const rows = new Set(made.entries.map(({ row }) => row));
		notebook.write(importEdits(notebook.ledger, made, rows, () => random.uuid()));
		return made;
	};
	const change = (service: Service, values: Partial<ServiceDraft>) =>
		notebook.write(changeService(notebook.ledger, service.id, { ...service, ...values }, today));
	const only = () => servicesOf(notebook.ledger)[0]!;
	return { ...notebook, plan, take, change, only };
}

describe('a file of HSDS 3', () => {
	test('becomes an entry with everything it says, and names what has no place', () => {
		const { take, only } = createImporting();
		const plan = take(json([legalAid]));
		expect(only()).toMatchObject({
			name: { any: 'Legal counselling' },
			text: { any: 'Advice about <b>papers</b> & family law.' },
			provider: 'The Harbour',
			kinds: ['legal'],
			languages: ['vi', 'km'],
			hours: { always: false, openings: [{ days: [1, 2, 5], from: '08:00', to: '17:30' }], note: '' },
			isFree: true,
			forWhom: 'Anybody who came back',
			phones: [{ number: '+84 24 3936 1111', note: 'Desk → 12' }],
			address: '1 Hoa Street, Lào Cai',
			web: 'https://example.org/legal',
			area: 'Lào Cai',
			checkedOn: '2026-09-01',
			retired: false
		});
		expect(plan.leftOut.map(({ name }) => name).sort()).toEqual(['capacities', 'email', 'organization.website']);
		expect(plan.entries[0]?.notes).toEqual([{ type: 'ZoneLeftOut' }]);
	});

	test.each([
		['a list', [legalAid]],
		['services inside', { services: [legalAid] }],
		['a page of an API', { page_number: 1, contents: [legalAid] }],
		['one service', legalAid]
	])('may be %s', (_, value) => {
		expect(createImporting().take(json(value)).entries).toHaveLength(1);
	});

	test('taken again changes nothing and says so', () => {
		const { plan, take } = createImporting();
		take(json([legalAid]));
		expect(plan(json([legalAid])).entries).toMatchObject([{ state: 'unchanged', changes: [], kept: [] }]);
	});

	test('taken again in a newer version brings what is new, and leaves what was written by hand', () => {
		const { take, change, only } = createImporting();
		take(json([legalAid]));
		change(only(), { area: 'Lào Cai and Hà Giang' });
		const newer = { ...legalAid, name: 'Legal help', service_areas: [{ name: 'Hà Nội' }], assured_date: '2026-11-01' };
		const plan = take(json([newer]));
		expect(plan.entries).toMatchObject([{ state: 'changed', changes: ['name', 'checkedOn'], kept: ['area'] }]);
		expect(only()).toMatchObject({
			name: { any: 'Legal help' },
			area: 'Lào Cai and Hà Giang',
			checkedOn: '2026-11-01'
		});
	});

	test('never makes a check older than it is', () => {
		const { take, write, only } = createImporting();
		take(json([legalAid]));
		write(markChecked(only().id, '2026-11-20'));
		take(json([{ ...legalAid, assured_date: '2026-10-01' }]));
		expect(only().checkedOn).toBe('2026-11-20');
	});

	test('says of every part it could not read what stood there', () => {
		const { plan } = createImporting();
		const odd = {
			...legalAid,
			phones: [{ number: '1-800-HELP' }],
			url: 'javascript:alert(1)',
			assured_date: '2031-01-01',
			schedules: [{ byday: '1MO', opens_at: '08:00', closes_at: '10:00' }],
			languages: [{ name: 'Old Norse of the hills' }],
			attributes: [{ taxonomy_term: { name: 'Falconry' } }]
		};
		const fields = plan(json([odd])).entries[0]?.notes.map((note) => ('field' in note ? note.field : note.type));
		expect(fields?.sort()).toEqual(['checkedOn', 'hours', 'kinds', 'languages', 'phones', 'web']);
	});

	test('skips what is no service with its place and the reason', () => {
		const { plan } = createImporting();
		const { skipped, entries } = plan(json([legalAid, 7, { id: 'x', name: '' }, { ...legalAid, name: 'Twin' }]));
		expect(entries).toHaveLength(1);
		expect(skipped.map(({ row, reason }) => [row, reason])).toEqual([
			[2, 'not-an-entry'],
			[3, 'name-missing'],
			[4, 'twice']
		]);
	});
});

describe('a table', () => {
	const table = (locale: keyof typeof tableHeadings, ...rows: string[]) =>
		textToBytes([tableHeadings[locale], ...rows].join('\r\n'));

	test.each([
		[
			'fr',
			'7,Écoute,Une voix,Le Phare,ligne d’écoute; santé mentale,"vietnamien, français",24h/24,gratuit,Toutes,111,1 rue,phare.fr,Lyon,01/11/2026'
		],
		[
			'en',
			'7,Écoute,Une voix,Le Phare,hotline; mental health,"Vietnamese, French",24/7,free,Toutes,111,1 rue,https://phare.fr,Lyon,2026-11-01'
		],
		[
			'vi',
			'7,Écoute,Une voix,Le Phare,đường dây nóng; tâm lý,"tiếng Việt, tiếng Pháp",24/7,miễn phí,Toutes,111,1 rue,https://phare.fr/,Lyon,1/11/2026'
		]
	] as const)('with headings in %s holds the same entry', (locale, row) => {
		const { take, only } = createImporting();
		const plan = take(table(locale, row));
		expect(plan).toMatchObject({ format: 'columns', skipped: [], leftOut: [] });
		expect(only()).toMatchObject({
			name: { any: 'Écoute' },
			provider: 'Le Phare',
			kinds: ['hotline', 'mind'],
			languages: ['vi', 'fr'],
			hours: { always: true, openings: [], note: '' },
			isFree: true,
			phones: [{ number: '111', note: '' }],
			web: 'https://phare.fr/',
			checkedOn: '2026-11-01'
		});
	});

	test('of HSDS joined with its other tables gives one entry for the rows of one service', () => {
		const { take, only } = createImporting();
		const text = [
			'id,name,organization_name,eligibility_description,phones.number,languages.code,byday,opens_at,closes_at,assured_date,organization_id',
			'a1,Legal,Harbour,All,+84 24 1111,vi,MO,08:00,12:00,2026-09-01,o1',
			'a1,Legal,Harbour,All,+84 24 2222,fr,TU,08:00,12:00,2026-09-01,o1',
			'a1,Another,Harbour,All,+84 24 3333,fr,TU,08:00,12:00,2026-09-01,o1'
		].join('\n');
		const plan = take(textToBytes(text));
		expect(plan).toMatchObject({ format: 'hsds-csv', joined: 1, leftOut: [{ name: 'organization_id', count: 3 }] });
		expect(plan.skipped).toMatchObject([{ row: 4, reason: 'twice', name: 'Another' }]);
		expect(only()).toMatchObject({
			languages: ['vi', 'fr'],
			phones: [{ number: '+84 24 1111' }, { number: '+84 24 2222' }]
		});
		expect(only().hours.openings).toHaveLength(2);
	});

	test('names a column in one language by its code', () => {
		const { take, only } = createImporting();
		take(textToBytes('Nom;Nom (vi);Name EN\nÉcoute;Lắng nghe;Listening'));
		expect(only().name).toEqual({ any: 'Écoute', vi: 'Lắng nghe', en: 'Listening' });
	});

	test('without ids is known again by name and provider; the number 7 of two lists is two services', () => {
		const { take, plan, ledger } = createImporting();
		take(textToBytes('name,provider,area\nA,P,x'));
		expect(plan(textToBytes('name,provider,area\nA,P,y')).entries).toMatchObject([{ state: 'changed' }]);
		take(textToBytes('id,name\n7,Harbour'));
		take(textToBytes('id,name\n7,Lighthouse'));
		expect(servicesOf(ledger)).toHaveLength(3);
		expect(plan(textToBytes('id,name,area\n7,Lighthouse,z')).entries).toMatchObject([
			{ state: 'changed', name: { any: 'Lighthouse' } }
		]);
	});

	test('says by row what it skips', () => {
		const { plan } = createImporting();
		const { skipped } = plan(textToBytes('name,area\nA,x\n"B" b,y\n,z\nC,x,more'));
		expect(skipped).toEqual([
			{ row: 3, reason: 'quotes', name: 'B' },
			{ row: 4, reason: 'name-missing', name: '' },
			{ row: 5, reason: 'columns', name: 'C' }
		]);
	});
});

describe('a hostile or broken file', () => {
	const refused = (bytes: Uint8Array) => {
		const plan = planImport(createNotebook().ledger, bytes, today);
		return plan.ok ? 'read' : plan.error.type;
	};

	test('is refused before it is read when it is too large', () => {
		expect(refused(new Uint8Array(5_000_001))).toBe('FileTooLarge');
	});

	test.each([
		['nothing', new Uint8Array(), 'FileEmpty'],
		['a workbook', new Uint8Array([0x50, 0x4b, 3, 4, 20, 0, 6, 0]), 'FileNotText'],
		['half a JSON', textToBytes('[{"name": "x"'), 'FileUnreadable'],
		['another JSON', textToBytes('{"a": 1}'), 'NoServices'],
		['another table', textToBytes('a,b\n1,2'), 'NoServices'],
		['an open quote', textToBytes('name\n"x'), 'FileUnreadable'],
		['a thousand columns', textToBytes(`name${',x'.repeat(1000)}`), 'TooManyColumns']
	])('%s is refused with the reason', (_, bytes, type) => expect(refused(bytes)).toBe(type));

	test('cannot reach what every object inherits', () => {
		const { take, only } = createImporting();
		const text =
			'{"__proto__": {"name": "P"}, "constructor": "c", "name": "N", "phones": {"__proto__": {"number": "1"}}}';
		const plan = take(textToBytes(`[${text}]`));
		expect(only().name).toEqual({ any: 'N' });
		expect(plan.leftOut.map(({ name }) => name).sort()).toEqual(['__proto__', 'constructor', 'phones.__proto__']);
		const table = take(textToBytes('name,__proto__,constructor\nT,x,y'));
		expect(table.leftOut.map(({ name }) => name).sort()).toEqual(['__proto__', 'constructor']);
		expect(({} as Record<string, unknown>)['name']).toBeUndefined();
	});

	test('nested without end does not exhaust the stack', () => {
		const text = `[{"name":"N","location":${'{"location":'.repeat(5000)}1${'}'.repeat(5000)}}]`;
		expect(['read', 'FileUnreadable']).toContain(refused(textToBytes(text)));
	});

	test('keeps markup and formulas as the text they are', () => {
		const { take, only } = createImporting();
		take(textToBytes('name,area\n<img src=x onerror=alert(1)>,=1+1'));
		expect(only()).toMatchObject({ name: { any: '<img src=x onerror=alert(1)>' }, area: '=1+1' });
	});

	test.each([
		['utf-16', new Uint8Array([0xff, 0xfe, ...[...'name\nÉté'].flatMap((l) => [l.charCodeAt(0), 0])])],
		['utf-16', new Uint8Array([...'name\nÉté'].flatMap((l) => [0, l.charCodeAt(0)]))],
		['windows-1252', new Uint8Array([...'name\nÉté'].map((l) => l.charCodeAt(0)))],
		['utf-8', new Uint8Array([0xef, 0xbb, 0xbf, ...textToBytes('name\nÉté')])]
	])('written in %s is read, and the writing is said', (encoding, bytes) => {
		const { take, only } = createImporting();
		expect(take(bytes).encoding).toBe(encoding);
		expect(only().name).toEqual({ any: 'Été' });
	});

	test('of any bytes or any JSON never throws, and what it gives can be kept', () => {
		const words = fc.oneof(
			fc.string(),
			fc.constantFrom('MO,TU', '09:00Z', '111', '__proto__', '2026-01-01', 'x'.repeat(3000))
		);
		const value = fc.letrec((tie) => ({
			any: fc.oneof({ maxDepth: 3 }, words, fc.integer(), fc.constant(null), fc.array(tie('any')), tie('record')),
			record: fc.dictionary(
				fc.constantFrom(...Object.keys(legalAid), 'number', 'opens_at', 'code', 'location'),
				tie('any')
			)
		}));
		const file = fc.oneof(
			fc.uint8Array(),
			fc.array(value.record).map(json),
			fc
				.array(fc.array(words), { maxLength: 5 })
				.map((rows) =>
					textToBytes(['id,name,phone,hours,languages,kind,web', ...rows.map((row) => row.join(','))].join('\n'))
				)
		);
		fc.assert(
			fc.property(file, (bytes) => {
				const { ledger, write } = createNotebook();
				const plan = planImport(ledger, bytes, today);
				if (!plan.ok) return;
				const random = createSeededRandom(2);
				write(importEdits(ledger, plan.value, new Set(plan.value.entries.map(({ row }) => row)), () => random.uuid()));
				const services = servicesOf(ledger);
				expect(services).toHaveLength(plan.value.entries.length);
				for (const service of services)
					expect(changeService(ledger, service.id, { ...blankService, ...service }, today).ok).toBe(true);
			}),
			{ numRuns: 300 }
		);
	});

	test('of 2,000 services is planned in well under a second, so it needs no worker', () => {
		const many = Array.from({ length: 2000 }, (_, at) => ({
			...legalAid,
			id: `service-number-${at}-of-many`,
			name: `Service ${at}`
		}));
		const bytes = json(many);
		const { ledger } = createNotebook();
		planImport(ledger, bytes, today);
		const begun = performance.now();
		expect(planOf(planImport(ledger, bytes, today)).entries).toHaveLength(2000);
		const took = performance.now() - begun;
		process.stdout.write(`plan of 2,000: ${took.toFixed(0)} ms\n`);
		expect(took).toBeLessThan(2000);
	});
});
