import { err, ok, type Result } from '$lib/base/result';
import { isPolicyValue, type PolicyName } from '$lib/domain/policy';
import { createLogDraft } from './log-draft';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { SyncSession } from './session';

/** Sets a policy for everybody, signed; administrators only. `NotAllowed` for a value outside its bounds. */
export function setPolicy(session: SyncSession, name: PolicyName, value: number): Promise<Result<void, PeopleProblem>> {
	return session.inTurn(async () => {
		if (!isPolicyValue(name, value)) return err({ type: 'NotAllowed' });
		let isAllowed = true;
		const appended = await session.append((directory) => {
			if (directory.policies.get(name) === value) return [];
			const draft = createLogDraft(directory, session);
			isAllowed = draft.add({ kind: 'policy', name, value });
			return draft.bodies;
		});
		if (!appended.ok) return err(peopleProblem(appended.error));
		return isAllowed ? ok(undefined) : err({ type: 'NotAllowed' });
	});
}
