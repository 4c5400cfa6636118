/**
 * Four phones write apart, fetch in any order, twice or not at all, are removed, and fold what was written: whoever has
 * heard everything in the end has the same. Ten thousand schedules of what decides about it (stamps, joins, chains,
 * snapshots, cut-offs) without the cost of keys; and some with the whole engine against the real server.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { u32ToBytes } from '$lib/base/bytes';
import { Change, nextHybridTime, type Edit, type FieldValue } from '$lib/domain/change';
import {
	applyChange,
	createLedger,
	isPlausible,
	mergeRow,
	neededEdits,
	stampOf,
	type Ledger
} from '$lib/domain/ledger';
import { isModest, isPlausibleRow, parseRow, type LedgerRow } from '$lib/domain/ledger-row';
import type { ChainEnd } from '$lib/protocol/log-entry';
import { readChanges, writeChanges } from '$lib/protocol/v1';
import { emptyChain, extendChain, jumpChain, placeInChain, type Chain } from '$lib/sync/chain';
import { changesUntilSnapshot } from '$lib/sync/snapshot';
import {
	addMember,
	addReaders,
	createWorld,
	put,
	revoke,
	shareGroup,
	stateHash,
	workOf,
	type World,
	type WorldPhone
} from './world';

const isDeep = Boolean(process.env.DEEP);

interface Sent {
	readonly author: number;
	readonly seq: number;
	readonly prev: Uint8Array;
	readonly id: Uint8Array;
	/** As JSON, because that is how it travels. */
	readonly text: string;
}

interface Replica {
	readonly ledger: Ledger;
	readonly chains: Map<number, Chain>;
	/** Sealed and not sent. */
	readonly unsent: Sent[];
	/** Came before what they follow. */
	readonly parked: Sent[];
	/** How far of the server's list it has fetched. */
	position: number;
}

type Step =
	| {
			readonly kind: 'edit';
			readonly who: number;
			readonly row: number;
			readonly field: number;
			readonly value: number;
			readonly settles: boolean;
			readonly drift: number;
	  }
	| { readonly kind: 'push'; readonly who: number }
	| { readonly kind: 'pull'; readonly who: number; readonly most: number; readonly order: number }
	| { readonly kind: 'fold'; readonly who: number }
	| { readonly kind: 'revoke'; readonly who: number };

const replicaCount = 4;
const who = fc.nat(replicaCount - 1);
const step: fc.Arbitrary<Step> = fc.oneof(
	{
		weight: 10,
		arbitrary: fc.record({
			...{ kind: fc.constant('edit' as const), who, row: fc.nat(2), field: fc.nat(1), value: fc.nat(3) },
			...{ settles: fc.boolean(), drift: fc.integer({ min: -1000, max: 1000 }) }
		})
	},
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('push' as const), who }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constant('pull' as const), who, most: fc.nat(5), order: fc.nat() }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('fold' as const), who }) },
	// The first replica stays, so that somebody can remove.
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('revoke' as const), who: fc.integer({ min: 1, max: 3 }) }) }
);

