export { default as NewSessionScreen } from './NewSessionScreen.svelte';
export { default as SessionActScreen } from './SessionActScreen.svelte';
export { default as SessionFrame } from './SessionFrame.svelte';
export { default as SessionScreen } from './SessionScreen.svelte';
