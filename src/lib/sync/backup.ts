/**
 * The backup file: everything a person keeps, sealed to herself, and to her organisation when she wants.
 *
 * Who may call it: `people.ts`.
 *
 * What must stay true:
 * - It opens without this app: `age -d -i key.txt copy.age | gunzip` gives lines of JSON, the manifest first.
 * - A restore takes all of a file or nothing, in one transaction; taking it twice changes nothing more. It never brings
 *   keys, a membership, a short code or a consent: the phone it comes to is a new device, and asks again.
 * - Anybody who knows the recipient can make a file that opens. So every row is checked like one from a stranger, and
 *   whether a known device signed it is told before anything is taken (threats A2, A6: a planted file).
 *
 * Layout: one line a row, `[table, id, cells]`, after one line for the manifest.
 */
import * as z from 'zod/mini';
import { base64ToBytes, bytesToBase64, bytesToHex, bytesToText, hexToBytes, textToBytes, wipe } from '$lib/base/bytes';
import { isDay, type Clock, type Day } from '$lib/base/clock';
import { err, ok, type Result } from '$lib/base/result';
import {
	backupLimit,
	createBackupKeys,
	isBackupRecipient,
	openBackup,
	sealBackup,
	type BackupDamaged,
	type NotForThisKey,
	type TooLarge
} from '$lib/crypto/backup-box';
import { sha256 } from '$lib/crypto/digest';
import { sign, verifies } from '$lib/crypto/signature';
import { isPlausibleRow, parseRow, type LedgerRow } from '$lib/domain/ledger-row';
import type { Ledger } from '$lib/domain/ledger';
import { changeSetting, settingOf } from '$lib/domain/setting';
import { signedBytes } from '$lib/protocol/frame';
import type { Vault, WriteProblem } from '$lib/storage/vault';
import type { SyncSession } from './session';

/** A backup file, just made. */
export interface BackupMade {
	/** A name that says nothing. */
	readonly name: string;
	readonly bytes: Uint8Array;
	/** What opens it, told once: null when she has written it down before. */
	readonly identity: string | null;
}

/** What a backup holds. */
export interface BackupPreview {
	readonly madeOn: Day;
	readonly groups: number;
	readonly people: number;
	readonly sessions: number;
	readonly rows: number;
	/** Whether a device of this vault's own organisation signed it. */
	readonly isSigned: boolean;
}

export type BackupProblem =
	| WriteProblem
	| BackupDamaged
	| NotForThisKey
	| TooLarge
	/** A newer app made it. */
	| { readonly type: 'BackupTooNew' }
	/** An app made it that is too old to be read. */
	| { readonly type: 'BackupTooOld' };

export interface BackupDeps {
	readonly vault: Pick<Vault, 'ledger' | 'append' | 'receive'>;
	readonly clock: Clock;
	/** Of a member; null when the vault belongs to nobody but its owner. */
	readonly session: Pick<SyncSession, 'membership' | 'deviceKeys' | 'log'> | null;
}

const format = 1;
const Manifest = z.object({
	cercle: z.literal('backup'),
	v: z.int(),
	madeOn: z.string(),
	groups: z.int(),
	people: z.int(),
	sessions: z.int(),
	rows: z.int(),
	/** Of all bytes after the manifest's line, in hexadecimal. */
	sha256: z.string(),
	org: z.optional(z.string()),
	device: z.optional(z.string()),
	/** Over organisation, device and the manifest without this field, in base64. */
	signature: z.optional(z.string())
});
type Manifest = z.infer<typeof Manifest>;

/** What belongs to one phone or to an organisation, and comes anew from there. */
const leftOut: ReadonlySet<string> = new Set(['sharing', 'person']);
const settingsLeftOut: ReadonlySet<string> = new Set([
	'pin',
	'persist-asked',
	'own-group',
	'office-group',
	'common-group',
	'leads-group',
	'results-group',
	'backup-recipient',
	'sample'
]);

/**
 * What whoever holds the organisation's key for copies must not read there: concerns, what one facilitator shares with her
 * supervisors about herself, and counts of answers before they are put together.
 */
const notForOrganisation: ReadonlySet<string> = new Set([
	...['concern', 'concern-act', 'told'],
	...['support', 'rating', 'meeting', 'load'],
	...['tally', 'block', 'code-lot', 'code-block']
]);

const isKept = ([table, id]: LedgerRow): boolean =>
	!leftOut.has(table) && !(table === 'setting' && settingsLeftOut.has(id));

/** A sealed copy of everything. The person's own key pair is made with the first one, and told with it. */
export async function makeBackup(
	deps: BackupDeps,
	alsoForOrganisation: boolean
): Promise<Result<BackupMade, BackupProblem>> {
	const { vault, clock, session } = deps;
	const known = settingOf(vault.ledger(), 'backup-recipient');
	const isKnown = typeof known === 'string' && isBackupRecipient(known);
	const made = isKnown ? null : await createBackupKeys();
	const organisation = session?.log.directory().backupRecipient ?? '';
	const isForOrganisation = alsoForOrganisation && isBackupRecipient(organisation);
	const plain = writeBackup(vault.ledger(), clock.today(), session, isForOrganisation);
	if (plain.length > backupLimit) return err({ type: 'TooLarge' });
	const recipients = [
		...(made ? [made.recipient] : isKnown ? [known] : []),
		...(isForOrganisation ? [organisation] : [])
	];
	const bytes = await sealBackup(plain, recipients);
	wipe(plain);
	if (made) {
		// Only the half that seals stays: what opens is with her, apart from the phone.
		const kept = await vault.append([changeSetting('backup-recipient', made.recipient)]);
		if (!kept.ok) return kept;
	}
	return ok({ name: `copy-${clock.today()}.age`, bytes, identity: made?.identity ?? null });
}