/** A stream on a server, and its readers; the same functions decide as on a phone. */
function createModel() {
	let ids = 0;
	const server: (Sent | null)[] = [];
	const heads = new Map<number, Chain>();
	const pruned = new Map<number, ChainEnd>();
	const cutOffs = new Map<number, number>();
	const replicas = Array.from({ length: replicaCount }, (): Replica => ({
		ledger: createLedger(),
		chains: new Map(),
		unsent: [],
		parked: [],
		position: 0
	}));
	const newId = () => {
		const id = new Uint8Array(32);
		id.set(u32ToBytes(++ids));
		return id;
	};
	const seal = (author: number, text: string): void => {
		const replica = replicas[author]!;
		const chain = replica.chains.get(author) ?? emptyChain;
		const id = newId();
		replica.unsent.push({ author, seq: chain.seq + 1, prev: chain.hash, id, text });
		replica.chains.set(author, extendChain(chain, id, 0, 0));
	};
	const push = (author: number): void => {
		const replica = replicas[author]!;
		if (cutOffs.has(author)) return;
		for (const sent of replica.unsent.splice(0)) {
			server.push(sent);
			heads.set(author, extendChain(heads.get(author) ?? emptyChain, sent.id, 0, 0));
		}
	};
	const open = (replica: Replica, text: string): void => {
		const { changes, rows } = JSON.parse(text) as { changes?: unknown[]; rows?: unknown[] };
		for (const unread of changes ?? []) {
			const change = Change.parse(unread);
			expect(isModest(change) && isPlausible(replica.ledger, change)).toBe(true);
			applyChange(replica.ledger, change);
		}
		for (const unread of rows ?? []) {
			const row = parseRow(unread);
			if (!row.ok || !isPlausibleRow(replica.ledger, row.value)) throw new Error('An honest row was refused');
			mergeRow(replica.ledger, ...row.value);
		}
	};
	const take = (me: number, arrived: readonly Sent[]): void => {
		const replica = replicas[me]!;
		let waiting = [...arrived, ...replica.parked.splice(0)];
		for (let hasMoved = true; hasMoved;) {
			hasMoved = false;
			const still: Sent[] = [];
			for (const sent of waiting) {
				if (sent.author === me || sent.seq > (cutOffs.get(sent.author) ?? Infinity)) continue;
				const chain = jumpChain(replica.chains.get(sent.author) ?? emptyChain, pruned.get(sent.author));
				const place = placeInChain(chain, sent.seq, sent.prev, sent.id);
				if (place === 'fork') throw new Error('Honest phones do not fork');
				if (place === 'gap') still.push(sent);
				if (place !== 'next') continue;
				replica.chains.set(sent.author, extendChain(chain, sent.id, 0, 0));
				open(replica, sent.text);
				hasMoved = true;
			}
			waiting = still;
		}
		replica.parked.push(...waiting);
	};
	const pull = (me: number, most: number, order: number): void => {
		const replica = replicas[me]!;
		if (cutOffs.has(me)) return;
		const page = server.slice(replica.position, replica.position + most).filter((sent) => sent !== null);
		replica.position = Math.min(server.length, replica.position + most);
		// Backwards, forwards, or twice: what arrives is up to the network.
		const shuffled = order % 3 === 0 ? page : order % 3 === 1 ? page.reverse() : [...page, ...page.slice().reverse()];
		take(me, shuffled);
	};
	const edit = (asked: Extract<Step, { kind: 'edit' }>): void => {
		const { ledger } = replicas[asked.who]!;
		const value: FieldValue = asked.value === 0 ? null : asked.value;
		const wanted: Edit = {
			...{ table: 'member', row: `row-${asked.row}`, field: `field-${asked.field}`, value, settles: asked.settles }
		};
		for (const needed of neededEdits(ledger, [wanted])) {
			const hlc = nextHybridTime(ledger.lastHlc, 1_700_000_000_000 + asked.drift * 1000);
			const { table, row, field } = needed;
			const change: Change = { v: 1, table, row, field, value, ...stampOf(ledger, needed), hlc, dev: `d${asked.who}` };
			applyChange(ledger, change);
			seal(asked.who, JSON.stringify({ changes: [change] }));
		}
	};
	const fold = (me: number): void => {
		const replica = replicas[me]!;
		if (cutOffs.has(me)) return;
		push(me);
		pull(me, server.length, 0);
		if (replica.parked.length > 0) return;
		const ends = [...replica.chains]
			.map(([device, chain]) => [device, jumpChain(chain, pruned.get(device))] as const)
			.filter(([, { seq }]) => seq > 0);
		const rows: LedgerRow[] = [...replica.ledger.tables].flatMap(([table, found]) =>
			[...found.values()].map(({ id, cells }): LedgerRow => [table, id, cells])
		);
		seal(me, JSON.stringify({ rows }));
		push(me);
		for (const [device, { seq, hash }] of ends) pruned.set(device, { device: String(device), seq, hash });
		for (const [at, sent] of server.entries())
			if (sent && sent.seq <= (pruned.get(sent.author)?.seq ?? 0)) server[at] = null;
	};
	const run = (asked: Step): void => {
		switch (asked.kind) {
			case 'edit':
				return edit(asked);
			case 'push':
				return push(asked.who);
			case 'pull':
				return pull(asked.who, asked.most, asked.order);
			case 'fold':
				return fold(asked.who);
			case 'revoke':
				if (!cutOffs.has(asked.who)) cutOffs.set(asked.who, heads.get(asked.who)?.seq ?? 0);
		}
	};
	return {
		run,
		/** Everybody still in it sends and fetches all; their states. */
		settle: (): readonly string[] => {
			const staying = replicas.flatMap((_, at) => (cutOffs.has(at) ? [] : [at]));
			for (const at of staying) push(at);
			for (const at of staying) pull(at, server.length, 0);
			for (const at of staying) expect(replicas[at]!.parked).toEqual([]);
			return staying.map((at) => stateHash(replicas[at]!.ledger));
		}
	};
}

describe('four replicas', () => {
	test(
		'hold the same in the end, whatever the schedule',
		() => {
			let folds = 0;
			let removals = 0;
			fc.assert(
				fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), (steps) => {
					const model = createModel();
					for (const asked of steps) model.run(asked);
					folds += steps.filter(({ kind }) => kind === 'fold').length;
					removals += steps.filter(({ kind }) => kind === 'revoke').length;
					expect(new Set(model.settle()).size).toBe(1);
				}),
				{ numRuns: isDeep ? 100_000 : 10_000 }
			);
			expect(Math.min(folds, removals)).toBeGreaterThan(1000);
		},
		isDeep ? 900_000 : 120_000
	);
});

type EngineStep =
	| { readonly kind: 'write'; readonly who: number; readonly count: number }
	| { readonly kind: 'rename'; readonly who: number; readonly value: number }
	| { readonly kind: 'sync'; readonly who: number }
	| { readonly kind: 'network'; readonly who: number; readonly state: 'up' | 'down' | 'losing' | 'shuffling' }
	| { readonly kind: 'reopen'; readonly who: number }
	| { readonly kind: 'day'; readonly days: number }
	| { readonly kind: 'replace' };

