/**
 * What a group hears of its answers, against whoever reasons back from the words to one person (case 62 at the level of a
 * group): all alike, all but one alike and all low look like any other batch, and an answer that asks for help is told
 * nowhere by itself.
 */
import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { answerToBallot, readBallots } from '$lib/domain/ballot-answers';
import { batchesOf, beginBatch } from '$lib/domain/batch';
import { askedForm, createFormAnswer, openFormBatch } from '$lib/domain/check-in-form';
import { BatchId, GroupId } from '$lib/domain/ids';
import { applyChange, createLedger, type Ledger } from '$lib/domain/ledger';
import type { Edit } from '$lib/domain/change';
import { questionsOf, Questionnaire, type Answers } from '$lib/domain/questionnaire';
import { countBatch, tallyEdits } from '$lib/domain/tally';
import { loadTranslate } from '$lib/i18n';
import { topicOf, wordsAloud } from '$lib/runtime/group-words';

const random = createSeededRandom(62);
const group = GroupId.parse(random.uuid());
const read = (id: string) => Questionnaire.parse(JSON.parse(readFileSync(`static/check-ins/${id}.json`, 'utf8')));
const forms = [read('daily-faces'), read('exit'), read('monthly-wellbeing')];
const day = '2026-11-23';

function writeTo(ledger: Ledger, edits: readonly Edit[]): void {
	for (const { table, row, field, value } of edits)
		applyChange(ledger, { v: 1, table, row, field, value, ctr: 1, hlc: ledger.lastHlc + 1, dev: 'd', over: [] });
}

/** Somebody answers every question with this share of its scale, from 0 to 1, or `off` steps beside it. */
const answersAt = (form: Questionnaire, share: number, off = 0): Answers =>
	Object.fromEntries(
		questionsOf(form).flatMap((question): [string, number | string][] => {
			if (question.kind === 'faces') return [[question.id, 1 + off + Math.round(share * (question.steps - 1))]];
			const values = 'options' in question ? question.options.map(({ value }) => value) : [];
			const value = values[off + Math.round(share * (values.length - 1))];
			return value === undefined ? [] : [[question.id, value]];
		})
	);

function ballotsOf(form: Questionnaire, batch: BatchId, people: readonly Answers[]): readonly unknown[] {
	return people.map((answers) => {
		const made = createFormAnswer(random, batch, form, answers);
		if (!made.ok) throw new Error('Nothing answered');
		return answerToBallot(made.value);
	});
}

/** What leaves a reader's phone for the group, after a batch before. */
function told(form: Questionnaire, before: readonly Answers[] | null, now: readonly Answers[]) {
	const ledger = createLedger();
	const open = (people: readonly Answers[]) => {
		const batch = BatchId.parse(random.uuid());
		const asked = { batch, groups: [group], threshold: 5 };
		return readBallots(ledger, asked, form, ballotsOf(form, batch, people), day);
	};
	const earlier = before && open(before).tally;
	if (earlier) writeTo(ledger, tallyEdits(earlier));
	const { band, direction, parts, turns } = open(now);
	return { band, direction, parts, turns };
}

const shares = fc.constantFrom(0, 1 / 3, 2 / 3, 1);
const people = fc.array(shares, { minLength: 5, maxLength: 14 });
const anyForm = fc.constantFrom(...forms);
const inForm = (form: Questionnaire, list: readonly number[]) => list.map((share) => answersAt(form, share));
const alike = (share: number, count: number) => Array.from({ length: count }, () => share);

