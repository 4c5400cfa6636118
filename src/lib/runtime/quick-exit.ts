/**
 * Quick exit: cover first, then drop the key, then leave for the neutral page. The cover is a plain
 * attribute that `tokens.css` answers by hiding everything, so it needs no drawing and no network.
 */
export interface QuickExitDeps {
	readonly page: Document;
	readonly now: () => number;
	/** Drops the key; whatever it takes, the page is covered already. */
	readonly drop: () => Promise<void>;
	/** Replaces the page, so that Back does not lead here. */
	readonly leave: () => void;
}

/** Leaves at once. */
export async function quickExit({ page, drop, leave }: QuickExitDeps): Promise<void> {
	page.documentElement.setAttribute('data-covered', '');
	try {
		await drop();
	} finally {
		leave();
	}
}

/** Presses of Shift and the time they must fall into: the GOV.UK pattern. */
const presses = 3;
const within = 5_000;

/** Leaves on Shift three times within five seconds. Shift used for a capital letter does not count. Returns how to stop. */
export function exitOnShift(deps: QuickExitDeps): () => void {
	let times: number[] = [];
	let isAlone = false;
	const down = (event: KeyboardEvent) => {
		isAlone = event.key === 'Shift' && !event.repeat;
		if (!isAlone && event.key !== 'Shift') times = [];
	};
	const up = (event: KeyboardEvent) => {
		if (event.key !== 'Shift' || !isAlone) return;
		times = [...times.filter((time) => deps.now() - time < within), deps.now()];
		if (times.length >= presses) void quickExit(deps);
	};
	deps.page.addEventListener('keydown', down);
	deps.page.addEventListener('keyup', up);
	return () => {
		deps.page.removeEventListener('keydown', down);
		deps.page.removeEventListener('keyup', up);
	};
}
