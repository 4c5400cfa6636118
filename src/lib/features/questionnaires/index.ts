export { default as EditorScreen } from './EditorScreen.svelte';
export { default as ImportScreen } from './ImportScreen.svelte';
export { default as QuestionnairesScreen } from './QuestionnairesScreen.svelte';