const engineStep: fc.Arbitrary<EngineStep> = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), who, count: fc.constantFrom(1, 2, 60) }) },
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('rename' as const), who, value: fc.nat(3) }) },
	{ weight: 8, arbitrary: fc.record({ kind: fc.constant('sync' as const), who }) },
	{
		weight: 3,
		arbitrary: fc.record({
			...{ kind: fc.constant('network' as const), who },
			state: fc.constantFrom('up' as const, 'down' as const, 'losing' as const, 'shuffling' as const)
		})
	},
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('day' as const), days: fc.constantFrom(1, 91) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('replace' as const) }) }
);

interface Circle {
	readonly world: World;
	readonly group: string;
	readonly phones: WorldPhone[];
	daysLeft: number;
}

async function startCircle(): Promise<Circle> {
	const world = await createWorld();
	const phones = [world.mai];
	while (phones.length < replicaCount) phones.push(await world.admit(['facilitator']));
	const group = await shareGroup(world.mai, 'Tuesday');
	await world.mai.sync();
	await addReaders(world.mai, workOf(group), ...phones.slice(1));
	for (const phone of phones) await phone.sync();
	return { world, group, phones, daysLeft: 300 };
}

/** Answers that get lost after the server took the request, or whose envelopes come backwards and twice. */
function setNetwork({ network }: WorldPhone, state: 'up' | 'down' | 'losing' | 'shuffling'): void {
	network.isDown = state === 'down';
	network.tamper = null;
	let count = 0;
	if (state === 'losing')
		network.tamper = async (request, handOn) => {
			const response = await handOn(request);
			if (request.method === 'POST' && count++ % 2 === 0) throw new TypeError('fetch failed');
			return response;
		};
	if (state === 'shuffling')
		network.tamper = async (request, handOn) => {
			const response = await handOn(request);
			if (!new URL(request.url).pathname.endsWith('/changes') || !response.ok) return response;
			const page = readChanges(new Uint8Array(await response.arrayBuffer()));
			if (!page.ok) throw new Error('Not a page');
			const envelopes = [...page.value.envelopes, ...page.value.envelopes].reverse().slice(0, 500);
			return new Response(Buffer.from(writeChanges({ ...page.value, envelopes })), {
				headers: { 'content-type': 'application/octet-stream' }
			});
		};
}

async function runStep(circle: Circle, asked: EngineStep): Promise<void> {
	const { world, group, phones } = circle;
	switch (asked.kind) {
		case 'write':
			for (let at = 0; at < asked.count; at++) await addMember(phones[asked.who]!, group, `Name ${at}`);
			return;
		case 'rename':
			return phones[asked.who]!.edit(put('group', group, 'name', `Name ${asked.value}`));
		case 'sync':
			return phones[asked.who]!.sync();
		case 'network':
			return setNetwork(phones[asked.who]!, asked.state);
		case 'reopen':
			return phones[asked.who]!.reopen();
		case 'day':
			// Certificates of the test are good for a year.
			if (circle.daysLeft < asked.days) return;
			circle.daysLeft -= asked.days;
			world.clock.at += asked.days * 86_400_000;
			return;
		case 'replace': {
			// The last phone is lost; its successor starts from what is there.
			setNetwork(world.mai, 'up');
			await world.mai.sync();
			await revoke(world.mai, phones[3]!.device);
			phones[3] = await world.admit(['facilitator']);
			await addReaders(world.mai, workOf(group), phones[3]!);
			// Nobody writes in a group before she has seen it.
			await phones[3]!.sync();
		}
	}
}

describe('four phones with the whole engine', () => {
	test(
		'hold the same in the end, whatever the schedule',
		async () => {
			let circle: Circle | null = null;
			let runs = 0;
			await fc.assert(
				fc.asyncProperty(fc.array(engineStep, { minLength: 6, maxLength: 18 }), async (steps) => {
					if (!circle || runs++ % 10 === 9) circle = await startCircle();
					for (const asked of steps) await runStep(circle, asked);
					for (const phone of circle.phones) setNetwork(phone, 'up');
					// Patience for what was fetched again lately.
					circle.world.clock.at += 11 * 60_000;
					for (const phone of [...circle.phones, ...circle.phones, ...circle.phones]) await phone.sync();
					for (const phone of circle.phones) {
						expect(phone.alarms()).toEqual([]);
						expect(phone.engine.missing()).toEqual([]);
						expect(phone.engine.view()).toMatchObject({ state: 'synced', unsent: 0, stuck: [] });
					}
					expect(new Set(circle.phones.map(({ vault }) => stateHash(vault.ledger()))).size).toBe(1);
				}),
				{ numRuns: isDeep ? 400 : 30, endOnFailure: true }
			);
			expect(changesUntilSnapshot).toBeLessThan(500);
		},
		isDeep ? 1_800_000 : 240_000
	);
});
