export { default as ReportsScreen } from './ReportsScreen.svelte';
export { default as SupervisedGroups } from './SupervisedGroups.svelte';
