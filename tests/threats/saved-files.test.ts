/**
 * Attack: a check-in reader, a supervisor (A11) or whoever got her files chooses one period after the other, saves every
 * file that the desk offers, and looks for a number that the screen hides, or reckons one from all files of all choices
 * together (cases 62 and 66 of the protocol).
 *
 * Refused means: each file holds the numbers that the screen folded, and no other; and over every number of every file
 * that was ever saved, linear programming pins no hidden count between one and four.
 */
import * as fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { bytesToText } from '$lib/base/bytes';
import { fieldEdits } from '$lib/domain/change';
import { quarterOf, type Period } from '$lib/domain/period';
import { readCsv } from '$lib/domain/service-csv';
import { blockEdits, tablesOf, type AnswerTable, type Cell } from '$lib/domain/suppression';
import { createNotebook, type Notebook } from '$lib/domain/test-notebook';
import { screenToCsv, type ShownDesk } from '$lib/features/dashboard/files';
import type { Words } from '$lib/features/dashboard/shown-tables';
import { screenToWorkbook } from '$lib/features/dashboard/workbook';
import { loadTranslate } from '$lib/i18n';
import { openZip } from '$lib/runtime/open-zip';
import { readWorkbook } from '$lib/runtime/read-workbook';
import {
	answered,
	cellCount,
	found,
	groups,
	monthNamed,
	questions,
	random,
	throughYear,
	write,
	type Saved
} from './answered-blocks';
import { fileKinds, saveAll, screenOf, type FileKind, type Told } from './saved-files';

let words: Words;
beforeAll(async () => {
	words = { t: await loadTranslate('en'), locale: 'en' };
});

const reports = fc.array(
	fc.record({ group: fc.nat(4), month: fc.nat(11), held: fc.boolean(), came: fc.constantFrom(4, 9, 'few' as const) }),
	{ maxLength: 30 }
);
const choices = fc.array(
	fc.record({ one: fc.nat(11), other: fc.nat(11), groups: fc.subarray(groups), isAll: fc.boolean() }),
	{ minLength: 1, maxLength: 4 }
);

function report(
	{ write: add }: Notebook,
	all: readonly { group: number; month: number; held: boolean; came: unknown }[]
) {
	for (const { group, month, held, came } of all)
		add(
			fieldEdits('report', random.uuid(), {
				groupId: groups[group] ?? '',
				body: { v: 1, day: `${monthNamed(month)}-10`, held, came: held ? (came as number) : 0, returned: 0 }
			})
		);
}

const choiceOf = ({
	one,
	other,
	groups: chosen,
	isAll
}: {
	one: number;
	other: number;
	groups: typeof groups;
	isAll: boolean;
}) => ({
	period: isAll ? null : { from: monthNamed(Math.min(one, other)), to: monthNamed(Math.max(one, other)) },
	groups: chosen.length === 0 ? null : chosen
});

const keyOf = ({ code, months, value }: Told) => `${code} ${months} ${value}`;
const sorted = (told: readonly Told[]) => told.map(keyOf).sort();

/** What a file must hold: counted from what the screen has folded, with none of the functions that write files. */
function expected(desk: ShownDesk, kind: FileKind): readonly Told[] {
	const months = desk.overview.months.flatMap(({ month, figures }) => [
		{ code: 'sessions-held', months: `${month} ${month}`, value: figures.held },
		{ code: 'sessions-cancelled', months: `${month} ${month}`, value: figures.cancelled }
	]);
	const quarters = new Map<string, Told>();
	for (const { code, months: own, value } of months) {
		const { from, to } = quarterOf(own.slice(0, 7));
		if (desk.period && (from < desk.period.from || to > desk.period.to)) continue;
		const key = `${code} ${from}`;
		quarters.set(key, { code, months: `${from} ${to}`, value: (quarters.get(key)?.value ?? 0) + value });
	}
	const answers = desk.answers.flatMap(({ parts }) => {
		const periods = new Set(parts.map(({ period: { from, to } }) => `${from} ${to}`));
		return [...periods].flatMap((own) =>
			toldBy(
				parts.filter(({ period: { from, to } }) => `${from} ${to}` === own),
				own,
				false
			)
		);
	});
	const isQuarter = ({ months: own }: Told) => {
		const { from, to } = quarterOf(own.slice(0, 7));
		return own === `${from} ${to}`;
	};
	const isMonth = ({ months: own }: Told) => own.slice(0, 7) === own.slice(8);
	switch (kind) {
		case 'csv in words':
		case 'xlsx in words':
			return [
				...months,
				...desk.answers.flatMap(({ parts }) => [
					...parts.flatMap((part) => toldBy([part], `${part.period.from} ${part.period.to}`, true)),
					...(parts.length > 1 ? toldBy(parts, 'together', true) : [])
				])
			];
		case 'responses':
			return answers;
		case 'dhis2 by month':
			return [...months, ...answers.filter(isMonth)];
		case 'dhis2 by quarter':
			return [...quarters.values(), ...answers.filter(isQuarter)];
		default:
			return [...months, ...quarters.values(), ...answers];
	}
}

