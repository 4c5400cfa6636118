import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ok } from '$lib/base/result';
import { checkInsOf, keepDraft, offeredCheckIns, publishCheckIn } from '$lib/domain/check-in-pack';
import type { Edit } from '$lib/domain/change';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import { Draft } from './draft.svelte';
import { emptyQuestionnaire, moved, newQuestion, withKind, withSection, withWords } from './editing';

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
	const begin = (id = row, version = 1) => {
		const kept = keepDraft(ledger, id, { ...emptyQuestionnaire('q-1', 'fr'), version }, '2026-11-23');
		if (kept.ok) write(kept.value);
		return kept;
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
	return { ledger, write, begin, draft };
}

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
		const { ledger, write, begin } = desk();
		begin();
		write(publishCheckIn(ledger, row));
		expect(begin().ok).toBe(false);
		const second = '00000000-0000-4000-8000-0000000000d2';
		expect(begin(second).ok).toBe(false);
		expect(begin(second, 2).ok).toBe(true);
		write(publishCheckIn(ledger, second));
		expect(offeredCheckIns(ledger).map(({ version }) => version)).toEqual([2]);
		expect(checkInsOf(ledger).map(({ state }) => state)).toEqual(['published', 'retired']);
	});
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
