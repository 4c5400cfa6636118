import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { ok } from '$lib/base/result';
import { waitingBatch } from '$lib/domain/batch';
import type { Edit } from '$lib/domain/change';
import { keepDraft, nextVersion, offeredCheckIns, publishCheckIn } from '$lib/domain/check-in-pack';
import { GroupId, SessionId } from '$lib/domain/ids';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import { setPackState } from '$lib/domain/pack';
import type { Questionnaire } from '$lib/domain/questionnaire';
import { keepSound } from '$lib/domain/recording';
import type { Door } from '$lib/runtime/door.svelte';
import { HandOver } from './hand-over.svelte';

const groupId = GroupId.parse('00000000-0000-4000-8000-0000000000a1');
const sessionId = SessionId.parse('00000000-0000-4000-8000-0000000000c1');
const rows = ['00000000-0000-4000-8000-0000000000d1', '00000000-0000-4000-8000-0000000000d2'] as const;
const names = [`${'a'.repeat(64)}.mp3`, `${'b'.repeat(64)}.mp3`] as const;

const asking = (version: number, name: string): Questionnaire => ({
	v: 1,
	id: 'q-1',
	version,
	title: { fr: 'Le sommeil' },
	languages: ['fr'],
	sections: [
		{ id: 'part1', questions: [{ id: 'q1', kind: 'faces', steps: 4, text: { fr: 'Ça va ?' }, audio: { fr: name } }] }
	],
	scores: [],
	safety: []
});

/** A phone that gets versions from its organisation, and goes round. */
function phone() {
	const ledger = createLedger();
	const begun: Parameters<Door['beginHandover']>[0][] = [];
	const write = (edits: readonly Edit[]) => {
		for (const edit of edits) {
			const { table, row, field, value } = edit;
			const stamp = stampOf(ledger, edit);
			applyChange(ledger, { v: 1, table, row, field, value, hlc: ledger.lastHlc + 1, dev: 'd', ...stamp });
		}
		return Promise.resolve(ok(undefined));
	};
	const publish = async (at: 0 | 1) => {
		await write(keepSound(ledger, names[at], new Uint8Array([0x49, 0x44, 0x33, at])));
		const kept = keepDraft(ledger, rows[at], asking(nextVersion(ledger, 'q-1'), names[at]), '2026-11-23');
		if (kept.ok) await write(kept.value);
		await write(publishCheckIn(ledger, rows[at]));
	};
	const goRound = async (wanted = offeredCheckIns(ledger)[0]) => {
		const handOver = new HandOver({
			door: { ledger: { current: ledger }, beginHandover: (asked) => Promise.resolve(void begun.push(asked)) },
			append: write,
			random: createSeededRandom(1 + begun.length),
			group: () => ({ id: groupId, locale: 'fr' }),
			sessionId: () => sessionId,
			returnTo: () => `/groups/${groupId}/sessions/${sessionId}/play`,
			questionnaire: () => wanted
		});
		await handOver.passNow();
		return begun.at(-1);
	};
	return { ledger, write, publish, goRound };
}

describe('a running batch', () => {
	it('keeps its version when another one is published, with what was recorded for it', async () => {
		const { ledger, publish, goRound } = phone();
		await publish(0);
		const first = await goRound();
		expect([first?.questionnaire?.version, [...(first?.sounds?.keys() ?? [])]]).toEqual([1, [names[0]]]);
		await publish(1);
		const second = await goRound();
		expect(second?.batchId).toBe(first?.batchId);
		expect([second?.questionnaire?.version, [...(second?.sounds?.keys() ?? [])]]).toEqual([1, [names[0]]]);
		expect(waitingBatch(ledger, groupId, 'q-1')?.formVersion).toBe(1);
	});

	it('keeps its version when that one is retired', async () => {
		const { ledger, write, publish, goRound } = phone();
		await publish(0);
		const [wanted] = offeredCheckIns(ledger);
		await goRound(wanted);
		await write(setPackState(rows[0], 'retired'));
		expect(offeredCheckIns(ledger)).toEqual([]);
		expect((await goRound(wanted))?.questionnaire?.version).toBe(1);
	});
});