/** The numbers of tables together: a count is told only if each tells it. */
function toldBy(parts: readonly AnswerTable[], months: string, isInWords: boolean): readonly Told[] {
	const [first] = parts;
	if (!first) return [];
	const code = `answers.${first.questionnaire}`;
	const n = { code, months, value: parts.reduce((sum, part) => sum + part.n, 0) };
	const rows = first.questions.flatMap(({ question, cells }, at) => {
		const told = cells.flatMap((_, place): readonly Told[] => {
			const all = parts.map((part) => part.questions[at]?.cells[place] ?? 'hidden');
			if (all.includes('hidden')) return [];
			const value = all.reduce<number>((sum, cell) => sum + Number(cell), 0);
			return [{ code: `${code}.${question}.${place === cells.length - 1 ? 'passed' : place + 1}`, months, value }];
		});
		const shown = told.reduce((sum, { value }) => sum + value, 0);
		const hidden = { code: `${code}.${question}.hidden`, months, value: n.value - shown };
		// On the screen, how many answered stands beside each question.
		return isInWords ? [...told, hidden, n] : told;
	});
	return isInWords ? rows : [n, ...rows];
}

describe('what is saved', { timeout: 120_000 }, () => {
	test('is what the screen folded, number for number, in every kind of file', () => {
		const seen = new Map<FileKind, number>();
		fc.assert(
			fc.property(fc.array(answered, { minLength: 8, maxLength: 60 }), reports, choices, (batches, told, chosen) => {
				const notebook = createNotebook();
				report(notebook, told);
				write(
					notebook,
					batches.filter(({ isLate }) => !isLate)
				);
				notebook.write(blockEdits(notebook.ledger, '2026-02-01', () => random.uuid()));
				// Late ones make bundles of the same months.
				write(
					notebook,
					batches.filter(({ isLate }) => isLate)
				);
				notebook.write(blockEdits(notebook.ledger, '2026-02-01', () => random.uuid()));
				for (const choice of chosen) {
					const desk = screenOf(notebook.ledger, choiceOf(choice));
					const files = saveAll(words, desk);
					expect([...files.keys()]).toEqual([...fileKinds]);
					for (const [kind, numbers] of files) {
						expect(sorted(numbers), kind).toEqual(sorted(expected(desk, kind)));
						seen.set(kind, (seen.get(kind) ?? 0) + numbers.length);
					}
				}
			}),
			{ numRuns: 25 }
		);
		for (const kind of fileKinds) expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(60);
	});

	test('tells no small count, with every number of every file of every choice in one reckoning', () => {
		let [shown, numbers] = [0, 0];
		fc.assert(
			fc.property(fc.array(answered, { minLength: 8, maxLength: 60 }), choices, (batches, chosen) => {
				const notebook = createNotebook();
				const blocks: AnswerTable[] = [];
				const saved = new Map<string, Saved>();
				const look = () => {
					for (const choice of [...chosen, { one: 0, other: 11, groups: [], isAll: true }]) {
						const desk = screenOf(notebook.ledger, choiceOf(choice));
						for (const each of equationsIn(desk, blocks, [...saveAll(words, desk).values()]))
							saved.set(JSON.stringify(each), each);
					}
				};
				throughYear(notebook, batches, look);
				expect(blocks.length).toBeGreaterThanOrEqual(tablesOf(notebook.ledger).length);
				shown += blocks.length;
				numbers += saved.size;
				expect(found([...saved.values()], blocks)).toEqual([]);
			}),
			{ numRuns: 25 }
		);
		expect(shown).toBeGreaterThan(25);
		expect(numbers).toBeGreaterThan(shown);
	});

	test('is text to a spreadsheet, whatever a group is called', () => {
		const hostile = [
			'=1+1',
			'+1',
			'-1',
			'@A1',
			'\uFF1D1',
			' =1',
			'x,=1+1',
			"=cmd|' /C calc'!A0",
			'"=1"',
			'=HYPERLINK("http://a.example")'
		];
		fc.assert(
			fc.property(fc.constantFrom(...hostile), fc.constantFrom('en' as const, 'fr' as const), (name, locale) => {
				const notebook = createNotebook();
				const [id = ''] = groups;
				notebook.write(fieldEdits('sharing', id, { work: false, report: true, name, since: '2025-01-01' }));
				report(notebook, [{ group: 0, month: 1, held: true, came: 9 }]);
				const desk = screenOf(notebook.ledger, { period: null, groups: null });
				const csv = bytesToText(screenToCsv({ ...words, locale }, desk, 'labels'));
				const read = readCsv(csv.slice(1));
				const cell = read.ok ? read.value.at(-1)?.cells[0] : '';
				expect(cell).toMatch(/^(?:'|x,')/);
				const bytes = screenToWorkbook(words, desk, 'labels');
				const book = readWorkbook(bytes);
				expect(book.ok && book.value[0]?.rows.flat().includes(name)).toBe(true);
				const zip = openZip(bytes, { parts: 100, bytes: 1e7 });
				const sheet = zip.ok ? zip.value.read('xl/worksheets/sheet1.xml') : zip;
				const xml = sheet.ok && sheet.value ? bytesToText(sheet.value) : '';
				expect(xml).toContain('inlineStr');
				expect(xml).not.toMatch(/<f[ >]|hyperlink|t="str"/);
			})
		);
	});

	test('would tell one if a single file had a number more: the reckoning itself works', () => {
		const notebook = createNotebook();
		write(
			notebook,
			[0, 1, 2, 0, 1, 2].map((group) => ({
				group,
				month: 1,
				isLate: false,
				cells: [
					[0, 2, 2, 2, 0],
					[2, 1, 1, 1, 1]
				]
			}))
		);
		notebook.write(blockEdits(notebook.ledger, '2026-06-01', () => random.uuid()));
		const desk = screenOf(notebook.ledger, { period: null, groups: null });
		const blocks: AnswerTable[] = [];
		const files = [...saveAll(words, desk).values()];
		const honest = equationsIn(desk, blocks, files);
		expect(found(honest, blocks)).toEqual([]);
		const at = blocks.findIndex(({ questions: all }) => all.some(({ cells }) => cells.includes('hidden')));
		const block = blocks[at];
		const { question = '', cells = [] } = block?.questions.find((each) => each.cells.includes('hidden')) ?? {};
		const place = cells.indexOf('hidden');
		expect(place).toBeGreaterThanOrEqual(0);
		const leak = {
			code: `answers.two/1.${question}.${place === cellCount - 1 ? 'passed' : place + 1}`,
			months: `${block?.period.from} ${block?.period.to}`,
			value: 2
		};
		const leaky = equationsIn(desk, blocks, [
			...files,
			[leak, { ...leak, code: 'answers.two/1', value: block?.n ?? 0 }]
		]);
		expect(found(leaky, blocks)).toContain('2 to 2');
	});
});

