import type { FhirCode, TellFhir } from './fhir';
import { short } from './fhir';
import type { EntryDraft, Node } from './fhir-entries';
import { codeKey } from './fhir-options';
import { extensionNamed, type EnableWhen } from './fhir-schema';
import { Comparison, questionsIn, ruleLimits, type Rule } from './relevance';

/** A draft with the rules that hold for it: its own, and those of everything it stands in. */
export interface RuledDraft extends EntryDraft {
	/** Of the group, and of all around it. */
	readonly groupRules: readonly Rule[];
	/** Its own, and those of the questions it stands under. */
	readonly rules: readonly Rule[];
}

/** The drafts whose conditions can be known; what depends on something left out is left out too, and told. */
export function whatHolds(drafts: readonly EntryDraft[], tell: TellFhir): readonly RuledDraft[] {
	const draftsByLinkId = new Map(
		drafts
			.filter(({ isHeading, question }) => !isHeading && question.kind !== 'note')
			.map((one) => [one.node.linkId, one])
	);
	const known = new Map<Node, Rule | null | undefined>();
	const ruleAt = (node: Node): Rule | null | undefined => {
		if (!known.has(node)) known.set(node, ruleOf(node, draftsByLinkId, tell));
		return known.get(node);
	};
	let kept: readonly RuledDraft[] = drafts.flatMap((draft): readonly RuledDraft[] => {
		const chain = chainOf(draft.node);
		const broken = chain.find((node) => ruleAt(node) === null);
		if (broken) {
			if (broken !== draft.node) tellWithin(draft, broken, tell);
			return [];
		}
		const rulesOf = (nodes: readonly Node[]) =>
			nodes.flatMap((node) => {
				const rule = ruleAt(node);
				return rule ? ('all' in rule ? rule.all : [rule]) : [];
			});
		const at = draft.group ? chain.indexOf(draft.group) + 1 : 0;
		return [{ ...draft, groupRules: rulesOf(chain.slice(0, at)), rules: rulesOf(chain.slice(at)) }];
	});
	for (;;) {
		const next = withoutUnknown(kept, tell);
		if (next.length === kept.length) break;
		kept = next;
	}
	return kept.filter((draft) => isAboutSomething(draft, kept, tell));
}

/** From the outside in, the entry itself last. */
function chainOf(node: Node): readonly Node[] {
	const chain: Node[] = [];
	for (let at: Node | null = node; at; at = at.parent) chain.unshift(at);
	return chain;
}

const tellWithin = ({ node }: EntryDraft, group: Node, tell: TellFhir) =>
	tell('left-out', 'in-left-out', node.linkId, { name: node.linkId, group: short(group.entry.text ?? group.linkId) });

function withoutUnknown(kept: readonly RuledDraft[], tell: TellFhir): readonly RuledDraft[] {
	const asks = ({ rules, groupRules }: RuledDraft) => [...rules, ...groupRules].flatMap(questionsIn);
	const answered = new Set(kept.filter(({ question }) => question.kind !== 'note').map(({ question }) => question.id));
	const asksById = new Map(kept.map((one) => [one.question.id, one.isHeading ? [] : asks(one)]));
	// Whoever waits for nothing known is told first: a long row of them would be looked through again and again.
	const isWaiting = kept.some((one) => asks(one).some((id) => !answered.has(id)));
	const circles = isWaiting ? new Set<string>() : inCircles(asksById);
	return kept.filter((draft) => {
		const { node, question } = draft;
		const unknown = asks(draft).find((id) => !answered.has(id));
		const params = { name: short(node.entry.text ?? node.linkId) };
		if (unknown !== undefined) tell('left-out', 'condition-unknown', node.linkId, { ...params, question: unknown });
		else if (!draft.isHeading && circles.has(question.id))
			tell('left-out', 'condition-circle', node.linkId, {
				...params,
				question: asks(draft).find((id) => circles.has(id)) ?? question.id
			});
		else return true;
		return false;
	});
}

