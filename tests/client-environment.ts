import type { Environment } from 'vitest/runtime';

/** Plain Node, but Svelte compiles as it does for a browser: in a server build runes are dead and effects never run. */
const environment: Environment = {
	name: 'client',
	viteEnvironment: 'client',
	setup: () => ({ teardown: () => undefined })
};

export default environment;
