/** A code from our own source, a count or a duration in milliseconds: nothing a person wrote can be logged, by type. */
export interface LogEntry {
	readonly code: LogCode;
	readonly count?: number;
	readonly milliseconds?: number;
}

/** Codes are listed here, so a name or a message cannot pass as one. */
export type LogCode =
	| 'unlock.opened'
	| 'unlock.refused'
	| 'vault.connection-lost'
	| 'vault.replayed'
	| 'vault.compacted'
	| 'vault.unreadable-row'
	| 'page.failed'
	| 'worker.update-found';

const recent: LogEntry[] = [];

/** Notes that something happened. Keeps the last 50 in memory only; nothing is written or sent. */
export function log(entry: LogEntry): void {
	recent.push(entry);
	if (recent.length > 50) recent.shift();
}

/** The entries still held, oldest first, for the "about this app" page. */
export const recentLog = (): readonly LogEntry[] => [...recent];
