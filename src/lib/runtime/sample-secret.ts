import type { Secret } from '$lib/crypto/secret';

/** The two notebooks of the sample: what a facilitator has, and what comes to a supervisor's desk. */
export type SampleKind = 'group' | 'office';

const eightTimes = (picture: number): Secret => ({ kind: 'pictures', picks: Array.from({ length: 8 }, () => picture) });

/** Opens a sample again: one picture eight times. No secrets: nothing in the samples is about anybody. */
export const sampleSecrets: { readonly [kind in SampleKind]: Secret } = { group: eightTimes(0), office: eightTimes(1) };
