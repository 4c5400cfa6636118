export { default as ConcernPageScreen } from './ConcernPageScreen.svelte';
export { default as SafeguardingLink } from './SafeguardingLink.svelte';
export { default as SafeguardingScreen } from './SafeguardingScreen.svelte';
