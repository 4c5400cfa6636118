import { apiOf } from '$lib/server/api';
import { getServer } from '$lib/server/context';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => apiOf(getServer()).readLog(event);
export const POST: RequestHandler = (event) => apiOf(getServer()).appendLog(event);
