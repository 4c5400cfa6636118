import { getContext, setContext } from 'svelte';

const key = Symbol('sheet');

/** Where the pictures are drawn from. */
interface Sheet {
	/** True once the sheet lies in the page itself. */
	readonly isHere: () => boolean;
}

/** For a screen that brought the pictures into its page: they are there without a network. */
export const provideSheet = (sheet: Sheet): Sheet => setContext(key, sheet);

/** The address of the sheet, to stand before `#` and the name of a picture: empty where it lies in the page. */
export function findSheet(): () => string {
	const sheet = getContext<Sheet | undefined>(key);
	return () => (sheet?.isHere() ? '' : '/pictures.svg');
}
