export { default as HistoryScreen } from './HistoryScreen.svelte';
