/**
 * Makes an organisation on the phone of its first administrator.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - The root key is made here, goes into the custodians' files, signs the first entry, and is wiped, whatever happens.
 * - Nothing is kept before the server has the organisation; trying again makes another one with other keys.
 *
 * Threats answered: a server that makes its own root (A6), the first admin's phone taken later (A2).
 */
import { wipe } from '$lib/base/bytes';
import { dayNumber } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { custodianFiles } from '$lib/crypto/custodian';
import { createDeviceKeys, wipeDeviceKeys } from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { assignSecret, loadWords, type WordsLocale } from '$lib/crypto/secret';
import { createSigningKeys, sign, type SigningKey } from '$lib/crypto/signature';
import { extendDirectory, organisationGroup, startDirectory } from '$lib/protocol/directory';
import { writeFrame } from '$lib/protocol/frame';
import { rootSigner, writeEntry } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { organisationStreams } from '$lib/protocol/stream';
import { AppendAnswer, paths } from '$lib/protocol/v1';
import { certificateLife } from './certificates';
import { openDirectoryLog, signEntries } from './directory-log';
import { createLogDraft } from './log-draft';
import { membershipToShelf, type Membership } from './membership';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { CustodianFileMade } from './people-view';
import type { SessionDeps } from './session';
import { createTransport } from './transport';
import type { Shelf } from './vault-port';
import { strictVerifier } from './verifier';

export interface OrganisationAsked {
	readonly name: string;
	readonly label: string;
	/** Besides administrator. */
	readonly roles: readonly Role[];
	readonly custodians: 1 | 3;
	readonly locale: WordsLocale;
}

/**
 * The custodians' files, after the organisation stands on the server and the membership on the shelf. Takes seconds on a
 * phone.
 */
export async function createOrganisation(
	deps: SessionDeps & { readonly origin: string; readonly shelf: Shelf },
	asked: OrganisationAsked
): Promise<Result<readonly CustodianFileMade[], PeopleProblem>> {
	const { signingKey: rootSeed, verifyKey: rootKey } = createSigningKeys();
	const deviceKeys = createDeviceKeys();
	try {
		const files = await filesFor(deps, rootSeed, asked);
		if (!files.ok) return files;
		const org = sha256(rootKey);
		const { device } = deps.vault;
		const day = dayNumber(deps.clock.today());
		const roles = new Set<Role>(['admin', ...asked.roles]);
		const { verifyKey, kemPublic: kemKey } = deviceKeys;
		const certificate = { device, verifyKey, kemKey, roles, notAfter: day + certificateLife, invite: rootSigner };
		const root = writeEntry(
			{
				org,
				seq: 0,
				prev: new Uint8Array(32),
				day,
				signer: rootSigner,
				body: { kind: 'root', rootKey, certificate }
			},
			(message) => sign(rootSeed, message)
		);
		const { name, label } = asked;
		const { origin } = deps;
		const membership: Membership = {
			state: 'member',
			origin,
			org,
			device,
			invite: rootSigner,
			roles,
			label: label.trim(),
			name: name.trim()
		};
		const directory = startDirectory(org);
		const extended = extendDirectory(directory, root, strictVerifier);
		if (!extended.ok) return err(peopleProblem(extended.error));
		const draft = createLogDraft(directory, { ...deps, membership, deviceKeys, keys: { get: () => null } });
		for (const stream of organisationStreams)
			await draft.addEpoch({ group: organisationGroup(org), stream }, (readers) => readers);
		const rest = signEntries(directory, draft.bodies, device, deviceKeys.signingKey, day);
		if (!rest.ok) return err(peopleProblem(rest.error));
		const entries = [root, ...rest.value];
		const transport = createTransport({ ...deps, device, signingKey: deviceKeys.signingKey });
		const asking = { method: 'POST', path: paths.organisations, body: writeFrame(...entries) } as const;
		const answer = await transport.sendJson(asking, AppendAnswer);
		if (!answer.ok) return err(peopleProblem(answer.error));
		const log = openDirectoryLog({ get: () => undefined }, org);
		if (!log.ok) return err(peopleProblem(log.error));
		const { keep } = log.value.take({ headSeq: entries.length - 1, entries });
		const kept = await deps.shelf.receive({ keep: new Map([...membershipToShelf(membership, deviceKeys), ...keep]) });
		return kept.ok ? files : kept;
	} finally {
		wipe(rootSeed);
		wipeDeviceKeys(deviceKeys);
	}
}

async function filesFor(
	{ random }: Pick<SessionDeps, 'random'>,
	rootSeed: SigningKey,
	{ custodians, locale }: OrganisationAsked
): Promise<Result<readonly CustodianFileMade[], PeopleProblem>> {
	let list: readonly string[];
	try {
		list = await loadWords(locale);
	} catch {
		return err({ type: 'WordsUnavailable' });
	}
	const wordsOfEach = Array.from({ length: custodians }, () => {
		const drawn = assignSecret(random, 'words', list);
		return drawn.kind === 'words' ? drawn.words : [];
	});
	const files = await custodianFiles(
		rootSeed,
		wordsOfEach.map((words) => words.join(' '))
	);
	return ok(
		files.map((bytes, at) => ({
			name: files.length === 1 ? 'copy.age' : `copy-${at + 1}.age`,
			bytes,
			words: wordsOfEach[at] ?? []
		}))
	);
}
