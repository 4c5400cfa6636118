import { toldOf, type Bounds, type Figures, type GroupOverview, type Overview } from '$lib/domain/dashboard';
import { builtInForm } from '$lib/domain/check-in';
import { questionsOf, textIn, type Question, type Questionnaire } from '$lib/domain/questionnaire';
import type { AnswerSum, AnswerTable, Cell } from '$lib/domain/suppression';
import { answersTo } from '$lib/domain/tally';
import type { Translate } from '$lib/i18n';
import { formatMonth, formatMonths, formatNumber, formatPercent } from '$lib/i18n/format';
import type { LocaleId } from '$lib/i18n/locales';

/** What stands beside a chart, on paper and in a file: made once, so that all three say the same. */
export interface ShownTable {
	readonly caption: string;
	/** Heads of the columns, the one over the row heads first. */
	readonly columns: readonly string[];
	readonly rows: readonly { readonly head: string; readonly cells: readonly string[] }[];
}

export interface Words {
	readonly t: Translate;
	readonly locale: LocaleId;
	/** What was asked, by `id/version`, as far as this device has it. */
	readonly forms?: ReadonlyMap<string, Questionnaire>;
}

/** A count in words: "6,4", "environ 6", "entre 5 et 7", or a dash for nothing. */
export const countInWords = (words: Words, bounds: Bounds | null): string =>
	inWords(words, bounds, [1, 0.1], (value) => formatNumber(words.locale, value));

/** A share in words, in steps of five hundredths where it is not known exactly: "82 %", "environ 80 %", "entre 75 % et 85 %", or a dash. */
export const shareInWords = (words: Words, share: Bounds | null): string =>
	inWords(words, share && { low: share.low * 100, high: share.high * 100 }, [5, 1], (value) =>
		formatPercent(words.locale, value)
	);

function inWords(
	{ t }: Words,
	bounds: Bounds | null,
	[step, fine]: readonly [number, number],
	format: (value: number) => string
): string {
	if (!bounds) return t('dashboard:figures.none');
	const told = toldOf(bounds, step, fine);
	if (told.kind === 'exactly') return format(told.value);
	if (told.kind === 'about') return t('dashboard:figures.about', { value: format(told.value) });
	return t('dashboard:figures.between', { low: format(told.low), high: format(told.high) });
}

/** Whether some figure is known only within bounds, so that the screen says why. */
export const isInexact = ({ came, stayed, returned }: Figures): boolean =>
	[came, stayed, returned].some((bounds) => bounds !== null && bounds.low !== bounds.high);

const figureColumns = ({ t }: Words): readonly string[] => [
	t('dashboard:figures.held'),
	t('dashboard:figures.cancelled'),
	t('dashboard:figures.came'),
	t('dashboard:figures.stayed'),
	t('dashboard:figures.returned')
];

const figureCells = (words: Words, { held, cancelled, came, stayed, returned }: Figures): readonly string[] => [
	formatNumber(words.locale, held),
	formatNumber(words.locale, cancelled),
	countInWords(words, came),
	shareInWords(words, stayed),
	countInWords(words, returned)
];

/** The figures of everything that was chosen: a name and a value each. */
export function totalTable(words: Words, { total, groups }: Overview): ShownTable {
	const { t, locale } = words;
	const columns = figureColumns(words);
	return {
		caption: t('dashboard:figures.title'),
		columns: [t('dashboard:figures.title'), ''],
		rows: [
			{ head: t('dashboard:figures.groups'), cells: [formatNumber(locale, groups.length)] },
			...figureCells(words, total).map((cell, at) => ({ head: columns[at] ?? '', cells: [cell] }))
		]
	};
}

/** Month by month, the newest first. */
export const monthsTable = (words: Words, { months }: Overview): ShownTable => ({
	caption: words.t('dashboard:sessions.title'),
	columns: [words.t('dashboard:sessions.month'), ...figureColumns(words)],
	rows: months
		.map(({ month, figures }) => ({ head: formatMonth(words.locale, month), cells: figureCells(words, figures) }))
		.reverse()
});

/** Group by group, by name. */
export const groupsTable = (words: Words, { groups }: Overview): ShownTable => ({
	caption: words.t('dashboard:byGroup.title'),
	columns: [words.t('dashboard:byGroup.group'), ...figureColumns(words)],
	rows: groups.map(({ name, figures }) => ({ head: name, cells: figureCells(words, figures) }))
});

/** The word of a group for a month. */
export const bandInWords = ({ t }: Words, band: GroupOverview['bands'][number]): string =>
	t(`dashboard:bands.${band ?? 'noSession'}`);

/** Which way it went, or a dash. */
export const directionInWords = ({ t }: Words, { direction }: GroupOverview): string =>
	direction ? t(`dashboard:bands.${direction}`) : t('dashboard:figures.none');

/** How the groups were doing, month by month. */
export const bandsTable = (words: Words, { groups, months }: Overview): ShownTable => ({
	caption: words.t('dashboard:bands.title'),
	columns: [
		words.t('dashboard:byGroup.group'),
		...months.map(({ month }) => formatMonth(words.locale, month)),
		words.t('dashboard:bands.direction')
	],
	rows: groups.map((group) => ({
		head: group.name,
		cells: [...group.bands.map((band) => bandInWords(words, band)), directionInWords(words, group)]
	}))
});

