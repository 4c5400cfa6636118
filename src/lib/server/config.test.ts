import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseConfig } from './config';

const faultsOf = (environment: Record<string, string>) => {
	const parsed = parseConfig(environment);
	return parsed.ok ? [] : parsed.error.sentences;
};

test('an empty environment is a server that works', () => {
	const parsed = parseConfig({});
	expect(parsed).toMatchObject({
		ok: true,
		value: { databaseUrl: './data/cercle.db', origin: 'http://localhost:3000', metricsToken: undefined, rateLimit: 1 }
	});
	expect(parseConfig({ METRICS_TOKEN: '', LOG_LEVEL: '' })).toEqual(parsed);
});

describe('a fault is told in one sentence', () => {
	test.each([
		['ORIGIN', 'cercle.example.org'],
		['ORIGIN', 'https://cercle.example.org/'],
		['ORIGIN', 'ftp://cercle.example.org'],
		['DATABASE_URL', 'mysql://somewhere/cercle'],
		['DATABASE_URL', 'postgres://['],
		['DATABASE_URL', ':memory:'],
		['ORGANISATIONS', 'yes'],
		['QUOTA_BYTES', '-1'],
		['QUOTA_ENVELOPES', '1e5'],
		['RATE_LIMIT', '0'],
		['RATE_LIMIT', 'on'],
		['METRICS_TOKEN', 'short'],
		['LOG_LEVEL', 'loud'],
		['SHUTDOWN_TIMEOUT', '30 s'],
		['DATABASE_CONNECTIONS', '0']
	])('%s=%s', (name, value) => {
		const sentences = faultsOf({ [name]: value });
		expect(sentences).toHaveLength(1);
		expect(sentences[0]).toMatch(new RegExp(`^${name} is .+; it must be .+\\.$`));
	});

	test('and each fault has its own', () => {
		expect(faultsOf({ LOG_LEVEL: 'loud', RATE_LIMIT: 'on', ORIGIN: 'x' })).toHaveLength(3);
	});

	test('without what is secret in it', () => {
		const password = 'hunter2hunter2';
		const sentences = faultsOf({ DATABASE_URL: `mysql://cercle:${password}@host/x`, METRICS_TOKEN: `${password} x` });
		expect(sentences).toHaveLength(2);
		expect(sentences.join(' ')).not.toContain(password);
	});
});

test('the page of settings names every variable, with values that are accepted', () => {
	const text = readFileSync('.env.example', 'utf8');
	const documented = Object.fromEntries(
		[...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value])
	);
	expect(parseConfig(documented)).toMatchObject({ ok: true });
	const source = readFileSync('src/lib/server/config.ts', 'utf8');
	const names = [...source.matchAll(/^\t([A-Z_]{3,}): /gm)].map(([, name]) => name);
	expect(names.length).toBeGreaterThan(8);
	expect(names.filter((name) => !(String(name) in documented))).toEqual([]);
});
