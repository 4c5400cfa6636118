export { default as CheckInScreen } from './CheckInScreen.svelte';
