import { captures, entries, structures } from './fhir';
import {
	optionsOf,
	questionsOf,
	type Option,
	type Question,
	type Questionnaire,
	type Score,
	type Section,
	type Texts
} from './questionnaire';
import type { Rule } from './relevance';
import { partRange } from './scoring';
import { freeId } from './xlsform-survey';

/** What a FHIR questionnaire has no place for. */
export type FhirLostCode =
	'safety' | 'audio' | 'condition' | 'step' | 'score' | 'bands' | 'missing-answers' | 'score-notes';

/** A part of what is written. */
type Written = Readonly<Record<string, unknown>>;

export interface WrittenFhir {
	/** A FHIR R4 questionnaire as JSON. */
	readonly text: string;
	/** Each once, with the ids of the questions or scores it is about. */
	readonly lost: readonly { readonly what: FhirLostCode; readonly of: readonly string[] }[];
}

/**
 * A questionnaire as FHIR R4, and what that cannot hold. `readFhirQuestionnaire` gives back the same questionnaire but for
 * that, and for the ids of questions and parts that FHIR keeps apart no more than by their name.
 */
export function writeFhirQuestionnaire(questionnaire: Questionnaire): WrittenFhir {
	const { id, version, title, languages, source, licence, sections, scores } = questionnaire;
	const own = languages[0] ?? 'und';
	const lost = new Map<FhirLostCode, string[]>();
	const lose = (what: FhirLostCode, of: string) => lost.set(what, [...(lost.get(what) ?? []), of]);
	const writing: Writing = {
		own,
		lose,
		questionsById: new Map(questionsOf(questionnaire).map((question) => [question.id, question])),
		taken: new Map(questionsOf(questionnaire).map((question) => [question.id, 1]))
	};
	const faces = new Set(questionsOf(questionnaire).flatMap((one) => (one.kind === 'faces' ? [one.steps] : [])));
	for (const { id: rule } of questionnaire.safety) lose('safety', rule);
	const resource: Written = {
		resourceType: 'Questionnaire',
		id,
		...(own === 'und' ? {} : { language: own }),
		...(faces.size > 0 ? { contained: [...faces].sort().map(facesSet) } : {}),
		...(source === undefined ? {} : { url: source }),
		version: String(version),
		...worded('title', title, own),
		status: questionnaire.state === 'published' ? 'active' : questionnaire.state === 'retired' ? 'retired' : 'draft',
		...(licence === undefined ? {} : { copyright: licence }),
		[entries]: [
			...sections.map((section) => sectionEntry(section, writing)),
			...scores.flatMap((score) => scoreEntry(score, writing))
		]
	};
	return {
		text: `${JSON.stringify(resource, null, '\t')}\n`,
		lost: [...lost].map(([what, of]) => ({ what, of }))
	};
}

interface Writing {
	readonly own: string;
	readonly lose: (what: FhirLostCode, of: string) => void;
	readonly questionsById: ReadonlyMap<string, Question>;
	/** What is named already: in FHIR parts, questions and scores share their names. */
	readonly taken: Map<string, number>;
}

/** A text with its translations beside it. */
function worded(field: string, texts: Texts | undefined, own: string): Written {
	if (!texts) return {};
	const others = Object.entries(texts).filter(([language]) => language !== own);
	const translations = others.map(([language, text]) => ({
		url: `${structures}/translation`,
		extension: [
			{ url: 'lang', valueCode: language },
			{ url: 'content', valueString: text }
		]
	}));
	return {
		...(texts[own] === undefined ? {} : { [field]: texts[own] }),
		...(translations.length > 0 ? { [`_${field}`]: { extension: translations } } : {})
	};
}

const facesSet = (steps: number): Written => ({
	resourceType: 'ValueSet',
	id: `faces-${steps}`,
	status: 'active',
	compose: {
		include: [
			{
				system: 'urn:ietf:rfc:3986',
				concept: Array.from({ length: steps }, (_none, at) => ({
					extension: [{ url: `${structures}/ordinalValue`, valueDecimal: at + 1 }],
					code: String(at + 1),
					display: String(at + 1)
				}))
			}
		]
	}
});

