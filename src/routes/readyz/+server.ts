import { text } from '@sveltejs/kit';
import { getServer } from '$lib/server/context';

/** Whether requests may be sent here: the database answers, its tables are up to date, and the server is not stopping. */
export const GET = async () => {
	const { database, stopping } = getServer();
	const isReady = !stopping.aborted && (await database.isReady());
	return isReady ? text('ready\n') : text('not ready\n', { status: 503 });
};
