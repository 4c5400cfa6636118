import { err, ok, type Result } from '$lib/base/result';
import type { Guide, GuideProblem, Locale } from '$lib/domain/guide';
import type { Ledger } from '$lib/domain/ledger';

/** The file is not on the phone and cannot be fetched now. */
export interface GuideUnavailable {
	readonly type: 'GuideUnavailable';
}

/** Reads session guides; each file is read and checked once. */
export interface Guides {
	/** A guide of the app, or one that the organisation published by its name and version (`domain/pack.ts`). */
	readonly load: (id: string, locale: Locale) => Promise<Result<Guide, GuideProblem | GuideUnavailable>>;
	/** All guides to choose from, in order: those of the app, then those of the organisation; only those that can be read. */
	readonly pack: (locale: Locale) => Promise<readonly Guide[]>;
}

/** Guides from the app's own files, which the service worker keeps on the phone, and from the open vault. */
export function createGuides(read: (url: string) => Promise<Response>, ledger: () => Ledger): Guides {
	const known = new Map<string, Promise<Result<Guide, GuideProblem | GuideUnavailable>>>();
	const load = (id: string, locale: Locale) => {
		const key = `${locale}/${id}`;
		const reading = known.get(key) ?? readGuide(read, `/guides/${key}.json`);
		known.set(key, reading);
		// A failed reading is forgotten, so that trying again tries again.
		void reading.then((guide) => {
			if (!guide.ok) known.delete(key);
		});
		return reading;
	};
	const loadPublished = async (name: string, locale: Locale): Promise<Result<Guide, GuideUnavailable>> => {
		const { publishedGuide } = await import('$lib/domain/pack');
		const guide = publishedGuide(ledger(), name, locale);
		return guide ? ok(guide) : err({ type: 'GuideUnavailable' });
	};
	return {
		// No file of the app has this sign in its name.
		load: (id, locale) => (id.includes('@') ? loadPublished(id, locale) : load(id, locale)),
		pack: async (locale) => {
			const [{ starterPack }, { offeredGuides }] = await Promise.all([
				import('$lib/domain/guide'),
				import('$lib/domain/pack')
			]);
			const guides = await Promise.all(starterPack.guideIds.map((id) => load(id, locale)));
			return [...guides.flatMap((guide) => (guide.ok ? [guide.value] : [])), ...offeredGuides(ledger(), locale)];
		}
	};
}

async function readGuide(
	read: (url: string) => Promise<Response>,
	url: string
): Promise<Result<Guide, GuideProblem | GuideUnavailable>> {
	try {
		const response = await read(url);
		if (!response.ok) return err({ type: 'GuideUnavailable' });
		// Fetched when a guide is: the first screen needs none.
		const { parseGuide } = await import('$lib/domain/guide');
		const guide = parseGuide(await response.json());
		return guide.ok ? ok(guide.value) : guide;
	} catch {
		return err({ type: 'GuideUnavailable' });
	}
}
