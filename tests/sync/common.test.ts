import { expect, test } from 'vitest';
import { fieldEdits } from '$lib/domain/change';
import { rowOf } from '$lib/domain/ledger';
import { settingOf } from '$lib/domain/setting';
import { canOpen, organisationGroup } from '$lib/protocol/directory';
import { alarmsOf, createCircle, found, letIn, settle } from './circle';

test('what is common comes with the certificate, whoever lets somebody in, and nobody sends it back', async () => {
	const circle = await createCircle();
	const [mai, awa, lan, sok] = [await circle.phone(), await circle.phone(), await circle.phone(), await circle.phone()];
	await found(mai);
	const service = crypto.randomUUID();
	await mai.edit(...fieldEdits('service', service, { name: 'Legal aid' }));
	await letIn(mai, awa);
	await settle(mai);
	await letIn(awa, lan, { label: 'Lan' });
	const session = await lan.changedApp();
	const directory = session.log.directory();
	const common = { group: organisationGroup(directory.org), stream: 'common' } as const;
	expect(canOpen(directory, lan.vault.device, common)).toBe(true);
	await letIn(mai, sok, { roles: ['supervisor'], label: 'Sok' });
	await settle(mai, awa, lan, sok);
	for (const phone of [awa, lan, sok])
		expect(rowOf(phone.vault.ledger(), 'service', service)?.fields['name']).toBe('Legal aid');
	// Only who may write into it sends there, and only what is hers.
	expect([mai, awa, sok].map((phone) => settingOf(phone.vault.ledger(), 'common-group') !== null)).toEqual([
		true,
		false,
		true
	]);
	expect(sok.network.requests.filter((request) => request === 'POST envelopes')).toEqual([]);
	expect([mai, awa, lan, sok].flatMap(alarmsOf)).toEqual([]);
}, 60_000);
