import { Chacha20Poly1305 } from '@hpke/chacha20poly1305';
import { CipherSuite, HkdfSha256 } from '@hpke/core';
import { DhkemX25519HkdfSha256 } from '@hpke/dhkem-x25519';
import {
	ballotLength,
	checkInKeysOf,
	createBatchKey,
	longestAnswers,
	openBallots,
	sealBallot,
	type BallotTicket
} from '$lib/crypto/ballot';
import { createStreamKey } from '$lib/crypto/stream-key';

/**
 * Measures ballots in a page: sealing one and opening a batch, each beside the same bytes in plain HPKE, once, by the package
 * that ours is made of. Milliseconds. Called by bench/check-ins.mjs.
 */
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const suite = new CipherSuite({
	kem: new DhkemX25519HkdfSha256(),
	kdf: new HkdfSha256(),
	aead: new Chacha20Poly1305()
});
const pair = await suite.kem.generateKeyPair();
const reader = checkInKeysOf(createStreamKey());
const sealSize = 48;

async function timeOf(act: () => Promise<unknown>): Promise<number> {
	const start = performance.now();
	await act();
	return performance.now() - start;
}

const sealPlain = (bytes: Uint8Array) =>
	suite.seal({ recipientPublicKey: pair.publicKey, ['info']: random(32) }, bytes.slice().buffer);

async function makeTickets(count: number, threshold: number): Promise<readonly BallotTicket[]> {
	const { batchKey, shares } = await createBatchKey(count, threshold);
	const place = { batchId: random(16), questionSet: random(32), batchKey };
	return shares.map((share) => ({ ...place, share, checkInKey: reader.kemPublic }));
}

/** Seals one ballot after the other, and as many plain boxes of its size. Totals. */
async function measureSeal(count: number) {
	const tickets = await makeTickets(count, 10);
	const bytes = random(ballotLength - sealSize);
	// What sealing needs is fetched and made ready before.
	await sealBallot(tickets[0]!, random(200));
	await sealPlain(bytes);
	const ours = await timeOf(async () => {
		for (const ticket of tickets) await sealBallot(ticket, random(longestAnswers));
	});
	const theirs = await timeOf(async () => {
		for (let at = 0; at < count; at += 1) await sealPlain(bytes);
	});
	return { ours: ours / count, theirs: theirs / count };
}

/** Opens a batch of which some shares are wrong; beside it, as many plain boxes of the size. */
async function measureOpen(count: number, threshold: number, wrong: number) {
	const tickets = await makeTickets(count, threshold);
	const ballots: Uint8Array[] = [];
	for (const [at, ticket] of tickets.entries()) {
		const share = at < wrong ? new Uint8Array([...random(32), ticket.share[32]!]) : ticket.share;
		const sealed = await sealBallot({ ...ticket, share }, random(60));
		if (sealed.ok) ballots.push(sealed.value);
	}
	const boxes: { readonly enc: ArrayBuffer; readonly ct: ArrayBuffer; readonly bound: Uint8Array }[] = [];
	for (let at = 0; at < count; at += 1) {
		const bound = random(32);
		const { enc, ct } = await suite.seal(
			{ recipientPublicKey: pair.publicKey, ['info']: bound },
			random(ballotLength - sealSize).buffer
		);
		boxes.push({ enc, ct, bound });
	}
	const { batchId, questionSet, batchKey } = tickets[0]!;
	let answers = 0;
	const ours = await timeOf(async () => {
		const opened = await openBallots(reader.kemPrivate, { batchId, questionSet, batchKey }, threshold, ballots);
		answers = opened.ok ? opened.value.answers.length : 0;
	});
	const theirs = await timeOf(async () => {
		for (const { enc, ct, bound } of boxes)
			await suite.open({ recipientKey: pair.privateKey, enc, ['info']: bound }, ct);
	});
	if (answers !== count - wrong) throw new Error(`${answers} of ${count} opened`);
	return { ours, theirs };
}

Object.assign(globalThis, { bench: { measureSeal, measureOpen } });