describe('what a group hears', () => {
	test('is never said of all alike alone: some other answers have just the same words', () => {
		fc.assert(
			fc.property(anyForm, shares, fc.integer({ min: 5, max: 14 }), people, (form, share, count, before) => {
				// Two people step away from the others, one up and one down; at an end of the scale one steps inwards.
				const steps = share === 0 ? [1] : share === 1 ? [-1] : [-1, 1];
				const others = inForm(form, alike(share, count - steps.length));
				const mixed = [...others, ...steps.map((off) => answersAt(form, share, off))];
				const first = inForm(form, before);
				const [all, some] = [told(form, first, inForm(form, alike(share, count))), told(form, first, mixed)];
				expect(some).toEqual(all);
			}),
			{ numRuns: 100 }
		);
	});

	test('has the same band with one dissenter, whatever she said, as without', () => {
		fc.assert(
			fc.property(anyForm, shares, shares, fc.integer({ min: 5, max: 14 }), (form, share, other, count) => {
				const all = told(form, null, inForm(form, alike(share, count)));
				const but = told(form, null, inForm(form, [...alike(share, count - 1), other]));
				expect([but.band, but.parts]).toEqual([all.band, all.parts]);
			}),
			{ numRuns: 40 }
		);
	});

	test('is a few words, which say of every batch alike that some of it is chance', async () => {
		const t = await loadTranslate('fr');
		const endings = new Set<string>();
		const bandWords = ['well', 'mixed', 'struggling', 'hidden'];
		fc.assert(
			fc.property(anyForm, people, people, (form, before, now) => {
				const { band, direction, parts, turns } = told(form, inForm(form, before), inForm(form, now));
				expect([band, ...Object.values(parts)].every((word) => bandWords.includes(word))).toBe(true);
				expect(
					[direction, ...Object.values(turns)].every((turn) => turn === null || /^(up|same|down)$/.test(turn))
				).toBe(true);
				if (band === 'hidden') return;
				const lines = wordsAloud(t, { band, direction, topic: topicOf(form, 'fr'), together: 1 });
				expect(lines.join(' ')).not.toMatch(/\d/);
				endings.add(lines.slice(-2).join(' '));
			}),
			{ numRuns: 40 }
		);
		expect(endings).toEqual(new Set([`${t('history:words.chance')} ${t('history:words.thanks')}`]));
	});

	test('is the same from the phone of a group that has no organisation, part by part', () => {
		fc.assert(
			fc.property(anyForm, people, (form, list) => {
				const ledger = createLedger();
				const id = BatchId.parse(random.uuid());
				writeTo(ledger, beginBatch(ledger, group, id, { form: askedForm(form) }));
				const answers = inForm(form, list).map((each) => {
					const made = createFormAnswer(random, id, form, each);
					if (!made.ok) throw new Error('Nothing answered');
					return made.value;
				});
				const [batch] = batchesOf(ledger, group);
				writeTo(ledger, openFormBatch(ledger, batch!, answers, day) ?? []);
				const result = batchesOf(ledger, group)[0]?.result;
				const { band, parts } = told(form, null, inForm(form, list));
				const words = Object.fromEntries(
					Object.entries(result?.parts ?? {}).map(([part, { band: word }]) => [part, word])
				);
				expect(result?.wellbeing).toBe(band);
				expect({ ...(form.id === 'daily-faces' ? { session: result?.session } : {}), ...words }).toEqual(parts);
			}),
			{ numRuns: 40 }
		);
	});
});

describe('an answer that asks for help', () => {
	const text = { fr: 'x' };
	const options = ['0', '1', '2', '3'].map((value) => ({ value, label: text, weight: Number(value) }));
	const score = (id: string, ...ids: readonly string[]) => ({
		...{ id, version: 1, title: text, method: 'sum', parts: ids.map((question) => ({ question })), better: 'lower' },
		...{ missing: { policy: 'none' }, bands: [] }
	});
	const form = Questionnaire.parse({
		...{ v: 1, id: 'nine', version: 1, title: text, languages: ['fr'] },
		sections: [{ id: 's', questions: ['mood', 'sleep', 'harm'].map((id) => ({ id, kind: 'scale', text, options })) }],
		scores: [score('total', 'mood', 'sleep', 'harm'), score('harm-alone', 'harm'), score('rest', 'sleep')],
		safety: [{ id: 'help', when: { question: 'harm', is: '>', value: 0 }, help: text }]
	});
	const answers = fc.record({
		mood: fc.constantFrom('0', '1', '2', '3'),
		sleep: fc.constantFrom('0', '1', '2', '3'),
		harm: fc.constantFrom('0', '1', '2', '3')
	});

	test('counts in a total, and is in no result, no count and no score of its own', () => {
		fc.assert(
			fc.property(fc.array(answers, { minLength: 5, maxLength: 14 }), (list) => {
				const batch = BatchId.parse(random.uuid());
				const asked = { batch, groups: [group], threshold: 5 };
				const said = readBallots(createLedger(), asked, form, ballotsOf(form, batch, list), day);
				expect(Object.keys(said.parts)).toEqual(['rest']);
				expect(Object.keys(said.tally?.counts ?? {}).sort()).toEqual(['mood', 'sleep']);
				expect(JSON.stringify({ ...said, coded: [] })).not.toMatch(/harm|help/);
			})
		);
	});

	test('changes the word of the total as any other answer does', () => {
		const wordFor = (harm: string) =>
			told(
				form,
				null,
				Array.from({ length: 5 }, () => ({ mood: '1', sleep: '1', harm }))
			).band;
		expect([wordFor('0'), wordFor('3')]).toEqual(['well', 'struggling']);
	});

	test('is left out of the tally of a phone that opens its own batch', () => {
		const batch = BatchId.parse(random.uuid());
		const made = createFormAnswer(random, batch, form, { mood: '0', sleep: '0', harm: '3' });
		if (!made.ok) throw new Error('Nothing answered');
		const own = { id: batch, groupId: group, form: form.id, formVersion: 1, questionnaire: form };
		expect(Object.keys(countBatch(own, [made.value], day).counts).sort()).toEqual(['mood', 'sleep']);
	});
});
