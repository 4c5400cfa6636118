export { default as PlayScreen } from './PlayScreen.svelte';
export { default as PrepareScreen } from './PrepareScreen.svelte';
