export { default as InvitationScreen } from './InvitationScreen.svelte';
export { default as InviteScreen } from './InviteScreen.svelte';
export { default as NewOrganisationScreen } from './NewOrganisationScreen.svelte';
export { default as OrganisationScreen } from './OrganisationScreen.svelte';
export { default as RecoverScreen } from './RecoverScreen.svelte';
export { default as PersonScreen } from './PersonScreen.svelte';
