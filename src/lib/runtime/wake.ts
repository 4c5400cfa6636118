/** Calls back when the phone comes online, and when the app comes to the front. Returns how to stop. */
export const watchWake =
	(view: Window) =>
	(wake: () => void): (() => void) => {
		const look = () => {
			if (view.document.visibilityState === 'visible') wake();
		};
		view.addEventListener('online', wake);
		view.document.addEventListener('visibilitychange', look);
		return () => {
			view.removeEventListener('online', wake);
			view.document.removeEventListener('visibilitychange', look);
		};
	};
