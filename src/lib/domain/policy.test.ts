import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isPolicyValue, policiesOf, policyNames, policyRules } from './policy';

describe('policies', () => {
	test('are as usual while nobody has set any, whatever else the log names', () => {
		const usual = policiesOf(new Map());
		for (const name of policyNames) expect(usual[policyRules[name].field]).toBe(policyRules[name].usual);
		expect(policiesOf(new Map([['of-a-newer-app', 3]]))).toEqual(usual);
	});

	test('are what the log says, never outside their bounds', () => {
		fc.assert(
			fc.property(fc.constantFrom(...policyNames), fc.integer({ min: -10, max: 500 }), (name, value) => {
				const { field, lowest, highest, usual } = policyRules[name];
				const inForce = policiesOf(new Map([[name, value]]))[field];
				expect(inForce).toBe(value >= lowest && value <= highest ? value : usual);
				expect(isPolicyValue(name, inForce)).toBe(true);
				expect(isPolicyValue(name, inForce + 0.5)).toBe(false);
			})
		);
	});

	test('each have a field of their own', () => {
		expect(new Set(policyNames.map((name) => policyRules[name].field)).size).toBe(policyNames.length);
	});
});
