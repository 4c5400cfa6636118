import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import { sealTo } from '$lib/crypto/sealed-box';
import { createCheckIn, type Face, type FacesAnswer } from '$lib/domain/check-in';
import { BatchId } from '$lib/domain/ids';
import { openAnswers, sealAnswer } from './answer-box';

const random = createRandom();
const keys = vaultKeys(createVaultKeys(random).master);
const batch = BatchId.parse(random.uuid());

function answer(face: Face = 2): FacesAnswer {
	const made = createCheckIn(random, batch, { body: face, mind: null, others: 4, hope: null, session: 1 });
	if (!made.ok) throw new Error(made.error.type);
	return made.value;
}

const sealedJson = (id: string, json: string) => ({
	id,
	box: sealTo(keys.answerPublic, textToBytes(json), ['answer', 'answers', id], 'answer')
});

test('an answer sealed with the public key alone opens with the private one', () => {
	const answers = [answer(), answer(null)];
	const rows = answers.map((each) => sealAnswer(keys.answerPublic, each));
	expect(openAnswers(keys.answerPrivate, rows)).toEqual(answers);
	expect(openAnswers(vaultKeys(createVaultKeys(random).master).answerPrivate, rows)).toEqual([]);
});

test('a row is as long whatever was answered, and holds an id and a box only', () => {
	const rows = [answer(), answer(null), answer(4)].map((each) => sealAnswer(keys.answerPublic, each));
	expect(new Set(rows.map(({ box }) => box.length)).size).toBe(1);
	expect(rows.flatMap((row) => Object.keys(row))).toEqual(['id', 'box', 'id', 'box', 'id', 'box']);
});

test('an answer that says more than an answer is never sealed', () => {
	for (const more of [{ at: 1 }, { session: 's' }, { dev: 'd' }])
		expect(() => sealAnswer(keys.answerPublic, { ...answer(), ...more })).toThrow();
});

test('a changed or moved row is left out, and those beside it still count', () => {
	const [first, second, third] = [answer(), answer(), answer()].map((each) => sealAnswer(keys.answerPublic, each));
	if (!first || !second || !third) throw new Error('Three answers make three rows');
	const broken = { id: first.id, box: first.box.map((byte, at) => (at === 60 ? byte ^ 1 : byte)) };
	const moved = { id: second.id, box: first.box };
	expect(openAnswers(keys.answerPrivate, [broken, moved, third, { id: 'x', box: new Uint8Array(0) }])).toEqual([
		expect.objectContaining({ id: third.id })
	]);
});

test('whoever knows the public key can seal, but only an answer under its own id is counted', () => {
	const honest = answer();
	const id = random.uuid();
	const forged = [
		sealedJson(id, JSON.stringify(honest)),
		sealedJson(id, JSON.stringify({ ...honest, id, name: 'Rose' })),
		sealedJson(id, JSON.stringify({ ...honest, id, faces: { ...honest.faces, body: 9 } })),
		sealedJson(id, '{"__proto__":{"polluted":1}}'),
		sealedJson(id, 'not JSON')
	];
	expect(openAnswers(keys.answerPrivate, forged)).toEqual([]);
	expect(openAnswers(keys.answerPrivate, [sealAnswer(keys.answerPublic, honest)])).toEqual([honest]);
});
