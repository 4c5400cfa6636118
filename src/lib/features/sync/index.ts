export { default as SyncLine } from './SyncLine.svelte';
export { default as SyncScreen } from './SyncScreen.svelte';
