import type { Catalog } from '$lib/i18n/catalog';
import { texts as asked } from './asked';
import { texts as closed } from './closed';
import { texts as open } from './open';

export const vi = { ...closed, ...asked, ...open } satisfies Catalog;
