/** The one Trusted Types policy of our own; its name is in the `trusted-types` list of svelte.config.js. */
const policyName = 'cercle-worker';

/** What the platform offers of Trusted Types; TypeScript's own library does not describe it yet. */
interface ScriptUrlPolicy {
	readonly createScriptURL: (url: string) => unknown;
}
interface PolicyFactory {
	readonly createPolicy: (name: string, rules: { createScriptURL: (url: string) => string }) => ScriptUrlPolicy;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * The URL of one of our own built scripts, in the form `new Worker()` and `serviceWorker.register()` accept under
 * `require-trusted-types-for 'script'`. Throws a TypeError for anything that is not a script of this build on this origin,
 * so that injected text can never become a worker.
 */
export function trustedScriptUrl(url: string): string {
	// Absent in browsers without Trusted Types, where the check below still runs.
	const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes;
	policy ??= factory?.createPolicy(policyName, { createScriptURL: (text) => ownScriptUrl(text, location.href) });
	if (!policy) return ownScriptUrl(url, location.href);
	// The platform wants its own TrustedScriptURL object here while TypeScript still types these parameters as string.
	return policy.createScriptURL(url) as string;
}

const builtScript = /^(?:\/[\w-]+)*\/(?:_app\/immutable\/(?:workers|assets)\/[\w.-]+\.js|service-worker\.js)$/;

/** The absolute URL of `url` as seen from `page`. Throws a TypeError when it is not a built script of the page's origin. */
export function ownScriptUrl(url: string, page: string): string {
	const absolute = new URL(url, page);
	const isOurs = absolute.origin === new URL(page).origin;
	const isBuilt = builtScript.test(absolute.pathname) && absolute.search === '' && absolute.hash === '';
	// The development server serves sources by path with a query; it never reaches a phone.
	if (!isOurs || !(isBuilt || import.meta.env.DEV)) throw new TypeError('Not a script of this build');
	return absolute.href;
}
