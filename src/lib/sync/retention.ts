/**
 * Removes records from everywhere: from this vault, from the phones of the others, and from the server.
 *
 * Who may call it: `people.ts`, after a person has seen what goes and said yes.
 *
 * What must stay true: the edits go out before the older envelopes are cut, or a phone that slept would keep what is gone.
 * What is due stays due until it was done, offline or not.
 */
import type { Edit } from '$lib/domain/change';
import type { GroupId } from '$lib/domain/ids';
import { settingOf } from '$lib/domain/setting';
import { ok, type Result } from '$lib/base/result';
import { streamName, type StreamRef } from '$lib/protocol/stream';
import type { Vault, WriteProblem } from '$lib/storage/vault';
import type { SyncSession } from './session';
import { keepDue } from './snapshot';
import { createStage } from './vault-port';

/** Writes the edits (`domain/retention.ts`), takes what they cut out of the vault, and has the streams of the groups compacted. */
export async function removeRecords(
	vault: Pick<Vault, 'append' | 'compact' | 'ledger'>,
	session: Pick<SyncSession, 'shelf' | 'log' | 'inTurn'> | null,
	groups: readonly GroupId[],
	edits: readonly Edit[]
): Promise<Result<void, WriteProblem>> {
	if (edits.length === 0) return ok(undefined);
	const written = await vault.append(edits);
	if (!written.ok) return written;
	const folded = await vault.compact();
	if (!folded.ok || !session) return folded;
	return session.inTurn(() => {
		const stage = createStage(session.shelf);
		const own = settingOf(vault.ledger(), 'own-group');
		const refs: readonly StreamRef[] = [
			...groups.flatMap((group) => (['work', 'report'] as const).map((stream) => ({ group, stream }))),
			...(typeof own === 'string' ? [{ group: own, stream: 'own' as const }] : [])
		];
		const { streams } = session.log.directory();
		for (const ref of refs) if (streams.has(streamName(ref))) keepDue(stage, ref);
		return session.shelf.receive(stage.gathered());
	});
}
