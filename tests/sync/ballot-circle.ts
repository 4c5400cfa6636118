/** Facilitators, check-in readers and their ballots, on real vaults and a real server. */
import type { GroupId } from '$lib/domain/ids';
import type { PeopleBallots } from '$lib/sync/people';
import { ballotToBytes, castBallot, sealAnswers, type SealedBallot } from '$lib/sync/cast';
import type { Fetch } from '$lib/sync/transport';
import { origin, sendTo } from '../server/client';
import { createCircle, found, letIn, makeGroup, settle, share, type Circle, type CirclePhone } from './circle';
import { valueOf } from './value-of';

export const questions = '{"id":"daily","version":1}';

/** What a reader says of a batch. */
export const said = { questionnaire: 'daily/1', band: 'mixed', direction: null, parts: { mood: 'hidden' } } as const;

export interface BallotCircle {
	readonly circle: Circle;
	readonly awa: CirclePhone;
	readonly rita: CirclePhone;
	readonly all: readonly CirclePhone[];
	readonly group: GroupId;
	/** A phone of its own, of which the server knows nothing. */
	readonly stranger: Fetch;
	/** Makes a batch on Awa's phone; its tickets are still there. */
	readonly makeBatch: (changes?: Partial<Parameters<PeopleBallots['make']>[0]>) => Promise<string>;
}

/** Mai administers, Awa leads a group, Rita reads check-ins. */
export async function startBallots(): Promise<BallotCircle> {
	const circle = await createCircle();
	const [mai, awa, rita] = [await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	await letIn(mai, awa, { label: 'Awa' });
	await letIn(mai, rita, { roles: ['reader'], label: 'Rita' });
	const all = [mai, awa, rita];
	await settle(...all);
	const group = await makeGroup(awa, 'Tuesday');
	await share(awa, group, { work: true, report: true });
	await settle(...all);
	await settle(...all);
	const send = sendTo(circle.server);
	return {
		...{ circle, awa, rita, all, group },
		stranger: (address, options) => send(new Request(address, options)),
		makeBatch: async (changes) =>
			valueOf(
				await awa.people.ballots.make({ groups: [group], tickets: 8, questionnaire: 'daily/1', questions, ...changes })
			)
	};
}

/** Answers with tickets, one person each. */
export const answerWith = (tickets: readonly string[], from = 0): Promise<readonly SealedBallot[]> =>
	Promise.all(tickets.map(async (ticket, at) => valueOf(await sealAnswers(ticket, { mood: from + at }))));

/** Leaves ballots on a phone that went round, and lets it find them. */
export async function keepOn({ vault, people }: CirclePhone, ballots: readonly SealedBallot[]): Promise<void> {
	for (const ballot of ballots) valueOf(await vault.keep(ballotToBytes(ballot)));
	await people.ballots.refresh();
}

/** Sends ballots from phones of their own. */
export const castAll = async (fetch: Fetch, ballots: readonly SealedBallot[]): Promise<readonly string[]> =>
	Promise.all(ballots.map(async (ballot) => valueOf(await castBallot(fetch, origin, ballot))));

/** The moods of what was opened, sorted. */
export const moodsOf = (answers: readonly unknown[]): readonly number[] =>
	answers.map((answer) => (answer as { mood: number }).mood).sort((a, b) => a - b);