function sectionEntry(section: Section, writing: Writing): Written {
	return {
		linkId: freeId(section.id, writing.taken),
		...worded('text', section.title, writing.own),
		type: 'group',
		...conditions(section.relevant, section.id, writing),
		[entries]: section.questions.map((question) => questionEntry(question, writing))
	};
}

function questionEntry(question: Question, writing: Writing): Written {
	const { own, lose, taken } = writing;
	const { id, text, hint, relevant } = question;
	if (question.audio ?? optionsOf(question).some(({ audio }) => audio)) lose('audio', id);
	const beside = (control: string, words: Texts | undefined): readonly Written[] =>
		words
			? [
					{
						extension: [controlled(control)],
						linkId: freeId(`${id.slice(0, 50)}.${control}`, taken),
						...worded('text', words, own),
						type: 'display'
					}
				]
			: [];
	const ends = question.kind === 'line' ? [...beside('lower', question.low), ...beside('upper', question.high)] : [];
	const inner = [...beside('help', hint), ...ends];
	return {
		...bodyOf(question, writing),
		linkId: id,
		...worded('text', text, own),
		...conditions(relevant, id, writing),
		...(inner.length > 0 ? { [entries]: inner } : {})
	};
}

const controlled = (code: string): Written => ({
	url: `${structures}/questionnaire-itemControl`,
	valueCodeableConcept: { coding: [{ system: 'http://hl7.org/fhir/questionnaire-item-control', code }] }
});

const orientation = (code: 'horizontal' | 'vertical'): Written => ({
	url: `${structures}/questionnaire-choiceOrientation`,
	valueCode: code
});

function bodyOf(question: Question, { own, lose }: Writing): Written {
	switch (question.kind) {
		case 'note':
			return { type: 'display' };
		case 'yes-no':
			return { type: 'boolean' };
		case 'faces':
			return { type: 'choice', answerValueSet: `#faces-${question.steps}` };
		case 'line': {
			const { from, to, step } = question;
			const isWhole = [from, to, step].every(Number.isInteger);
			const bound = isWhole ? 'valueInteger' : 'valueDecimal';
			// FHIR knows whole steps only.
			if (!isWhole && step !== (to - from <= 1 ? 0.1 : 1)) lose('step', question.id);
			return {
				extension: [
					controlled('slider'),
					{ url: `${structures}/minValue`, [bound]: from },
					{ url: `${structures}/maxValue`, [bound]: to },
					...(Number.isInteger(step)
						? [{ url: `${structures}/questionnaire-sliderStepValue`, valueInteger: step }]
						: [])
				],
				type: isWhole ? 'integer' : 'decimal'
			};
		}
		default:
			return {
				...(question.kind === 'many'
					? {}
					: { extension: [orientation(question.kind === 'scale' ? 'horizontal' : 'vertical')] }),
				type: 'choice',
				...(question.kind === 'many' ? { repeats: true } : {}),
				answerOption: question.options.map((option) => optionOf(option, own))
			};
	}
}

const optionOf = ({ value, label, weight }: Option, own: string): Written => ({
	...(weight === undefined ? {} : { extension: [{ url: `${structures}/ordinalValue`, valueDecimal: weight }] }),
	valueCoding: { code: value, ...worded('display', label, own) }
});

/** A rule as conditions; a rule in a rule FHIR does not have. */
function conditions(rule: Rule | undefined, id: string, writing: Writing): Written {
	if (!rule) return {};
	const parts = 'all' in rule ? rule.all : 'any' in rule ? rule.any : [rule];
	const whens = parts.map((part) => whenOf(part, writing));
	if (whens.includes(null)) {
		writing.lose('condition', id);
		return {};
	}
	return { enableWhen: whens, ...(whens.length > 1 ? { enableBehavior: 'any' in rule ? 'any' : 'all' } : {}) };
}

