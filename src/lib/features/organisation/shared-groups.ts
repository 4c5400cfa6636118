import { groupsOf, type Group } from '$lib/domain/group';
import type { Ledger } from '$lib/domain/ledger';
import { sharingOf } from '$lib/domain/sharing';

/** Her groups of which anything is shared now. */
export const sharedGroupsOf = (ledger: Ledger): readonly Group[] =>
	groupsOf(ledger).filter((group) => {
		const { work, report } = sharingOf(ledger, group.id);
		return work || report;
	});
