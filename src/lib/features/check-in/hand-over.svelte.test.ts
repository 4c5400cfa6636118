import { describe, expect, it, vi } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok } from '$lib/base/result';
import { waitingBatch } from '$lib/domain/batch';
import type { Edit } from '$lib/domain/change';
import { GroupId, ServiceId, SessionId } from '$lib/domain/ids';
import { applyChange, createLedger } from '$lib/domain/ledger';
import { blankService, changeService } from '$lib/domain/service';
import { pinOf } from '$lib/domain/setting';
import type { Door } from '$lib/runtime/door.svelte';
import { HandOver, type HandOverDeps } from './hand-over.svelte';

const groupId = GroupId.parse('00000000-0000-4000-8000-0000000000a1');
const sessionId = SessionId.parse('00000000-0000-4000-8000-0000000000c1');
const here = `/groups/${groupId}/sessions/${sessionId}` as const;

function phone(changes: Partial<HandOverDeps> = {}) {
	const ledger = createLedger();
	const begun: Parameters<Door['beginHandover']>[0][] = [];
	let isFull = false;
	const append = vi.fn((edits: readonly Edit[]) => {
		if (isFull) return Promise.resolve(err({ type: 'QuotaExceeded' } as const));
		for (const { table, row, field, value } of edits)
			applyChange(ledger, { v: 1, table, row, field, value, ctr: 1, hlc: ledger.lastHlc + 1, dev: 'd', over: [] });
		return Promise.resolve(ok(undefined));
	});
	const handOver = new HandOver({
		door: {
			ledger: { current: ledger },
			beginHandover: (asked) => {
				begun.push(asked);
				return Promise.resolve();
			}
		},
		append,
		random: createSeededRandom(1),
		group: () => ({ id: groupId, locale: 'vi' }),
		sessionId: () => sessionId,
		returnTo: () => `${here}/play`,
		...changes
	});
	return {
		handOver,
		ledger,
		begun,
		append,
		fill: (full: boolean) => {
			isFull = full;
		}
	};
}

describe('before the phone goes round', () => {
	it('does not begin unsealed when the screen said that answers are sealed', async () => {
		const { handOver, ledger, begun } = phone({ sealRound: () => Promise.resolve(null), isPromised: () => true });
		await handOver.passNow();
		expect(handOver.problem).toEqual({ type: 'NotReady' });
		expect(begun).toEqual([]);
		expect(waitingBatch(ledger, groupId)).toBeUndefined();
	});

	it('asks for a short code first, because the phone must come back', async () => {
		const { handOver, begun } = phone();
		await handOver.pass();
		expect(handOver.step).toBe('pin');
		expect(begun).toEqual([]);
	});

	it('goes on with the full code alone when she wants that', async () => {
		const { handOver, begun, ledger } = phone();
		await handOver.pass();
		await handOver.passNow();
		expect(pinOf(ledger)).toBeNull();
		expect(begun).toMatchObject([{ sessionId, locale: 'vi', returnTo: `${here}/play`, roundAt: `${here}/check-in` }]);
	});

	it('takes along the services chosen to be shown, with a name and a number each and nothing else', async () => {
		const { handOver, begun, append } = phone();
		const id = ServiceId.parse('00000000-0000-4000-8000-0000000000e1');
		const draft = { ...blankService, name: { vi: 'Tổng đài' }, area: 'x', phones: [{ number: '111', note: 'n' }] };
		const made = changeService(createLedger(), id, draft, '2026-11-23');
		await append([...(made.ok ? made.value : []), { table: 'service', row: id, field: 'onThankYou', value: true }]);
		await handOver.passNow();
		expect(begun[0]?.services).toEqual([{ id, name: { vi: 'Tổng đài' }, number: '111' }]);
	});

	it.each([
		['123', '123', 'digits'],
		['1234567', '1234567', 'digits'],
		['12a4', '12a4', 'digits'],
		['٢٢٢٢', '٢٢٢٢', 'digits'],
		['', '', 'digits'],
		['1234', '1235', 'differs']
	])('refuses the code %j typed again as %j', async (first, second, problem) => {
		const { handOver, begun, append } = phone();
		await handOver.choosePin(first, second);
		expect(handOver.pinFault).toBe(problem);
		expect(append).not.toHaveBeenCalled();
		expect(begun).toEqual([]);
	});

	it('keeps the short code before the vault closes', async () => {
		const { handOver, begun, ledger } = phone();
		await handOver.choosePin('2580', '2580');
		expect(pinOf(ledger)).toBe('2580');
		expect(begun).toHaveLength(1);
	});

	it('puts later rounds into the batch that still waits', async () => {
		const { handOver, begun, ledger } = phone();
		await handOver.passNow();
		await handOver.passNow();
		expect(begun.map(({ batchId }) => batchId)).toEqual([
			waitingBatch(ledger, groupId)?.id,
			waitingBatch(ledger, groupId)?.id
		]);
	});

	it('asks for pictures at a first or last round, and at no other', async () => {
		const moments = (['entry', 'exit', null] as const).map(async (moment) => {
			const { handOver, begun } = phone({ moment: () => moment });
			await handOver.passNow();
			return begun[0]?.moment;
		});
		expect(await Promise.all(moments)).toEqual(['entry', 'exit', undefined]);
	});

	it('does not hand over when the batch could not be stored, says why, and can be tried again', async () => {
		const { handOver, begun, fill } = phone();
		fill(true);
		await handOver.passNow();
		expect(handOver.problem).toEqual({ type: 'QuotaExceeded' });
		expect(handOver.isBusy).toBe(false);
		expect(begun).toEqual([]);
		fill(false);
		await handOver.passNow();
		expect(handOver.problem).toBeNull();
		expect(begun).toHaveLength(1);
	});

	it('hands over once for two quick taps', async () => {
		const { handOver, begun } = phone();
		await Promise.all([handOver.passNow(), handOver.passNow()]);
		expect(begun).toHaveLength(1);
	});
});
