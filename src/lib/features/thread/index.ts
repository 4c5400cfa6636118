export { default as AnswerLines } from './AnswerLines.svelte';
export { default as SessionThread } from './SessionThread.svelte';
export { default as Thread } from './Thread.svelte';
