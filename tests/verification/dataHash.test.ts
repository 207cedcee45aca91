import { expect, it } from 'vitest';
import { dataHash } from '../../src/verification/dataHash.ts';

/** FNV-1a as its authors define it, on big integers. */
function reference(bytes: Uint8Array): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return hash.toString(16).padStart(16, '0');
}

it('is FNV-1a of the bytes of the doubles, little-endian', () => {
  const numbers = [0, 1, -2.5, Math.PI, 1e-300, 6.02e23];
  const view = new DataView(new ArrayBuffer(8 * numbers.length));
  numbers.forEach((x, i) => view.setFloat64(8 * i, x, true));
  expect(dataHash(numbers)).toBe(reference(new Uint8Array(view.buffer)));
  expect(dataHash([])).toBe('cbf29ce484222325');
});

it('tells data apart, does not see the sign of zero, and joins its parts', () => {
  expect(dataHash([1, 2])).not.toBe(dataHash([2, 1]));
  expect(dataHash([0])).toBe(dataHash([-0]));
  expect(dataHash([1], Float64Array.of(2))).toBe(dataHash([1, 2]));
});
