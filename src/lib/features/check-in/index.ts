export { default as AskAlone } from './AskAlone.svelte';
export { default as CheckInPreview } from './CheckInPreview.svelte';
export { default as CheckInScreen } from './CheckInScreen.svelte';
export { default as PlannedRound } from './PlannedRound.svelte';
export { default as RoundPlanning } from './RoundPlanning.svelte';
export { default as WaitingAnswers } from './WaitingAnswers.svelte';
