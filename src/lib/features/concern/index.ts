export { default as ConcernLink } from './ConcernLink.svelte';
export { default as ConcernScreen } from './ConcernScreen.svelte';
export { default as ConcernText } from './ConcernText.svelte';
export { default as RequestLink } from './RequestLink.svelte';
export { default as RequestScreen } from './RequestScreen.svelte';
