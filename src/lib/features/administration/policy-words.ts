import { policyRules, type PolicyName } from '$lib/domain/policy';
import type { Translate } from '$lib/i18n';

/** What a policy counts, by the end of its name in the log. */
export function unitOf(name: PolicyName): 'answers' | 'days' | 'hours' | 'months' {
	if (name === 'check-in-threshold') return 'answers';
	if (name.endsWith('-hours')) return 'hours';
	return name.endsWith('-months') ? 'months' : 'days';
}

/** A value with its unit. */
export const valueInWords = (t: Translate, name: PolicyName, count: number): string =>
	name === 'own-phone' || name === 'picture-code'
		? t(count === 1 ? 'administration:unit.allowed' : 'administration:unit.notAllowed')
		: t(`administration:unit.${unitOf(name)}`, { count });

/** Whether the log's name is one that this app knows. */
export const isPolicyName = (name: string): name is PolicyName => Object.hasOwn(policyRules, name);
