import { serialize } from 'node:v8';
import type { Clock } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { kdfFloor } from '$lib/crypto/kdf-params';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import type { VaultMasterKey } from '$lib/crypto/envelope';
import type { Edit } from '$lib/domain/change';
import { DeviceId, type BatchId } from '$lib/domain/ids';
import { createCheckIn, type CheckInAnswer, type Face } from '$lib/domain/check-in';
import { createMemoryDirectory } from '$lib/storage/memory-store';
import type { StoreDirectory, VaultStore } from '$lib/storage/store';
import { openVault, type Vault, type VaultDeps } from '$lib/storage/vault';
import { createSoleWriter, type WriterLock } from '$lib/storage/writer-lock';

/** A phone with nothing on it, and what can happen to one. */
export interface Phone {
	readonly directory: StoreDirectory;
	/** Every write fails as on a full disk, until told that there is room again. */
	readonly fill: (isFull: boolean) => void;
	/** Everything a thief would read from the disk. */
	readonly atRest: () => Promise<unknown>;
}

export type NewPhone = () => Promise<Phone>;

/** A phone whose rows lie in memory. */
export const newMemoryPhone: NewPhone = async () => {
	const directory = createMemoryDirectory();
	return {
		directory,
		fill: (isFull) => directory.failWith(isFull ? { type: 'QuotaExceeded' } : null),
		atRest: async () => directory.atRest()
	};
};

export interface SetClock extends Clock {
	/** Sets the phone's clock, as its holder can. */
	now: () => number;
}

/** A clock that stands still until it is set. */
export const createSetClock = (now = Date.UTC(2026, 10, 22, 15)): SetClock => ({
	now: () => now,
	today: () => '2026-11-22'
});

/** Web Locks between the tabs of one test: one holds, the others wait, and granting is never immediate. */
export function createTabLocks(): WriterLock {
	const waitingByVault = new Map<string, ((held: boolean) => void)[]>();
	return {
		acquire: (vaultId, onchange) => {
			const waiting = waitingByVault.get(vaultId) ?? [];
			waitingByVault.set(vaultId, waiting);
			const grant = (next: ((held: boolean) => void) | undefined) =>
				queueMicrotask(() => {
					if (next && waiting[0] === next) next(true);
				});
			waiting.push(onchange);
			if (waiting.length === 1) grant(onchange);
			else queueMicrotask(() => onchange(false));
			return () => {
				const at = waiting.indexOf(onchange);
				if (at < 0) return;
				waiting.splice(at, 1);
				if (at === 0) grant(waiting[0]);
			};
		}
	};
}

export const random = createRandom();

/** A vault's id, master key and stored header, without the cost of a secret. */
export async function makeVault(directory: StoreDirectory): Promise<{ id: string; master: VaultMasterKey }> {
	const id = random.uuid();
	const { master } = createVaultKeys(random);
	const kek = random.bytes(32);
	const header = createHeader({ vaultId: id, salt: random.bytes(16), kdfParams: kdfFloor, kek, master });
	const store = directory.store(id);
	const written = await store.write({ header });
	if (!written.ok) throw new Error(written.error.type);
	store.close();
	return { id, master };
}

/** Opens it in one more tab; the master key stays usable for the next. */
export async function openTab(
	directory: StoreDirectory,
	{ id, master }: { readonly id: string; readonly master: VaultMasterKey },
	deps: Partial<VaultDeps> & { readonly store?: VaultStore } = {}
): Promise<Vault> {
	const opened = await openVault(
		{ store: directory.store(id), clock: createSetClock(), random, writerLock: createSoleWriter(), ...deps },
		id,
		DeviceId.parse(id),
		master.slice() as VaultMasterKey // a copy of the key is the same key
	);
	if (!opened.ok) throw new Error(opened.error.type);
	return opened.value;
}

/** Lets everything that is under way come to rest. */
export const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

export const pseudonymEdit = (row: string, value: string): Edit => ({
	table: 'member',
	row,
	field: 'pseudonym',
	value
});

/** What the vault shows, in a form that can be compared. */
export const rowsShown = (vault: Vault): unknown =>
	[...vault.ledger().tables]
		.map(([table, rows]) => [
			table,
			[...rows.values()]
				.map(({ id, fields, cells }) => ({ id, fields: { ...fields }, cells: JSON.parse(JSON.stringify(cells)) }))
				.sort((a, b) => a.id.localeCompare(b.id))
		])
		.sort(([a], [b]) => String(a).localeCompare(String(b)));

/** One person's answers, all the same face. */
export function answerTo(batch: BatchId, face: Face = 3): CheckInAnswer {
	const answer = createCheckIn(random, batch, { body: face, mind: face, others: face, hope: face, session: face });
	if (!answer.ok) throw new Error(answer.error.type);
	return answer.value;
}

/** The traces found in what lies on the disk, as UTF-8 and as UTF-16 of either order. */
export function tracesOf(texts: readonly string[], atRest: unknown): readonly string[] {
	const disk = Buffer.concat(bytesOf(atRest));
	return texts.filter((text) => {
		const wide = Buffer.from(text, 'utf16le');
		return [Buffer.from(text), wide, Buffer.from(wide).swap16()].some((needle) => disk.includes(needle));
	});
}

function bytesOf(value: unknown): readonly Buffer[] {
	const strings: Buffer[] = [];
	const visit = (part: unknown): void => {
		if (typeof part === 'string') strings.push(Buffer.from(part), Buffer.from(part, 'utf16le'));
		else if (ArrayBuffer.isView(part)) strings.push(Buffer.from(part.buffer, part.byteOffset, part.byteLength));
		else if (part instanceof Map || part instanceof Set) for (const inner of part) visit(inner);
		else if (part && typeof part === 'object')
			for (const [key, inner] of Object.entries(part)) {
				visit(key);
				visit(inner);
			}
	};
	visit(value);
	return [...strings, serialize(value)];
}
