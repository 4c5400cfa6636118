/** Picture codes from a ballot to what a reader sees, on real vaults and a real server. */
import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { codeBlockEdits, codeChangeOf } from '$lib/domain/code-change';
import { lotsOf } from '$lib/domain/code-lot';
import type { GroupId } from '$lib/domain/ids';
import { rowsOf } from '$lib/domain/ledger';
import { letIn, settle } from './circle';
import { peopleOf, round, startGroups } from './code-circle';
import { valueOf } from './value-of';

const patience = 240_000;
const random = createRandom();

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
