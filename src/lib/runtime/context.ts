import { createContext } from 'svelte';
import type { Runtime } from './create-runtime';

const [get, set] = createContext<Runtime>();

/** The runtime of this tab. Throws outside `(app)`, whose layout makes it: place the component below `routes/(app)`. */
export const useRuntime = get;

/** For `routes/(app)/+layout.svelte` only. */
export const provideRuntime = set;
