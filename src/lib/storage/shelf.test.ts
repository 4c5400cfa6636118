import { expect, test } from 'vitest';
import { textToBytes } from '$lib/base/bytes';
import { createRandom } from '$lib/base/random';
import { seal } from '$lib/crypto/envelope';
import { createVaultKeys, vaultKeys } from '$lib/crypto/keyring';
import { openShelf, sealShelf, shelfId } from './shelf';

const random = createRandom();
const keys = vaultKeys(createVaultKeys(random).master);

test('a name has one place in a vault, and another in every other vault', () => {
	expect(shelfId(keys, 'cursor')).toBe(sealShelf(keys, 'cursor', random.bytes(3)).id);
	expect(shelfId(keys, 'cursor')).not.toBe(shelfId(keys, 'cursor2'));
	expect(shelfId(vaultKeys(createVaultKeys(random).master), 'cursor')).not.toBe(shelfId(keys, 'cursor'));
});

test('a row that is damaged, or sealed for something else, does not hide the others', () => {
	const good = sealShelf(keys, 'é/1', Uint8Array.of(1, 2));
	const flipped = { ...good, box: good.box.map((byte, at) => (at === 40 ? byte ^ 1 : byte)) };
	const id = shelfId(keys, 'short');
	const other = { id, box: seal(keys.shelfKey, textToBytes('x'), ['outbox', 'outbox', id], 'record') };
	expect(openShelf(keys, [flipped, other, { id: 'x', box: new Uint8Array(0) }, good])).toEqual(
		new Map([['é/1', Uint8Array.of(1, 2)]])
	);
});
