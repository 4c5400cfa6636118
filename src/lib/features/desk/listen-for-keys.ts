import { commandOf } from './keys';

/** What the keys of the list lead to; each is told the report of the row that has the focus. */
export interface KeyActs {
	readonly choose: (reportId: string) => void;
	readonly close: (reportId: string) => void;
	readonly reply: (reportId: string) => void;
	readonly sheet: () => void;
}

/**
 * Listens for single keys anywhere on the page and moves the focus among the rows of `list`, which carry `data-report`
 * on what opens them. Returns how to stop.
 */
export function listenForKeys(list: HTMLElement, acts: KeyActs): () => void {
	const rows = () => [...list.querySelectorAll<HTMLElement>('[data-report]')];
	const here = () => {
		const focused = document.activeElement?.closest('[data-row]')?.querySelector<HTMLElement>('[data-report]');
		return focused && list.contains(focused) ? focused : undefined;
	};
	const step = (by: 1 | -1) => {
		const all = rows();
		const focused = here();
		const at = focused ? all.indexOf(focused) + by : by === 1 ? 0 : all.length - 1;
		all[Math.max(0, Math.min(all.length - 1, at))]?.focus();
	};
	const press = (event: KeyboardEvent) => {
		const target = event.target instanceof HTMLElement ? event.target : null;
		const command = commandOf({
			...{ key: event.key, ctrlKey: event.ctrlKey, metaKey: event.metaKey, altKey: event.altKey },
			tag: target?.tagName ?? '',
			type: target instanceof HTMLInputElement ? target.type : '',
			isEditable: target?.isContentEditable ?? false,
			isDialogOpen: document.querySelector('dialog[open]') !== null
		});
		if (!command || event.defaultPrevented) return;
		const reportId = here()?.dataset['report'];
		if (command === 'next') step(1);
		else if (command === 'previous') step(-1);
		else if (command === 'search') list.querySelector<HTMLElement>('[data-search] input')?.focus();
		else if (command === 'sheet') acts.sheet();
		else if (reportId) acts[command](reportId);
		else return;
		event.preventDefault();
	};
	document.addEventListener('keydown', press);
	return () => document.removeEventListener('keydown', press);
}
