import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	isHolding,
	parseRule,
	questionsIn,
	Rule,
	ruleDepth,
	ruleLimits,
	ruleToText,
	type RuleAnswer
} from './relevance';

const ruleOf = (text: string): Rule => {
	const rule = parseRule(text);
	if (!rule.ok) throw new Error(JSON.stringify(rule.error));
	return rule.value;
};
const problemOf = (text: string) => {
	const rule = parseRule(text);
	return rule.ok ? undefined : rule.error;
};
const holds = (text: string, answers: Readonly<Record<string, RuleAnswer>>) =>
	isHolding(ruleOf(text), (question) => answers[question] ?? null);

const question = fc.stringMatching(/^[A-Za-z0-9_/][A-Za-z0-9_./-]{0,12}$/);
const literal = fc.oneof(fc.stringMatching(/^[^\p{Cc}']{0,12}$/u), fc.stringMatching(/^[^\p{Cc}"]{0,12}$/u));
const plain = fc.oneof(
	fc.integer({ min: -1_000_000, max: 1_000_000 }),
	fc.integer({ min: -1_000_000, max: 1_000_000 }).map((whole) => whole / 1000 + 0)
);
const rules = fc.letrec<{ rule: Rule }>((tie) => ({
	rule: fc.oneof(
		{ maxDepth: 5, depthIdentifier: 'rule' },
		fc.record({
			question,
			is: fc.constantFrom('=', '!=', '<', '<=', '>', '>='),
			value: fc.oneof(literal, plain)
		}),
		fc.record({ question, selected: literal }),
		fc.record({ all: fc.array(tie('rule'), { minLength: 2, maxLength: 4, depthIdentifier: 'rule' }) }),
		fc.record({ any: fc.array(tie('rule'), { minLength: 2, maxLength: 4, depthIdentifier: 'rule' }) }),
		fc.record({ not: tie('rule') })
	)
})).rule;

describe('a rule as text', () => {
	it('gives the same rule back for every rule', () => {
		fc.assert(
			fc.property(rules, (rule) => {
				fc.pre(ruleToText(rule).length <= ruleLimits.characters);
				expect(ruleOf(ruleToText(rule))).toEqual(rule);
			})
		);
	});

	it('is a rule the schema takes, and one it wrote is read by it', () => {
		fc.assert(fc.property(rules, (rule) => Rule.safeParse(rule).success));
	});

	it('never throws and never hangs, whatever stands there', () => {
		const bits = fc.constantFrom('${a}', "'b'", '"', "'", '(', ')', 'and', 'or', 'not', 'selected', ',', '=', '1', '.');
		fc.assert(fc.property(fc.array(fc.oneof(bits, fc.string())), (parts) => parseRule(parts.join(' ')) !== undefined));
		const hostile = ['('.repeat(19_000), 'not('.repeat(4900), "'".repeat(20_000), '${a} = 1 and '.repeat(1500)];
		const begun = performance.now();
		for (const text of hostile) expect(parseRule(text).ok).toBe(false);
		expect(performance.now() - begun).toBeLessThan(1000);
	});

	it('joins by and before or', () => {
		expect(ruleOf("${a} = 'x' or ${b} = 1 and ${c} > 2")).toEqual({
			any: [
				{ question: 'a', is: '=', value: 'x' },
				{
					all: [
						{ question: 'b', is: '=', value: 1 },
						{ question: 'c', is: '>', value: 2 }
					]
				}
			]
		});
	});

	it('reads what forms write: line breaks, double quotes, brackets, no blanks', () => {
		expect(ruleOf('not( selected( ${ a } ,"x y") )\n and(${b}>=-1.5)')).toEqual({
			all: [{ not: { question: 'a', selected: 'x y' } }, { question: 'b', is: '>=', value: -1.5 }]
		});
	});

	it.each([
		['', { type: 'RuleEmpty', at: 1 }],
		['  ', { type: 'RuleEmpty', at: 1 }],
		['${a} =', { type: 'RuleUnfinished', at: 7 }],
		['(${a} = 1', { type: 'RuleUnfinished', at: 10 }],
		['${a} = 1)', { type: 'RuleNotUnderstood', at: 9, found: ')' }],
		['${a} == 1', { type: 'RuleNotUnderstood', at: 7, found: '=' }],
		['. > 5', { type: 'RuleNotUnderstood', at: 1, found: '.' }],
		['${a} + 1 = 2', { type: 'RuleNotUnderstood', at: 6, found: '+' }],
		['${a} = ${b}', { type: 'RuleNotUnderstood', at: 8, found: '${b}' }],
		['count-selected(${a}) > 1', { type: 'RuleNotUnderstood', at: 1, found: 'count-selected' }],
		["${a} = 'x' AND ${b} = 1", { type: 'RuleNotUnderstood', at: 12, found: 'AND' }],
		['${a} = ‘x’', { type: 'RuleNotUnderstood', at: 8, found: '‘x’' }],
		['${a b} = 1', { type: 'RuleNotUnderstood', at: 1, found: '${a' }],
		["selected(${a}, 'x'", { type: 'RuleUnfinished', at: 19 }],
		['${a} = 1e5', { type: 'RuleNotUnderstood', at: 8, found: '1e5' }],
		["pulldata('f', 'a') = 1", { type: 'RuleNotUnderstood', at: 1, found: 'pulldata' }]
	])('refuses %j and says where', (text, problem) => {
		expect(problemOf(text)).toEqual(problem);
	});

	it('refuses rules that lie too deep', () => {
		const deep = (depth: number) => 'not('.repeat(depth) + '${a} = 1' + ')'.repeat(depth);
		expect(problemOf(deep(ruleLimits.depth - 1))).toBeUndefined();
		expect(problemOf(deep(ruleLimits.depth))?.type).toBe('RuleTooDeep');
		expect(problemOf('('.repeat(61) + '${a} = 1' + ')'.repeat(61))?.type).toBe('RuleTooDeep');
	});

	it('counts how deep rules lie and which questions they ask about', () => {
		const rule = ruleOf('not(${a} = 1 or ${b} = 2 and ${a} = 3)');
		expect(ruleDepth(rule)).toBe(4);
		expect(questionsIn(rule)).toEqual(['a', 'b']);
	});
});

describe('a rule over answers', () => {
	it.each([
		["${a} = 'x'", 'x', true],
		["${a} = 'x'", 'y', false],
		["${a} != 'x'", 'y', true],
		['${a} = 2', '2', true],
		['${a} = 2', 2, true],
		["${a} = '2'", 2, true],
		['${a} > 10', '9', false],
		['${a} > 10', 11, true],
		['${a} >= 10', 10, true],
		['${a} < 10', 10, false],
		['${a} <= 10', 10, true],
		['${a} < 10', 'x', false],
		['${a} != 10', 'x', true],
		["${a} > ''", 3, false],
		["${a} = 'yes'", true, true],
		["${a} = 'no'", false, true],
		["selected(${a}, 'x')", ['w', 'x'], true],
		["selected(${a}, 'x')", ['w', 'xy'], false],
		["selected(${a}, 'x')", 'x', true],
		["${a} = 'w x'", ['w', 'x'], true]
	] as const)('%s for %j is %j', (text, answer, expected) => {
		expect(holds(text, { a: answer })).toBe(expected);
	});

	it('is false for a passed question, whatever is compared', () => {
		for (const sign of ['=', '!=', '<', '<=', '>', '>='])
			for (const value of ["'x'", '0', '5']) expect(holds(`\${a} ${sign} ${value}`, {})).toBe(false);
		expect(holds("selected(${a}, 'x')", {})).toBe(false);
		expect(holds("selected(${a}, '')", {})).toBe(false);
	});

	it('asks for a passed question by the empty text, as XPath does', () => {
		expect(holds("${a} = ''", {})).toBe(true);
		expect(holds("${a} != ''", {})).toBe(false);
		expect(holds("${a} = ''", { a: 'x' })).toBe(false);
		expect(holds("${a} != ''", { a: 0 })).toBe(true);
		expect(holds("${a} = ''", { a: [] })).toBe(true);
	});

	it('joins as logic does', () => {
		fc.assert(
			fc.property(rules, rules, fc.dictionary(question, fc.oneof(literal, plain)), (one, other, answers) => {
				const answerTo = (name: string) => answers[name] ?? null;
				const is = (rule: Rule) => isHolding(rule, answerTo);
				expect(is({ all: [one, other] })).toBe(is(one) && is(other));
				expect(is({ any: [one, other] })).toBe(is(one) || is(other));
				expect(is({ not: one })).toBe(!is(one));
			})
		);
	});
});
