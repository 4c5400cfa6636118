import { flushSync } from 'svelte';
import { beforeEach, describe, expect, test } from 'vitest';
import { bytesToText } from '$lib/base/bytes';
import { fieldEdits, type Edit } from '$lib/domain/change';
import { GroupId } from '$lib/domain/ids';
import { changeSetting } from '$lib/domain/setting';
import { blocksOf } from '$lib/domain/suppression';
import { loadTranslate } from '$lib/i18n';
import { createMemoryRuntime, type MemoryRuntime } from '$lib/runtime/memory-runtime';
import { Dashboard } from './dashboard.svelte';
import { Dhis2Form } from './dhis2-form.svelte';
import { figuresOnScreen, screenToCsv } from './files';
import type { Words } from './shown-tables';

const names = ['Lune', 'Mer', 'Soleil'];

describe('the figures of an organisation', () => {
	let runtime: MemoryRuntime;
	let desk: Dashboard;
	let groups: readonly GroupId[];
	let stop: () => void;

	const write = async (edits: readonly Edit[]) => expect((await runtime.append(edits)).ok).toBe(true);
	const report = (group: number, day: string, rest = {}) =>
		fieldEdits('report', runtime.random.uuid(), {
			groupId: groups[group] ?? '',
			body: { v: 1, day, held: true, came: 6, before: 6, stayed: 5, returned: 0, wellbeing: null, ...rest }
		});
	const tally = (group: number, month: string) => {
		const id = runtime.random.uuid();
		const counts = { hope: [2, 4, 3, 1] };
		return fieldEdits('tally', id, {
			batchId: id,
			groupId: groups[group] ?? '',
			month,
			questionnaire: 'four-faces/1',
			counts,
			n: 10
		});
	};

	beforeEach(async () => {
		runtime = await createMemoryRuntime('2026-11-23');
		groups = names.map(() => GroupId.parse(runtime.random.uuid()));
		await write([
			changeSetting('sample', true),
			...groups.flatMap((id, at) =>
				fieldEdits('sharing', id, { work: false, report: true, name: names[at] ?? '', since: '2026-01-01' })
			),
			...report(0, '2026-02-02', { wellbeing: { wellbeing: 'mixed', direction: 'up' } }),
			...report(1, '2026-02-09', { came: 'few' }),
			...report(2, '2026-05-04', { held: false, came: 0 }),
			...[0, 1, 2, 0].flatMap((group) => [...tally(group, '2026-02'), ...tally(group, '2026-05')])
		]);
		stop = $effect.root(() => {
			desk = new Dashboard(runtime);
		});
		return () => stop();
	});

	const words = async (locale: 'fr' | 'en'): Promise<Words> => ({ t: await loadTranslate(locale), locale });

	test('answers are put together once, and shown by whole quarters', async () => {
		expect(desk.answers).toEqual([]);
		await desk.putTogether();
		await desk.putTogether();
		flushSync();
		expect(blocksOf(runtime.door.ledger.current)).toHaveLength(2);
		expect(desk.answers.map(({ whole, parts }) => [whole.n, parts.length])).toEqual([[80, 2]]);
		desk.period = { from: '2026-04', to: '2026-06' };
		expect(desk.answers.map(({ whole }) => whole.n)).toEqual([40]);
		desk.period = { from: '2026-03', to: '2026-03' };
		expect(desk.answers).toEqual([]);
		expect(desk.hasOtherAnswers).toBe(true);
	});

	test('a choice of groups changes the reports and no answer', async () => {
		await desk.putTogether();
		const before = desk.answers;
		expect(desk.overview.total.held).toBe(2);
		desk.groups = groups.slice(0, 1);
		expect(desk.overview.total.held).toBe(1);
		expect(desk.answers).toEqual(before);
		desk.clear();
		expect(desk.overview.total.held).toBe(2);
	});

	test('a file holds what the screen shows, in the words of the screen', async () => {
		await desk.putTogether();
		const csv = bytesToText(screenToCsv(await words('fr'), desk, 'labels'));
		expect(csv).toContain('"Personnes par séance, en moyenne";"environ 4"');
		expect(csv).toContain('"Caché"');
		for (const id of groups) expect(csv).not.toContain(id);
		desk.groups = groups.slice(0, 1);
		const fewer = bytesToText(screenToCsv(await words('en'), desk, 'labels'));
		expect(fewer).toContain('"Lune"');
		expect(fewer).not.toContain('"Mer"');
	});

	test('names in DHIS2 are there again the next time, with blanks around them and all', async () => {
		const { door, append } = runtime;
		const formNow = () => new Dhis2Form({ door, append, figures: () => figuresOnScreen(desk) });
		const form = formNow();
		form.change({ dataSet: ' abcdefghij1 ', orgUnit: 'abcdefghij2' });
		form.name('sessions-held', 'abcdefghij3 ');
		form.name('sessions-cancelled', 'abcdefghij4');
		form.name('sessions-cancelled', '');
		await form.keeping.flush();
		expect(form.keeping.state).toBe('saved');
		const again = formNow();
		expect(again.mapping).toMatchObject({
			orgUnit: 'abcdefghij2',
			dataElements: new Map([['sessions-held', 'abcdefghij3 ']])
		});
		expect(again.faults.isSound).toBe(true);
		expect(JSON.parse(again.written() ?? '')).toMatchObject({
			dataSet: 'abcdefghij1',
			dataValues: [
				{ dataElement: 'abcdefghij3', period: '202602', value: '2' },
				{ period: '202603' },
				{},
				{ value: '0' }
			]
		});
	});

	test('somebody without a role sees nothing', async () => {
		await write([changeSetting('sample', false)]);
		expect([desk.readsReports, desk.readsAnswers]).toEqual([false, false]);
		expect(desk.answers).toEqual([]);
		await desk.putTogether();
		expect(blocksOf(runtime.door.ledger.current)).toEqual([]);
	});
});
