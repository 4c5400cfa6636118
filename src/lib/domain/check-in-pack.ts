import { textToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { rowsOf, type Ledger, type Row } from './ledger';
import { Pack, setPackState, type PackState } from './pack';
import type { Questionnaire } from './questionnaire';
import { parseDraft, parseQuestionnaire } from './questionnaire-check';
import { forgetSounds } from './recording';
import { typedView } from './text';

/** The one a facilitator asks herself; no group is asked it, whoever publishes something of that name. */
export const ownWellbeingCheckIn = 'facilitator-wellbeing';

/** The questionnaires of the app that can be adapted for groups, by id, in the order they are offered. */
export const ownCheckIns = ['daily-faces', 'monthly-wellbeing', 'group-climate', 'entry', 'exit'] as const;

/** Those of them that a group is asked as they are; the four faces are built in. */
export const groupCheckIns = ['monthly-wellbeing', 'group-climate', 'entry', 'exit'] as const;

/** One version of a questionnaire that an organisation has. */
export interface KeptCheckIn {
	/** The row. */
	readonly id: string;
	readonly state: PackState;
	/** The day it was brought in or begun. */
	readonly day: string;
	readonly questionnaire: Questionnaire;
}

/** Longest questionnaire, in bytes as JSON: with its frame it fits an envelope, however badly it compresses. */
export const largestCheckIn = 96 * 1024;

export type CheckInPackProblem =
	| { readonly type: 'CheckInTooLarge'; readonly bytes: number; readonly most: number }
	/** This version is there already and says something else: a version never changes once it was published. */
	| { readonly type: 'VersionTaken'; readonly version: number };

/** Every version of every questionnaire, by title, the newest first. What does not read as one is passed over. */
export const checkInsOf = (ledger: Ledger): readonly KeptCheckIn[] =>
	[...rowsOf(ledger, 'pack')]
		.map(viewOf)
		.filter((kept) => kept !== undefined)
		.sort(
			(a, b) =>
				titleOf(a).localeCompare(titleOf(b)) ||
				a.questionnaire.id.localeCompare(b.questionnaire.id) ||
				b.questionnaire.version - a.questionnaire.version ||
				a.id.localeCompare(b.id)
		);

/** The published questionnaires to choose from: of each the newest version. */
export function offeredCheckIns(ledger: Ledger): readonly Questionnaire[] {
	const offered = new Map<string, Questionnaire>();
	for (const { questionnaire, state } of checkInsOf(ledger)) {
		const { id } = questionnaire;
		if (state === 'published' && id !== ownWellbeingCheckIn && !offered.has(id)) offered.set(id, questionnaire);
	}
	return [...offered.values()];
}

/** The number of the next version of a questionnaire. */
export const nextVersion = (ledger: Ledger, id: string): number =>
	Math.max(
		0,
		...checkInsOf(ledger).flatMap(({ questionnaire }) => (questionnaire.id === id ? [questionnaire.version] : []))
	) + 1;

/** The edits that keep a draft in its row, in place of what it was. `id` is random for a new one. */
export function keepDraft(
	ledger: Ledger,
	id: string,
	questionnaire: Questionnaire,
	day: string
): Result<readonly Edit[], CheckInPackProblem> {
	const bytes = checkInBytes(questionnaire);
	if (bytes > largestCheckIn) return err({ type: 'CheckInTooLarge', bytes, most: largestCheckIn });
	const isTaken = checkInsOf(ledger).some(
		(other) =>
			(other.id !== id || other.state !== 'draft') &&
			other.questionnaire.id === questionnaire.id &&
			other.questionnaire.version === questionnaire.version
	);
	if (isTaken) return err({ type: 'VersionTaken', version: questionnaire.version });
	const content = JSON.parse(JSON.stringify(questionnaire)) as Edit['value']; // made of JSON, so it is a value
	const { id: packId, version } = questionnaire;
	return ok(fieldEdits('pack', id, { kind: 'check-in', packId, version, day, content, state: 'draft' }));
}

/** Bytes of a questionnaire as it is kept. */
export const checkInBytes = (questionnaire: Questionnaire): number => textToBytes(JSON.stringify(questionnaire)).length;

/** The edits after which a draft is nowhere any more, nor a recording that only it refers to. None for a published one. */
export function deleteDraft(ledger: Ledger, id: string): readonly Edit[] {
	const all = checkInsOf(ledger);
	if (all.find((kept) => kept.id === id)?.state !== 'draft') return [];
	const others = all.flatMap((kept) => (kept.id === id ? [] : [kept.questionnaire]));
	return [...fieldEdits('pack', id, { content: null }), ...forgetSounds(ledger, others)];
}

/**
 * The edits that publish a draft, or a retired version again, and retire the versions that were published before it. Recordings
 * that no version refers to go.
 */
export function publishCheckIn(ledger: Ledger, id: string): readonly Edit[] {
	const all = checkInsOf(ledger);
	const own = all.find((kept) => kept.id === id);
	const before = all.filter(
		(kept) => kept.id !== id && kept.state === 'published' && kept.questionnaire.id === own?.questionnaire.id
	);
	return [
		...setPackState(id, 'published'),
		...before.flatMap((kept) => setPackState(kept.id, 'retired')),
		...forgetSounds(
			ledger,
			all.map(({ questionnaire }) => questionnaire)
		)
	];
}

const titleOf = ({ questionnaire: { title, languages } }: KeptCheckIn): string => title[languages[0] ?? ''] ?? '';

const packView = typedView(Pack);

/** By row: a row is replaced when it changes. */
const seen = new WeakMap<Row, KeptCheckIn | undefined>();

function viewOf(row: Row): KeptCheckIn | undefined {
	if (!seen.has(row)) seen.set(row, readRow(row));
	return seen.get(row);
}

function readRow(row: Row): KeptCheckIn | undefined {
	const pack = packView(row);
	// It came from another device, so it is checked as a file is.
	if (pack?.kind !== 'check-in') return undefined;
	const questionnaire = pack.state === 'draft' ? parseDraft(pack.content) : wholeOf(pack.content);
	if (questionnaire?.id !== pack.packId || questionnaire.version !== pack.version) return undefined;
	return { id: pack.id, state: pack.state, day: pack.day, questionnaire };
}

function wholeOf(content: unknown): Questionnaire | null {
	const parsed = parseQuestionnaire(content);
	return parsed.ok ? parsed.value : null;
}
