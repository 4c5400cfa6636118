import { describe, expect, test } from 'vitest';
import { pathOfAddress } from './address';
import { arrive, comeBackTo, takeDestination, takeInvite, takeTicket } from './destination';

/** A browser opened at an address. Returns what its bar shows afterwards. */
function openAt(href: string): string {
	const { pathname, hash } = new URL(href);
	let shown = href;
	arrive({ href, pathname, hash }, { replaceState: (_state, _unused, url) => void (shown = String(url)) });
	return shown;
}

describe('a tab opened by an address of its own', () => {
	test('an invitation leaves the address bar before anything else, and is kept once', () => {
		const shown = openAt('https://example.org/join#c2VjcmV0');
		expect(shown).toMatch(/^\/s\/[a-z0-9]+$/);
		expect(pathOfAddress(shown)).toBe('/join');
		expect(takeInvite()).toBe('https://example.org/join#c2VjcmV0');
		expect(takeInvite()).toBeNull();
	});

	test('a ticket leaves the address bar before anything else, and is kept once', () => {
		expect(openAt('https://example.org/c#dGlja2V0')).toBe('/c');
		expect(takeTicket()).toBe('dGlja2V0');
		expect(takeTicket()).toBeNull();
	});

	test.each(['https://example.org/organisation/new', 'https://example.org/organisation/new/'])(
		'the page of a new organisation shows no word of it: %s',
		(href) => {
			const shown = openAt(href);
			expect(shown).not.toContain('organisation');
			expect(pathOfAddress(shown)).toBe('/organisation/new');
		}
	);

	test.each(['https://example.org/', 'https://example.org/unlock#c2VjcmV0', 'https://example.org/joint#a'])(
		'any other address is left alone: %s',
		(href) => {
			expect(openAt(href)).toBe(href);
			expect(takeInvite()).toBeNull();
		}
	);

	test('the door leads once to where somebody was going, then home', () => {
		comeBackTo('/join');
		expect(takeDestination('/today')).toBe('/join');
		expect(takeDestination('/today')).toBe('/today');
	});
});
