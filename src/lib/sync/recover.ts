/**
 * Brings an organisation back whose administrators have lost their phones: the custodians' files give the root key, which
 * certifies the device of one new administrator.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - The organisation is the hash of the recovered key. The whole log is verified from it before anything is signed, and
 *   the root key signs that one certificate only (threat A6: another root, a log that was cut).
 * - The root key is wiped, whatever happens; no bytes of it reach the shelf.
 * - The device's keys are on the shelf before they are certified, so that a lost answer can be asked for again.
 */
import { bytesToHex, sameBytes, wipe } from '$lib/base/bytes';
import { dayNumber } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import { recoverRoot, type CustodianFile } from '$lib/crypto/custodian';
import {
	createDeviceKeys,
	deviceKeysToBytes,
	parseDeviceKeys,
	wipeDeviceKeys,
	type DeviceKeys
} from '$lib/crypto/device-keys';
import { sha256 } from '$lib/crypto/digest';
import { loadWords, type WordsLocale } from '$lib/crypto/secret';
import { verifyKeyOf, type SigningKey } from '$lib/crypto/signature';
import { normaliseWord } from '$lib/crypto/words/normalise';
import type { Device } from '$lib/protocol/directory';
import { rootSigner } from '$lib/protocol/log-entry';
import type { Role } from '$lib/protocol/roles';
import { certificateLife } from './certificates';
import { appendEntries, catchUpLog, openDirectoryLog } from './directory-log';
import { membershipToShelf, type Membership } from './membership';
import { peopleProblem, type PeopleProblem } from './people-problem';
import type { SessionDeps } from './session';
import { createTransport } from './transport';
import type { Shelf } from './vault-port';

/** A custodian's file and the words of its paper, as they were typed. */
export interface RecoveryFile {
	readonly bytes: Uint8Array;
	readonly words: readonly string[];
}

export interface RecoveryAsked {
	/** Scheme, host and port of the organisation's server. */
	readonly origin: string;
	/** Two of three, or the one. */
	readonly files: readonly RecoveryFile[];
	/** The log does not hold it, so it is typed again. */
	readonly name: string;
	readonly label: string;
	/** Besides administrator. */
	readonly roles: readonly Role[];
}

const keysName = (org: Uint8Array): string => `recovery-keys/${bytesToHex(org)}`;

/** Makes this vault the organisation's new administrator. Takes seconds on a phone and stops the screen meanwhile. */
export async function recoverOrganisation(
	deps: SessionDeps & { readonly shelf: Shelf },
	asked: RecoveryAsked
): Promise<Result<void, PeopleProblem>> {
	const root = await openFiles(asked.files);
	if (!root.ok) return root;
	const org = sha256(verifyKeyOf(root.value));
	const keys = keysOn(deps.shelf, org) ?? createDeviceKeys();
	try {
		const kept = await deps.shelf.receive({ keep: new Map([[keysName(org), deviceKeysToBytes(keys)]]) });
		return kept.ok ? await certify(deps, asked, root.value, org, keys) : kept;
	} finally {
		wipe(root.value);
		wipeDeviceKeys(keys);
	}
}

