import * as z from 'zod/mini';
import type { Day } from '$lib/base/clock';
import { fieldEdits, type Edit } from './change';
import { smallCount } from './disclosure';
import { GroupId, ServiceId } from './ids';
import { rowsOf, type Ledger } from './ledger';
import { monthOf } from './period';
import { ServiceKind } from './service';
import { typedView } from './text';

/**
 * - `offered`: she told somebody in the group about a service.
 * - `went`, `refused`, `not-possible`: she heard later what came of it.
 *
 * [Note: Referrals are counted]
 * A referral is a count and names nobody: no member, no session, no day. So what she hears later cannot be written into the
 * count it belongs to; it is a count of its own, and nobody can say of whom (docs/decisions/0027).
 */
export const ReferralOutcome = z.enum(['offered', 'went', 'refused', 'not-possible']);
export type ReferralOutcome = z.infer<typeof ReferralOutcome>;

const Referral = z.looseObject({
	id: z.string(),
	groupId: GroupId,
	/** Null where only the kind is told. */
	serviceId: z.catch(z._default(z.nullable(ServiceId), null), null),
	kind: z.catch(ServiceKind, 'other'),
	outcome: ReferralOutcome,
	/** `2026-11`. */
	month: z.string().check(z.regex(/^\d{4}-(?:0[1-9]|1[0-2])$/))
});

/** What is counted. */
export interface ReferralDraft {
	readonly groupId: GroupId;
	readonly serviceId: ServiceId;
	readonly kind: ServiceKind;
	readonly outcome: ReferralOutcome;
}

/** The edits that count one referral in the month of `today`. `id` is random and new. */
export const countReferral = (id: string, { groupId, serviceId, kind, outcome }: ReferralDraft, today: Day) =>
	fieldEdits('referral', id, { groupId, serviceId, kind, outcome, month: monthOf(today) });

/** The edits that take back a count made by mistake. */
export const takeBackReferral = (id: string): readonly Edit[] => fieldEdits('referral', id, { groupId: null });

/** How often each outcome was counted for one kind of service in one month; all groups that were asked for together. */
export interface ReferralLine {
	readonly month: string;
	readonly kind: ServiceKind;
	readonly counts: { readonly [outcome in ReferralOutcome]: number };
}

/** The counts of some groups, newest month first, then in the order of the kinds. Lines with nothing are left out. */
export function referralLines(ledger: Ledger, isCounted: (groupId: GroupId) => boolean): readonly ReferralLine[] {
	const lines = new Map<string, ReferralLine>();
	for (const row of rowsOf(ledger, 'referral')) {
		const referral = viewOf(row);
		if (!referral || !isCounted(referral.groupId)) continue;
		const { month, kind, outcome } = referral;
		const { counts } = lines.get(`${month} ${kind}`) ?? { counts: noCounts };
		lines.set(`${month} ${kind}`, { month, kind, counts: { ...counts, [outcome]: counts[outcome] + 1 } });
	}
	return [...lines.values()].sort(
		(a, b) => (a.month < b.month ? 1 : a.month > b.month ? -1 : 0) || placeOf(a.kind) - placeOf(b.kind)
	);
}

/** A line as it is told to somebody who does not lead the group. */
export interface ToldReferralLine {
	readonly month: string;
	readonly kind: ServiceKind;
	readonly counts: { readonly [outcome in ReferralOutcome]: number | 'few' };
}

/**
 * The lines with counts under the small-count threshold told as `few`. Only lines, never a sum of them: a sum beside its
 * parts would tell what `few` hides.
 */
export const tellReferrals = (lines: readonly ReferralLine[]): readonly ToldReferralLine[] =>
	lines.map(({ month, kind, counts }) => ({
		month,
		kind,
		counts: {
			offered: tell(counts.offered),
			went: tell(counts.went),
			refused: tell(counts.refused),
			'not-possible': tell(counts['not-possible'])
		}
	}));

const tell = (count: number): number | 'few' => (count > 0 && count < smallCount ? 'few' : count);

const noCounts: ReferralLine['counts'] = { offered: 0, went: 0, refused: 0, 'not-possible': 0 };

const placeOf = (kind: ServiceKind): number => ServiceKind.options.indexOf(kind);

const viewOf = typedView(Referral);
