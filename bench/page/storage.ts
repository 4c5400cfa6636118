import { Dexie, type EntityTable } from 'dexie';
import { createClock } from '$lib/base/clock';
import { createRandom } from '$lib/base/random';
import { createKdf, kdfFloor } from '$lib/crypto/kdf';
import { createHeader, createVaultKeys } from '$lib/crypto/keyring';
import type { Edit } from '$lib/domain/change';
import { DeviceId } from '$lib/domain/ids';
import { createStoreDirectory } from '$lib/storage/tables';
import { openVault } from '$lib/storage/vault';
import { createSoleWriter } from '$lib/storage/writer-lock';

/**
 * Measures our storage against plain Dexie in one page: the same records, batches, durability and disk. Times are
 * milliseconds on the main thread's clock. Called by bench/run.mjs.
 */
const count = 10_000;
const batch = 500;
const random = createRandom();
const clock = createClock();

interface BenchRecord {
	readonly id: string;
	readonly group: string;
	readonly title: string;
	readonly note: string;
}

/** Records of about 0.9 KB of JSON, with words that do not repeat from record to record. */
const records: readonly BenchRecord[] = Array.from({ length: count }, (_, at) => ({
	id: random.uuid(),
	group: `group-${at % 250}`,
	title: `Record ${at}`,
	note: Array.from(random.bytes(380), (byte) => byte.toString(16).padStart(2, '0')).join('')
}));

type PlainTables = Dexie & { readonly records: EntityTable<BenchRecord, 'id'> };

function openPlain(name: string): PlainTables {
	const tables = new Dexie(name, { chromeTransactionDurability: 'strict' });
	tables.version(1).stores({ records: 'id' });
	return tables as PlainTables; // Dexie adds the property for the store named above
}

async function timed(work: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await work();
	return performance.now() - start;
}

const edits: readonly Edit[] = records.map(({ id, ...fields }) => ({
	table: 'session',
	row: id,
	field: 'record',
	value: fields
}));

async function measureStorage() {
	const name = random.uuid();
	const plain = openPlain(`plain-${name}`);
	await plain.open();
	const plainWrite = await timed(async () => {
		for (let at = 0; at < count; at += batch) await plain.records.bulkPut(records.slice(at, at + batch));
	});
	plain.close();
	const again = openPlain(`plain-${name}`);
	await again.open();
	const plainRead = await timed(() => again.records.toArray());

	const directory = createStoreDirectory(localStorage);
	const { master } = createVaultKeys(random);
	const device = DeviceId.parse(random.uuid());
	const vaultId = `ours-${name}`;
	const salt = random.bytes(16);
	const founding = directory.store(vaultId);
	await founding.write({ header: createHeader({ vaultId, salt, kdfParams: kdfFloor, kek: random.bytes(32), master }) });
	founding.close();
	const open = () =>
		openVault(
			{ store: directory.store(vaultId), clock, random, writerLock: createSoleWriter() },
			vaultId,
			device,
			master.slice() as typeof master // openVault takes the key over and wipes it
		);
	const vault = await open();
	if (!vault.ok) throw new Error(vault.error.type);
	const oursWrite = await timed(async () => {
		for (let at = 0; at < count; at += batch) {
			const written = await vault.value.append(edits.slice(at, at + batch));
			if (!written.ok) throw new Error(written.error.type);
		}
	});
	await vault.value.compact();
	vault.value.close();
	let rows = 0;
	const oursUnlock = await timed(async () => {
		const opened = await open();
		if (!opened.ok) throw new Error(opened.error.type);
		rows = opened.value.ledger().tables.get('session')?.size ?? 0;
		opened.value.close();
	});
	if (rows !== count) throw new Error(`Expected ${count} rows, found ${rows}`);
	again.close();
	await Promise.all([Dexie.delete(`plain-${name}`), Dexie.delete(`c-${vaultId}`)]);
	return { plainWrite, plainRead, oursWrite, oursUnlock };
}

async function measureKdf() {
	const sodium = (await import('libsodium-wrappers-sumo')).default;
	await sodium.ready;
	const kdf = createKdf();
	const salt = random.bytes(16);
	const secret = () => random.bytes(40);
	await kdf.derive(secret(), salt, kdfFloor);
	// The app starts the worker while the person still picks her pictures.
	kdf.warm();
	await new Promise((resolve) => setTimeout(resolve, 500));
	const params = { v: 1, memoryKiB: 65_536, passes: 3, parallelism: 1 } as const;
	const ours = await timed(() => kdf.derive(secret(), salt, params));
	const theirs = await timed(async () =>
		sodium.crypto_pwhash(
			32,
			secret(),
			salt,
			params.passes,
			params.memoryKiB * 1024,
			sodium.crypto_pwhash_ALG_ARGON2ID13
		)
	);
	kdf.close();
	return { ours, theirs };
}

Object.assign(globalThis, { bench: { measureStorage, measureKdf } });