async function certify(
	{ shelf, ...deps }: SessionDeps & { readonly shelf: Shelf },
	{ origin, name, label, roles: besides }: RecoveryAsked,
	signingKey: SigningKey,
	org: Uint8Array,
	keys: DeviceKeys
): Promise<Result<void, PeopleProblem>> {
	const { device } = deps.vault;
	const roles = new Set<Role>(['admin', ...besides]);
	const opened = openDirectoryLog({ get: () => undefined }, org);
	if (!opened.ok) return err(peopleProblem(opened.error));
	const log = opened.value;
	// Nothing of the log lies on the shelf before the membership that it belongs to.
	const gathered = new Map<string, Uint8Array>();
	const logDeps = {
		log,
		shelf: {
			get: shelf.get,
			names: shelf.names,
			receive: async ({ keep }: Parameters<Shelf['receive']>[0]) => {
				for (const [entry, bytes] of keep ?? []) gathered.set(entry, bytes);
				return ok(undefined);
			}
		},
		transport: createTransport({ ...deps, origin, device: rootSigner, signingKey }),
		clock: deps.clock,
		device: rootSigner,
		signingKey
	};
	const alarms = () => [...gathered].filter(([entry]) => entry.startsWith('alarm/'));

	const fetched = await catchUpLog(logDeps);
	if (!fetched.ok) {
		const { error } = fetched;
		const isUnknown = error.type === 'ServerProblem' && error.code === 'SignatureRefused';
		return err(isUnknown ? { type: 'OrganisationUnknown' } : peopleProblem(error));
	}
	if (alarms().length > 0) {
		const raised = await shelf.receive({ keep: new Map(alarms()) });
		return raised.ok ? err({ type: 'LogUntrue' }) : raised;
	}
	const known = log.directory().devices.get(device);
	if (known && (known.revoked || !isOurs(known, keys))) return err({ type: 'DeviceSpent' });
	const appended = await appendEntries(logDeps, (directory) => {
		const already = directory.devices.get(device)?.roles;
		if (already?.size === roles.size && [...roles].every((role) => already.has(role))) return [];
		const notAfter = dayNumber(deps.clock.today()) + certificateLife;
		const { verifyKey, kemPublic: kemKey } = keys;
		return [{ kind: 'certificate', certificate: { device, verifyKey, kemKey, roles, notAfter, invite: rootSigner } }];
	});
	if (!appended.ok) return err(peopleProblem(appended.error));
	const me = log.directory().devices.get(device);
	if (!me || !isOurs(me, keys) || alarms().length > 0) return err({ type: 'LogUntrue' });
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
	return shelf.receive({
		keep: new Map([...membershipToShelf(membership, keys), ...gathered]),
		forget: shelf.names('recovery-keys/')
	});
}

const isOurs = (known: Device, keys: DeviceKeys): boolean =>
	sameBytes(known.verifyKey, keys.verifyKey) && sameBytes(known.kemKey, keys.kemPublic);

/** The keys of a try whose answer was lost: they may have been certified. */
function keysOn(shelf: Pick<Shelf, 'get'>, org: Uint8Array): DeviceKeys | null {
	const bytes = shelf.get(keysName(org));
	const read = bytes ? parseDeviceKeys(bytes) : null;
	return read?.ok ? read.value : null;
}

const locales: readonly WordsLocale[] = ['fr', 'en', 'vi'];

/**
 * The root key in the files. The phone may speak another language than the one the papers were written in, so each list
 * is tried; words that are on none of them cost no time.
 */
async function openFiles(files: readonly RecoveryFile[]): Promise<Result<SigningKey, PeopleProblem>> {
	let lists: readonly (readonly string[])[];
	try {
		lists = await Promise.all(locales.map(loadWords));
	} catch {
		return err({ type: 'WordsUnavailable' });
	}
	const readings = lists.map((list) => readWith(list, files));
	const whole = readings.filter((read) => read.length === files.length);
	let last: Result<SigningKey, PeopleProblem> = err({
		type: 'PassphraseWrong',
		at: Math.max(...readings.map((read) => read.length))
	});
	for (const read of whole) {
		last = await recoverRoot(read);
		if (last.ok || last.error.type !== 'PassphraseWrong') return last;
	}
	return last;
}

/** The files with their words in the spelling of a list, up to the first that has a word of no list. */
function readWith(list: readonly string[], files: readonly RecoveryFile[]): readonly CustodianFile[] {
	const wordByTyped = new Map(list.map((word) => [normaliseWord(word), word]));
	const read: CustodianFile[] = [];
	for (const { bytes, words } of files) {
		const listed = words.flatMap((word) => wordByTyped.get(normaliseWord(word)) ?? []);
		if (listed.length < words.length || words.length === 0) break;
		read.push({ bytes, passphrase: listed.join(' ') });
	}
	return read;
}
