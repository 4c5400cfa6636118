export { default as AuditScreen } from './AuditScreen.svelte';
export { default as HandOverLink } from './HandOverLink.svelte';
export { default as HandOverScreen } from './HandOverScreen.svelte';
export { default as PacksScreen } from './PacksScreen.svelte';
export { default as PoliciesScreen } from './PoliciesScreen.svelte';
export { default as ReceiveScreen } from './ReceiveScreen.svelte';
export { default as RecordLinks } from './RecordLinks.svelte';
export { default as RetentionScreen } from './RetentionScreen.svelte';
