export { default as CoverScreen } from './CoverScreen.svelte';
export { default as HelpScreen } from './HelpScreen.svelte';
