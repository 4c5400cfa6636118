import { expect, test } from 'vitest';
import { createCircle, found } from '../sync/circle';
import { valueOf } from '../sync/value-of';

test('work of several requests sends no further one once the vault was closed', async () => {
	const circle = await createCircle();
	const [mai, awa] = [await circle.phone(), await circle.phone()];
	await found(mai);
	const invite = valueOf(
		await mai.people.invite({ roles: ['facilitator'], groups: [], remote: false, own: false, label: 'Awa' })
	);
	valueOf(await awa.people.join(invite.link, 'Awa'));
	mai.network.requests.length = 0;
	mai.network.tamper = async (request, handOn) => {
		const answer = await handOn(request);
		mai.people.close();
		return answer;
	};
	await mai.people.lookForAnswers();
	expect(mai.network.requests).toEqual(['GET invites']);
	// The app is opened again, and the same goes through.
	mai.network.tamper = null;
	await mai.reopen();
	mai.network.requests.length = 0;
	valueOf(await mai.people.lookForAnswers());
	expect(mai.network.requests.length).toBeGreaterThan(1);
}, 60_000);
