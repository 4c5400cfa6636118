export { default as BallotReaderScreen } from './BallotReaderScreen.svelte';
export { default as BallotResults } from './BallotResults.svelte';
export { default as ReaderLink } from './ReaderLink.svelte';
export { default as TicketsLink } from './TicketsLink.svelte';
export { default as TicketsScreen } from './TicketsScreen.svelte';
