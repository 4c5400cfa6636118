import { err, ok, type Result } from '$lib/base/result';
import { recordingLimits, type RecordingProblem } from '$lib/domain/recording';
import { takeSound, type Take } from './recorded-sound';

/** Why nothing was recorded. */
export type RecorderProblem =
	| RecordingProblem
	| { readonly type: 'MicrophoneRefused' }
	| { readonly type: 'MicrophoneMissing' }
	/** Another app has it, or it broke off. */
	| { readonly type: 'MicrophoneBusy' };

export interface RecorderDeps {
	/** Undefined where the page is not secure. */
	readonly microphones: Pick<MediaDevices, 'getUserMedia'> | undefined;
	/** Undefined where the browser cannot record. */
	readonly Recorder: typeof MediaRecorder | undefined;
}

/** The smallest first that every phone of a group is likely to play. */
const wanted = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'] as const;

/** Bits of a second: speech that is well understood. Twenty seconds are some 40 KB. */
const audioBitsPerSecond = 16_000;

/** One sound at a time: recorded or chosen, listened to, taken or let go. Lives in memory alone. */
export class Recorder {
	readonly #deps: RecorderDeps;
	#state = $state.raw<'idle' | 'asking' | 'recording' | 'taken'>('idle');
	#seconds = $state.raw(0);
	#take = $state.raw<Take | null>(null);
	#problem = $state.raw<RecorderProblem | null>(null);
	#end: (isKept: boolean) => void = () => undefined;
	/** Rises with every turn: what comes late is of one that is over. */
	#turn = 0;

	constructor(deps: RecorderDeps = browserDeps()) {
		this.#deps = deps;
	}

	get state(): 'idle' | 'asking' | 'recording' | 'taken' {
		return this.#state;
	}

	/** Whole seconds recorded so far. */
	get seconds(): number {
		return this.#seconds;
	}

	get take(): Take | null {
		return this.#take;
	}

	get problem(): RecorderProblem | null {
		return this.#problem;
	}

	/** Whether there is anything to record with. */
	get canRecord(): boolean {
		return this.#deps.microphones !== undefined && this.#deps.Recorder !== undefined;
	}

	/** Asks for the microphone and records until `stop`, at most the seconds of the limit. */
	async record(): Promise<void> {
		this.forget();
		const turn = this.#turn;
		const { microphones, Recorder: Made } = this.#deps;
		if (!microphones || !Made) return this.#fail({ type: 'MicrophoneMissing' });
		this.#state = 'asking';
		let stream: MediaStream;
		try {
			stream = await microphones.getUserMedia({ audio: { channelCount: 1 }, video: false });
		} catch (fault) {
			if (turn === this.#turn) this.#fail({ type: microphoneFault(fault) });
			return;
		}
		const release = () => stream.getTracks().forEach((track) => track.stop());
		if (turn !== this.#turn) return release();
		try {
			this.#run(new Made(stream, optionsOf(Made)), release);
		} catch {
			release();
			this.#fail({ type: 'MicrophoneBusy' });
		}
	}

	/** Ends the recording; it can be listened to. */
	stop(): void {
		this.#end(true);
	}

	/** Takes a sound file in place of a recording. */
	async choose(file: Blob): Promise<void> {
		this.forget();
		const turn = this.#turn;
		// Twice as large is not even read.
		if (file.size > 2 * recordingLimits.bytes)
			return this.#fail({ type: 'SoundTooLarge', most: recordingLimits.bytes });
		const read = await readBlob(file);
		if (turn === this.#turn) this.#finish(read);
	}

	/** Lets everything go, also the microphone. */
	forget(): void {
		this.#turn += 1;
		this.#end(false);
		this.#take = null;
		this.#problem = null;
		this.#seconds = 0;
		this.#state = 'idle';
	}

	#run(recorder: MediaRecorder, release: () => void): void {
		const turn = this.#turn;
		const parts: Blob[] = [];
		recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
		recorder.addEventListener('stop', () => {
			this.#end(true);
			void readBlob(new Blob(parts)).then((read) => {
				if (turn === this.#turn) this.#finish(read);
			});
		});
		const beat = setInterval(() => {
			this.#seconds += 1;
			if (this.#seconds >= recordingLimits.seconds) this.#end(true);
		}, 1000);
		this.#end = (isKept) => {
			this.#end = () => undefined;
			clearInterval(beat);
			if (!isKept) this.#turn += 1;
			if (recorder.state !== 'inactive') recorder.stop();
			release();
		};
		recorder.start();
		this.#state = 'recording';
	}

	#finish(read: Result<Uint8Array<ArrayBuffer>, RecorderProblem>): void {
		const take = read.ok ? takeSound(read.value) : read;
		if (!take.ok) return this.#fail(take.error);
		this.#take = take.value;
		this.#state = 'taken';
	}

	#fail(problem: RecorderProblem): void {
		this.#problem = problem;
		this.#state = 'idle';
	}
}

async function readBlob(blob: Blob): Promise<Result<Uint8Array<ArrayBuffer>, RecorderProblem>> {
	try {
		return ok(new Uint8Array(await blob.arrayBuffer()));
	} catch {
		return err({ type: 'SoundUnknown' });
	}
}

const optionsOf = (Made: typeof MediaRecorder): MediaRecorderOptions => {
	const mimeType = wanted.find((type) => Made.isTypeSupported(type));
	return { audioBitsPerSecond, ...(mimeType ? { mimeType } : {}) };
};

function microphoneFault(fault: unknown): 'MicrophoneRefused' | 'MicrophoneMissing' | 'MicrophoneBusy' {
	const name = fault instanceof DOMException ? fault.name : '';
	if (name === 'NotAllowedError' || name === 'SecurityError') return 'MicrophoneRefused';
	return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'MicrophoneMissing' : 'MicrophoneBusy';
}

const browserDeps = (): RecorderDeps => ({
	// TypeScript's library says that both are always there.
	microphones: navigator.mediaDevices as MediaDevices | undefined,
	Recorder: globalThis.MediaRecorder as typeof MediaRecorder | undefined
});
