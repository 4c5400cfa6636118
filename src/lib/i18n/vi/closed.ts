import { common } from './common';
import { cover } from './cover';
import { start } from './start';
import { unlock } from './unlock';
import { problems } from './problems';
import { pictures } from './pictures';

export const texts = { common, cover, start, unlock, problems, pictures } as const;
