import { describe, expect, it } from 'vitest';
import { ok } from '$lib/base/result';
import { largestCheckIn } from '$lib/domain/check-in-pack';
import { createLedger } from '$lib/domain/ledger';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { emptyQuestionnaire, withAudio } from './editing';
import { Importing } from './importing.svelte';

async function chosen(questionnaire: Questionnaire) {
	const importing = new Importing({
		ledger: createLedger,
		append: () => Promise.resolve(ok(undefined)),
		today: () => '2026-11-23',
		newId: () => '00000000-0000-4000-8000-0000000000d1'
	});
	await importing.choose(new File([JSON.stringify(questionnaire)], 'form.json'));
	return importing;
}

const form = (count: number, text = 'Are you well?'): Questionnaire => ({
	...emptyQuestionnaire('q-1', 'en'),
	title: { en: 'Form' },
	sections: [
		{
			id: 'part1',
			questions: Array.from({ length: count }, (_, at) => ({
				...{ id: `q${at}`, kind: 'line' as const, from: 0, to: 100, step: 1 },
				text: { en: text }
			}))
		}
	]
});

describe('a file that comes in', () => {
	it('says before it is kept whether it fits', async () => {
		expect((await chosen(form(3))).fit).toBe('fits');
		expect((await chosen(form(299))).fit).toBe('answers-too-long');
		const large = await chosen(form(200, 'a'.repeat(largestCheckIn / 150)));
		expect(large.fit).toBe('too-large');
		expect(await large.keep()).toBeNull();
	});

	it('leaves out the recordings it only names, and counts them', async () => {
		const named = form(1);
		const [question] = named.sections[0]!.questions;
		const spoken = withAudio(question!, 'en', `${'a'.repeat(64)}.mp3`);
		const importing = await chosen({ ...named, sections: [{ id: 'part1', questions: [spoken] }] });
		expect([importing.soundsLost, importing.questionnaire]).toEqual([1, named]);
	});
});
