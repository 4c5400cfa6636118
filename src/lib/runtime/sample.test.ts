import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { overviewOf, reportedFigures } from '$lib/domain/dashboard';
import { rowsOf } from '$lib/domain/ledger';
import { isSample } from '$lib/domain/setting';
import { createMemoryRuntime } from './memory-runtime';
import { openSample } from './sample';
import type { Runtime } from './create-runtime';

const language = { locale: 'fr' } as Runtime['language']; // the sample asks for nothing else of it

beforeEach(() => {
	vi.stubGlobal('fetch', (path: string) => Promise.resolve(new Response(readFileSync(`static${path}`, 'utf8'))));
});
afterEach(() => void vi.unstubAllGlobals());

test('the desk of the sample has its people and roles, and belongs to no organisation', async () => {
	const runtime = await createMemoryRuntime('2026-11-22');
	expect(runtime.organisation.state).not.toBe('member');
	expect((await openSample({ ...runtime, language }, 'office')).ok).toBe(true);
	const { organisation, door } = runtime;
	expect(isSample(door.ledger.current)).toBe(true);
	expect([organisation.state, organisation.roles]).toEqual(['member', ['supervisor', 'lead', 'reader']]);
	expect(organisation.people.filter(({ roles }) => roles.includes('facilitator'))).toHaveLength(7);
	expect(organisation.people).toBe(organisation.people);
	expect(await organisation.renameMe('Somebody')).toMatchObject({ ok: false, error: { type: 'NotMember' } });
	const created = await organisation.create({ name: 'A', label: 'B', roles: [], custodians: 1, locale: 'fr' });
	expect(created).toMatchObject({ ok: false, error: { type: 'SampleStaysAlone' } });
	expect(organisation.state).toBe('member');
});

test('both samples tell of one pilot, each in a notebook of its own, and open again as they were', async () => {
	const runtime = await createMemoryRuntime('2026-11-22');
	const asked = { ...runtime, language };
	const { door } = runtime;
	expect((await openSample(asked, 'office')).ok).toBe(true);
	const desk = overviewOf(reportedFigures(door.ledger.current), { period: null, groups: null });
	await door.lock(true);
	expect((await openSample(asked, 'group')).ok).toBe(true);
	const held = [...rowsOf(door.ledger.current, 'session')].filter(({ fields }) => fields['state'] === 'closed');
	expect(held).toHaveLength(desk.total.held);
	expect(runtime.organisation.state).not.toBe('member');
	await door.lock(true);
	expect((await openSample(asked, 'office')).ok).toBe(true);
	expect(overviewOf(reportedFigures(door.ledger.current), { period: null, groups: null })).toEqual(desk);
});

test('nothing is made while its words cannot be had', async () => {
	vi.stubGlobal('fetch', () => Promise.reject(new TypeError('No network')));
	const runtime = await createMemoryRuntime('2026-11-22');
	await runtime.door.lock(true);
	expect(await openSample({ ...runtime, language }, 'office')).toEqual({
		ok: false,
		error: { type: 'SampleUnavailable' }
	});
	expect(runtime.door.state).toBe('closed');
});