/** Each file as tables of blocks: what it tells, and that the rest of `n` lies behind. */
function equationsIn(desk: ShownDesk, blocks: AnswerTable[], files: readonly (readonly Told[])[]): readonly Saved[] {
	const parts = desk.answers.flatMap((sum) => sum.parts);
	const placeOf = (table: AnswerTable) => {
		const at = blocks.findIndex((known) => JSON.stringify(known) === JSON.stringify(table));
		return at >= 0 ? at : blocks.push(table) - 1;
	};
	// Every questionnaire is the same here, so months name the blocks.
	const allMonths = new Set(parts.map(({ period: { from, to } }) => `${from} ${to}`));
	return files.flatMap((numbers) =>
		['together', ...allMonths].flatMap((months): readonly Saved[] => {
			const own = numbers.filter((told) => told.months === months && told.code.startsWith('answers.'));
			const n = own.find(({ code }) => code === 'answers.two/1')?.value;
			if (n === undefined) return [];
			const isOfBlock = ({ period: { from, to } }: AnswerTable) => months === 'together' || `${from} ${to}` === months;
			const of = parts.filter(isOfBlock);
			// Of two bundles of the same months a table in words has a row each, and nothing tells them apart.
			const isOneEach = own.filter(({ code }) => code === 'answers.two/1').length > questions.length;
			if (isOneEach) return [];
			// In the order in which blocks have them.
			const told = (of[0]?.questions ?? []).map(({ question }) => {
				const cells = Array.from({ length: cellCount }, (_, at): Cell => {
					const code = `answers.two/1.${question}.${at === cellCount - 1 ? 'passed' : at + 1}`;
					return own.find((each) => each.code === code)?.value ?? 'hidden';
				});
				const shown = cells.reduce<number>((sum, cell) => sum + (cell === 'hidden' ? 0 : cell), 0);
				return { question, cells, hidden: n - shown };
			});
			const period: Period = { from: '', to: '' };
			return [{ table: { questionnaire: 'two/1', period, n, questions: told }, blocks: of.map(placeOf) }];
		})
	);
}
