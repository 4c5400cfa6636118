import { describe, expect, test } from 'vitest';
import { commandOf, deskKeys, type Press } from './keys';

const press: Press = {
	...{ key: 'j', ctrlKey: false, metaKey: false, altKey: false },
	...{ tag: 'BUTTON', type: '', isEditable: false, isDialogOpen: false }
};

describe('a key on the list of reports', () => {
	test('does what the sheet says', () => {
		const asked = deskKeys.filter(({ key }) => key !== 'Enter');
		expect(asked.map(({ key }) => commandOf({ ...press, key }))).toEqual(asked.map(({ command }) => command));
		expect(commandOf({ ...press, key: 'J' })).toBe('next');
	});

	test.each([
		{ tag: 'TEXTAREA' },
		{ tag: 'SELECT' },
		{ tag: 'INPUT', type: 'text' },
		{ isEditable: true },
		{ isDialogOpen: true },
		{ ctrlKey: true },
		{ metaKey: true },
		{ altKey: true },
		{ key: 'Enter' },
		{ key: 'q' }
	])('does nothing with %j', (change) => expect(commandOf({ ...press, ...change })).toBeNull());

	test('works on a box that is ticked', () => {
		expect(commandOf({ ...press, tag: 'INPUT', type: 'checkbox' })).toBe('next');
	});
});
