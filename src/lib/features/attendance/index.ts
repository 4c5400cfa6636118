export { default as AttendanceSheet } from './AttendanceSheet.svelte';
