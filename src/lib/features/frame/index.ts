export { default as AppFrame } from './AppFrame.svelte';
export { default as DeskNav } from './DeskNav.svelte';
export { default as ScreenFailed } from './ScreenFailed.svelte';
