import { createRandom } from '$lib/base/random';

/** One record of the kind that is shared, about 0.9 KB as JSON. */
export interface SampleRecord {
	readonly id: string;
	readonly group: string;
	readonly fields: { readonly [field: string]: string | number };
}

/** Records in each group. */
export const recordsOfAGroup = 40;

const random = createRandom();
const pick = <T>(list: readonly T[]): T =>
	list[random.bytes(2).reduce((sum, byte) => sum * 256 + byte, 0) % list.length]!;

const words = (
	'the group spoke about home and work after a long week several people said they had slept badly because of noise ' +
	'in street we practised slow breathing twice then walked outside for ten minutes somebody asked how to find papers ' +
	'from town hall next time bring tea map list phone numbers doctor school children market bus ticket calm worried ' +
	'happy tired angry hopeful quiet laughed cried listened helped cook sewing lesson language teacher cousin brother ' +
	'mother village river rain season money debt letter office wait answer yes no maybe tomorrow morning evening'
).split(' ');

const text = (length: number): string => {
	let sentence = '';
	while (sentence.length < length) sentence += `${pick(words)} `;
	return sentence.trim();
};

/** Records with words that differ from one to the next, spread evenly over their groups. */
export const createRecords = (count: number, groups: readonly string[]): readonly SampleRecord[] =>
	Array.from({ length: count }, (_, at) => ({
		id: random.uuid(),
		group: groups[Math.floor(at / recordsOfAGroup) % groups.length]!,
		fields: {
			pseudonym: `${pick(words)} ${at}`,
			language: pick(['fr', 'en', 'vi']),
			since: `2026-${String((at % 12) + 1).padStart(2, '0')}-${String((at % 28) + 1).padStart(2, '0')}`,
			sessions: at % 23,
			state: pick(['here', 'away', 'left']),
			note: text(640)
		}
	}));
