export { default as BackupScreen } from './BackupScreen.svelte';
export { default as OrganisationKeyScreen } from './OrganisationKeyScreen.svelte';
export { default as RestoreLink } from './RestoreLink.svelte';
export { default as RestoreScreen } from './RestoreScreen.svelte';
