export { default as SupportDeskScreen } from './SupportDeskScreen.svelte';
export { default as SupportFileScreen } from './SupportFileScreen.svelte';
export { default as SupportLink } from './SupportLink.svelte';
export { default as SupportScreen } from './SupportScreen.svelte';
