export { default as Report } from './Report.svelte';
export { default as ReportScreen } from './ReportScreen.svelte';
export { default as SummaryScreen } from './SummaryScreen.svelte';
export { default as WrittenSummary } from './WrittenSummary.svelte';
