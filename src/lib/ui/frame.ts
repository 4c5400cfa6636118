import { getContext, setContext, type Snippet } from 'svelte';

const key = Symbol('frame');

/** What every screen shows in its bar without being told. */
export interface Frame {
	readonly exit: Snippet;
}

/** For the component around all screens. */
export const provideFrame = (frame: Frame): Frame => setContext(key, frame);

/** The frame around this screen, or undefined when there is none. */
export const findFrame = (): Frame | undefined => getContext<Frame | undefined>(key);
