import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { GroupId, ServiceId } from './ids';
import { smallCount } from './disclosure';
import { countReferral, ReferralOutcome, referralLines, takeBackReferral, tellReferrals } from './referral';
import { ServiceKind } from './service';
import { createNotebook } from './test-notebook';

const random = createSeededRandom(3);
const groups = [1, 2].map(() => GroupId.parse(random.uuid()));
const serviceId = ServiceId.parse(random.uuid());
const anyReferral = fc.record({
	groupId: fc.constantFrom(...groups),
	serviceId: fc.constant(serviceId),
	kind: fc.constantFrom(...ServiceKind.options),
	outcome: fc.constantFrom(...ReferralOutcome.options)
});

describe('a referral', () => {
	test('is a count: no member, no session, no day, nothing but what a count needs', () => {
		const { ledger, write } = createNotebook();
		write(countReferral('r1', { groupId: groups[0]!, serviceId, kind: 'legal', outcome: 'offered' }, '2026-11-23'));
		expect({ ...ledger.tables.get('referral')!.get('r1')!.fields }).toEqual({
			groupId: groups[0],
			serviceId,
			kind: 'legal',
			outcome: 'offered',
			month: '2026-11'
		});
	});

	test('what is heard later is a count beside the first, which stays', () => {
		const { ledger, write } = createNotebook();
		const of = { groupId: groups[0]!, serviceId, kind: 'legal' as const };
		write(countReferral('r1', { ...of, outcome: 'offered' }, '2026-11-23'));
		write(countReferral('r2', { ...of, outcome: 'went' }, '2026-11-30'));
		const [line] = referralLines(ledger, () => true);
		expect(line).toMatchObject({ month: '2026-11', counts: { offered: 1, went: 1, refused: 0, 'not-possible': 0 } });
	});

	test('taken back, it counts nowhere', () => {
		const { ledger, write } = createNotebook();
		write(countReferral('r1', { groupId: groups[0]!, serviceId, kind: 'legal', outcome: 'offered' }, '2026-11-23'));
		write(takeBackReferral('r1'));
		expect(referralLines(ledger, () => true)).toEqual([]);
	});

	test('every count of the groups asked for is in exactly one line, newest month first', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyReferral, fc.integer({ min: 1, max: 12 })), { maxLength: 30 }), (made) => {
				const { ledger, write } = createNotebook();
				made.forEach(([draft, month], at) =>
					write(countReferral(`r${at}`, draft, `2026-${String(month).padStart(2, '0')}-15`))
				);
				const lines = referralLines(ledger, (id) => id === groups[0]);
				const total = lines.flatMap(({ counts }) => Object.values(counts)).reduce((sum, count) => sum + count, 0);
				expect(total).toBe(made.filter(([{ groupId }]) => groupId === groups[0]).length);
				expect(lines.map(({ month }) => month)).toEqual(
					lines
						.map(({ month }) => month)
						.sort()
						.reverse()
				);
			})
		);
	});

	test('told to others, one or two are never a number', () => {
		fc.assert(
			fc.property(fc.array(anyReferral, { maxLength: 20 }), (made) => {
				const { ledger, write } = createNotebook();
				made.forEach((draft, at) => write(countReferral(`r${at}`, draft, '2026-11-23')));
				for (const { counts } of tellReferrals(referralLines(ledger, () => true)))
					for (const count of Object.values(counts))
						expect(count === 'few' || count === 0 || count >= smallCount).toBe(true);
			})
		);
	});
});
