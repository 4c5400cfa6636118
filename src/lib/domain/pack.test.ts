import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLedger, type Ledger } from './ledger';
import {
	guidesOf,
	keepGuide,
	largestGuide,
	offeredGuides,
	publishedGuide,
	readGuideFile,
	setPackState,
	isPublishedName
} from './pack';
import { createNotebook } from './test-notebook';

const file = (locale: string, changed: object = {}): string =>
	JSON.stringify({
		...(JSON.parse(readFileSync(`static/guides/${locale}/trust.json`, 'utf8')) as object),
		id: 'own-circle',
		...changed
	});

const guideIn = (locale: string, changed: object = {}) => {
	const read = readGuideFile(file(locale, changed));
	if (!read.ok) throw new Error(read.error.type);
	return read.value;
};

let rows = 0;
function publish(notebook: ReturnType<typeof createNotebook>, guide: ReturnType<typeof guideIn>): string {
	rows += 1;
	const edits = keepGuide(notebook.ledger, guide, 'published', '2026-11-23', `row-${rows}`);
	if (!edits.ok) throw new Error(edits.error.type);
	notebook.write(edits.value);
	return `row-${rows}`;
}

describe('the file of a guide', () => {
	test('is read with or without the mark that some editors put first', () => {
		expect(readGuideFile(file('fr')).ok).toBe(true);
		expect(readGuideFile(`\uFEFF${file('fr')}`).ok).toBe(true);
	});

	test('that is faulty is refused, and the answer says where', () => {
		const faultOf = (text: string) => {
			const read = readGuideFile(text);
			return read.ok ? 'ok' : read.error;
		};
		expect(faultOf('{"v":1')).toEqual({ type: 'NotJson' });
		expect(faultOf(file('fr', { title: '' }))).toEqual({ type: 'GuideMalformed', path: 'title' });
		expect(faultOf(file('fr', { minutes: 91 }))).toMatchObject({ type: 'GuideMinutesDiffer', stated: 91 });
		expect(faultOf(file('fr', { script: 'x' }))).toMatchObject({ type: 'GuideMalformed' });
	});

	test('is refused when it is larger than an envelope takes', () => {
		const materials = ['x'.repeat(1200)];
		const text = file('fr', { materials, before: Array.from({ length: 10 }, () => 'y'.repeat(1200)) });
		expect(readGuideFile(text).ok).toBe(true);
		const steps = Array.from({ length: 10 }, (_, at) => ({
			...guideIn('fr').steps[0],
			id: `step-${at}`,
			minutes: 9,
			blocks: Array.from({ length: 20 }, () => ({ kind: 'say', text: 'z'.repeat(1200) }))
		}));
		expect(readGuideFile(file('fr', { steps, minutes: 90 }))).toMatchObject({
			ok: false,
			error: { type: 'GuideTooLarge', most: largestGuide }
		});
	});
});

describe('published guides', () => {
	test('are offered in their newest version, in the language asked for where there is one', () => {
		const notebook = createNotebook();
		publish(notebook, guideIn('fr'));
		publish(notebook, guideIn('vi'));
		publish(notebook, guideIn('fr', { version: 2 }));
		const offered = (locale: 'fr' | 'en' | 'vi') =>
			offeredGuides(notebook.ledger, locale).map(({ id, locale: of }) => `${id} ${of}`);
		expect(offered('fr')).toEqual(['own-circle@2 fr']);
		expect(offered('vi')).toEqual(['own-circle@1 vi']);
		expect(offered('en')).toHaveLength(1);
	});

	test('stay what a session was planned with, whatever is published or retired later', () => {
		const notebook = createNotebook();
		const first = publish(notebook, guideIn('fr', { title: 'Premier texte' }));
		publish(notebook, guideIn('fr', { version: 2, title: 'Nouveau texte' }));
		notebook.write(setPackState(first, 'retired'));
		expect(publishedGuide(notebook.ledger, 'own-circle@1', 'fr')?.title).toBe('Premier texte');
		expect(offeredGuides(notebook.ledger, 'fr').map(({ title }) => title)).toEqual(['Nouveau texte']);
	});

	test('never change within a version, and bringing one in again writes nothing', () => {
		const notebook = createNotebook();
		publish(notebook, guideIn('fr'));
		const again = (changed: object) =>
			keepGuide(notebook.ledger, guideIn('fr', changed), 'published', '2026-11-24', 'other');
		expect(again({})).toEqual({ ok: true, value: [] });
		expect(again({ title: 'Autre' })).toEqual({ ok: false, error: { type: 'VersionTaken', version: 1 } });
	});

	test('are not shown while they are drafts, nor when a device sent something else under their name', () => {
		const notebook = createNotebook();
		const guide = guideIn('fr');
		const draft = keepGuide(notebook.ledger, guide, 'draft', '2026-11-23', 'draft');
		if (draft.ok) notebook.write(draft.value);
		const shown = (ledger: Ledger) => offeredGuides(ledger, 'fr').length;
		expect(shown(notebook.ledger)).toBe(0);
		expect(guidesOf(notebook.ledger)).toHaveLength(1);
		notebook.write([
			{ table: 'pack', row: 'draft', field: 'state', value: 'published' },
			{ table: 'pack', row: 'draft', field: 'content', value: { ...JSON.parse(file('fr')), id: 'else' } }
		]);
		expect(shown(notebook.ledger)).toBe(0);
		expect(shown(createLedger())).toBe(0);
	});

	test('have names that no guide of the app has', () => {
		expect(['own-circle@1', 'trust', 'a@0', 'own-circle@1/x'].map(isPublishedName)).toEqual([
			true,
			false,
			false,
			false
		]);
	});
});
