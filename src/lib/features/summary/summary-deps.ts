import type { Runtime } from '$lib/runtime/create-runtime';
import type { SummaryDeps } from './summary-form.svelte';

/** What the summary needs of the runtime. */
export const summaryDeps = ({ door, append, clock, guides, random }: Runtime): SummaryDeps => ({
	ledger: () => door.ledger.current,
	append,
	now: clock.now,
	newId: () => random.uuid(),
	today: clock.today,
	guideVersion: async (session, group) => {
		const guide = await guides.load(session.guideId, group.locale);
		return guide.ok ? guide.value.version : 0;
	},
	openWaitingBatch: (groupId, day) => door.openWaitingBatch(groupId, day)
});