const builtInQuestions = ['body', 'mind', 'others', 'hope', 'session'] as const;

const builtIn = `${builtInForm.id}/${builtInForm.version}`;

/** The title of a questionnaire and its version; of one that is not here its name. */
export function formInWords({ t, locale, forms }: Words, questionnaire: string): string {
	if (questionnaire === builtIn) return t('check-in:fourFaces');
	const form = forms?.get(questionnaire);
	return form ? `${textIn(form.title, locale, form.languages)} ${form.version}` : questionnaire;
}

const askedIn = ({ forms }: Words, questionnaire: string, question: string): Question | undefined => {
	const form = forms?.get(questionnaire);
	return form && questionsOf(form).find(({ id }) => id === question);
};

/** A question as it was asked. The built-in ones have short names; one that is not here is called as files call it. */
export function questionInWords(words: Words, questionnaire: string, question: string): string {
	const asked = askedIn(words, questionnaire, question);
	if (asked) return textIn(asked.text, words.locale, words.forms?.get(questionnaire)?.languages);
	const known = builtInQuestions.find((each) => each === question);
	return known ? words.t(`dashboard:answers.question.${known}`) : question;
}

/** Whether the options of a question go from the heavy end to the good one: faces do, of others nobody said. */
export function hasGoodEnd(words: Words, questionnaire: string, question: string): boolean {
	const asked = askedIn(words, questionnaire, question);
	return asked
		? asked.kind === 'faces'
		: questionnaire === builtIn && builtInQuestions.some((each) => each === question);
}

/** The options of a question from the lowest on, then passing it: `count` words. Those of a question that is not here have numbers. */
export function optionsInWords(
	words: Words,
	questionnaire: string,
	question: string,
	count: number
): readonly string[] {
	const { t, locale, forms } = words;
	const asked = askedIn(words, questionnaire, question);
	const own = asked && answersTo(asked);
	const faces = [t('check-in:face1'), t('check-in:face2'), t('check-in:face3'), t('check-in:face4')];
	const isFaces = asked ? asked.kind === 'faces' : builtInQuestions.some((each) => each === question);
	const options = Array.from({ length: count - 1 }, (_, at) => {
		if (isFaces && count === faces.length + 1) return faces[at] ?? '';
		const answer = own?.length === count - 1 ? own[at] : undefined;
		if (typeof answer === 'boolean') return t(answer ? 'check-in:yes' : 'check-in:no');
		if (asked?.kind === 'line' && typeof answer === 'number') return formatNumber(locale, answer);
		const option = asked && 'options' in asked ? asked.options.find(({ value }) => value === answer) : undefined;
		return option
			? textIn(option.label, locale, forms?.get(questionnaire)?.languages)
			: t('dashboard:answers.option', { number: at + 1 });
	});
	return [...options, t('dashboard:answers.passed')];
}

/** The months of a bundle. */
export const bundleInWords = ({ locale }: Words, { period }: AnswerTable): string =>
	formatMonths(locale, period.from, period.to);

/** How often each option was chosen, bundle by bundle, the newest first, and together when there are several. */
export function answersTable(words: Words, sum: AnswerSum, at: number): ShownTable {
	const { t, locale } = words;
	const question = sum.whole.questions[at];
	const bundles = sum.parts.map((part) => ({ head: bundleInWords(words, part), part })).reverse();
	const together = sum.parts.length > 1 ? [{ head: t('dashboard:answers.together'), part: sum.whole }] : [];
	const cellInWords = (cell: Cell) => (cell === 'hidden' ? t('dashboard:answers.hidden') : formatNumber(locale, cell));
	return {
		caption: question ? questionInWords(words, sum.whole.questionnaire, question.question) : '',
		columns: [
			t('dashboard:answers.when'),
			...(question ? optionsInWords(words, sum.whole.questionnaire, question.question, question.cells.length) : []),
			t('dashboard:answers.hiddenSum'),
			t('dashboard:answers.all')
		],
		rows: [...together, ...bundles].map(({ head, part }) => {
			const { cells = [], hidden = 0 } = part.questions[at] ?? {};
			const behind = hidden === 0 ? t('dashboard:answers.nothingHidden') : formatNumber(locale, hidden);
			return { head, cells: [...cells.map(cellInWords), behind, formatNumber(locale, part.n)] };
		})
	};
}

/** What the screen needs to know to have its tables. */
export interface Shown {
	readonly readsReports: boolean;
	readonly overview: Overview;
	readonly answers: readonly AnswerSum[];
}

/** Every table that the screen shows, and no other: for a file. */
export function tablesOnScreen(words: Words, { readsReports, overview, answers }: Shown): readonly ShownTable[] {
	const reports =
		readsReports && overview.months.length > 0
			? [totalTable, monthsTable, bandsTable, groupsTable].map((tableOf) => tableOf(words, overview))
			: [];
	return [...reports, ...answers.flatMap((sum) => sum.whole.questions.map((_, at) => answersTable(words, sum, at)))];
}