/** What a file holds, checked whole. Takes nothing. */
export async function previewBackup(
	deps: BackupDeps,
	bytes: Uint8Array,
	identity: string
): Promise<Result<BackupPreview, BackupProblem>> {
	const read = await openFile(deps, bytes, identity);
	return read.ok ? ok(read.value.preview) : read;
}

/** Joins everything of a file to what the vault holds, in one transaction. Twice is as once. */
export async function restoreBackup(
	deps: BackupDeps,
	bytes: Uint8Array,
	identity: string
): Promise<Result<BackupPreview, BackupProblem>> {
	const read = await openFile(deps, bytes, identity);
	if (!read.ok) return read;
	const taken = await deps.vault.receive({ rows: read.value.rows });
	return taken.ok ? ok(read.value.preview) : taken;
}

/** The lines of a backup; `isForOrganisation` leaves out what only she may have. */
export function writeBackup(
	ledger: Ledger,
	madeOn: Day,
	session: BackupDeps['session'],
	isForOrganisation = false
): Uint8Array {
	const rows: LedgerRow[] = [];
	for (const [table, known] of ledger.tables)
		for (const row of known.values()) {
			const kept: LedgerRow = [table, row.id, row.cells];
			if (isKept(kept) && !(isForOrganisation && notForOrganisation.has(table))) rows.push(kept);
		}
	const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
	const manifest: Manifest = {
		cercle: 'backup',
		v: format,
		madeOn,
		...countsOf(rows),
		sha256: bytesToHex(sha256(textToBytes(lines)))
	};
	return textToBytes(`${JSON.stringify(session ? signManifest(manifest, session) : manifest)}\n${lines}`);
}

function signManifest(manifest: Manifest, { membership, deviceKeys }: NonNullable<BackupDeps['session']>): Manifest {
	const named = { ...manifest, org: bytesToHex(membership.org), device: membership.device };
	return { ...named, signature: bytesToBase64(sign(deviceKeys.signingKey, manifestSigned(named))) };
}

/** Every field at its place, whatever the order in the file. */
const manifestSigned = (manifest: Manifest): Uint8Array =>
	signedBytes(
		'backup-manifest',
		...[
			manifest.org ?? '',
			manifest.device ?? '',
			String(manifest.v),
			manifest.madeOn,
			String(manifest.groups),
			String(manifest.people),
			String(manifest.sessions),
			String(manifest.rows),
			manifest.sha256
		].map(textToBytes)
	);

interface BackupRead {
	readonly preview: BackupPreview;
	readonly rows: readonly LedgerRow[];
}

async function openFile(
	deps: BackupDeps,
	bytes: Uint8Array,
	identity: string
): Promise<Result<BackupRead, BackupProblem>> {
	const opened = await openBackup(bytes, identity);
	if (!opened.ok) return opened;
	const read = readBackup(opened.value, deps);
	wipe(opened.value);
	return read;
}

const damaged = err({ type: 'BackupDamaged' } as const);

/** The rows of a backup, each as if a stranger had sent it. Never throws. */
export function readBackup(
	plain: Uint8Array,
	{ vault, session }: Pick<BackupDeps, 'session'> & { readonly vault: Pick<Vault, 'ledger'> }
): Result<BackupRead, BackupProblem> {
	const end = plain.indexOf(10);
	if (end < 0) return damaged;
	const unread = parseLine(plain.subarray(0, end));
	const version = z.object({ cercle: z.literal('backup'), v: z.int() }).safeParse(unread);
	if (!version.success) return damaged;
	if (version.data.v > format) return err({ type: 'BackupTooNew' });
	if (version.data.v < format) return err({ type: 'BackupTooOld' });
	const manifest = Manifest.safeParse(unread);
	const lines = plain.subarray(end + 1);
	if (!manifest.success || !isDay(manifest.data.madeOn)) return damaged;
	if (bytesToHex(sha256(lines)) !== manifest.data.sha256) return damaged;
	const rows: LedgerRow[] = [];
	for (let from = 0; from < lines.length;) {
		const to = lines.indexOf(10, from);
		if (to < 0) return damaged;
		const row = parseRow(parseLine(lines.subarray(from, to)));
		if (!row.ok || !isPlausibleRow(vault.ledger(), row.value)) return damaged;
		if (isKept(row.value)) rows.push(row.value);
		from = to + 1;
	}
	const { madeOn } = manifest.data;
	const isSigned = session !== null && isSignedBy(manifest.data, session);
	return ok({ preview: { madeOn, ...countsOf(rows), isSigned }, rows });
}

function isSignedBy(manifest: Manifest, { membership, log }: NonNullable<BackupDeps['session']>): boolean {
	const device = log.directory().devices.get(manifest.device ?? '');
	const signature = base64ToBytes(manifest.signature ?? '');
	const isOurs = hexToBytes(manifest.org ?? '')?.join() === membership.org.join();
	return Boolean(device && signature && isOurs && verifies(device.verifyKey, manifestSigned(manifest), signature));
}

function countsOf(rows: readonly LedgerRow[]) {
	const countOf = (wanted: string) => rows.filter(([table]) => table === wanted).length;
	return { groups: countOf('group'), people: countOf('member'), sessions: countOf('session'), rows: rows.length };
}

function parseLine(line: Uint8Array): unknown {
	try {
		return JSON.parse(bytesToText(line));
	} catch {
		return undefined;
	}
}
