import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '$lib/base/result';
import { checkInsOf, deleteDraft, keepDraft, offeredCheckIns, publishCheckIn } from '$lib/domain/check-in-pack';
import { setPackState } from '$lib/domain/pack';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { recordingLimits, soundsOf } from '$lib/domain/recording';
import type { Edit } from '$lib/domain/change';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import { Draft } from './draft.svelte';
import {
	emptyQuestionnaire,
	moved,
	newQuestion,
	withAudio,
	withKind,
	withLanguageNamed,
	withoutLanguage,
	withSection,
	withWords
} from './editing';
import { createSoundShelf } from './sound-shelf';

const row = '00000000-0000-4000-8000-0000000000d1';

function desk() {
	const ledger = createLedger();
	const write = (edits: readonly Edit[]) => {
		for (const edit of edits) {
			const { table, row: id, field, value } = edit;
			applyChange(ledger, {
				v: 1,
				table,
				row: id,
				field,
				value,
				hlc: ledger.lastHlc + 1,
				dev: 'd',
				...stampOf(ledger, edit)
			});
		}
	};
	const begin = (id = row, version = 1, first?: Questionnaire) => {
		const titled = first ?? { ...emptyQuestionnaire('q-1', 'fr'), title: { fr: 'Essai' } };
		const kept = keepDraft(ledger, id, { ...titled, version }, '2026-11-23');
		if (kept.ok) write(kept.value);
		return kept;
	};
	/** Begins one that can be published. */
	const beginWhole = (id = row, version = 1) => {
		const titled = { ...emptyQuestionnaire('q-1', 'fr'), title: { fr: 'Essai' } };
		const asked = { ...newQuestion(titled), text: { fr: 'Ça va ?' } };
		return begin(id, version, withSection(titled, 0, { ...titled.sections[0]!, questions: [asked] }));
	};
	const draft = new Draft(
		{
			ledger: () => ledger,
			append: (edits) => {
				write(edits);
				return Promise.resolve(ok(undefined));
			},
			today: () => '2026-11-23'
		},
		row
	);
	const shelf = createSoundShelf({
		ledger: () => ledger,
		append: (edits) => {
			write(edits);
			return Promise.resolve(ok(undefined));
		},
		questionnaire: () => draft.questionnaire
	});
	/** Records a question of the draft. */
	const say = async (name: string, bytes = new Uint8Array([0x49, 0x44, 0x33])) => {
		const kept = await shelf.keep({ name, bytes });
		if (!kept.ok) return kept.error.type;
		const now = draft.questionnaire!;
		const question = withAudio({ ...newQuestion(now), text: { fr: 'Ça va ?' } }, 'fr', name);
		draft.change(withSection(now, 0, { ...now.sections[0]!, questions: [...now.sections[0]!.questions, question] }));
		await draft.autosave.flush();
		return 'kept';
	};
	return { ledger, write, begin, beginWhole, draft, shelf, say };
}

const soundName = (letter: string) => `${letter.repeat(64)}.mp3`;

beforeEach(() => void vi.useFakeTimers());

describe('a draft', () => {
	it('keeps itself, whatever is still missing in it', async () => {
		const { ledger, begin, draft } = desk();
		begin();
		const before = draft.questionnaire!;
		const question = newQuestion(before);
		draft.change(withSection(before, 0, { ...before.sections[0]!, questions: [question, withKind(question, 'one')] }));
		await draft.autosave.flush();
		expect(draft.autosave.isUnsaved).toBe(false);
		expect(checkInsOf(ledger)[0]?.questionnaire.sections[0]?.questions).toHaveLength(2);
		expect(draft.faults.map(({ type }) => type)).toContain('Twice');
	});

	it('says what it lacks until it can be published', async () => {
		const { begin, draft } = desk();
		begin();
		draft.change({ ...draft.questionnaire!, title: { fr: 'Essai' } });
		expect(draft.faults.map(({ type }) => type)).toEqual(['Empty']);
		const now = draft.questionnaire!;
		const question = { ...newQuestion(now), text: { fr: 'Ça va ?' } };
		draft.change(withSection(now, 0, { ...now.sections[0]!, questions: [question] }));
		expect(draft.faults).toEqual([]);
		await draft.autosave.flush();
	});

	it('brings back what was removed last', () => {
		const { begin, draft } = desk();
		begin();
		const now = draft.questionnaire!;
		const full = withSection(now, 0, { ...now.sections[0]!, questions: [newQuestion(now)] });
		draft.change(full);
		draft.remove(now);
		expect(draft.questionnaire).toEqual(now);
		draft.undo();
		expect(draft.questionnaire).toEqual(full);
		expect(draft.canUndo).toBe(false);
	});

	it('never changes a version that was published, and publishing retires the one before', () => {
		const { ledger, write, beginWhole } = desk();
		beginWhole();
		write(publishCheckIn(ledger, row));
		expect(beginWhole().ok).toBe(false);
		const second = '00000000-0000-4000-8000-0000000000d2';
		expect(beginWhole(second).ok).toBe(false);
		expect(beginWhole(second, 2).ok).toBe(true);
		write(publishCheckIn(ledger, second));
		expect(offeredCheckIns(ledger).map(({ version }) => version)).toEqual([2]);
		expect(checkInsOf(ledger).map(({ state }) => state)).toEqual(['published', 'retired']);
	});
});

