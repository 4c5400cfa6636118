export { default as OwnAnswerScreen } from './OwnAnswerScreen.svelte';
