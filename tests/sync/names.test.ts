import { expect, test } from 'vitest';
import { createCircle, found, letIn, settle, type CirclePhone } from './circle';

const namesOn = (phone: CirclePhone): readonly string[] =>
	phone.people
		.view()
		.people.map(({ label }) => label)
		.sort();

test('two who were both invited know whom they would share with, before anything is shared', async () => {
	const circle = await createCircle();
	const [mai, awa, lan, sok] = [await circle.phone(), await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	await letIn(mai, awa);
	await letIn(mai, lan, { label: 'Lan' });
	await letIn(mai, sok, { roles: ['supervisor'], label: 'Sok' });
	for (let round = 0; round < 3; round += 1) await settle(mai, awa, lan, sok);
	expect(namesOn(awa)).toEqual(['Awa', 'Lan', 'Mai', 'Sok']);
	expect(namesOn(lan)).toEqual(['Awa', 'Lan', 'Mai', 'Sok']);
	expect(namesOn(sok)).toEqual(['Awa', 'Lan', 'Mai', 'Sok']);
}, 30_000);
