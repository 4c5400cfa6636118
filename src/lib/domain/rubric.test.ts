import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Locale } from './guide';
import { createNotebook } from './test-notebook';
import {
	ownRubricId,
	parseRubric,
	publishedRubrics,
	publishRubric,
	readRubric,
	rubricInUse,
	rubricNamed,
	withdrawRubric,
	type Rubric
} from './rubric';

const fileOf = (locale: Locale) => readFileSync(`static/rubrics/${locale}.json`, 'utf8');
const own = (locale: Locale): Rubric => {
	const read = readRubric(fileOf(locale));
	if (!read.ok) throw new Error(`${read.error.fault} at ${read.error.path}`);
	return read.value;
};
const official = (part: Partial<Rubric> = {}): Rubric => ({ ...own('en'), id: 'official', ...part });

describe('our own rubric', () => {
	test.each(Locale.options)('can be read in %s, and says what it is', (locale) => {
		expect([own(locale).id, own(locale).locale]).toEqual([ownRubricId, locale]);
	});

	test('looks at the seven competencies of a group, in this order', () => {
		expect(own('fr').competencies.map(({ id }) => id)).toEqual([
			...['ground-rules', 'participation', 'empathy', 'solving', 'barriers', 'time', 'confidentiality']
		]);
	});

	test.each(Locale.options)('asks the same in %s as in French', (locale) => {
		const shape = (rubric: Rubric) => [
			rubric.version,
			...rubric.competencies.map(({ id, helpful, harmful }) => [id, ...[...helpful, ...harmful].map((each) => each.id)])
		];
		expect(shape(own(locale))).toEqual(shape(own('fr')));
	});
});

describe('a rubric that somebody brings', () => {
	const broken = (change: (rubric: Record<string, never>) => void) => {
		const rubric = JSON.parse(fileOf('fr')) as Record<string, never>; // changed at will
		change(rubric);
		return parseRubric(rubric);
	};
	const set = (path: string, value: unknown) => (rubric: Record<string, never>) => {
		const keys = path.split('.');
		const last = keys.pop() ?? '';
		const at = keys.reduce<object>((object, key) => Reflect.get(object, key) as object, rubric); // the path is ours
		if (value === undefined) Reflect.deleteProperty(at, last);
		else Reflect.set(at, last, value);
	};

	test.each<[string, string, unknown]>([
		['missing', 'licence', undefined],
		['empty', 'licence', ''],
		['too-long', 'title', 'x'.repeat(601)],
		['wrong', 'version', 'one'],
		['unknown-field', 'secret', 1],
		['empty', 'competencies', []],
		['not-four', 'competencies.2.levels', ['a', 'b', 'c']],
		['empty', 'competencies.2.levels.3', ''],
		['wrong', 'competencies.1.harmful.0.id', 'Bad id'],
		['twice', 'competencies.1.id', 'ground-rules'],
		['twice', 'competencies.0.harmful.0.id', 'together']
	])('is refused, with what is wrong and where: %s at %s', (fault, path, value) => {
		expect(broken(set(path, value))).toEqual({ ok: false, error: { type: 'RubricMalformed', fault, path } });
	});

	test('says so when it is no JSON', () => {
		expect(readRubric('{')).toEqual({ ok: false, error: { type: 'RubricMalformed', fault: 'not-json', path: '' } });
	});

	test('never throws', () => {
		fc.assert(fc.property(fc.jsonValue(), (value) => !parseRubric(value).ok));
	});

	test('is used in place of ours once published, in the language at hand, until it is withdrawn', () => {
		const { ledger, write } = createNotebook();
		expect(rubricInUse(ledger, own('fr')).id).toBe(ownRubricId);
		write(publishRubric(ledger, official(), '2026-11-23', 'a'));
		write(publishRubric(ledger, official({ locale: 'vi' }), '2026-11-23', 'b'));
		expect(
			[rubricInUse(ledger, own('vi')), rubricInUse(ledger, own('fr'))].map(({ id, locale }) => [id, locale])
		).toEqual([
			['official', 'vi'],
			['official', 'en']
		]);
		for (const { row } of publishedRubrics(ledger)) write(withdrawRubric(row));
		expect(rubricInUse(ledger, own('fr')).id).toBe(ownRubricId);
		expect(rubricNamed(ledger, own('vi'), { id: 'official', version: 1 })?.locale).toBe('vi');
		expect(rubricNamed(ledger, own('vi'), { id: 'official', version: 2 })).toBeUndefined();
	});

	test('is never changed under its version, and comes back after it was withdrawn', () => {
		const { ledger, write } = createNotebook();
		write(publishRubric(ledger, official(), '2026-11-23', 'a'));
		const better = official({ title: 'Better' });
		expect(publishRubric(ledger, better, '2026-11-24', 'b')).toMatchObject({ error: { type: 'VersionTaken' } });
		write(publishRubric(ledger, { ...better, version: 2 }, '2026-11-24', 'b'));
		write(withdrawRubric('b'));
		write(publishRubric(ledger, { ...better, version: 2 }, '2026-11-25', 'c'));
		expect(publishedRubrics(ledger).map(({ row, isInUse }) => [row, isInUse])).toEqual([
			['b', true],
			['a', true]
		]);
		expect(rubricInUse(ledger, own('en')).version).toBe(2);
	});
});
