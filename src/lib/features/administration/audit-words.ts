import type { AuditEntry } from '$lib/domain/audit';
import type { GroupId } from '$lib/domain/ids';
import type { Ledger } from '$lib/domain/ledger';
import { groupOf } from '$lib/domain/group';
import { sharingOf } from '$lib/domain/sharing';
import type { Translate } from '$lib/i18n';
import { formatList } from '$lib/i18n/format';
import type { Language } from '$lib/runtime/language.svelte';
import type { Person, Role } from '$lib/runtime/organisation.svelte';
import { personName } from '$lib/runtime/person-name';
import { isPolicyName, valueInWords } from './policy-words';

/** What the words of the log are made of. */
export interface AuditWordsDeps {
	readonly t: Translate;
	readonly locale: Language['locale'];
	readonly people: readonly Person[];
	readonly ledger: Ledger;
}

/** Who signed an entry. */
export const whoInWords = ({ t, people }: AuditWordsDeps, { by }: AuditEntry): string =>
	by === '' ? t('administration:audit.papers') : personName(t, people, by);

/** What an entry says was done. */
export function lineInWords(deps: AuditWordsDeps, entry: AuditEntry): string {
	const { t, locale, people } = deps;
	const { kind, name, value } = entry;
	switch (kind) {
		case 'founded':
		case 'renewed':
		case 'left':
		case 'backup-key':
			return t(`administration:audit.line.${kind}`);
		case 'policy':
			return isPolicyName(name)
				? t('administration:audit.line.policy', {
						name: t(`administration:policies.name.${name}`),
						value: valueInWords(t, name, value)
					})
				: t('administration:audit.line.policy', { name: t('administration:audit.otherPolicy'), value });
		case 'pack': {
			const [state = 'draft'] = entry.roles as readonly ('draft' | 'published' | 'retired')[]; // `packEntries` puts the state there
			return t('administration:audit.line.pack', {
				name,
				version: value,
				state: t(`administration:packs.state.${state}`)
			});
		}
		default: {
			const names = entry.about.map((device) => personName(t, people, device));
			const roles = (entry.roles as readonly Role[]).map((role) => t(`organisation:role.${role}`)); // as certified
			return t(`administration:audit.line.${kind}`, {
				who: formatList(locale, [...new Set(names)]),
				roles: formatList(locale, roles),
				place: placeInWords(deps, entry)
			});
		}
	}
}

function placeInWords({ t, ledger }: AuditWordsDeps, { place, group }: AuditEntry): string {
	if (!place) return '';
	return t(`administration:audit.place.${place}`, {
		group: groupName(ledger, group) ?? t('administration:audit.aGroup')
	});
}

function groupName(ledger: Ledger, group: string | null): string | undefined {
	const id = group as GroupId | null; // a group of the log: the ledger knows it or not
	if (!id) return undefined;
	return groupOf(ledger, id)?.alias || sharingOf(ledger, id).name || undefined;
}
