import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseGuide } from '$lib/domain/guide';
import { keepGuide } from '$lib/domain/pack';
import { createNotebook } from '$lib/domain/test-notebook';
import { createGuides } from './guides';

const readFile = (url: string): Promise<Response> => {
	try {
		return Promise.resolve(new Response(readFileSync(`static${url}`)));
	} catch {
		return Promise.resolve(new Response('', { status: 404 }));
	}
};

test('guides of the organisation stand after those of the app, and are read by their name and version', async () => {
	const notebook = createNotebook();
	const guides = createGuides(readFile, () => notebook.ledger);
	const before = await guides.pack('fr');
	const parsed = parseGuide({ ...before[1], id: 'own-circle', version: 3, title: 'Le cercle du soir' });
	if (!parsed.ok) throw new Error(parsed.error.type);
	notebook.write(keepGuide(notebook.ledger, parsed.value, 'published', '2026-11-23', 'row'));
	const after = await guides.pack('fr');
	expect(after.map(({ id }) => id)).toEqual([...before.map(({ id }) => id), 'own-circle@3']);
	expect(await guides.load('own-circle@3', 'vi')).toMatchObject({ ok: true, value: { title: 'Le cercle du soir' } });
	expect(await guides.load('own-circle@4', 'fr')).toEqual({ ok: false, error: { type: 'GuideUnavailable' } });
	expect(await guides.load('trust', 'fr')).toMatchObject({ ok: true, value: { id: 'trust' } });
});