/** What remains when all that wait for nothing that is left, or that nothing left waits for, are taken away. */
function inCircles(asksById: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
	let left = new Map(asksById);
	for (;;) {
		const asked = new Set([...left.values()].flat());
		const next = new Map([...left].filter(([id, asks]) => asked.has(id) && asks.some((other) => left.has(other))));
		if (next.size === left.size) return new Set(left.keys());
		left = next;
	}
}

/** The title of a group of groups goes with the last of what stands in them. */
function isAboutSomething(draft: RuledDraft, kept: readonly RuledDraft[], tell: TellFhir): boolean {
	if (!draft.isHeading) return true;
	if (kept.some(({ node, isHeading }) => !isHeading && chainOf(node).includes(draft.node))) return true;
	tell('left-out', 'group-empty', draft.node.linkId, { name: short(draft.node.entry.text ?? draft.node.linkId) });
	return false;
}

/** The condition of an entry; undefined without one, null for one that is not understood, which is told. */
function ruleOf(
	{ entry, linkId }: Node,
	draftsByLinkId: ReadonlyMap<string, EntryDraft>,
	tell: TellFhir
): Rule | null | undefined {
	const refuse = (what: FhirCode, params: Readonly<Record<string, string | number>> = {}): null => {
		tell('left-out', what, linkId, { name: short(entry.text ?? linkId), ...params });
		return null;
	};
	const expression = extensionNamed(entry, 'sdc-questionnaire-enableWhenExpression');
	if (expression) return refuse('condition', { condition: short(expression.valueExpression?.expression ?? '') });
	const conditions = entry.enableWhen ?? [];
	const [only] = conditions;
	if (!only) return undefined;
	const behaviour = entry.enableBehavior;
	const isJoined = behaviour === 'all' || behaviour === 'any';
	if (conditions.length > 1 && !isJoined) return refuse('condition-joined', { count: conditions.length });
	if (conditions.length > ruleLimits.joined) return refuse('condition', { condition: `${conditions.length}` });
	const rules: Rule[] = [];
	for (const when of conditions) {
		const target = draftsByLinkId.get(when.question);
		if (!target) return refuse('condition-unknown', { question: short(when.question) });
		const rule = ruleFrom(when, target);
		if (!rule) return refuse('condition', { condition: short(`${when.question} ${when.operator}`) });
		rules.push(rule);
	}
	const [first] = rules;
	if (rules.length === 1) return first;
	return behaviour === 'any' ? { any: rules } : { all: rules };
}

function ruleFrom(when: EnableWhen, { question, list }: EntryDraft): Rule | null {
	const { id, kind } = question;
	if (when.operator === 'exists') {
		if (when.answerBoolean === undefined) return null;
		return { question: id, is: when.answerBoolean ? '!=' : '=', value: '' };
	}
	const is = Comparison.safeParse(when.operator).data;
	if (!is) return null;
	const isEquality = is === '=' || is === '!=';
	const number = when.answerInteger ?? when.answerDecimal;
	if (kind === 'yes-no') {
		if (when.answerBoolean === undefined || !isEquality) return null;
		return { question: id, is, value: when.answerBoolean ? 'yes' : 'no' };
	}
	if (kind === 'line') return number === undefined ? null : { question: id, is, value: number };
	if (!list) return null;
	const written = when.answerCoding?.code ?? when.answerString ?? when.answerDate ?? when.answerTime ?? number;
	if (written === undefined) return null;
	const { valuesByCode } = list;
	const value =
		valuesByCode.get(codeKey(String(written), when.answerCoding?.system)) ?? valuesByCode.get(codeKey(String(written)));
	if (isEquality && value === undefined) return null;
	// A face is a number in our rules, an option is a text.
	if (kind === 'faces') return { question: id, is, value: Number(written) };
	if (kind === 'many') {
		if (value === undefined || !isEquality) return null;
		const selected: Rule = { question: id, selected: value };
		return is === '=' ? selected : { all: [{ question: id, is: '!=', value: '' }, { not: selected }] };
	}
	// Which option is less than another only numbers say.
	if (!isEquality) return number === undefined ? null : { question: id, is, value: number };
	return value === undefined ? null : { question: id, is, value };
}
