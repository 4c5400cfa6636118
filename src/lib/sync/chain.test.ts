import { describe, expect, test } from 'vitest';
import { emptyChain, extendChain, jumpChain, placeInChain, readChain, writeChain } from './chain';

const id = (mark: number) => new Uint8Array(32).fill(mark);
const three = [1, 2, 3].reduce((chain, mark) => extendChain(chain, id(mark), mark, 5), emptyChain);

describe('a chain', () => {
	test('takes the one that follows, knows what it has, and waits for what is between', () => {
		expect(placeInChain(three, 4, id(3), id(4))).toBe('next');
		expect(placeInChain(three, 2, id(1), id(2))).toBe('known');
		expect(placeInChain(three, 5, id(4), id(5))).toBe('gap');
		expect(placeInChain(emptyChain, 1, new Uint8Array(32), id(1))).toBe('next');
	});

	test('is forked by another one at a place it has passed, or that follows another', () => {
		expect(placeInChain(three, 2, id(1), id(9))).toBe('fork');
		expect(placeInChain(three, 3, id(2), id(9))).toBe('fork');
		expect(placeInChain(three, 4, id(9), id(4))).toBe('fork');
	});

	test('remembers the last sixty-four and claims nothing about older ones', () => {
		let chain = emptyChain;
		for (let mark = 1; mark <= 100; mark++) chain = extendChain(chain, id(mark), 0, 0);
		expect(chain.recent).toHaveLength(64);
		expect(placeInChain(chain, 37, id(36), id(200))).toBe('fork');
		expect(placeInChain(chain, 36, id(35), id(200))).toBe('known');
	});

	test('jumps forward to the end of what a snapshot replaced, and never back', () => {
		const jumped = jumpChain(three, { seq: 10, hash: id(10) });
		expect(placeInChain(jumped, 11, id(10), id(11))).toBe('next');
		expect(placeInChain(jumped, 4, id(3), id(4))).toBe('known');
		expect(jumpChain(three, { seq: 2, hash: id(2) })).toBe(three);
	});

	test('comes back from the shelf as it was; damaged bytes are the beginning, so that all is asked for', () => {
		expect(readChain(writeChain({ ...three, halted: true }))).toEqual({ ...three, halted: true });
		expect(readChain(undefined)).toEqual(emptyChain);
		expect(readChain(writeChain(three).subarray(1))).toEqual(emptyChain);
	});
});
