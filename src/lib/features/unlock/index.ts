export { default as UnlockScreen } from './UnlockScreen.svelte';
