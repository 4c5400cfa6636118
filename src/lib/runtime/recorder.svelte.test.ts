import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { concatBytes, textToBytes } from '$lib/base/bytes';
import { recordingLimits } from '$lib/domain/recording';
import { Recorder } from './recorder.svelte';

const said = new Uint8Array(concatBytes(new Uint8Array([0x1a, 0x45, 0xdf, 0xa3, 0]), textToBytes('webm')));

function studio({ refuse, bytes = said }: { refuse?: string; bytes?: Uint8Array<ArrayBuffer> } = {}) {
	const tracks = [{ isOn: true, stop() { this.isOn = false; } }]; // prettier-ignore
	class FakeRecorder extends EventTarget {
		static isTypeSupported = (type: string) => type.startsWith('audio/webm');
		state: RecordingState = 'inactive';
		start() {
			this.state = 'recording';
		}
		stop() {
			this.state = 'inactive';
			this.dispatchEvent(Object.assign(new Event('dataavailable'), { data: new Blob([bytes]) }));
			this.dispatchEvent(new Event('stop'));
		}
	}
	const recorder = new Recorder({
		microphones: {
			getUserMedia: () =>
				refuse
					? Promise.reject(new DOMException('no', refuse))
					: Promise.resolve({ getTracks: () => tracks } as unknown as MediaStream) // as much of one as is used
		},
		Recorder: FakeRecorder as unknown as typeof MediaRecorder // as much of one as is used
	});
	return { recorder, isListening: () => tracks.some(({ isOn }) => isOn) };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('the recorder', () => {
	it('takes what was said, and lets the microphone go', async () => {
		const { recorder, isListening } = studio();
		await recorder.record();
		expect(recorder.state).toBe('recording');
		vi.advanceTimersByTime(3000);
		expect(recorder.seconds).toBe(3);
		recorder.stop();
		expect(isListening()).toBe(false);
		await settle();
		expect(recorder.state).toBe('taken');
		expect(recorder.take?.bytes).toEqual(said);
		expect(recorder.take?.name).toMatch(/^[0-9a-f]{64}\.webm$/);
	});

	it('ends by itself after twenty seconds', async () => {
		const { recorder, isListening } = studio();
		await recorder.record();
		await vi.advanceTimersByTimeAsync(recordingLimits.seconds * 1000);
		expect(recorder.state).toBe('taken');
		expect(isListening()).toBe(false);
	});

	it('forgets what was being said when she leaves', async () => {
		const { recorder, isListening } = studio();
		await recorder.record();
		recorder.forget();
		await settle();
		expect([recorder.state, recorder.take, isListening()]).toEqual(['idle', null, false]);
	});

	it('lets the microphone go that was given after she had left', async () => {
		const { recorder, isListening } = studio();
		const asked = recorder.record();
		recorder.forget();
		await asked;
		expect([recorder.state, isListening()]).toEqual(['idle', false]);
	});

	it('says why there is nothing', async () => {
		for (const [name, type] of [
			['NotAllowedError', 'MicrophoneRefused'],
			['NotFoundError', 'MicrophoneMissing'],
			['NotReadableError', 'MicrophoneBusy']
		] as const) {
			const { recorder } = studio({ refuse: name });
			await recorder.record();
			expect([recorder.problem?.type, recorder.state]).toEqual([type, 'idle']);
		}
	});

	it('takes no file that is no sound, or too large', async () => {
		const { recorder } = studio();
		await recorder.choose(new Blob(['<html>']));
		expect(recorder.problem?.type).toBe('SoundUnknown');
		await recorder.choose(new Blob([new Uint8Array(3 * recordingLimits.bytes)]));
		expect(recorder.problem?.type).toBe('SoundTooLarge');
		await recorder.choose(new Blob([said]));
		expect([recorder.problem, recorder.state]).toEqual([null, 'taken']);
	});
});
