export { default as EditServiceScreen } from './EditServiceScreen.svelte';
export { default as ImportScreen } from './ImportScreen.svelte';
export { default as NewServiceScreen } from './NewServiceScreen.svelte';
export { default as ServiceMissing } from './ServiceMissing.svelte';
export { default as ServiceScreen } from './ServiceScreen.svelte';
export { default as ServicesLink } from './ServicesLink.svelte';
export { default as ServicesScreen } from './ServicesScreen.svelte';
