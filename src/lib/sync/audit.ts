/**
 * The verified log in the words of `domain/audit.ts`: who let whom in, who opened what, who decided what.
 *
 * Who may call it: `people.ts`, for the screens of administrators.
 *
 * What must stay true: every entry comes from the shelf, where only verified ones are (`directory-log.ts`); nothing of what
 * was sealed is looked at.
 */
import { dayOfNumber } from '$lib/base/clock';
import { plainEntry, type AuditEntry } from '$lib/domain/audit';
import { readEntry, rootSigner, type LogEntry } from '$lib/protocol/log-entry';
import { organisationStreams, streamName } from '$lib/protocol/stream';
import type { SyncSession } from './session';

/** Everything that stands in the log, oldest first. */
export function auditOf({ shelf, log }: Pick<SyncSession, 'shelf' | 'log'>): readonly AuditEntry[] {
	const known = new Set<string>();
	const members = new Map<string, readonly string[]>();
	const entries: AuditEntry[] = [];
	for (let seq = 0; seq <= log.directory().head.seq; seq++) {
		const bytes = shelf.get(`log/${seq}`);
		const read = bytes && readEntry(bytes);
		if (read?.ok) entries.push(...entriesOf(read.value.entry, known, members));
	}
	return entries;
}

function entriesOf(
	{ seq, day, signer, body }: LogEntry,
	known: Set<string>,
	members: Map<string, readonly string[]>
): readonly AuditEntry[] {
	const plain = { ...plainEntry, id: `log/${seq}`, day: dayOfNumber(day), by: signer === rootSigner ? '' : signer };
	switch (body.kind) {
		case 'root':
		case 'certificate': {
			const { device, roles } = body.certificate;
			const isNew = !known.has(device);
			known.add(device);
			const about = { ...plain, about: [device], roles: [...roles] };
			if (body.kind === 'root') return [{ ...about, kind: 'founded' }];
			if (signer === rootSigner) return [{ ...about, kind: 'recovered' }];
			return [{ ...about, kind: isNew ? 'joined' : device === signer ? 'renewed' : 'roles' }];
		}
		case 'revocation':
			return [{ ...plain, kind: body.device === signer ? 'left' : 'removed', about: [body.device] }];
		case 'epoch': {
			const before = members.get(streamName(body)) ?? [];
			members.set(streamName(body), body.members);
			const added = body.members.filter((member) => !before.includes(member));
			const taken = before.filter((member) => !body.members.includes(member));
			const group = organisationStreams.has(body.stream) || body.stream === 'own' ? null : body.group;
			const place = { ...plain, group, place: body.stream };
			if (added.length === 0 && taken.length === 0) return [{ ...place, kind: 'key' }];
			return [
				...(added.length > 0 ? [{ ...place, kind: 'opened' as const, about: added }] : []),
				...(taken.length > 0 ? [{ ...place, id: `${plain.id}/closed`, kind: 'closed' as const, about: taken }] : [])
			];
		}
		case 'policy':
			return [{ ...plain, kind: 'policy', name: body.name, value: body.value }];
		case 'prune':
			return [
				{
					...plain,
					kind: 'pruned',
					group: organisationStreams.has(body.stream) || body.stream === 'own' ? null : body.group,
					place: body.stream
				}
			];
		case 'backup-key':
			return [{ ...plain, kind: 'backup-key' }];
		case 'check-in-key':
			return [{ ...plain, kind: 'key', place: 'results' }];
	}
}
