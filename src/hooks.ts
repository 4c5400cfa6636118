import type { Reroute } from '@sveltejs/kit';
import { pathOfAddress } from '$lib/runtime/address';

/** Gives the router the path that a shown address stands for. See [Note: The address bar says nothing]. */
export const reroute: Reroute = ({ url }) => pathOfAddress(url.pathname);
