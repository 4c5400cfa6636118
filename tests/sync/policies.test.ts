import { expect, test } from 'vitest';
import { policyNames, policyRules } from '$lib/domain/policy';
import { policyBounds } from '$lib/protocol/limits';
import { createCircle, found, letIn, settle } from './circle';
import { valueOf } from './value-of';

test('the log keeps policies within the bounds that the app shows', () => {
	const shown = policyNames.map((name) => [name, [policyRules[name].lowest, policyRules[name].highest]]);
	expect([...policyBounds]).toEqual(shown);
});

test('an administrator sets a policy for everybody; nobody else does, and nothing out of bounds is sent', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	expect(mai.people.view().policies.reviewDueDays).toBe(7);
	await found(mai);
	await letIn(mai, awa, { roles: ['supervisor'] });
	valueOf(await mai.people.setPolicy('review-due-days', 10));
	await settle(mai, awa);
	expect([mai, awa].map((phone) => phone.people.view().policies.reviewDueDays)).toEqual([10, 10]);
	expect(await awa.people.setPolicy('review-due-days', 3)).toEqual({ ok: false, error: { type: 'NotAllowed' } });
	mai.network.requests.length = 0;
	expect(await mai.people.setPolicy('check-in-threshold', 4)).toEqual({ ok: false, error: { type: 'NotAllowed' } });
	expect(mai.network.requests).toEqual([]);
	expect(awa.people.view().policies).toMatchObject({ reviewDueDays: 10, checkInThreshold: 5 });
}, 60_000);
