import { text } from '@sveltejs/kit';

/** This process answers. Says nothing about the database: restarting the process would not mend that. */
export const GET = () => text('ok\n');
