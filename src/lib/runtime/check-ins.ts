import type { Ledger } from '$lib/domain/ledger';
import type { Questionnaire } from '$lib/domain/questionnaire';

const known = new Map<string, Promise<Questionnaire | null>>();

/**
 * A questionnaire that came with the app, from its own files, which the service worker keeps on the phone. Null when it is
 * not there and cannot be fetched now; asking again tries again.
 */
export function loadOwnCheckIn(
	id: string,
	read: (url: string) => Promise<Response> = (url) => fetch(url)
): Promise<Questionnaire | null> {
	const reading = known.get(id) ?? readCheckIn(id, read);
	known.set(id, reading);
	void reading.then((questionnaire) => questionnaire ?? known.delete(id));
	return reading;
}

/** Whether these questions, as their canonical text, are those of the app with this name, as `id/version`. */
export async function comesWithTheApp(name: string, questions: string): Promise<boolean> {
	const { ownCheckIns } = await import('$lib/domain/check-in-pack');
	const id = ownCheckIns.find((own) => name.startsWith(`${own}/`));
	const own = id ? await loadOwnCheckIn(id) : null;
	if (!own) return false;
	const { canonicalText } = await import('$lib/domain/questionnaire');
	return canonicalText(own) === questions;
}

/** The questionnaires a group can be asked besides the built-in form: those of its organisation, then those of the app. */
export async function loadGroupCheckIns(ledger: () => Ledger): Promise<readonly Questionnaire[]> {
	const { groupCheckIns, offeredCheckIns } = await import('$lib/domain/check-in-pack');
	const own = await Promise.all(groupCheckIns.map((id) => loadOwnCheckIn(id)));
	const published = offeredCheckIns(ledger());
	const ids = new Set(published.map(({ id }) => id));
	return [...published, ...own.filter((each) => each !== null).filter(({ id }) => !ids.has(id))];
}

async function readCheckIn(id: string, read: (url: string) => Promise<Response>): Promise<Questionnaire | null> {
	try {
		const response = await read(`/check-ins/${id}.json`);
		if (!response.ok) return null;
		// Fetched when a questionnaire is: the first screen needs none.
		const { parseQuestionnaire } = await import('$lib/domain/questionnaire-check');
		const parsed = parseQuestionnaire(await response.json());
		return parsed.ok ? parsed.value : null;
	} catch {
		return null;
	}
}
