export { default as SharingLine } from './SharingLine.svelte';
export { default as SharingScreen } from './SharingScreen.svelte';
