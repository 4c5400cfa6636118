import { apiOf } from '$lib/server/api';
import { getServer } from '$lib/server/context';
import type { RequestHandler } from './$types';

export const POST: RequestHandler = (event) => apiOf(getServer()).leaveQuestions(event);
export const GET: RequestHandler = (event) => apiOf(getServer()).readQuestions(event);
