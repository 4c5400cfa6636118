import * as z from 'zod/mini';
import { textToBytes } from '$lib/base/bytes';
import { err, ok, type Result } from '$lib/base/result';
import { fieldEdits, type Edit } from './change';
import { parseGuide, type Guide, type GuideProblem, type Locale } from './guide';
import { rowsOf, type Ledger } from './ledger';
import { typedView } from './text';

/** What an organisation can publish. Only guides are read so far; the others are kept for apps that know them. */
export const PackKind = z.enum(['guide', 'check-in', 'rubric']);
export type PackKind = z.infer<typeof PackKind>;

/** `retired`: offered for nothing new; what was planned with it keeps it. */
export const PackState = z.enum(['draft', 'published', 'retired']);
export type PackState = z.infer<typeof PackState>;

/** One version of something that an organisation publishes. A row holds one version in one language, and never another. */
export const Pack = z.looseObject({
	id: z.string(),
	kind: PackKind,
	/** Of the guide itself: the same for all its versions and languages. */
	packId: z.string(),
	version: z.int().check(z.gte(1)),
	state: PackState,
	/** The day this version was brought in. */
	day: z.catch(z._default(z.string(), ''), ''),
	content: z.unknown()
});
export type Pack = z.infer<typeof Pack>;

/** One version of a guide that an organisation has. */
export interface PublishedGuide {
	/** The row. */
	readonly id: string;
	readonly state: PackState;
	readonly day: string;
	readonly guide: Guide;
}

/** Longest guide, in bytes as JSON: with its frame it fits an envelope, however badly it compresses. */
export const largestGuide = 96 * 1024;

/** Longest file that is read for one, in bytes: it may have blanks. */
export const largestGuideFile = 4 * largestGuide;

export type PackProblem =
	| GuideProblem
	/** The text is not JSON at all. */
	| { readonly type: 'NotJson' }
	| { readonly type: 'GuideTooLarge'; readonly bytes: number; readonly most: number }
	/** This version is there already and says something else: a version never changes. */
	| { readonly type: 'VersionTaken'; readonly version: number };

/** A guide read from the text of a file, or where its first fault is. Never throws. */
export function readGuideFile(text: string): Result<Guide, PackProblem> {
	const bytes = textToBytes(text).length;
	if (bytes > largestGuideFile) return err({ type: 'GuideTooLarge', bytes, most: largestGuide });
	let input: unknown;
	try {
		input = JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch {
		return err({ type: 'NotJson' });
	}
	const guide = parseGuide(input);
	if (!guide.ok) return guide;
	// Without the blanks of the file.
	const size = textToBytes(JSON.stringify(guide.value)).length;
	return size > largestGuide ? err({ type: 'GuideTooLarge', bytes: size, most: largestGuide }) : ok(guide.value);
}

/**
 * The edits that bring a guide in as a draft, or publish it at once. `id` is random. None for a version that is there
 * already in the same words and state.
 */
export function keepGuide(
	ledger: Ledger,
	guide: Guide,
	state: Exclude<PackState, 'retired'>,
	day: string,
	id: string
): Result<readonly Edit[], PackProblem> {
	const known = guidesOf(ledger).find(
		(other) =>
			other.guide.id === guide.id && other.guide.version === guide.version && other.guide.locale === guide.locale
	);
	if (!known) {
		const content = JSON.parse(JSON.stringify(guide)) as Edit['value']; // made of JSON, so it is a value
		return ok(fieldEdits('pack', id, { kind: 'guide', packId: guide.id, version: guide.version, day, content, state }));
	}
	if (JSON.stringify(known.guide) !== JSON.stringify(guide))
		return err({ type: 'VersionTaken', version: guide.version });
	return ok(known.state === state ? [] : setPackState(known.id, state));
}

/** The edit that publishes a version, or retires it. */
export const setPackState = (id: string, state: PackState): readonly Edit[] => fieldEdits('pack', id, { state });

/** Every version of every guide, by title, the newest first. What does not read as a guide is passed over. */
export const guidesOf = (ledger: Ledger): readonly PublishedGuide[] =>
	[...rowsOf(ledger, 'pack')]
		.map(guideView)
		.filter((published) => published !== undefined)
		.sort(
			(a, b) =>
				a.guide.title.localeCompare(b.guide.title) ||
				a.guide.id.localeCompare(b.guide.id) ||
				b.guide.version - a.guide.version ||
				a.guide.locale.localeCompare(b.guide.locale) ||
				a.id.localeCompare(b.id)
		);

/**
 * The published guides to choose from in a language: of each the newest version, in that language where it has one. Each
 * goes by a name of its own (`guideName`), so that a session keeps the version it was planned with.
 */
export function offeredGuides(ledger: Ledger, locale: Locale): readonly Guide[] {
	const offered = new Map<string, Guide>();
	for (const { guide, state } of guidesOf(ledger)) {
		if (state !== 'published') continue;
		const known = offered.get(guide.id);
		const isBetter =
			!known ||
			(known.locale !== locale && guide.locale === locale) || // its own language before a newer version
			(known.locale === guide.locale && guide.version > known.version);
		if (isBetter) offered.set(guide.id, guide);
	}
	return [...offered.values()].map(named).sort((a, b) => a.order - b.order || a.title.localeCompare(b.title));
}

/** The name under which a session keeps a published guide: the guide and its version. */
export const guideName = ({ id, version }: Pick<Guide, 'id' | 'version'>): string => `${id}@${version}`;

/** Whether this is the name of a published guide, and not of one that came with the app. */
export const isPublishedName = (name: string): boolean => /^[a-z][a-z0-9-]{1,30}@[1-9]\d{0,8}$/.test(name);

/**
 * The guide of that name, in that language or else in one it has; undefined when this phone has none. Retired ones are
 * found, too: somebody may have planned with them.
 */
export function publishedGuide(ledger: Ledger, name: string, locale: Locale): Guide | undefined {
	const found = guidesOf(ledger).filter(({ guide, state }) => state !== 'draft' && guideName(guide) === name);
	const chosen = found.find(({ guide }) => guide.locale === locale) ?? found[0];
	return chosen && named(chosen.guide);
}

const named = (guide: Guide): Guide => ({ ...guide, id: guideName(guide) });

const packView = typedView(Pack);

/** By row: a row is replaced when it changes. */
const guidesByRow = new WeakMap<object, PublishedGuide | undefined>();

function guideView(row: Parameters<typeof packView>[0]): PublishedGuide | undefined {
	if (!row) return undefined;
	if (guidesByRow.has(row)) return guidesByRow.get(row);
	const pack = packView(row);
	// It came from another device, so it is checked as a file is.
	const guide = pack?.kind === 'guide' ? parseGuide(pack.content) : undefined;
	const isSound = pack && guide?.ok && guide.value.id === pack.packId && guide.value.version === pack.version;
	const view = isSound ? { id: pack.id, state: pack.state, day: pack.day, guide: guide.value } : undefined;
	guidesByRow.set(row, view);
	return view;
}
