import { log } from '$lib/base/log';

/** The stored app and its newer version: found, offered, and taken only when the person says so. */
export class Update {
	#isWaiting = $state.raw(false);
	#isReadyOffline = $state.raw(false);
	#waiting: ServiceWorker | null = null;

	/** True once a newer version lies on the phone and waits. */
	get isWaiting(): boolean {
		return this.#isWaiting;
	}

	/** True once the whole app is on the phone. */
	get isReadyOffline(): boolean {
		return this.#isReadyOffline;
	}

	/** Stores the app on the phone. Quietly does nothing where that is not possible (private windows, old browsers). */
	async register(container: ServiceWorkerContainer | undefined, url: string): Promise<void> {
		if (!container) return;
		container.addEventListener('controllerchange', () => this.#onserving());
		try {
			const registration = await container.register(url, { type: 'classic', updateViaCache: 'none' });
			this.#note(registration.waiting, container);
			registration.addEventListener('updatefound', () => {
				const arriving = registration.installing;
				arriving?.addEventListener('statechange', () => {
					if (arriving.state === 'installed') this.#note(arriving, container);
				});
			});
			await container.ready;
			this.#isReadyOffline = true;
		} catch {
			this.#isReadyOffline = false;
		}
	}

	#onserving = () => {};

	/**
	 * Changes to the newer version; resolves once it serves. The page itself is still of the older one, so the caller
	 * leaves it at once: left earlier, it would be loaded from the older one again.
	 */
	take(): Promise<void> {
		const waiting = this.#waiting;
		if (!waiting) return Promise.resolve();
		return new Promise((resolve) => {
			this.#onserving = resolve;
			waiting.postMessage({ type: 'take-over' });
		});
	}

	#note(worker: ServiceWorker | null, container: ServiceWorkerContainer): void {
		// Without a controller this is the first installation, which is no update.
		if (!worker || !container.controller) return;
		log({ code: 'worker.update-found' });
		this.#waiting = worker;
		this.#isWaiting = true;
	}
}
