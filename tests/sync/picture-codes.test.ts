/** Picture codes from a ballot to what a reader sees, on real vaults and a real server. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { codeBlockEdits, codeChangeOf } from '$lib/domain/code-change';
import { lotsOf } from '$lib/domain/code-lot';
import { createFormAnswer } from '$lib/domain/check-in-form';
import { answerToBallot, readBallots } from '$lib/domain/ballot-answers';
import { BatchId, type GroupId } from '$lib/domain/ids';
import { rowsOf } from '$lib/domain/ledger';
import type { Moment } from '$lib/domain/picture-code';
import { canonicalText, Questionnaire } from '$lib/domain/questionnaire';
import { readTicket, sealAnswers } from '$lib/sync/cast';
import { castAll, said, startBallots, type BallotCircle } from './ballot-circle';
import { letIn, makeGroup, settle, share } from './circle';
import { valueOf } from './value-of';

const patience = 240_000;
const random = createRandom();
const formOf = (moment: Moment) =>
	Questionnaire.parse(JSON.parse(readFileSync(`static/check-ins/${moment}.json`, 'utf8')));

interface Person {
	readonly code: string | null;
	readonly face: number;
}

/** People of one group answer with tickets, and the reader opens and tells it. */
async function round(there: BallotCircle, group: GroupId, moment: Moment, people: readonly Person[]) {
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
const peopleOf = (group: number, count: number, face: number): readonly Person[] =>
	Array.from({ length: count }, (_, at) => ({ code: `a${'abc'[group]}${'bcdefgh'[at]}x`, face }));

async function startGroups(isAllowed = true) {
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

describe('a picture code', () => {
	test(
		'joins the first and the last answers of many, and is nowhere afterwards',
		async () => {
			const there = await startGroups();
			const { rita, awa, mai, groups, all, circle } = there;
			for (const moment of ['entry', 'exit'] as const)
				for (const [at, group] of groups.entries()) {
					const face = moment === 'entry' ? 2 : 3;
					const people = [...peopleOf(at, 4, face), { code: null, face }];
					const { opened, read } = await round(there, group, moment, people);
					// The screen that opened it never had a code.
					expect(JSON.stringify(opened.answers)).not.toMatch(/"c"|a[abc][b-h]x/);
					expect(read.coded).toHaveLength(4);
					expect(read.people).toBe(5);
					// Nothing is written down before three groups are there.
					expect(lotsOf(rita.vault.ledger())).toHaveLength(
						moment === 'entry' ? Number(at === 2) : 1 + Number(at === 2)
					);
				}
			const ledger = rita.vault.ledger();
			expect(codeChangeOf(ledger)).toMatchObject({ missing: 0, tables: [], doubles: 0 });
			valueOf(await rita.vault.append(codeBlockEdits(ledger, '2026-08-01', () => random.uuid())));
			const [table] = codeChangeOf(rita.vault.ledger()).tables;
			expect(table).toMatchObject({ pairs: 12, scores: [{ word: 'better', better: 'hidden' }] });
			// Another reader sees the same, who came after the key was changed; nobody else has anything of it.
			const zoe = await circle.phone();
			await letIn(mai, zoe, { roles: ['reader'], label: 'Zoe' });
			await settle(...all, zoe);
			await settle(...all, zoe);
			expect(codeChangeOf(zoe.vault.ledger())).toEqual(codeChangeOf(rita.vault.ledger()));
			for (const phone of [awa, mai])
				for (const name of ['code-lot', 'code-block'] as const)
					expect([...rowsOf(phone.vault.ledger(), name)]).toEqual([]);
		},
		patience
	);

	test(
		'gives the same tag after the readers’ key was changed',
		async () => {
			const there = await startGroups();
			const { rita, mai, all, circle, groups } = there;
			const [group] = groups as [GroupId];
			const before = await round(there, group, 'entry', peopleOf(0, 5, 2));
			const zoe = await circle.phone();
			await letIn(mai, zoe, { roles: ['reader'], label: 'Zoe' });
			await settle(...all, zoe);
			valueOf(await mai.people.revoke(zoe.vault.device));
			await settle(...all);
			await settle(...all);
			const after = await round(there, group, 'exit', peopleOf(0, 5, 3));
			const tagsOf = ({ read }: typeof before) => read.coded.map(({ tag }) => tag).sort((a, b) => a - b);
			expect(tagsOf(after)).toEqual(tagsOf(before));
			expect(rita.vault.ledger().tables.get('code-lot')).toBeUndefined();
		},
		patience
	);

	test(
		'counts for nothing where the organisation does not allow it, and the answers do',
		async () => {
			const there = await startGroups(false);
			const [group] = there.groups as [GroupId];
			const { opened, read } = await round(there, group, 'entry', peopleOf(0, 5, 2));
			expect(opened.answers.every((answer) => Object.keys(answer as object).join() === 'a')).toBe(true);
			expect([read.people, read.coded]).toEqual([5, []]);
		},
		patience
	);
});
