/** Groups whose people leave picture codes, on real vaults and a real server. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createRandom } from '$lib/base/random';
import { answerToBallot, readBallots } from '$lib/domain/ballot-answers';
import { createFormAnswer } from '$lib/domain/check-in-form';
import { BatchId, type GroupId } from '$lib/domain/ids';
import type { Moment } from '$lib/domain/picture-code';
import { canonicalText, Questionnaire } from '$lib/domain/questionnaire';
import { readTicket, sealAnswers } from '$lib/sync/cast';
import { castAll, said, startBallots, type BallotCircle } from './ballot-circle';
import { makeGroup, settle, share } from './circle';
import { valueOf } from './value-of';

const random = createRandom();
const formOf = (moment: Moment) =>
	Questionnaire.parse(JSON.parse(readFileSync(`static/check-ins/${moment}.json`, 'utf8')));

interface Person {
	readonly code: string | null;
	readonly face: number;
}

/** People of one group answer with tickets, and the reader opens and tells it. */
export async function round(there: BallotCircle, group: GroupId, moment: Moment, people: readonly Person[]) {
	const { awa, rita, stranger } = there;
	const form = formOf(moment);
	const asked = {
		groups: [group],
		tickets: people.length,
		questionnaire: `${form.id}/1`,
		questions: canonicalText(form)
	};
	const batch = valueOf(await awa.people.ballots.make(asked));
	const tickets = valueOf(await awa.people.ballots.takeTickets(batch, people.length, moment));
	await settle(awa);
	const ballots = await Promise.all(
		people.map(async ({ code, face }, at) => {
			const ticket = tickets[at]!;
			expect(valueOf(readTicket(ticket)).moment).toBe(moment);
			const faces = { body: face, mind: face, others: face, hope: face };
			const answer = valueOf(createFormAnswer(random, BatchId.parse(batch), form, faces));
			return valueOf(await sealAnswers(ticket, answerToBallot(answer, code === null ? undefined : { moment, code })));
		})
	);
	for (const { ballot } of ballots) expect(ballot).toHaveLength(512);
	await castAll(stranger, ballots);
	const opened = valueOf(await rita.people.ballots.open(batch));
	const ofBatch = { batch: BatchId.parse(batch), groups: [group], threshold: opened.threshold };
	const read = readBallots(rita.vault.ledger(), ofBatch, form, opened.answers, '2026-03-02');
	valueOf(await rita.people.ballots.publish(batch, said, read.tally, read.coded));
	return { batch, opened, read };
}

/** People of a group who each have a code of their own. */
export const peopleOf = (group: number, count: number, face: number): readonly Person[] =>
	Array.from({ length: count }, (_, at) => ({ code: `a${'abc'[group]}${'bcdefgh'[at]}x`, face }));

/** Three groups that Awa leads, one reader. */
export async function startGroups(isAllowed = true) {
	const there = await startBallots();
	const { awa, all } = there;
	const [mai] = all as [(typeof all)[0]];
	const others = [await makeGroup(awa, 'Wednesday'), await makeGroup(awa, 'Thursday')];
	for (const group of others) await share(awa, group, { work: true, report: true });
	if (isAllowed) valueOf(await mai.people.setPolicy('picture-code', 1));
	await settle(...all);
	await settle(...all);
	return { ...there, mai, groups: [there.group, ...others] };
}
