import { checkIn } from './check-in';
import { ballots } from './ballots';
import { pictureCode } from './picture-code';

export const texts = { 'check-in': checkIn, ballots, 'picture-code': pictureCode } as const;
