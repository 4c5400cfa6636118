import type { Marks, Round } from '$lib/domain/competency';
import type { Level, Rubric } from '$lib/domain/rubric';
import type { Translate } from '$lib/i18n';
import type { Organisation } from '$lib/runtime/organisation.svelte';
import { personName } from '$lib/runtime/person-name';
import type { Side } from './support-record.svelte';

/** What somebody said, by the name under which it is shown. */
export interface OtherMarks {
	readonly who: string;
	readonly marks: Marks;
}

/** A level in the words of its rubric. */
export const levelWords = (t: Translate, rubric: Rubric, level: Level | null): string =>
	level === null ? t('support:rate.notSeen') : (rubric.levelNames[level - 1] ?? '');

/** Both sides of a round, hers first, each by name. */
export function voicesOf(
	t: Translate,
	{ people }: Pick<Organisation, 'people'>,
	side: Side,
	{ self, supervisors }: Round
): readonly OtherMarks[] {
	return [
		...(self ? [{ who: t(side === 'self' ? 'support:rounds.me' : 'support:rounds.self'), marks: self.marks }] : []),
		...supervisors.map(({ device, marks }) => ({
			who: people.some((each) => each.device === device && each.isMe)
				? t('support:rounds.me')
				: t('support:rounds.supervisor', { name: personName(t, people, device) }),
			marks
		}))
	];
}

/** The name of the person whose devices these are; words for nobody where it is not known. */
export function ownerName(t: Translate, people: Organisation['people'], devices: readonly string[]): string {
	const label = people.find(({ device, label: known }) => devices.includes(device) && known !== '')?.label;
	return label ?? t('support:desk.unnamed');
}
