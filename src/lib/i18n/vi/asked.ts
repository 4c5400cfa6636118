import { checkIn } from './check-in';
import { ballots } from './ballots';

export const texts = { 'check-in': checkIn, ballots } as const;
