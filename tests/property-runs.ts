import { configureGlobal } from 'fast-check';

// Loaded by `npm run test:deep` only: every property runs as often as FC_RUNS says.
configureGlobal({ numRuns: Number(process.env.FC_RUNS) });
