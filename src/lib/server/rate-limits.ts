/**
 * How often somebody may ask. Counted in the memory of one process: with several, each allows as much.
 *
 * Who may call it: the handlers of requests, once they know who asks.
 *
 * What must stay true: somebody who works honestly never meets a limit. The first sharing of 10,000 records takes at most
 * 100 pushes of 100 envelopes and 20 pulls, one after the other, so 300 requests a minute are out of reach for a phone and
 * near for a program (A10, A12). Addresses are held in memory for an hour and written nowhere.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { err, ok, type Result } from '$lib/base/result';
import type { Refusal } from './respond';

const minute = 60;
const hour = 60 * minute;

const limits = {
	/** Signed requests of one device. */
	device: { points: 300, duration: minute },
	/** Tries to enrol with one invite, right or wrong. */
	enrolment: { points: 5, duration: hour },
	/** Enrolments from one network address: made-up invites would each have a limit of their own, and be remembered. */
	enrolments: { points: 300, duration: hour },
	/** Looks of one network address whether an inviter revealed her nonce: fifty phones that wait together. */
	reveal: { points: 1200, duration: minute },
	/** Requests with ballots for one batch: strangers may send them, and a round of people on their own phones fits. */
	ballots: { points: 30, duration: minute },
	/** The same from one network address: made-up batches would each have a limit of their own, and be remembered. */
	ballotsOfAll: { points: 300, duration: minute },
	/** Looks of one network address at what a ticket asks: a round of people behind one address fits. */
	questions: { points: 300, duration: minute },
	/** Requests the root key of one organisation signs: a recovery reads the log and adds one certificate. */
	root: { points: 60, duration: hour },
	/** Organisations made from one network address. */
	organisation: { points: 20, duration: hour }
} as const;
export type RateLimitName = keyof typeof limits;

/** Takes one of what `key` is allowed; `TooManyRequests` with the seconds to wait when nothing is left. */
export type TakeTurn = (name: RateLimitName, key: string) => Promise<Result<null, Refusal>>;

/** The limits, all multiplied by `factor`; 0 for none. */
export function createRateLimits(factor: number): TakeTurn {
	const limiterOf = (name: RateLimitName) =>
		new RateLimiterMemory({ ...limits[name], points: Math.max(1, Math.round(limits[name].points * factor)) });
	const limiters = {
		device: limiterOf('device'),
		root: limiterOf('root'),
		ballots: limiterOf('ballots'),
		ballotsOfAll: limiterOf('ballotsOfAll'),
		questions: limiterOf('questions'),
		enrolment: limiterOf('enrolment'),
		enrolments: limiterOf('enrolments'),
		reveal: limiterOf('reveal'),
		organisation: limiterOf('organisation')
	};
	return async (name, key) => {
		if (factor === 0) return ok(null);
		try {
			await limiters[name].consume(key);
			return ok(null);
		} catch (reason) {
			if (!(reason instanceof RateLimiterRes)) throw reason;
			return err({ type: 'TooManyRequests', retryAfter: Math.ceil(reason.msBeforeNext / 1000) });
		}
	};
}
