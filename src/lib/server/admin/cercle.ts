/**
 * The `cercle` command, for whoever runs a server. `bin/cercle.mjs` calls it with the words behind the command.
 *
 * What must stay true: it answers one JSON object on the standard output, or one sentence on the standard error; it ends
 * with 0 when all is well, 1 when something is wrong and 2 when it was not understood. What it prints holds counts and
 * shortened ids, because such output is pasted into mails (A13).
 */
import { parseArgs } from 'node:util';
import { createClock } from '$lib/base/clock';
import { parseConfig, type Config } from '$lib/server/config';
import { openDatabase, type Database } from '$lib/server/db/open-database';
import { check } from './check';
import { backUp, restore } from './dump';
import { prune } from './prune';
import { stats } from './stats';

const usage = `cercle <command>

  backup <file>             writes everything the server keeps into a new file
  restore <file> [--replace]  brings a backup back, into an empty database or in place of what is there
  check                     looks for damage in every log, envelope, chain and batch; changes nothing
  prune                     deletes what has ended (the server does so every hour)
  stats                     how much each organisation holds

The database is the one that DATABASE_URL names, as for the server.`;

/** Where the command writes; tests give their own. */
export interface Terminal {
	readonly out: (text: string) => void;
	readonly error: (text: string) => void;
}

const processTerminal: Terminal = {
	out: (text) => void process.stdout.write(text),
	error: (text) => void process.stderr.write(text)
};

interface Outcome {
	readonly code: 0 | 1;
	/** What is printed as JSON. */
	readonly answer: object;
}

type Command = (database: Database, config: Config, file: string, isReplacing: boolean) => Promise<Outcome>;

const clock = createClock();

const commands: { readonly [name: string]: { readonly needsFile: boolean; readonly run: Command } } = {
	backup: {
		needsFile: true,
		run: async (database, _, file) => ({ code: 0, answer: { rows: await backUp(database, file, clock.today()) } })
	},
	restore: {
		needsFile: true,
		run: async (database, _, file, isReplacing) => {
			const restored = await restore(database, file, { replace: isReplacing });
			return restored.ok
				? { code: 0, answer: { rows: restored.value } }
				: { code: 1, answer: { problem: restored.error } };
		}
	},
	check: {
		needsFile: false,
		run: async (database) => {
			const answer = await check(database, clock.today());
			return { code: answer.damage.length === 0 ? 0 : 1, answer };
		}
	},
	prune: {
		needsFile: false,
		run: async (database, config) => ({ code: 0, answer: { pruned: await prune(database, clock, config) } })
	},
	stats: {
		needsFile: false,
		run: async (database) => ({ code: 0, answer: { organisations: await stats(database) } })
	}
};

const wordsOf = (args: readonly string[]) => {
	try {
		const { positionals, values } = parseArgs({
			args: [...args],
			allowPositionals: true,
			options: { replace: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } }
		});
		return { positionals, ...values };
	} catch {
		return undefined;
	}
};

/** What went wrong, without anything of a row: the driver's code, or what kind of error it is. */
const codeOf = (error: unknown): string => {
	const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
	return typeof code === 'string' ? code : String(name);
};

/** What is wrong with the settings, one sentence each; for the server's entry, which asks before it loads anything else. */
export function settingFaults(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
	const config = parseConfig(environment);
	return config.ok ? [] : config.error.sentences;
}

/** Runs one command and returns the exit code. Never rejects. */
export async function runCercle(
	args: readonly string[],
	environment: Readonly<Record<string, string | undefined>>,
	terminal: Terminal = processTerminal
): Promise<0 | 1 | 2> {
	const words = wordsOf(args);
	if (words?.help) {
		terminal.out(`${usage}\n`);
		return 0;
	}
	const [name = '', file = '', ...more] = words?.positionals ?? [];
	const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
	const isUnderstood = command && command.needsFile === (file !== '') && more.length === 0;
	if (!isUnderstood || (words?.replace && name !== 'restore')) {
		terminal.error(`${usage}\n`);
		return 2;
	}
	const config = parseConfig(environment);
	if (!config.ok) {
		for (const sentence of config.error.sentences) terminal.error(`${sentence}\n`);
		return 1;
	}
	let database: Database | undefined;
	try {
		database = await openDatabase(config.value.databaseUrl, { connections: 2 });
		const { code, answer } = await command.run(database, config.value, file, words?.replace ?? false);
		terminal.out(`${JSON.stringify(answer, null, '\t')}\n`);
		return code;
	} catch (error) {
		terminal.error(`cercle ${name} did not finish (${codeOf(error)}). Nothing was changed halfway.\n`);
		return 1;
	} finally {
		await database?.close().catch(() => undefined);
	}
}
