/** Two quiet notes, falling: [hertz, seconds after the start]. */
const notes = [
	[523.25, 0],
	[392, 0.45]
] as const;

/** Loudest point of a note, of 1: heard by the one who holds the phone, not by the circle. */
const loudness = 0.12;

/**
 * Plays two soft notes. Made by the phone itself, so there is no file to fetch. Silent where the browser gives no sound,
 * or none yet because nobody has touched the page.
 */
export async function playSoftSound(): Promise<void> {
	try {
		const audio = new AudioContext();
		if (audio.state === 'suspended') await audio.resume();
		for (const [hertz, after] of notes) {
			const start = audio.currentTime + after;
			const note = new OscillatorNode(audio, { type: 'sine', frequency: hertz });
			const volume = new GainNode(audio, { gain: 0 });
			volume.gain.setValueAtTime(0, start);
			volume.gain.linearRampToValueAtTime(loudness, start + 0.08);
			volume.gain.exponentialRampToValueAtTime(0.0001, start + 1.2);
			note.connect(volume).connect(audio.destination);
			note.start(start);
			note.stop(start + 1.3);
			if (hertz === notes[1][0]) note.onended = () => void audio.close();
		}
	} catch {
		// The words on screen say the same.
	}
}
