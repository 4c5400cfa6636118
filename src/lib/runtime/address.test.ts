import { describe, expect, it } from 'vitest';
import { GroupId, SessionId } from '$lib/domain/ids';
import { backToSession, parentOf } from './address';

const groupId = GroupId.parse('00000000-0000-4000-8000-0000000000a1');
const id = SessionId.parse('00000000-0000-4000-8000-0000000000c1');
const here = `/groups/${groupId}/sessions/${id}`;

describe('beside a session', () => {
	it('leads back to the guide while it runs', () => {
		expect(backToSession({ groupId, id, state: 'running' })).toBe(`${here}/play`);
	});

	it.each(['planned', 'closed', 'cancelled'] as const)('leads back to a %s session itself', (state) => {
		expect(backToSession({ groupId, id, state })).toBe(here);
	});
});

describe("the phone's Back", () => {
	it.each([
		[`${here}/attendance`, here],
		[here, `/groups/${groupId}`],
		[`/groups/${groupId}/members`, `/groups/${groupId}`],
		[`/groups/${groupId}`, '/today'],
		['/settings/secret', '/settings'],
		[`/safeguarding/${id}`, '/safeguarding'],
		[`/desk/${id}`, '/desk'],
		[`/desk/support/${id}`, '/desk/support'],
		[`/services/${id}/edit`, `/services/${id}`],
		['/services/import', '/services'],
		['/services/new/111', '/services'],
		['/settings', '/today']
	])('leads from %s to %s', (from, to) => {
		expect(parentOf(from)).toBe(to);
	});
});
