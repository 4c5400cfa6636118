import { apiOf } from '$lib/server/api';
import { getServer } from '$lib/server/context';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => apiOf(getServer()).castBallots(event);
export const GET: RequestHandler = (event) => apiOf(getServer()).readBallots(event);
