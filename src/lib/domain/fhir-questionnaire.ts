import { entries, short, type FhirImported, type FhirMessage, type TellFhir } from './fhir';
import { whatHolds, type RuledDraft } from './fhir-conditions';
import { readEntries, told, type EntriesRead, type Node } from './fhir-entries';
import { createListReader, within } from './fhir-options';
import { extensionsOf, parseHead, type Head } from './fhir-schema';
import { scoresFrom } from './fhir-score';
import { createTextReader, type TextReader } from './fhir-texts';
import { type Question, type Questionnaire, type Score, type Section, type Texts } from './questionnaire';
import { parseQuestionnaire } from './questionnaire-check';
import type { Rule } from './relevance';
import { freeId } from './xlsform-survey';

/**
 * Reads a FHIR questionnaire of R4 or R5 as JSON. Whatever is not in it is told, with the `linkId`; nothing of the file is
 * ever run, and a total it states is never believed. `fallbackTitle` is shown where the form has no title: the name of the
 * file, say. Never throws for what a file may hold.
 */
export function readFhirQuestionnaire(text: string, fallbackTitle: string): FhirImported {
	const messages: FhirMessage[] = [];
	const tell: TellFhir = (level, what, linkId, params = {}) => messages.push({ level, what, linkId, params });
	const head = parseHead(text);
	if (!head.ok) {
		const { type, linkId = null, params } = head.error;
		tell('error', type, linkId, params);
		return { questionnaire: null, messages };
	}
	return { questionnaire: questionnaireFrom(head.value, fallbackTitle, tell), messages };
}

function questionnaireFrom(head: Head, fallbackTitle: string, tell: TellFhir): Questionnaire | null {
	const reader = createTextReader(head.language, tell);
	const frame = frameOf(head, fallbackTitle, reader, tell);
	const lists = createListReader(head.contained ?? [], reader, tell);
	const read = readEntries(within(head), reader, lists, tell);
	const kept = whatHolds(read.drafts, tell);
	const sections = sectionsOf(read, kept, reader, tell);
	const questionsByNode = new Map<Node, Question>(
		kept.filter(({ isHeading }) => !isHeading).map(({ node, question }) => [node, question])
	);
	const scores = scoresFrom(read.calculations, { roots: read.roots, questionsByNode, head }, tell);
	tellHead(head, scores.length > 0, tell);
	for (const [url, places] of read.extensions)
		if (scores.length === 0 || !url.endsWith('/variable'))
			tell('note', 'extension', places[0] ?? null, { url, ...told(places) });
	lists.tellRest();
	if (!kept.some(({ question }) => question.kind !== 'note')) {
		tell('error', 'no-questions', null);
		return null;
	}
	const whole = { v: 1 as const, ...frame, sections, scores: [...scores], safety: [] };
	const said = saidIn(whole);
	const languages = [...new Set([reader.own, ...reader.languages])].filter((tag) => said.has(tag));
	const questionnaire = parseQuestionnaire({ ...whole, languages });
	if (questionnaire.ok) return questionnaire.value;
	tell('error', 'not-whole', null, { fault: questionnaire.error.faults[0]?.type ?? '' });
	return null;
}

const headFields: ReadonlySet<string> = new Set([
	...['resourceType', 'id', 'url', 'version', 'name', 'title', '_title', 'language', 'copyright', 'contained'],
	...['extension', 'modifierExtension', entries]
]);

/** What the head of the file holds besides, and parts of sums that no score is made of. */
function tellHead(head: Head, hasScores: boolean, tell: TellFhir): void {
	const fields = Object.keys(head).filter((field) => !headFields.has(field));
	if (head.title !== undefined && head.name !== undefined) fields.push('name');
	if (fields.length > 0) tell('left-out', 'fields', null, { fields: fields.slice(0, 100).map(short).join(', ') });
	const urls = extensionsOf(head)
		.map(({ url }) => url)
		.filter((url) => !hasScores || !url.endsWith('/variable'));
	for (const url of new Set(urls)) {
		const count = urls.filter((one) => one === url).length;
		tell('note', 'extension', null, { url: short(url), count, places: '–' });
	}
}

const longestLine = 500;

