import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createClock } from '$lib/base/clock';
import { createSeededRandom } from '$lib/base/random';
import { ok } from '$lib/base/result';
import { fieldEdits, type Edit } from '$lib/domain/change';
import { createFormAnswer } from '$lib/domain/check-in-form';
import { offeredCheckIns } from '$lib/domain/check-in-pack';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import { setPackState } from '$lib/domain/pack';
import type { Answers } from '$lib/domain/questionnaire';
import { OwnWellbeing } from './own-wellbeing.svelte';

const text = readFileSync('static/check-ins/facilitator-wellbeing.json', 'utf8');
beforeEach(() => {
	vi.stubGlobal('fetch', () => Promise.resolve(new Response(text)));
	return () => void vi.unstubAllGlobals();
});

const often: Answers = { rest: 'often', carry: 'sometimes', support: 'often', able: 'often', limits: 'often' };

async function notebook() {
	const ledger = createLedger();
	const random = createSeededRandom(3);
	let day = '2026-11-01';
	const write = (edits: readonly Edit[]) => {
		for (const edit of edits) {
			const { table, row, field, value } = edit;
			const stamp = stampOf(ledger, edit);
			applyChange(ledger, { v: 1, table, row, field, value, hlc: ledger.lastHlc + 1, dev: 'd', ...stamp });
		}
		return Promise.resolve(ok(undefined));
	};
	const own = new OwnWellbeing({
		door: { ledger: { current: ledger } },
		append: write,
		clock: { ...createClock(), today: () => day },
		random
	});
	await own.load();
	const answer = async (on: string, answers: Answers) => {
		day = on;
		own.begin();
		const made = createFormAnswer(random, own.batchId, own.questionnaire!, answers);
		if (made.ok) expect((await own.letterbox.drop(made.value)).ok).toBe(true);
		own.done();
	};
	return { ledger, own, write, answer };
}

describe('a facilitator who asks herself how she is', () => {
	it('keeps the day and the result, and no single answer', async () => {
		const { ledger, own, answer } = await notebook();
		await answer('2026-11-01', often);
		await answer('2026-12-01', { ...often, rest: 'never', support: 'never', able: 'never' });
		expect(own.readings.map(({ day, band }) => [day, band])).toEqual([
			['2026-11-01', 'well'],
			['2026-12-01', 'struggling']
		]);
		const kept = JSON.stringify(
			[...ledger.tables.values()].map((rows) => [...rows.values()].map(({ fields }) => fields))
		);
		for (const word of ['often', 'never', 'carry']) expect(kept).not.toContain(word);
	});

	it('has one result a day, none of too few answers, and none at all once she says so', async () => {
		const { own, answer } = await notebook();
		await answer('2026-11-01', { rest: 'often' });
		expect([own.outcome, own.readings.length]).toEqual(['too-few', 0]);
		await answer('2026-11-01', {});
		expect([own.outcome, own.readings.length]).toEqual(['too-few', 0]);
		await answer('2026-11-01', often);
		await answer('2026-11-01', { ...often, rest: 'never', support: 'never', able: 'never' });
		expect([own.outcome, own.readings.map(({ band }) => band)]).toEqual(['kept', ['struggling']]);
		await own.deleteAll();
		expect(own.readings).toEqual([]);
	});

	it('is never asked it in the circle, though somebody publishes it', async () => {
		const { ledger, own, write } = await notebook();
		const { id: packId, version } = own.questionnaire!;
		const content = JSON.parse(text) as Edit['value']; // made of JSON, so it is a value
		const row = '00000000-0000-4000-8000-0000000000d1';
		await write([
			...fieldEdits('pack', row, { kind: 'check-in', packId, version, day: '', content }),
			...setPackState(row, 'published')
		]);
		expect(offeredCheckIns(ledger)).toEqual([]);
	});
});
