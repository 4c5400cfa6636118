import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytesToBase64, concatBytes, textToBytes } from '$lib/base/bytes';
import type { Edit } from './change';
import { applyChange, createLedger, stampOf } from './ledger';
import type { Questionnaire } from './questionnaire';
import { streamsOf } from './sharing';
import {
	bytesOfSounds,
	checkSound,
	forgetSounds,
	keepSound,
	recordingLimits,
	soundBytes,
	soundFor,
	soundForm,
	soundName,
	soundsOf,
	withoutLostSounds
} from './recording';

const webm = (words: string) =>
	concatBytes(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0, 0, 0, 0]), textToBytes(`webm${words}`));
const one = soundName('a1'.repeat(32), 'webm');
const other = soundName('b2'.repeat(32), 'webm');

const asking = (audio: Record<string, string>): Questionnaire => ({
	v: 1,
	id: 'q-1',
	version: 1,
	title: { fr: 'Essai' },
	languages: ['fr', 'vi'],
	sections: [{ id: 'part1', questions: [{ id: 'q1', kind: 'faces', steps: 4, text: { fr: 'Ça va ?' }, audio }] }],
	scores: [],
	safety: []
});

function desk() {
	const ledger = createLedger();
	const write = (edits: readonly Edit[]) => {
		for (const edit of edits) {
			const { table, row, field, value } = edit;
			const stamp = stampOf(ledger, edit);
			applyChange(ledger, { v: 1, table, row, field, value, hlc: ledger.lastHlc + 1, dev: 'd', ...stamp });
		}
	};
	return { ledger, write };
}

describe('a recording', () => {
	it('is there for the version that names it, and is not written twice', () => {
		const { ledger, write } = desk();
		write(keepSound(ledger, one, webm('a')));
		expect([...soundsOf(ledger, asking({ fr: one, vi: other })).keys()]).toEqual([one]);
		expect(keepSound(ledger, one, webm('a'))).toEqual([]);
		expect(bytesOfSounds(soundsOf(ledger, asking({ fr: one })))).toBeGreaterThanOrEqual(webm('a').length);
	});

	it('goes to everybody in the organisation, in a row of its own', () => {
		const { ledger, write } = desk();
		const common = '00000000-0000-4000-8000-00000000c0c0';
		write([{ table: 'setting', row: 'common-group', field: 'value', value: common }]);
		const [edit] = keepSound(ledger, one, webm('a'));
		const change = { v: 1 as const, ...edit!, hlc: 9, dev: 'd', ctr: 1, over: [] };
		expect(streamsOf(ledger, change)).toEqual([{ group: common, stream: 'common' }]);
		expect(edit!.row).toBe('a1a1a1a1-a1a1-a1a1-a1a1-a1a1a1a1a1a1');
	});

	it('goes when no questionnaire refers to it, and stays for an older version that does', () => {
		const { ledger, write } = desk();
		write([...keepSound(ledger, one, webm('a')), ...keepSound(ledger, other, webm('b'))]);
		write(forgetSounds(ledger, [asking({ fr: other })]));
		expect([...soundsOf(ledger, asking({ fr: one, vi: other })).keys()]).toEqual([other]);
		write(keepSound(ledger, one, webm('a')));
		expect(soundsOf(ledger, asking({ fr: one })).size).toBe(1);
	});

	it('is heard in the language somebody chose, else in that of the words', () => {
		const question = { audio: { fr: one, 'pt-BR': other } };
		expect(soundFor(question, 'pt', 'fr')).toBe(other);
		expect(soundFor(question, 'vi', 'fr')).toBe(one);
		expect(soundFor(question, 'vi', 'en')).toBeUndefined();
		expect(soundFor({}, 'fr', 'fr')).toBeUndefined();
	});

	it('that a file only names is left out, and counted', () => {
		const { ledger, write } = desk();
		write(keepSound(ledger, one, webm('a')));
		const named = asking({ fr: one, vi: 'a.mp3' });
		expect(withoutLostSounds(ledger, named)).toEqual({ questionnaire: asking({ fr: one }), lost: 1 });
		expect(withoutLostSounds(ledger, asking({ fr: one })).lost).toBe(0);
	});
});

describe('what claims to be a sound', () => {
	it('is known by how it begins and never by its name', () => {
		const of = (...parts: readonly (string | number[])[]) =>
			soundForm(
				concatBytes(...parts.map((part) => (typeof part === 'string' ? textToBytes(part) : new Uint8Array(part))))
			);
		expect(soundForm(webm(''))).toBe('webm');
		expect(of([0x1a, 0x45, 0xdf, 0xa3], 'matroska')).toBeNull();
		expect(of('OggS', [0, 2, 0, 0], 'OpusHead')).toBe('ogg');
		expect(of('OggS', [0, 2, 0, 0], 'theora')).toBeNull();
		expect(of([0, 0, 0, 28], 'ftypM4A ')).toBe('m4a');
		expect(of('ID3', [4])).toBe('mp3');
		expect(of([0xff, 0xfb, 0x90])).toBe('mp3');
		for (const text of ['<svg onload="a()">', '<html>', '{}', '', 'RIFF....WAVE', '%PDF-']) expect(of(text)).toBeNull();
	});

	it('is refused when it is too large, or of another kind than its name says', () => {
		const large = concatBytes(webm(''), new Uint8Array(recordingLimits.bytes));
		expect(checkSound(large)).toMatchObject({ ok: false, error: { type: 'SoundTooLarge' } });
		expect(soundBytes(one, bytesToBase64(large))).toBeNull();
		expect(soundBytes(soundName('a1'.repeat(32), 'mp3'), bytesToBase64(webm('a')))).toBeNull();
		expect(soundBytes(one, bytesToBase64(webm('a')))?.form).toBe('webm');
	});

	it('does nothing, whatever it holds', () => {
		fc.assert(
			fc.property(fc.string(), fc.oneof(fc.base64String(), fc.string()), fc.uint8Array(), (name, sound, bytes) => {
				soundForm(bytes);
				const read = soundBytes(name, sound);
				expect(read === null || read.bytes.length <= recordingLimits.bytes).toBe(true);
				expect(keepSound(createLedger(), name, bytes)).toEqual([]);
			})
		);
	});

	it('is passed over in a row of another name or of no text', () => {
		const { ledger, write } = desk();
		const [name, sound] = keepSound(ledger, one, webm('a'));
		write([{ ...name!, value: other }, sound!]);
		expect(soundsOf(ledger, asking({ fr: one })).size).toBe(0);
		write([name!, { ...sound!, value: { length: 3 } }]);
		expect(soundsOf(ledger, asking({ fr: one })).size).toBe(0);
	});
});
