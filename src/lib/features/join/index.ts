export { default as JoinScreen } from './JoinScreen.svelte';
