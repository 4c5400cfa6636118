import { json } from '@sveltejs/kit';
import { version } from '$app/environment';

/** The version of this build, the one that the app shows under Settings. */
export const GET = () => json({ version });
