import { texts as asked } from './asked';
import { texts as closed } from './closed';
import { texts as open } from './open';

/** French, the first language: its keys are the keys of every catalogue. */
export const fr = { ...closed, ...asked, ...open } as const;
