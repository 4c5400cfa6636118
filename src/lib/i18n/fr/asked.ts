import { checkIn } from './check-in';
import { ballots } from './ballots';
import { pictureCode } from './picture-code';

/** The texts of the questions, on the phone that goes round and on a person’s own. */
export const texts = { 'check-in': checkIn, ballots, 'picture-code': pictureCode } as const;
