import { GroupId } from './ids';
import { rowOf, rowsOf, type Ledger } from './ledger';
import { reportsByGroup, type Report } from './report';
import { sharingOf } from './sharing';

/** A group of somebody else, as a supervisor sees it. */
export interface ReportedGroup {
	readonly id: GroupId;
	/** As the organisation sees it. */
	readonly name: string;
	/** Whether new reports may still come. */
	readonly isShared: boolean;
	/** The day it was shared last, or empty. */
	readonly since: string;
	/** Newest first. */
	readonly reports: readonly Report[];
}

/** The groups whose reports come to this phone, or came, by name. A group that is led here is none of them. */
export function reportedGroups(ledger: Ledger): readonly ReportedGroup[] {
	const reports = reportsByGroup(ledger);
	return [...rowsOf(ledger, 'sharing')]
		.flatMap(({ id }) => {
			const group = GroupId.safeParse(id);
			return group.success && !rowOf(ledger, 'group', id) ? [group.data] : [];
		})
		.map((id) => {
			const { name, report, since } = sharingOf(ledger, id);
			return { id, name, since, isShared: report, reports: (reports.get(id) ?? []).toReversed() };
		})
		.filter((group) => group.isShared || group.reports.length > 0)
		.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}
