/** Reads a sentence aloud with a voice that lives on the phone. What is read never leaves it. */
export interface Speech {
	/** Whether this phone has a voice of its own for exactly this language. Voices may arrive later: see `subscribe`. */
	readonly canSay: (language: string) => boolean;
	/** Reads the text and stops whatever was being read. Does nothing when there is no voice for the language. */
	readonly say: (text: string, language: string) => void;
	readonly stop: () => void;
	/** Calls back when the list of voices changes. Returns how to stop. */
	readonly subscribe: (onchange: () => void) => () => void;
}

/** What we need of the browser's own speech; undefined where it has none. */
export type Synthesis = Pick<
	SpeechSynthesis,
	'getVoices' | 'speak' | 'cancel' | 'addEventListener' | 'removeEventListener'
>;

/** A little slower than speech between friends: the listener may be learning the language. */
const rate = 0.9;

/** Speech over the browser's voices. A voice that works over the network is never used: it would tell somebody. */
export function createSpeech(synthesis: Synthesis | undefined = globalThis.speechSynthesis): Speech {
	const voiceFor = (language: string) =>
		synthesis?.getVoices().find((voice) => voice.localService && languageOf(voice.lang) === languageOf(language));
	return {
		canSay: (language) => voiceFor(language) !== undefined,
		say: (text, language) => {
			const voice = voiceFor(language);
			if (!synthesis || !voice) return;
			synthesis.cancel();
			const utterance = new SpeechSynthesisUtterance(text);
			utterance.voice = voice;
			utterance.lang = voice.lang;
			utterance.rate = rate;
			synthesis.speak(utterance);
		},
		stop: () => synthesis?.cancel(),
		subscribe: (onchange) => {
			synthesis?.addEventListener('voiceschanged', onchange);
			return () => synthesis?.removeEventListener('voiceschanged', onchange);
		}
	};
}

/** `vi` of `vi-VN`, and of `vi_VN` as Android writes it. */
const languageOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? '';
