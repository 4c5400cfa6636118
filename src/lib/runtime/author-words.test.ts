import { expect, test } from 'vitest';
import { DeviceId } from '$lib/domain/ids';
import { authorWords } from './author-words';

const device = DeviceId.parse('0c9b1e8e-6a3f-4c55-9d0a-3f0a7b1c2d3e');
const t = ((key: string, values?: { label?: string }) => [key, values?.label].join(' ').trim()) as Parameters<
	typeof authorWords
>[0]; // only the keys matter here

test('her own text is never told to her as that of somebody else', () => {
	const lan = { device, label: 'Lan', isMe: false, isMine: false };
	expect(authorWords(t, [lan], device)).toBe('sharing:other.by Lan');
	expect(authorWords(t, [{ ...lan, isMe: true }], device)).toBe('sharing:other.byMe');
	expect(authorWords(t, [{ ...lan, isMine: true }], device)).toBe('sharing:other.byMe');
	expect(authorWords(t, [{ ...lan, label: '' }], device)).toBe('sharing:other.byDevice');
	expect(authorWords(t, [], device)).toBe('sharing:other.byDevice');
});
