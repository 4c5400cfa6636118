/** What a key asks for on the list of reports. */
export type DeskCommand = 'next' | 'previous' | 'choose' | 'close' | 'reply' | 'search' | 'sheet';

const commandByKey: ReadonlyMap<string, DeskCommand> = new Map([
	['j', 'next'],
	['k', 'previous'],
	['x', 'choose'],
	['e', 'close'],
	['r', 'reply'],
	['/', 'search'],
	['?', 'sheet']
]);

/** The keys with what they ask for, in the order of the sheet. Opening is the browser's own Enter on what has the focus. */
export const deskKeys = [
	{ key: 'j', command: 'next' },
	{ key: 'k', command: 'previous' },
	{ key: 'Enter', command: 'open' },
	{ key: 'x', command: 'choose' },
	{ key: 'e', command: 'close' },
	{ key: 'r', command: 'reply' },
	{ key: '/', command: 'search' },
	{ key: '?', command: 'sheet' }
] as const;

/** Of a key press, what decides. */
export interface Press {
	readonly key: string;
	readonly ctrlKey: boolean;
	readonly metaKey: boolean;
	readonly altKey: boolean;
	/** Of what has the focus, in capitals as the page has it; empty for none. */
	readonly tag: string;
	/** Of an input. */
	readonly type: string;
	readonly isEditable: boolean;
	readonly isDialogOpen: boolean;
}

/** What a key press asks for; null while somebody types, in a dialog, and for a key with Ctrl, Alt or Meta. */
export function commandOf(press: Press): DeskCommand | null {
	if (press.ctrlKey || press.metaKey || press.altKey || press.isDialogOpen || isTyping(press)) return null;
	return commandByKey.get(press.key.toLowerCase()) ?? null;
}

const isTyping = ({ tag, type, isEditable }: Press): boolean =>
	isEditable || tag === 'TEXTAREA' || tag === 'SELECT' || (tag === 'INPUT' && type !== 'checkbox' && type !== 'radio');
