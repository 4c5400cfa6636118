export { default as DashboardScreen } from './DashboardScreen.svelte';
