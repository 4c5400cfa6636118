/** Runs one piece of work after the other, in the order asked; one that throws does not hold up the next. */
export function createTurns(): <T>(work: () => Promise<T>) => Promise<T> {
	let latest: Promise<unknown> = Promise.resolve();
	return (work) => {
		const turn = latest.then(work);
		latest = turn.catch(() => undefined);
		return turn;
	};
}
