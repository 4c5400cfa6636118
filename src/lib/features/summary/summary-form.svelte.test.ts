import { describe, expect, test } from 'vitest';
import { createSeededRandom } from '$lib/base/random';
import { err, ok, type Result } from '$lib/base/result';
import { beginBatch } from '$lib/domain/batch';
import { careOf } from '$lib/domain/care';
import type { Change, Edit } from '$lib/domain/change';
import { disclose } from '$lib/domain/disclosure';
import { createGroup, groupOf } from '$lib/domain/group';
import { BatchId, GroupId } from '$lib/domain/ids';
import { applyChange, createLedger, otherVersions, stampOf, type Ledger } from '$lib/domain/ledger';
import { reportOf } from '$lib/domain/report';
import { shareGroup } from '$lib/domain/sharing';
import { openCorrection, storedSession, upcomingSessions } from '$lib/domain/session';
import { longestText, summaryOf } from '$lib/domain/summary';
import type { ScreenProblem } from '$lib/runtime/problem-text';
import { SummaryForm } from './summary-form.svelte';

const today = '2026-11-24';
const random = createSeededRandom(7);

describe('what is written after a session', () => {
	test('is kept field by field, also for a session nobody wrote down yet', async () => {
		const { form, ledger, id } = create();
		expect(storedSession(ledger, id)).toBeUndefined();
		form.texts.wentWell.type('We laughed.');
		await form.flush();
		await form.atmosphere.pick(4);
		await form.themes.pick(['trust', 'sleep']);
		expect(summaryOf(ledger, id)).toMatchObject({ wentWell: 'We laughed.', atmosphere: 4, themes: ['trust', 'sleep'] });
		expect(storedSession(ledger, id)?.state).toBe('planned');
	});

	test('stays on screen when it cannot be kept, and is kept on a later try', async () => {
		const { form, ledger, id, vault } = create();
		vault.problem = { type: 'QuotaExceeded' };
		form.texts.wasHard.type('The heat.');
		form.note.type('Tired.');
		await form.face.pick(2);
		expect(await form.flush()).toBe(false);
		expect(form.texts.wasHard.text).toBe('The heat.');
		expect(form.texts.wasHard.problem).toEqual({ type: 'QuotaExceeded' });
		expect(form.note.text).toBe('Tired.');
		expect(form.face.value).toBe(2);
		vault.problem = null;
		expect(await form.flush()).toBe(true);
		expect(summaryOf(ledger, id).wasHard).toBe('The heat.');
		expect(careOf(ledger, id)).toMatchObject({ face: 2, note: 'Tired.' });
	});

	test('a text that is too long is refused at its field, whole, and holds up the ending', async () => {
		const { form, ledger, id } = create();
		const long = 'x'.repeat(longestText + 1);
		form.texts.agreed.type(long);
		await form.end();
		expect(form.texts.agreed.text).toBe(long);
		expect(form.texts.agreed.problem).toEqual({ type: 'TextTooLong', most: longestText });
		expect(form.problem).toEqual({ type: 'TextTooLong', most: longestText });
		expect(form.isOver).toBe(false);
		expect(storedSession(ledger, id)?.state).not.toBe('closed');
	});

	test('her own theme is taken along even when she did not add it by hand', async () => {
		const { form, ledger, id } = create();
		await form.themes.pick(['calm']);
		form.ownTheme = '  Le jardin ';
		await form.flush();
		expect(summaryOf(ledger, id).themes).toEqual(['calm', 'Le jardin']);
		expect(form.ownTheme).toBe('');
		expect(form.themeChoices.at(-1)).toBe('Le jardin');
	});

	test('how she is never reaches the report', async () => {
		const { form, ledger, id } = create();
		form.note.type('canary words');
		await form.hardMoment.pick(true);
		await form.face.pick(1);
		await form.end();
		const report = disclose(ledger, form.group!, storedSession(ledger, id)!, '2026-11-24');
		expect(JSON.stringify(report)).not.toContain('canary');
	});

	test('another version of a text stays until she settles it', async () => {
		const { form, ledger, id, elsewhere } = create();
		form.texts.agreed.type('Walk each day.');
		await form.flush();
		elsewhere({ table: 'session', row: id, field: 'agreed', value: 'Drink water.' });
		const [other] = form.versionsOf('agreed');
		expect([form.texts.agreed.text, other?.text].sort()).toEqual(['Drink water.', 'Walk each day.']);
		expect((await form.settle('agreed', 'Drink water.')).ok).toBe(true);
		expect(form.texts.agreed.text).toBe('Drink water.');
		expect(otherVersions(ledger, 'session', id, 'agreed')).toEqual([]);
	});
});

describe('ending a session of a shared group', () => {
	test('sends out, with the ending and not before, exactly the report that was shown', async () => {
		const { form, ledger, id, share } = create();
		form.texts.agreed.type('Walk each day.');
		await form.flush();
		expect(form.leavingReport).toBeNull();
		share();
		await form.readVersion();
		const shown = form.leavingReport;
		expect(shown).toMatchObject({ agreed: 'Walk each day.', held: true, guideVersion: 3 });
		expect(reportOf(ledger, id)).toBeUndefined();
		await form.end();
		expect(reportOf(ledger, id)?.body).toEqual(shown);
	});

	test('a correction sends it out anew, in the same place', async () => {
		const { form, ledger, id, share, write } = create();
		share();
		await form.end();
		const first = reportOf(ledger, id);
		const opened = openCorrection(storedSession(ledger, id)!, 'c1', 'Forgot', today);
		if (opened.ok) write(opened.value);
		form.texts.askSupervisor.type('A second chair?');
		expect(await form.endCorrection()).toBe(true);
		expect(storedSession(ledger, id)?.correction).toBeNull();
		expect(reportOf(ledger, id)).toMatchObject({ id: first?.id, body: { askSupervisor: 'A second chair?' } });
	});

	test('a group that is not shared makes no report', async () => {
		const { form, ledger, id } = create();
		await form.end();
		expect(reportOf(ledger, id)).toBeUndefined();
	});
});

