export { default as CompletenessScreen } from './CompletenessScreen.svelte';
export { default as DeskLine } from './DeskLine.svelte';
export { default as DigestScreen } from './DigestScreen.svelte';
export { default as InboxScreen } from './InboxScreen.svelte';
export { default as ThreadScreen } from './ThreadScreen.svelte';
