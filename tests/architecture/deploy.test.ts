import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '$lib/server/config';
import { projectFiles } from './sources';

// Nothing here starts a container: there is no engine where the tests run. What can be read, is.

interface Service {
	readonly image?: string;
	readonly environment?: Readonly<Record<string, string>>;
	readonly depends_on?: unknown;
	readonly ports?: readonly string[];
	readonly networks?: readonly string[];
	readonly volumes?: readonly string[];
}

const compose = parse(readFileSync('deploy/compose.yaml', 'utf8')) as {
	readonly services: Readonly<Record<string, Service>>;
	readonly volumes: object;
	readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
};
const settings = readFileSync('.env.example', 'utf8');
const unit = readFileSync('deploy/cercle.service', 'utf8');
const container = readFileSync('deploy/Containerfile', 'utf8');

describe('the compose file', () => {
	test('gives Cercle settings that it accepts', () => {
		const written = Object.entries(compose.services.cercle?.environment ?? {});
		const filled = written.map(([name, value]) => [
			name,
			value
				.replace(/\$\{\w+:-(\w*)\}/, '$1')
				.replace(/\$\{CERCLE_HOST[^}]*\}/, 'cercle.example.org')
				.replace(/\$\{POSTGRES_PASSWORD[^}]*\}/, 'secret')
		]);
		expect(parseConfig(Object.fromEntries(filled) as Record<string, string>)).toMatchObject({
			ok: true,
			value: { origin: 'https://cercle.example.org', organisations: 'closed' }
		});
	});

	test('lets only the proxy be reached, and the database reach nobody', () => {
		const open = Object.entries(compose.services).filter(([, service]) => service.ports);
		expect(open.map(([name]) => name)).toEqual(['caddy']);
		expect(compose.services.postgres?.networks).toEqual(['inside']);
		expect(compose.networks.inside?.internal).toBe(true);
	});

	test('names every volume it uses', () => {
		const used = Object.values(compose.services)
			.flatMap((service) => service.volumes ?? [])
			.map((volume) => volume.split(':')[0] ?? '')
			.filter((name) => !name.startsWith('.'));
		expect(used.filter((name) => !(name in compose.volumes))).toEqual([]);
	});
});

test('the proxy keeps no access log', () => {
	const lines = readFileSync('deploy/Caddyfile', 'utf8').split('\n');
	expect(lines.filter((line) => /^\s*log\b/.test(line))).toEqual([]);
	expect(lines.some((line) => line.includes('reverse_proxy'))).toBe(true);
});

test('the container and the unit run what is there, and not as root', () => {
	const files = projectFiles();
	const copied = [...container.matchAll(/^COPY --from=build \/cercle\/(\S+)/gm)].map(([, path]) => path ?? '');
	const made = ['node_modules', 'build'];
	const missing = copied.filter(
		(path) => !made.includes(path) && !files.some((file) => file === path || file.startsWith(`${path}/`))
	);
	expect(missing).toEqual([]);
	expect(container).toMatch(/^USER node$/m);
	expect(container).toContain('CMD ["node", "scripts/serve.mjs"]');
	expect(unit).toMatch(/^ExecStart=\/usr\/bin\/node scripts\/serve\.mjs$/m);
	expect(unit).toMatch(/^DynamicUser=yes$/m);
	expect(files).toContain('scripts/serve.mjs');
});

test('what stops the server waits longer than the server needs to stop', () => {
	const seconds = Number(/^SHUTDOWN_TIMEOUT=(\d+)$/m.exec(settings)?.[1]);
	expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1])).toBeGreaterThan(seconds);
	expect(readFileSync('deploy/compose.yaml', 'utf8')).toContain('stop_grace_period: 40s');
	expect(seconds).toBeLessThan(40);
});
