import { describe, expect, test } from 'vitest';
import { createRandom } from '$lib/base/random';
import { fieldEdits } from '$lib/domain/change';
import { createGroup, groupOf } from '$lib/domain/group';
import { GroupId } from '$lib/domain/ids';
import { reportEdits, reportOf } from '$lib/domain/report';
import { markThreads, sendMessage, threadsOf, type ReplyKind, type Thread } from '$lib/domain/review';
import {
	closeCorrection,
	closeSession,
	openCorrection,
	startSession,
	storedSession,
	upcomingSessions
} from '$lib/domain/session';
import { writeSummaryText } from '$lib/domain/summary';
import { supervisorsOf } from '$lib/runtime/supervisors';
import { createCircle, found, letIn, settle, share, type CirclePhone } from './circle';
import { valueOf } from './value-of';

const patience = 60_000;
const random = createRandom();
const newId = () => random.uuid();
const day = '2026-11-22';

/** The only thread on a phone, as its screens show it. */
function threadOn({ vault, people }: CirclePhone): Thread {
	const view = people.view();
	const isSupervisor = supervisorsOf({
		people: view.people,
		readersOf: (group, stream) => people.readersOf(group, stream)
	});
	const [thread, ...others] = threadsOf(vault.ledger(), view.policies, isSupervisor);
	if (!thread || others.length > 0) throw new Error('One thread');
	return thread;
}

const wordsOn = (phone: CirclePhone) => threadOn(phone).messages.map(({ kind, text }) => [kind, text]);

async function say(phone: CirclePhone, kind: ReplyKind, text: string): Promise<string> {
	const id = newId();
	const { report } = threadOn(phone);
	await phone.edit(...valueOf(sendMessage(phone.vault.ledger(), report, { kind, text, ref: null }, day, id)));
	return id;
}

/** Awa leads a group and asks something in the report of its first session; Sun and Eva supervise. */
async function start() {
	const circle = await createCircle();
	const [mai, awa, sun, eva] = [await circle.phone(), await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai, []);
	await letIn(mai, awa, { label: 'Awa' });
	await letIn(mai, sun, { roles: ['supervisor'], label: 'Sun' });
	await letIn(mai, eva, { roles: ['supervisor'], label: 'Eva' });
	const all = [mai, awa, sun, eva];
	await settle(...all);
	const id = GroupId.parse(newId());
	const usual = { alias: 'Lune', locale: 'fr', rhythm: 'weekly', time: '', packId: 'p', coFacilitators: [] } as const;
	await awa.edit(...valueOf(createGroup(id, { ...usual, startsOn: '2026-11-20' })));
	await share(awa, id, { work: false, report: true });
	const ledger = awa.vault.ledger();
	const group = groupOf(ledger, id)!;
	const [session] = upcomingSessions(ledger, group, '2026-11-20', 1);
	const now = () => storedSession(ledger, session!.id)!;
	await awa.edit(...valueOf(startSession(session!, 1, 1)));
	await awa.edit(...valueOf(writeSummaryText(now(), 'askSupervisor', 'Help?')));
	await awa.edit(
		...valueOf(closeSession(now(), 2)),
		...reportEdits(ledger, group, { ...now(), state: 'closed' }, day, newId)
	);
	await settle(...all);
	return { mai, awa, sun, eva, all, group, now };
}

describe('what is written about a report', () => {
	test(
		'goes out, is answered, is read without a network, and is closed',
		async () => {
			const { mai, awa, sun, eva, all } = await start();
			expect(threadOn(sun)).toMatchObject({ state: 'new', isAskOpen: true, dueOn: '2026-11-25' });
			await sun.edit(...markThreads([threadOn(sun).report], 'closed', day));
			await settle(...all);
			expect(threadOn(eva)).toMatchObject({ state: 'in-review', isAskOpen: true });
			await say(sun, 'question', 'What happened?');
			await settle(...all);
			awa.network.isDown = true;
			expect(threadOn(awa)).toMatchObject({ state: 'waiting', isAskOpen: false, isForFacilitator: true });
			await say(awa, 'text', 'It is better now.');
			await say(awa, 'done', '');
			awa.network.isDown = false;
			await settle(...all);
			for (const phone of [awa, sun, eva]) {
				expect(threadOn(phone)).toMatchObject({ state: 'closed', isForFacilitator: false });
				expect(wordsOn(phone)).toEqual([
					['question', 'What happened?'],
					['text', 'It is better now.'],
					['done', '']
				]);
			}
			expect(mai.vault.ledger().tables.has('reply')).toBe(false);
		},
		patience
	);

	test(
		'is rewritten by nobody: not by its writer, nor by the other side',
		async () => {
			const { awa, sun, eva, all } = await start();
			const answer = await say(sun, 'text', 'First words');
			await settle(...all);
			await sun.edit(...fieldEdits('reply', answer, { text: 'Other words' }));
			await awa.edit(...fieldEdits('reply', answer, { text: 'Awa’s words' }));
			await settle(...all);
			expect(wordsOn(eva)).toEqual([['text', 'First words']]);
			expect(threadOn(eva)).toMatchObject({ isAskOpen: false });
		},
		patience
	);

	test(
		'does not lose a report that a facilitator calls closed herself',
		async () => {
			const { awa, sun, all } = await start();
			await awa.edit(...markThreads([threadOn(awa).report], 'closed', day));
			await settle(...all);
			expect(threadOn(sun)).toMatchObject({ state: 'new', isAskOpen: true });
		},
		patience
	);

	test(
		'has a correction with what was said before and why',
		async () => {
			const { awa, sun, all, group, now } = await start();
			await say(sun, 'text', 'Thank you');
			await settle(...all);
			const ledger = awa.vault.ledger();
			await awa.edit(...valueOf(openCorrection(now(), newId(), 'forgot', day)));
			await awa.edit(...valueOf(writeSummaryText(now(), 'agreed', 'Breathe')));
			await awa.edit(...reportEdits(ledger, group, now(), day, newId), ...closeCorrection(now()));
			await settle(...all);
			expect(reportOf(ledger, now().id)?.body.agreed).toBe('Breathe');
			expect(threadOn(sun)).toMatchObject({
				state: 'in-review',
				report: { body: { agreed: 'Breathe' } },
				versions: [{ reason: 'forgot', body: { agreed: '' } }]
			});
		},
		patience
	);
});
