import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSpeech, type Synthesis } from './speech';

const voice = (lang: string, localService: boolean) => ({ lang, localService, name: lang }) as SpeechSynthesisVoice; // the fields that are read

function phone(voices: readonly SpeechSynthesisVoice[]) {
	const spoken: SpeechSynthesisUtterance[] = [];
	const synthesis: Synthesis = {
		getVoices: () => [...voices],
		speak: (utterance) => void spoken.push(utterance),
		cancel: vi.fn(),
		addEventListener: vi.fn(),
		removeEventListener: vi.fn()
	};
	return { synthesis, spoken };
}

beforeEach(() => {
	vi.stubGlobal(
		'SpeechSynthesisUtterance',
		class {
			readonly text: string;
			constructor(text: string) {
				this.text = text;
			}
		}
	);
});
afterEach(() => void vi.unstubAllGlobals());

describe('reading aloud', () => {
	it('never uses a voice that works over the network', () => {
		const { synthesis, spoken } = phone([voice('vi-VN', false)]);
		const speech = createSpeech(synthesis);
		expect(speech.canSay('vi')).toBe(false);
		speech.say('Xin chào', 'vi');
		expect(spoken).toEqual([]);
	});

	it('never reads a language with the voice of another', () => {
		const speech = createSpeech(phone([voice('fr-FR', true), voice('fra', true)]).synthesis);
		expect(speech.canSay('fr')).toBe(true);
		expect(speech.canSay('vi')).toBe(false);
		expect(speech.canSay('en')).toBe(false);
	});

	it('knows how Android writes a language and uses that voice', () => {
		const { synthesis, spoken } = phone([voice('en_US', true), voice('vi_VN', true)]);
		createSpeech(synthesis).say('Xin chào', 'vi');
		expect(spoken).toMatchObject([{ text: 'Xin chào', lang: 'vi_VN' }]);
	});

	it('stays silent where there is no speech at all', () => {
		const speech = createSpeech(undefined);
		expect(speech.canSay('fr')).toBe(false);
		expect(() => speech.stop()).not.toThrow();
	});
});
