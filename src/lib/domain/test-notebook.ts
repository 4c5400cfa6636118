import type { Result } from '$lib/base/result';
import { createSeededRandom } from '$lib/base/random';
import type { Edit } from './change';
import { createGroup, groupOf, type Group, type GroupDraft } from './group';
import { GroupId, MemberId } from './ids';
import { applyChange, createLedger, neededEdits, stampOf, type Ledger } from './ledger';
import { createMember, memberOf, type Member } from './member';
import { storedSession, upcomingSessions, type Session } from './session';

/** For tests of this layer: a vault without keys or disk, and short ways to what most tests begin with. */
export interface Notebook {
	readonly ledger: Ledger;
	/** Writes as the vault does. A refusal fails the test. */
	readonly write: (edits: readonly Edit[] | Edit | Result<readonly Edit[]>) => void;
	readonly group: (draft?: Partial<GroupDraft>) => Group;
	readonly member: (group: Group, pseudonym: string, day?: string) => Member;
	/** A session as the vault holds it now, or as given when it holds none. */
	readonly now: (session: Session) => Session;
	/** The next session of the group on or after a day. */
	readonly next: (group: Group, day?: string) => Session;
}

/** An empty notebook. */
export function createNotebook(): Notebook {
	const ledger = createLedger();
	const random = createSeededRandom(11);
	const write: Notebook['write'] = (written) => {
		const edits = valueOf(written);
		for (const edit of neededEdits(ledger, edits)) {
			const { table, row, field, value } = edit;
			const stamp = { ...stampOf(ledger, edit), hlc: ledger.lastHlc + 1, dev: 'phone' };
			applyChange(ledger, { v: 1, table, row, field, value, ...stamp });
		}
	};
	const next: Notebook['next'] = (group, day = group.startsOn) => there(upcomingSessions(ledger, group, day, 1)[0]);
	return {
		ledger,
		write,
		group: (draft = {}) => {
			const id = GroupId.parse(random.uuid());
			const usual = { alias: 'Lune', locale: 'fr', rhythm: 'weekly', time: '18:00', packId: 'first-circle' } as const;
			write(createGroup(id, { ...usual, coFacilitators: [], startsOn: '2026-01-06', ...draft }));
			return there(groupOf(ledger, id));
		},
		member: (group, pseudonym, day = group.startsOn) => {
			const id = MemberId.parse(random.uuid());
			write(createMember(id, group.id, pseudonym, 'sun', day));
			return there(memberOf(ledger, id));
		},
		now: (session) => storedSession(ledger, session.id) ?? session,
		next
	};
}

function valueOf(written: Parameters<Notebook['write']>[0]): readonly Edit[] {
	if ('table' in written) return [written];
	if (!('ok' in written)) return written;
	if (!written.ok) throw new Error(`Refused: ${written.error.type}`);
	return written.value;
}

function there<T>(value: T | undefined): T {
	if (value === undefined) throw new Error('Not in the notebook');
	return value;
}
