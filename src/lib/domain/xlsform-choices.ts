import { OptionValue, questionnaireLimits, type Option } from './questionnaire';
import type { Sheet } from './sheet';
import { isForbiddenName, type ImportCode } from './xlsform';
import { isTooLong, rowsUnderHeadings, type FormRow, type Telling } from './xlsform-columns';

/** A list of answers as the form names it. */
export interface ChoiceList {
	readonly name: string;
	/** Where it begins. */
	readonly row: number;
	readonly options: readonly Option[];
	/** True when it has more answers than a question may have. */
	readonly isTooLong: boolean;
}

/**
 * The lists of the sheet `choices` by name. Weights come from a column `score`, `weight` or `ordinal_value`; without one, a
 * score counts names that are numbers.
 */
export function readChoices(
	sheet: Sheet,
	fallback: string,
	languages: Set<string>,
	telling: Telling
): ReadonlyMap<string, ChoiceList> {
	const lists = new Map<string, { name: string; row: number; options: Option[]; isTooLong: boolean }>();
	const valuesByList = new Map<string, Set<string>>();
	for (const entry of rowsUnderHeadings('choices', sheet, fallback, languages, telling)) {
		const [name, value] = [entry.text('list_name'), entry.text('name')];
		const place = { sheet: sheet.name, row: entry.row };
		const list = lists.get(name) ?? { name, row: entry.row, options: [], isTooLong: false };
		const values = valuesByList.get(name) ?? new Set<string>();
		const why = whyNot(name, value, entry, values);
		if (why) {
			telling.tell('left-out', why, place, { list: name, name: value, most: questionnaireLimits.characters });
			continue;
		}
		if (list.options.length >= questionnaireLimits.options) {
			if (!list.isTooLong)
				telling.tell('left-out', 'list-too-long', place, { list: name, most: questionnaireLimits.options });
			list.isTooLong = true;
			continue;
		}
		lists.set(name, list);
		valuesByList.set(name, values.add(value));
		const label = entry.texts('label');
		if (!label) {
			languages.add(fallback);
			telling.tell('note', 'option-label-missing', place, { list: name, name: value });
		}
		if (Object.values(label ?? {}).some((words) => words.includes('${')))
			telling.tell('note', 'text-with-answer', place, { name: value });
		const written = entry.text('score') || entry.text('weight') || entry.text('ordinal_value');
		const weight = pointsOf(written);
		if (written !== '' && weight === undefined)
			telling.tell('left-out', 'option-weight-wrong', place, { list: name, name: value, value: written });
		list.options.push({ value, label: label ?? { [fallback]: value }, ...(weight === undefined ? {} : { weight }) });
	}
	return lists;
}

function whyNot(list: string, value: string, entry: FormRow, values: ReadonlySet<string>): ImportCode | null {
	if (list === '') return 'list-unnamed';
	if (isForbiddenName(list) || isForbiddenName(value)) return 'name-forbidden';
	if (!OptionValue.safeParse(value).success) return 'option-wrong';
	if (values.has(value)) return 'option-twice';
	return isTooLong(entry.texts('label')) ? 'text-too-long' : null;
}

/** Points as a cell has them; undefined for none. */
function pointsOf(text: string): number | undefined {
	if (!/^[-+]?\d{1,7}(?:\.\d{1,15})?$/.test(text)) return undefined;
	const points = Number(text) + 0;
	return Math.abs(points) <= 1_000_000 ? points : undefined;
}

const yesWords = words('yes oui có co sí si sim نعم 是 有 да ja ndiyo ndio እወ አዎ haa eny wi ye はい 네 बली हाँ হ্যাঁ');
const noWords = words(
	'no non không khong não nao لا 否 没有 不 нет nein nee hapana aykonen አይ maya tsia いいえ 아니요 नहीं না'
);

function words(text: string): ReadonlySet<string> {
	return new Set(text.normalize('NFC').split(' '));
}

/** True for the two answers yes and no in plain words of every language, which the app has itself. */
export function isYesNo(options: readonly Option[]): boolean {
	const says = (value: string, known: ReadonlySet<string>): boolean => {
		const option = options.find((one) => one.value === value);
		const labels = Object.values(option?.label ?? {});
		return (
			option?.weight === undefined &&
			labels.length > 0 &&
			labels.every((label) => known.has(label.normalize('NFC').trim().toLowerCase()))
		);
	};
	return options.length === 2 && says('yes', yesWords) && says('no', noWords);
}

/** How many faces a list of this name and these answers stands for, as our own export writes them; null for another list. */
export function facesOf(list: string, options: readonly Option[]): number | null {
	const steps = Number(/^faces_([345])$/.exec(list)?.[1] ?? 0);
	const isPlain = options.every(
		({ value, label, weight }, index) =>
			value === String(index + 1) && weight === undefined && Object.values(label).every((text) => text === value)
	);
	return steps > 0 && options.length === steps && isPlain ? steps : null;
}
