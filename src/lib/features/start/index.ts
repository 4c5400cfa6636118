export { default as ChangeSecretScreen } from './ChangeSecretScreen.svelte';
export { default as PrivacyScreen } from './PrivacyScreen.svelte';
export { default as StartScreen } from './StartScreen.svelte';
