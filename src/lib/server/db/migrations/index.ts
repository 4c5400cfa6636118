import { init } from './001-init';
import { ballots } from './002-ballots';
import { ballotQuestions } from './003-ballot-questions';

/**
 * Every step of the server's schema, oldest first: a static list, so that a bundler sees it and a reviewer reads the
 * order. Forward only; the rule is in the README of this folder.
 */
export const migrations = [
	{ name: '001-init', up: init },
	{ name: '002-ballots', up: ballots },
	{ name: '003-ballot-questions', up: ballotQuestions }
] as const;
