import * as fc from 'fast-check';
import { createRandom } from '$lib/base/random';
import { createMark, MarkStatus } from './attendance';
import { beginBatch, openBatch, waitingBatch } from './batch';
import { writeCare } from './care';
import { createCheckIn, type Face } from './check-in';
import { disclose } from './disclosure';
import { BatchId } from './ids';
import { writeNote } from './player';
import { closeSession, countGuests, openCorrection, startSession } from './session';
import { chooseAtmosphere, chooseThemes, writeSummaryText } from './summary';
import { createNotebook } from './test-notebook';

/** For tests of what leaves the phone: meetings in which everything was written, also what must stay. */
const random = createRandom();

/** Words in every place that a supervisor must not see. */
export const canary = { care: 'zq-care-zq', note: 'zq-note-zq', correction: 'zq-reason-zq' };
/** The texts a supervisor gets. */
export const texts = ['wentWell', 'wasHard', 'agreed', 'askSupervisor'] as const;

/** What a meeting is made of. */
export interface Meeting {
	readonly names: readonly string[];
	readonly statuses: readonly (MarkStatus | null)[];
	readonly guests: number;
	readonly words: readonly string[];
	readonly themes: readonly string[];
	readonly faces: readonly Face[];
}

/** A session in which everything that must not leave was written too. */
export function hold({ names, statuses, guests, words, themes, faces }: Meeting) {
	const notebook = createNotebook();
	const { ledger, write, now } = notebook;
	const group = notebook.group();
	const members = names.map((name) => notebook.member(group, name));
	const planned = notebook.next(group);
	write(startSession(planned, 2, 1));
	members.forEach(({ id }, at) => write(createMark(now(planned), id, statuses[at] ?? null)));
	write(countGuests(now(planned), guests));
	texts.forEach((field, at) => write(writeSummaryText(now(planned), field, (words[at] ?? '').slice(0, 4000))));
	write(chooseThemes(now(planned), themes));
	write(chooseAtmosphere(now(planned), 4));
	write(writeNote(now(planned), 'opening', canary.note));
	write(writeCare(planned.id, 'note', canary.care));
	write(writeCare(planned.id, 'face', 1));
	const batch = BatchId.parse(random.uuid());
	write(beginBatch(ledger, group.id, batch));
	const answers = faces.flatMap((face) => {
		const made = createCheckIn(random, batch, { body: face, mind: face, others: face, hope: face, session: face });
		return made.ok ? [made.value] : [];
	});
	const waiting = waitingBatch(ledger, group.id);
	write((waiting && openBatch(ledger, waiting, answers, planned.plannedOn)) ?? []);
	write(closeSession(now(planned), 2));
	write(openCorrection(now(planned), 'c1', canary.correction, '2026-01-08'));
	const ids = [group.id, planned.id, batch, ...members.map(({ id }) => id), ...answers.map(({ id }) => id)];
	return {
		...notebook,
		group,
		members,
		session: now(planned),
		ids,
		report: () => disclose(ledger, group, now(planned), '2026-01-09')
	};
}

/** A meeting of nobody. */
export const blank: Meeting = { names: [], statuses: [], guests: 0, words: [], themes: [], faces: [] };

/** The words of a text as a reader sees them; a mask stands between the words on its sides. */
export const wordsOf = (text: string) =>
	` ${text
		.replace(/\p{Cf}/gu, '')
		.replaceAll('•••', ' masked ')
		.toLowerCase()
		.split(/[^\p{L}\p{N}\p{M}]+/u)
		.join(' ')} `;

/** Names as people give them. */
export const names = [
	'Rose',
	'Hoa Mai',
	'Đào',
	'Lê',
	'Jean-Luc',
	'R.o(s]e*',
	'x+',
	'قمر',
	'小花',
	'7',
	'O’Neil',
	'Ana',
	'Ana Lu',
	'Été'
];
const anyName = fc.oneof(
	fc.constantFrom(...names),
	fc
		.string({ unit: fc.constantFrom(...'abéđXYZ-. '), minLength: 1, maxLength: 6 })
		.filter((name) => /\p{L}/u.test(name))
);
const anyWords = (used: readonly string[]) =>
	fc
		.array(
			fc.oneof(
				fc.constantFrom(...used, ...used.map((name) => name.toUpperCase()), ...used.map((name) => name.toLowerCase())),
				fc.constantFrom(' ', '\n', ',', '’', 's', '-', '(', '\u200D', '<b>', 'avec', '小', '😀', '.'),
				fc.string({ unit: 'grapheme', maxLength: 5 })
			),
			{ maxLength: 14 }
		)
		.map((parts) => parts.join(''));
/** Any meeting; its texts name its members in many ways. */
export const anyMeeting = fc.uniqueArray(anyName, { minLength: 1, maxLength: 8 }).chain((used) =>
	fc.record({
		names: fc.constant(used),
		statuses: fc.array(fc.option(fc.constantFrom(...MarkStatus.options)), { minLength: 8, maxLength: 8 }),
		guests: fc.nat(4),
		words: fc.array(anyWords(used), { minLength: 4, maxLength: 4 }),
		themes: fc.array(anyWords(used), { maxLength: 4 }),
		faces: fc.array(fc.option(fc.integer({ min: 1, max: 4 })), { maxLength: 8 })
	})
);
