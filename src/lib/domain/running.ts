import { rowsOf, type Ledger } from './ledger';

/** Whether a session runs. Looks at the bare rows, so that the first screen need not bring what reads whole sessions. */
export function hasRunningSession(ledger: Ledger): boolean {
	for (const { fields } of rowsOf(ledger, 'session')) if (fields['state'] === 'running') return true;
	return false;
}
