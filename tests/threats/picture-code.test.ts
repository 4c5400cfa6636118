/**
 * Picture codes against each party: the server and its thief (A6, A13), the phone of whoever leads the group (A12), and the
 * organisation (A11), of which nobody is promised anonymity but pseudonymity.
 */
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { pictureTag } from '$lib/crypto/picture-tag';
import { answerToBallot, takeCode } from '$lib/domain/ballot-answers';
import { lotEdits, lotsOf, type CodesWaiting } from '$lib/domain/code-lot';
import { GroupId } from '$lib/domain/ids';
import { rowsOf } from '$lib/domain/ledger';
import { readBatches } from '$lib/protocol/ballot';
import { resultsOf } from '$lib/protocol/directory';
import { paths } from '$lib/protocol/v1';
import { ballotToBytes, sealAnswers } from '$lib/sync/cast';
import { settle } from '../sync/circle';
import { peopleOf, round, startGroups } from '../sync/code-circle';
import { valueOf } from '../sync/value-of';

const patience = 240_000;
const random = createRandom();

describe('the server', () => {
	test(
		'sees nothing that tells a ballot or a batch with codes from one without',
		async () => {
			const there = await startGroups();
			const { awa, groups, circle } = there;
			const [group] = groups as [GroupId];
			const asked = { groups: [group], tickets: 8, questionnaire: 'entry/1', questions: '{}' };
			const sizes: number[][] = [];
			for (const moment of ['entry', undefined] as const) {
				const batch = valueOf(await awa.people.ballots.make(asked));
				const tickets = valueOf(await awa.people.ballots.takeTickets(batch, 1, moment));
				const own = moment && { moment, code: 'abcd' };
				const answer = { v: 2, id: batch, batch, form: 'entry', formVersion: 1, answers: 'AAAA' } as never; // only its answers are read
				const ballot = valueOf(await sealAnswers(tickets[0]!, answerToBallot(answer, own)));
				await settle(awa);
				sizes.push([ballotToBytes(ballot).length]);
			}
			expect(sizes[0]).toEqual(sizes[1]);
			const session = await awa.changedApp();
			const told = await session.transport.send({ method: 'GET', path: paths.batches(session.membership.org) });
			const records = valueOf(readBatches(valueOf(told))).map(({ batch }) => batch.length);
			expect(records).toHaveLength(2);
			expect(new Set(records).size).toBe(1);
			const tables = await circle.server.database.read(async (tx) =>
				Promise.all(
					(['ballot', 'ticket', 'batch'] as const).map(async (table) =>
						JSON.stringify(await sql`select * from ${sql.table(table)}`.execute(tx).catch(() => null))
					)
				)
			);
			for (const text of tables) expect(text).not.toMatch(/abcd|entry|exit/);
		},
		patience
	);
});

describe('whoever leads the group', () => {
	test(
		'has neither the key of the tags nor anything that was kept of them',
		async () => {
			const there = await startGroups();
			const { awa, rita, groups } = there;
			for (const [at, group] of groups.entries()) await round(there, group, 'entry', peopleOf(at, 5, 2));
			await settle(...there.all);
			await settle(...there.all);
			expect(lotsOf(rita.vault.ledger())).toHaveLength(1);
			const { keys, log } = await awa.changedApp();
			const results = resultsOf(log.directory())!;
			for (const { epoch } of results.epochs) expect(keys.get(results, epoch)).toBe(null);
			for (const name of ['code-lot', 'code-block', 'tally'] as const)
				expect([...rowsOf(awa.vault.ledger(), name)]).toEqual([]);
			const kept = Buffer.concat([...valueOf(await awa.vault.shelf()).values()]).toString('latin1');
			expect(kept).not.toMatch(/a[abc][b-f]x|"tag"|"levels"/);
		},
		patience
	);
});

describe('the organisation', () => {
	test(
		'keeps no code, no group and no batch, and writes nothing down of one group alone',
		async () => {
			const there = await startGroups();
			const { rita, groups } = there;
			const batches: string[] = [];
			for (const [at, group] of groups.entries()) {
				expect([...rowsOf(rita.vault.ledger(), 'code-lot')]).toEqual([]);
				const { batch, opened } = await round(there, group, 'entry', peopleOf(at, 5, 2));
				batches.push(batch);
				expect(JSON.stringify(opened)).not.toMatch(/a[abc][b-f]x/);
			}
			const [lot, ...others] = [...rowsOf(rita.vault.ledger(), 'code-lot')];
			expect(others).toEqual([]);
			const text = JSON.stringify([lot!.id, lot!.fields]);
			for (const id of [...groups, ...batches]) expect(text).not.toContain(id);
			expect(text).not.toMatch(/a[abc][b-f]x/);
			expect(Object.keys(lot!.fields).sort()).toEqual(['answers', 'quarter', 'rules']);
			// Nothing of it waits on her phone any more, and no shelf ever held a code.
			const shelf = valueOf(await rita.vault.shelf());
			expect([...shelf.keys()].filter((name) => name.startsWith('codes/'))).toEqual([]);
			expect(Buffer.concat([...shelf.values()]).toString('latin1')).not.toMatch(/a[abc][b-f]x/);
		},
		patience
	);

	test(
		'finds the answers of somebody whose pictures it knows: they are pseudonymous, as she was told',
		async () => {
			const there = await startGroups();
			const { rita, groups } = there;
			for (const [at, group] of groups.entries()) await round(there, group, 'entry', peopleOf(at, 5, 2));
			const { keys, log } = await rita.changedApp();
			const results = resultsOf(log.directory())!;
			const tag = pictureTag(keys.get(results, 1)!, peopleOf(1, 5, 2)[0]!.code!);
			const [lot] = lotsOf(rita.vault.ledger());
			expect(lot!.answers.filter((answer) => answer.tag === tag).length).toBeGreaterThanOrEqual(1);
		},
		patience
	);

	test('learns from a lot nothing of who was in which group: changed groups give the same lot', () => {
		const [a, b, c] = [0, 1, 2].map(() => GroupId.parse(random.uuid())) as [GroupId, GroupId, GroupId];
		const answers = Array.from({ length: 12 }, (_, at) => ({
			...{ tag: (at * 7919) % 65_536, moment: 'entry' as const },
			levels: { rule: at }
		}));
		const of = (group: GroupId, from: number): CodesWaiting => ({
			groups: [group],
			answers: answers.slice(from, from + 4)
		});
		const one = lotEdits('lot', '2026-01', [of(a, 0), of(b, 4), of(c, 8)]);
		const other = lotEdits('lot', '2026-01', [of(c, 4), of(a, 8), of(b, 0)]);
		expect(one).toEqual(other);
	});
});

describe('a changed app', () => {
	test.each([
		['a tag of its own', { a: 'AA', t: 7, m: 'entry' }],
		['a code that is longer', { a: 'AA', c: 'abcde', m: 'entry' }],
		['a code of other letters', { a: 'AA', c: 'abcz', m: 'entry' }],
		['a code at another moment', { a: 'AA', c: 'abcd', m: 'monthly' }],
		['a name in place of a code', { a: 'AA', c: { name: 'Mai' }, m: 'exit' }]
	])('puts %s into a ballot: it is no code, and the answer counts', (_, ballot) => {
		expect(takeCode(ballot)).toEqual({ own: null, rest: { a: 'AA' } });
	});
});
