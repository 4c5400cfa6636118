/**
 * One server as a process of its own, for tests that end it without warning. Prints its address, and stays until then.
 * Built by `child.ts`, because Node cannot run it as it is.
 */
import { createServer } from '$lib/server/context';
import { configOf, sendTo } from './client';
import { listen } from './listen';

const server = await createServer(configOf(process.env.DATABASE_URL ?? ''));
const { address } = await listen(sendTo(server));
process.stdout.write(`${address}\n`);