describe('ending a session', () => {
	test('held without the player: it begins and ends at once, with the version of its guide', async () => {
		const { form, ledger, id } = create();
		await form.end();
		expect(form.isOver).toBe(true);
		expect(storedSession(ledger, id)).toMatchObject({
			state: 'closed',
			guideVersion: 3,
			startedAt: 1000,
			closedAt: 1000
		});
	});

	test('before its day it is refused', async () => {
		const { form, ledger, id } = create('2026-11-23');
		await form.end();
		expect(form.problem).toEqual({ type: 'SessionNotRunning' });
		expect(storedSession(ledger, id)?.state ?? 'planned').toBe('planned');
	});

	test('says what became of the check-in: nobody asked, waiting, or open', async () => {
		const nobody = create();
		await nobody.form.end();
		expect(nobody.form.outcome).toEqual(ok('none'));

		const waiting = create();
		waiting.write(beginBatch(waiting.ledger, waiting.groupId, BatchId.parse(random.uuid())));
		await waiting.form.end();
		expect(waiting.form.outcome).toEqual(ok('waiting'));

		const opened = create();
		opened.vault.opening = ok('opened');
		await opened.form.end();
		expect(opened.form.outcome).toEqual(ok('opened'));
	});

	test('a check-in that could not be opened can be tried again, and the session stays ended', async () => {
		const { form, ledger, id, vault } = create();
		vault.opening = err({ type: 'StorageLost' });
		await form.end();
		expect(storedSession(ledger, id)?.state).toBe('closed');
		expect(form.outcome).toEqual(err({ type: 'StorageLost' }));
		vault.opening = ok('opened');
		await form.openCheckIn();
		expect(form.outcome).toEqual(ok('opened'));
	});

	test('afterwards nothing is written without a correction, and what was typed stays on screen', async () => {
		const { form, ledger, id, write } = create();
		await form.end();
		form.texts.wentWell.type('Too late');
		await form.flush();
		expect(form.texts.wentWell.problem).toEqual({ type: 'SessionClosed' });
		expect(form.texts.wentWell.text).toBe('Too late');
		expect(summaryOf(ledger, id).wentWell).toBe('');
		const opened = openCorrection(storedSession(ledger, id)!, 'c1', 'Forgot', today);
		if (opened.ok) write(opened.value);
		expect(await form.flush()).toBe(true);
		expect(summaryOf(ledger, id).wentWell).toBe('Too late');
	});

	test('in a vault that locked meanwhile nothing ends and the words stay', async () => {
		const { form, ledger } = create();
		form.texts.wentWell.type('Here still');
		ledger.tables.clear();
		await form.end();
		expect(form.problem).toEqual({ type: 'VaultLocked' });
		expect(form.texts.wentWell.text).toBe('Here still');
	});
});

/** A group that meets on `today`, and a form over a vault in memory that folds like the real one. */
function create(now = today) {
	const ledger: Ledger = createLedger();
	const groupId = GroupId.parse(random.uuid());
	const vault = {
		problem: null as { readonly type: 'QuotaExceeded' } | null,
		opening: ok('waiting') as Result<'opened' | 'waiting', ScreenProblem>
	};
	let time = 1;
	const apply = (edit: Edit, stamp: Pick<Change, 'ctr' | 'over'>, dev: string) =>
		applyChange(ledger, {
			v: 1,
			table: edit.table,
			row: edit.row,
			field: edit.field,
			value: edit.value,
			...stamp,
			hlc: time++,
			dev
		});
	const write = (edits: readonly Edit[]) => edits.forEach((edit) => apply(edit, stampOf(ledger, edit), 'here'));
	const share = () => {
		const draft = { work: false, report: true, name: 'Lotus' };
		const edits = shareGroup(ledger, groupOf(ledger, groupId)!, draft, today, () => random.uuid());
		if (edits.ok) write(edits.value);
	};
	/** Written by a device that had not seen what this one wrote. */
	const elsewhere = (edit: Edit) => apply(edit, { ctr: 1, over: [] }, 'there');
	const made = createGroup(groupId, {
		alias: 'Lotus',
		locale: 'fr',
		rhythm: 'weekly',
		time: '14:30',
		packId: 'first-circle',
		coFacilitators: [],
		startsOn: today
	});
	if (made.ok) write(made.value);
	const append = async (edits: readonly Edit[]) => {
		if (vault.problem) return err(vault.problem);
		write(edits);
		return ok(undefined);
	};
	const id = upcomingSessions(ledger, groupOf(ledger, groupId)!, now, 1)[0]!.id;
	const form = new SummaryForm(
		{
			ledger: () => ledger,
			append,
			now: () => 1000,
			newId: () => random.uuid(),
			today: () => now,
			guideVersion: async () => 3,
			openWaitingBatch: async () => vault.opening
		},
		groupId,
		id
	);
	return { form, ledger, id, groupId, vault, write, elsewhere, share };
}
