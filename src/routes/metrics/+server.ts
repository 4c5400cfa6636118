import { error } from '@sveltejs/kit';
import { getServer } from '$lib/server/context';
import { bearsToken } from '$lib/server/metrics';

/** Figures for whoever bears the token. For everybody else, and when no token is set, there is no such page. */
export const GET = async ({ request }: { readonly request: Request }) => {
	const { config, metrics } = getServer();
	const { metricsToken } = config;
	if (!metricsToken || !bearsToken(request.headers.get('authorization'), metricsToken)) error(404);
	return new Response(await metrics.text(), {
		headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }
	});
};
