export { default as AppFrame } from './AppFrame.svelte';
export { default as ScreenFailed } from './ScreenFailed.svelte';
