/**
 * Who may open, make, write into and cut which kind of stream, as a table of its own: what the rules of the log, the phones
 * and the real server do is compared with it, for every role and every kind (threats A6, A10, A11, A12).
 */
import { afterEach, describe, expect, test } from 'vitest';
import { asStreamKey } from '$lib/crypto/stream-key';
import { canOpen } from '$lib/protocol/directory';
import { mayByRole, roles, writerRoles, type Role } from '$lib/protocol/roles';
import { streamBytes, type StreamKind, type StreamRef } from '$lib/protocol/stream';
import { paths } from '$lib/protocol/v1';
import { createServer, type Server } from '$lib/server/context';
import { mayMakeStream, readersDue } from '$lib/sync/epochs';
import { streamStateOf } from '$lib/sync/pack';
import { databasesUnderTest } from '../databases';
import * as phones from '../server/client';

interface Rights {
	readonly open: readonly Role[];
	readonly make: readonly Role[];
	readonly write: readonly Role[];
	/** Have a snapshot stand for what was written, so that the server forgets it. */
	readonly cut: readonly Role[];
	/** Is let in by whoever can, without anybody choosing it. */
	readonly due: readonly Role[];
}

const nobody: readonly Role[] = [];
const only = (role: Role): Rights => ({ open: [role], make: [role], write: [role], cut: [role], due: [role] });

const matrix: { readonly [kind in StreamKind]: Rights } = {
	work: { ...only('facilitator'), due: nobody },
	report: {
		open: ['facilitator', 'supervisor'],
		make: ['facilitator'],
		write: ['facilitator', 'supervisor'],
		cut: ['facilitator'],
		due: ['supervisor']
	},
	office: only('admin'),
	// Of somebody else. Everybody makes her own.
	own: { open: nobody, make: roles, write: nobody, cut: nobody, due: nobody },
	common: {
		open: roles,
		make: ['admin', 'supervisor'],
		write: ['admin', 'supervisor'],
		cut: ['admin', 'supervisor'],
		due: roles
	},
	leads: only('lead'),
	results: only('reader'),
	support: {
		open: ['facilitator', 'supervisor'],
		make: ['facilitator'],
		write: ['facilitator', 'supervisor'],
		cut: ['facilitator'],
		due: ['supervisor']
	}
};

const kinds = Object.keys(streamBytes) as StreamKind[];
const running: Server[] = [];
afterEach(async () => {
	for (const server of running.splice(0)) await server.stop();
});

/** An organisation whose first device may do everything, another such device, and one that has this role alone. */
async function startWith(role: Role) {
	const server = await createServer(phones.configOf(await databasesUnderTest[0]!.createUrl()));
	running.push(server);
	const all = phones.createPhone(phones.sendTo(server));
	await phones.makeOrganisation(all, roles);
	const other = await phones.admit(all, roles);
	const sam = await phones.admit(all, [role]);
	for (const phone of [all, other]) await phones.readWholeLog(phone);
	return { all, other, sam };
}

describe.each(roles)('a device of role %s alone', (role) => {
	test('makes the streams of the table, and no others', async () => {
		const { all, sam } = await startWith(role);
		for (const kind of kinds) {
			const ref = phones.placeOf(sam, kind);
			const isHers = matrix[kind].make.includes(role);
			expect(mayMakeStream(sam.directory, sam.device, ref), `${kind}, phone`).toBe(isHers);
			const answer = await phones.append(sam, phones.epochOf(sam, ref, [sam]));
			expect(answer.ok, `${kind}, server`).toBe(isHers);
			await phones.readWholeLog(all);
		}
	});

	test('opens, writes into and cuts the streams of the table, and no others', async () => {
		const { all, other, sam } = await startWith(role);
		for (const kind of kinds) {
			const rights = matrix[kind];
			const is = (right: keyof Rights) => rights[right].includes(role);
			// An own stream is that of a device which let nobody in.
			const maker = kind === 'own' ? other : all;
			const ref: StreamRef = await phones.makeStream(maker, [maker], kind);
			expect(readersDue(maker.directory, maker.device, ref).has(sam.device), `${kind}, due`).toBe(is('due'));
			const added = await phones.append(maker, phones.epochOf(maker, ref, [maker, sam]));
			expect(added.ok, `${kind}, let in`).toBe(is('open'));
			const [sealed] = phones.nextEnvelopes(maker, ref, 1);
			expect(await phones.push(maker, sealed!)).toEqual(['stored']);
			for (const phone of [all, other, sam]) await phones.readWholeLog(phone);

			expect(canOpen(sam.directory, sam.device, ref), `${kind}, phone`).toBe(is('open'));
			const page = await phones.get(sam, `${paths.stream(sam.directory.org, ref)}?after=0&until=1000000`);
			expect(page.ok, `${kind}, the server hands out`).toBe(is('open'));
			expect((await phones.pullAll(sam)).length, `${kind}, the server brings`).toBe(is('open') ? 1 : 0);

			const keys = { get: () => asStreamKey(new Uint8Array(32)) };
			const state = streamStateOf({ directory: sam.directory, device: sam.device, keys }, ref);
			expect(state === 'open', `${kind}, her phone writes`).toBe(is('write'));
			if (kind !== 'own')
				expect(mayByRole(writerRoles, new Set([role]), kind), `${kind}, others take`).toBe(is('write'));
			const { bytes, id: snapshot } = phones.envelopeOf(sam, ref);
			const [outcome] = await phones.push(sam, bytes);
			expect(outcome === 'stored', `${kind}, the server takes from readers alone`).toBe(is('open'));

			const cut = await phones.append(sam, { kind: 'prune', ...ref, snapshot, ends: [] });
			expect(cut.ok, `${kind}, cut`).toBe(is('cut'));
			for (const phone of [all, other]) await phones.readWholeLog(phone);
		}
	});
});
