import { init } from './001-init';

/**
 * Every step of the server's schema, oldest first: a static list, so that a bundler sees it and a reviewer reads the
 * order. Forward only; the rule is in the README of this folder.
 */
export const migrations = [{ name: '001-init', up: init }] as const;