function frameOf(
	head: Head,
	fallbackTitle: string,
	reader: TextReader,
	tell: TellFhir
): Pick<Questionnaire, 'id' | 'version' | 'title' | 'source' | 'licence'> {
	const written = head.version?.trim() ?? '';
	const version = /^\d{1,5}$/.test(written) && Number(written) >= 1 && Number(written) <= 10_000 ? Number(written) : 1;
	if (written !== '' && written !== String(version))
		tell('note', 'version-changed', null, { version: short(written), used: version });
	const names = [head.name, head.id, fallbackTitle].map((name) => name?.trim() ?? '');
	const title = reader.texts(head, 'title', null) ?? reader.plain(names.find((name) => isShort(name)) ?? '–');
	const source = lineFrom(head.url, 'url', tell);
	const licence = lineFrom(head.copyright, 'copyright', tell);
	const id = [head.id, head.url?.split('/').at(-1), head.name, Object.values(title)[0]].map(idFrom).find((one) => one);
	return { id: id ?? 'form', version, title, ...(source ? { source } : {}), ...(licence ? { licence } : {}) };
}

const isShort = (name: string): boolean => name !== '' && name.length <= 200;

/** A line of its own, cut where it is too long, which is told. */
function lineFrom(written: string | undefined, field: string, tell: TellFhir): string {
	const line = (written ?? '').trim();
	if (line.length <= longestLine) return line;
	tell('note', 'text-cut', null, { field, most: longestLine });
	return `${line.slice(0, longestLine - 1).trim()}…`;
}

function idFrom(text: string | undefined): string | null {
	const plain = (text ?? '')
		.slice(0, 300)
		.normalize('NFD')
		.toLowerCase()
		.replace(/\p{M}/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^[^a-z]+/, '')
		.slice(0, 31)
		.replace(/-+$/, '');
	return plain.length >= 2 ? plain : null;
}

/** Parts in the order of the file, one after the other; a group that goes on after another becomes a second part. */
function sectionsOf(
	{ roots, drafts }: EntriesRead,
	kept: readonly RuledDraft[],
	reader: TextReader,
	tell: TellFhir
): readonly Section[] {
	const sections: { id: string; title?: Texts; relevant?: Rule; questions: Question[] }[] = [];
	const taken = new Map<string, number>();
	const begun = new Set<Node | null>();
	let current: Node | null | undefined;
	for (const { group, question, groupRules, rules } of kept) {
		if (current === undefined || current !== group) {
			const isFirst = group !== null && !begun.has(group);
			const isHeading = group !== null && kept.some((one) => one.isHeading && one.node === group);
			const title = isFirst && !isHeading ? reader.texts(group.entry, 'text', group.linkId) : undefined;
			const relevant = joined(groupRules);
			sections.push({
				id: freeId(group?.id ?? 'part', taken),
				...(title ? { title } : {}),
				...(relevant ? { relevant } : {}),
				questions: []
			});
			begun.add(group);
			current = group;
		}
		const relevant = joined(rules);
		sections.at(-1)?.questions.push(relevant ? { ...question, relevant } : question);
	}
	const there = [...drafts.filter(({ isHeading }) => isHeading), ...kept];
	tellEmpty(roots, begun, new Set(there.map(({ node }) => node)), tell);
	return sections;
}

function joined(rules: readonly Rule[]): Rule | undefined {
	const [only] = rules;
	return rules.length > 1 ? { all: [...rules] } : only;
}

/** Groups of which nothing is there: no question, and no words, for the words of a heading are told of by themselves. */
function tellEmpty(
	nodes: readonly Node[],
	begun: ReadonlySet<Node | null>,
	there: ReadonlySet<Node>,
	tell: TellFhir
): void {
	for (const node of nodes) {
		if (node.isGroup && !begun.has(node) && !there.has(node))
			tell('left-out', 'group-empty', node.linkId, { name: short(node.entry.text ?? node.linkId) });
		tellEmpty(node.children, begun, there, tell);
	}
}

/** The languages in which something is said. */
function saidIn(whole: {
	readonly title: Texts;
	readonly sections: readonly Section[];
	readonly scores: readonly Score[];
}): ReadonlySet<string> {
	const questions = whole.sections.flatMap((section) => section.questions);
	const texts: readonly (Texts | undefined)[] = [
		whole.title,
		...whole.sections.map(({ title }) => title),
		...whole.scores.map(({ title }) => title),
		...questions.flatMap((question) => [
			question.text,
			question.hint,
			...(question.kind === 'line' ? [question.low, question.high] : []),
			...('options' in question ? question.options.map(({ label }) => label) : [])
		])
	];
	return new Set(texts.flatMap((words) => Object.keys(words ?? {})));
}
