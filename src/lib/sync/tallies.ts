/**
 * How the counts of an opened batch come to the check-in readers: as a letter to each of their devices, of which one writes
 * them down in the stream that only readers have. The phone that opened the batch keeps nothing.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true: counts go to readers alone, and only of groups whose reports are shared; only somebody who leads a
 * group counts its answers, and each batch is counted once (threats A11, A12).
 */
import { ok, type Result } from '$lib/base/result';
import type { Edit } from '$lib/domain/change';
import { rowOf } from '$lib/domain/ledger';
import { isReportOn } from '$lib/domain/report';
import { tallyEdits, type ToldTally } from '$lib/domain/tally';
import { latestEpoch, type Directory } from '$lib/protocol/directory';
import { streamName } from '$lib/protocol/stream';
import type { WriteProblem } from '$lib/storage/vault';
import type { AlarmSeen } from './alarms';
import { queueLetters, type LetterReceived } from './letters';
import type { PeopleProblem } from './people-problem';
import { senderOf } from './sender';
import type { SyncSession } from './session';

/** The devices that read check-ins: certified up to the root, not removed. */
const checkInReadersOf = (directory: Directory): readonly string[] =>
	[...directory.devices.values()]
		.filter(({ roles, revoked }) => roles.has('reader') && !revoked)
		.map(({ device }) => device);

/**
 * Makes letters of the counts that wait. While the organisation has no reader they are dropped: nothing is kept for somebody
 * who may come one day. `write` writes down what this device, being a reader itself, would tell itself.
 */
export async function tellTallies(
	session: SyncSession,
	write: (edits: readonly Edit[]) => Promise<Result<void, WriteProblem>>
): Promise<Result<void, PeopleProblem>> {
	const { vault, shelf, log, membership } = session;
	const waiting = await vault.tallies();
	if (!waiting.ok) return waiting;
	const readers = checkInReadersOf(log.directory());
	for (const { id, entry } of waiting.value) {
		if (isReportOn(vault.ledger(), entry.group)) {
			const others = readers.filter((device) => device !== membership.device);
			const queued = await queueLetters(session, others, { kind: 'tally', tally: entry.tally });
			if (!queued.ok && queued.error.type !== 'LetterTooLong') return queued;
			const written = others.length < readers.length ? await write(tallyEdits(entry.tally)) : ok(undefined);
			if (!written.ok) return written;
		}
		const taken = await shelf.receive({ sent: [id] });
		if (!taken.ok) return taken;
	}
	return ok(undefined);
}

/** What a reader's device writes down of letters: each batch once, and only from who leads its group. */
export function takeTallies(
	{ log, membership, vault }: Pick<SyncSession, 'log' | 'membership' | 'vault'>,
	letters: readonly LetterReceived[]
): { readonly edits: readonly Edit[]; readonly alarms: readonly AlarmSeen[] } {
	const directory = log.directory();
	const edits: Edit[] = [];
	const alarms: AlarmSeen[] = [];
	if (!directory.devices.get(membership.device)?.roles.has('reader')) return { edits, alarms };
	const known = new Map<string, string>();
	for (const { author, body } of letters) {
		if (body.kind !== 'tally') continue;
		const { tally } = body;
		const there = known.get(tally.batchId) ?? wordsThere(vault.ledger(), tally);
		if (!leads(directory, author, tally)) alarms.push({ type: 'NotAllowed', device: author });
		else if (there === undefined) {
			edits.push(...tallyEdits(tally));
			known.set(tally.batchId, wordsOf(tally));
		} else if (there !== wordsOf(tally)) alarms.push({ type: 'NotAllowed', device: author });
	}
	return { edits, alarms };
}

/** Whether the log says that a device leads the group and shares its reports. */
function leads(directory: Directory, device: string, { groupId }: ToldTally): boolean {
	const ref = { group: groupId, stream: 'report' } as const;
	const stream = directory.streams.get(streamName(ref));
	return stream !== undefined && latestEpoch(stream).members.includes(device) && senderOf(directory, device, ref).leads;
}

const wordsThere = (ledger: ReturnType<SyncSession['vault']['ledger']>, { batchId }: ToldTally): string | undefined => {
	const row = rowOf(ledger, 'tally', batchId);
	return row && wordsOf(row.fields as unknown as ToldTally); // compared as text only: what else it may be differs
};

const wordsOf = ({ groupId, month, questionnaire, counts, n }: ToldTally): string =>
	JSON.stringify([groupId, month, questionnaire, n, ...Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1))]);
