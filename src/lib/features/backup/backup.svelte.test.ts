import { describe, expect, test } from 'vitest';
import { err, ok, type Result } from '$lib/base/result';
import { applyChange, createLedger, stampOf } from '$lib/domain/ledger';
import { changeSetting, settingOf } from '$lib/domain/setting';
import type { BackupFault, BackupMade, BackupPreview } from '$lib/runtime/backup.svelte';
import { BackupMaking, type BackupMakingDeps, cleanKey, keyGroups } from './backup-making.svelte';
import { OrganisationKey } from './organisation-key.svelte';
import { Restoring } from './restoring.svelte';

const identity = `AGE-SECRET-KEY-1${'QPZRY9X8GF'.repeat(5)}2TVDW0S3`;
const bytes = new Uint8Array([1, 2, 3]);

describe('making a backup', () => {
	test('shows the key the first time, and gives the file only after its end was read from paper', async () => {
		const { making, saved } = create(ok({ name: 'a.bin', bytes, identity }));
		await making.make(false);
		expect([making.step, making.isUnsaved]).toEqual(['key', true]);
		making.written();
		await making.prove('AAAA');
		expect([making.step, making.differs]).toEqual(['prove', true]);
		await making.prove(` ${keyGroups(identity).at(-1)?.toLowerCase()} `);
		expect([making.step, making.isUnsaved]).toEqual(['save', false]);
		making.save();
		expect([saved, making.isSaved]).toEqual([['a.bin'], true]);
	});

	test('keeps a key for the next backups only once it was read from paper', async () => {
		const { making, recipient } = create(ok({ name: 'a.bin', bytes, identity }));
		await making.make(false);
		expect(recipient()).toBeNull();
		making.written();
		await making.prove(keyGroups(identity).at(-1) ?? '');
		expect(recipient()).toBe('age1made');
	});

	test('whose paper is lost is made again with a new key', async () => {
		const { making, recipient } = create(ok({ name: 'a.bin', bytes, identity: null }));
		await making.make(false);
		await making.renewKey();
		expect([making.step, recipient()]).toEqual(['key', null]);
	});

	test('afterwards goes straight to the file', async () => {
		const { making } = create(ok({ name: 'a.bin', bytes, identity: null }));
		await making.make(false);
		expect([making.step, making.groups]).toEqual(['save', []]);
	});

	test('that fails stays where it is and says why', async () => {
		const { making } = create(err({ type: 'QuotaExceeded' }));
		await making.make(false);
		expect([making.step, making.act.problem?.type]).toEqual(['about', 'QuotaExceeded']);
	});

	test('the groups of a key are the whole key, and typing them with spaces gives it back', () => {
		expect(keyGroups(identity)[0]).toBe('AGE-SECRET-KEY-');
		expect(cleanKey(keyGroups(identity).join(' ').toLowerCase())).toBe(identity);
	});
});

describe('the key of the organisation', () => {
	test('is shown once, forgotten after its end was read from paper, and may not be left before', async () => {
		const key = new OrganisationKey({ setBackupKey: () => Promise.resolve(ok({ identity, recipient: 'age1' })) });
		await key.make();
		expect([key.step, key.isUnsaved, key.groups]).toEqual(['key', true, keyGroups(identity)]);
		key.written();
		key.prove('AAAA');
		expect([key.step, key.differs]).toEqual(['prove', true]);
		key.prove(` ${keyGroups(identity).at(-1)?.toLowerCase()} `);
		expect([key.step, key.isUnsaved, key.groups]).toEqual(['done', false, []]);
	});

	test('that was not made says why', async () => {
		const key = new OrganisationKey({ setBackupKey: () => Promise.resolve(err({ type: 'Offline' })) });
		await key.make();
		expect([key.step, key.act.problem?.type]).toEqual(['about', 'Offline']);
	});
});

describe('taking a backup back', () => {
	test('asks for the file, then the key, and takes nothing before she has seen what it holds', async () => {
		const { restoring, taken } = createRestoring(ok(preview));
		await restoring.look();
		expect(restoring.fault).toBe('fileMissing');
		restoring.choose(file());
		await restoring.look();
		expect(restoring.fault).toBe('keyMissing');
		await restoring.take();
		restoring.key = identity.toLowerCase().replace(/(.{4})/g, '$1 ');
		await restoring.look();
		expect([restoring.preview, taken]).toEqual([preview, []]);
		await restoring.take();
		expect([restoring.taken, taken, restoring.key]).toEqual([preview, [identity], '']);
	});

	test('a wrong key is said, and file and key stay to be looked at', async () => {
		const { restoring } = createRestoring(err({ type: 'NotForThisKey' }));
		restoring.choose(file());
		restoring.key = 'AGE-SECRET-KEY-1WRONG';
		await restoring.look();
		expect([restoring.act.problem?.type, restoring.preview, restoring.file?.name, restoring.key]).toEqual([
			'NotForThisKey',
			null,
			'a.bin',
			'AGE-SECRET-KEY-1WRONG'
		]);
	});

	test('a file that cannot be read is asked for again', async () => {
		const { restoring } = createRestoring(ok(preview));
		restoring.choose({ name: 'gone', size: 1, arrayBuffer: () => Promise.reject(new Error('NotReadable')) });
		restoring.key = identity;
		await restoring.look();
		expect([restoring.fault, restoring.preview]).toEqual(['unreadable', null]);
	});

	test('a file far too large is not even read', async () => {
		const { restoring } = createRestoring(ok(preview));
		restoring.choose({ name: 'film', size: 10_000_000_000, arrayBuffer: () => Promise.reject(new Error('read')) });
		restoring.key = identity;
		await restoring.look();
		expect([restoring.act.problem?.type, restoring.preview]).toEqual(['TooLarge', null]);
	});
});

const preview: BackupPreview = {
	madeOn: '2026-11-20',
	groups: 1,
	people: 8,
	sessions: 12,
	rows: 200,
	isSigned: false
};

const file = () => ({ name: 'a.bin', size: 1, arrayBuffer: () => Promise.resolve(bytes.buffer) });

function create(made: Result<BackupMade, BackupFault>) {
	const saved: string[] = [];
	const ledger = createLedger();
	let hlc = 0;
	const append: BackupMakingDeps['append'] = async (edits) => {
		for (const edit of edits)
			applyChange(ledger, { v: 1, ...edit, ...stampOf(ledger, edit), hlc: (hlc += 1), dev: 'here' });
		return ok(undefined);
	};
	const recipient = () => settingOf(ledger, 'backup-recipient');
	let isFirst = true;
	const making = new BackupMaking({
		backup: {
			// As the real one: a key is made, told and kept while none is known.
			makeBackup: async () => {
				const isNew = made.ok && (made.value.identity !== null || !isFirst);
				isFirst = false;
				if (!made.ok || !isNew) return made;
				await append([changeSetting('backup-recipient', 'age1made')]);
				return ok({ ...made.value, identity });
			}
		},
		ledger: () => ledger,
		append,
		saveFile: (name) => saved.push(name)
	});
	return { making, saved, recipient };
}

function createRestoring(found: Result<BackupPreview, BackupFault>) {
	const taken: string[] = [];
	const restoring = new Restoring({
		backup: {
			previewBackup: () => Promise.resolve(found),
			restoreBackup: (_bytes, key) => {
				taken.push(key);
				return Promise.resolve(found);
			}
		}
	});
	return { restoring, taken };
}
