export { default as GroupFormScreen } from './GroupFormScreen.svelte';
export { default as GroupMissing } from './GroupMissing.svelte';
export { default as GroupScreen } from './GroupScreen.svelte';
export { default as MemberScreen } from './MemberScreen.svelte';
export { default as MembersScreen } from './MembersScreen.svelte';