function whenOf(rule: Rule, { questionsById }: Writing): Written | null {
	if (!('question' in rule)) return null;
	const asked = questionsById.get(rule.question);
	if (!asked) return null;
	const { question } = rule;
	const isOption = (value: string) => optionsOf(asked).some((option) => option.value === value);
	if ('selected' in rule) {
		if (asked.kind !== 'many' || !isOption(rule.selected)) return null;
		return { question, operator: '=', answerCoding: { code: rule.selected } };
	}
	const { is, value } = rule;
	const isEquality = is === '=' || is === '!=';
	if (value === '') return isEquality ? { question, operator: 'exists', answerBoolean: is === '!=' } : null;
	if (asked.kind === 'yes-no') {
		if (!isEquality || (value !== 'yes' && value !== 'no')) return null;
		return { question, operator: is, answerBoolean: value === 'yes' };
	}
	if (asked.kind === 'line' && typeof value === 'number')
		return { question, operator: is, [Number.isInteger(value) ? 'answerInteger' : 'answerDecimal']: value };
	if (asked.kind === 'faces' && isEquality && typeof value === 'number')
		return { question, operator: is, answerCoding: { code: String(value) } };
	if ((asked.kind !== 'one' && asked.kind !== 'scale') || !isEquality) return null;
	return typeof value === 'string' && isOption(value)
		? { question, operator: is, answerCoding: { code: value } }
		: null;
}

/** A score as a hidden calculation, where it is a sum or mean of points that FHIR can say. */
function scoreEntry(score: Score, { own, lose, questionsById, taken }: Writing): readonly Written[] {
	const { id, method, multiply, decimals, parts } = score;
	const terms = parts.map(({ question, weight, reverse, points }) => {
		const asked = questionsById.get(question);
		const isPlain =
			asked && !points && !reverse && (weight === undefined || /^\d{1,9}(?:\.\d{1,12})?$/.test(String(weight)));
		if (!isPlain || !partRange(asked, { question })) return null;
		const isByPoints = asked.kind === 'faces' || optionsOf(asked).some((option) => option.weight !== undefined);
		if (asked.kind === 'many' || (!isByPoints && asked.kind !== 'line')) return null;
		const path = `%resource.repeat(item).where(linkId = '${question}').answer.value${isByPoints ? '.ordinal()' : ''}`;
		return weight === undefined ? path : `${weight} * ${path}`;
	});
	const isTimes = multiply === undefined || (/^\d{1,9}(?:\.\d{1,12})?$/.test(String(multiply)) && multiply > 0);
	const isBoth = method === 'mean' && multiply !== undefined;
	if (terms.includes(null) || !isTimes || isBoth || (method === 'mean' && parts.length < 2)) {
		lose('score', id);
		return [];
	}
	if (score.bands.length > 0) lose('bands', id);
	if (score.missing.policy !== 'none') lose('missing-answers', id);
	const { coding, range, better, source, licence } = score;
	if (score.version !== 1 || [coding, range, better, source, licence].some((note) => note !== undefined))
		lose('score-notes', id);
	const sum = terms.join(' + ');
	const factor = method === 'mean' ? ` / ${parts.length}` : multiply === undefined ? '' : ` * ${multiply}`;
	const whole = factor === '' && decimals === undefined ? sum : `(${sum})${factor}`;
	return [
		{
			extension: [
				{ url: `${structures}/questionnaire-hidden`, valueBoolean: true },
				{
					url: `${captures}/sdc-questionnaire-calculatedExpression`,
					valueExpression: {
						language: 'text/fhirpath',
						expression: decimals === undefined ? whole : `(${whole}).round(${decimals})`
					}
				}
			],
			linkId: freeId(id, taken),
			...worded('text', score.title, own),
			type: 'decimal',
			readOnly: true
		}
	];
}