describe('a draft that is not wanted any more', () => {
	it('is gone when it was deleted, with the recordings that only it refers to', async () => {
		const { ledger, write, begin, say } = desk();
		begin();
		await say(soundName('a'));
		const other = '00000000-0000-4000-8000-0000000000d2';
		const kept = keepDraft(ledger, other, { ...checkInsOf(ledger)[0]!.questionnaire, id: 'q-2' }, '2026-11-23');
		if (kept.ok) write(kept.value);
		await say(soundName('b'));
		const { questionnaire } = checkInsOf(ledger).find(({ id }) => id === row)!;
		expect(soundsOf(ledger, questionnaire).size).toBe(2);
		write(deleteDraft(ledger, row));
		expect(checkInsOf(ledger).map(({ id }) => id)).toEqual([other]);
		expect([...soundsOf(ledger, questionnaire).keys()]).toEqual([soundName('a')]);
	});

	it('is never one that was published', () => {
		const { ledger, write, begin } = desk();
		begin();
		write(publishCheckIn(ledger, row));
		expect(deleteDraft(ledger, row)).toEqual([]);
		write(setPackState(row, 'retired'));
		expect(deleteDraft(ledger, row)).toEqual([]);
	});
});

it('a retired version can be offered again, in place of the one that is', () => {
	const { ledger, write, beginWhole } = desk();
	beginWhole();
	write(publishCheckIn(ledger, row));
	const second = '00000000-0000-4000-8000-0000000000d2';
	beginWhole(second, 2);
	write(publishCheckIn(ledger, second));
	write(publishCheckIn(ledger, row));
	expect(offeredCheckIns(ledger).map(({ version }) => version)).toEqual([1]);
	expect(checkInsOf(ledger).map(({ state }) => state)).toEqual(['retired', 'published']);
});

describe('recordings of a draft', () => {
	it('stay with the versions that name them, and a take that was replaced goes when it is published', async () => {
		const { ledger, write, begin, draft, shelf, say } = desk();
		begin();
		await say(soundName('a'));
		const before = draft.questionnaire!;
		await shelf.keep({ name: soundName('b'), bytes: new Uint8Array([0x49, 0x44, 0x33, 1]) });
		const [question] = before.sections[0]!.questions;
		const again = withAudio(question!, 'fr', soundName('b'));
		draft.change(withSection(before, 0, { ...before.sections[0]!, questions: [again] }));
		await draft.autosave.flush();
		expect(soundsOf(ledger, before).size).toBe(1);
		write(publishCheckIn(ledger, row));
		expect(soundsOf(ledger, before).size).toBe(0);
		expect(shelf.soundOf(soundName('b'))).toBeDefined();
		expect(withAudio(again, 'fr', null)).not.toHaveProperty('audio');
	});

	it('are no more than the phones of the groups can take', async () => {
		const { begin, say } = desk();
		begin();
		const full = Math.floor(recordingLimits.bytesTogether / recordingLimits.bytes);
		for (let at = 0; at < full; at += 1)
			expect(await say(`${String(at).padStart(2, '0').repeat(32)}.mp3`, new Uint8Array(recordingLimits.bytes))).toBe(
				'kept'
			);
		expect(await say(soundName('f'), new Uint8Array(recordingLimits.bytes))).toBe('SoundsTooLarge');
	});
});

it('a language that a file did not name gets its name everywhere', () => {
	const asked = {
		id: 'q1',
		kind: 'one',
		text: { und: 'a', en: 'b' },
		hint: { und: 'h' },
		audio: { und: 'x.mp3' }
	} as const;
	const named = {
		...emptyQuestionnaire('q-1', 'und'),
		title: { und: 'Form' },
		languages: ['und', 'en'],
		sections: [
			{ id: 'part1', title: { und: 'Part' }, questions: [{ ...asked, options: [{ value: '1', label: { und: 'o' } }] }] }
		],
		scores: [
			{
				...{ id: 's1', version: 1, title: { und: 's' }, method: 'sum' as const, parts: [{ question: 'q1' }] },
				...{ missing: { policy: 'none' as const }, bands: [{ id: 'b1', from: 0, to: 1, label: { und: 'l' } }] }
			}
		],
		safety: [{ id: 'help1', when: { question: 'q1', is: '=' as const, value: '1' }, help: { und: 'help' } }]
	};
	const text = JSON.stringify(withLanguageNamed(named, 'und', 'so'));
	expect(text).toBe(JSON.stringify(named).replaceAll('"und"', '"so"'));
	expect(withLanguageNamed(named, 'und', 'en')).toBe(named);
	const left = withoutLanguage(named, 'und');
	expect(JSON.stringify(left)).not.toContain('und');
	expect(left.languages).toEqual(['en']);
	expect(left.sections[0]?.questions[0]).toEqual({
		...{ id: 'q1', kind: 'one', text: { en: 'b' } },
		options: [{ value: '1', label: {} }]
	});
	expect(withoutLanguage(left, 'en')).toBe(left);
});

it('words that were taken away leave no empty text behind', () => {
	expect(withWords({ fr: 'a', vi: 'b' }, 'vi', '  ')).toEqual({ fr: 'a' });
	expect(withWords(undefined, 'fr', 'a')).toEqual({ fr: 'a' });
});

it('what is moved beyond an end stays', () => {
	expect([moved([1, 2], 0, -1), moved([1, 2], 1, 1), moved([1, 2], 0, 1)]).toEqual([
		[1, 2],
		[1, 2],
		[2, 1]
	]);
});
