import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArena } from '../../src/numerics/arena.ts';
import { copyNumbers } from '../../src/numerics/copyNumbers.ts';

const lengths = fc.array(fc.oneof(fc.nat(40), fc.integer({ min: 100, max: 1500 })), { maxLength: 60 });

describe('an arena', () => {
  it('gives out arrays of zeros of the asked lengths that do not overlap', () => {
    fc.assert(
      fc.property(lengths, (asked) => {
        const allocate = createArena();
        const arrays = asked.map((length, e) => {
          const out = allocate(length);
          expect(out.length).toBe(length);
          expect(out.every((v) => v === 0)).toBe(true);
          return out.fill(e + 1);
        });
        arrays.forEach((values, e) => expect(values.every((v) => v === e + 1)).toBe(true));
      }),
    );
  });
});

describe('copyNumbers', () => {
  it('writes the numbers asked for and no others, at any length', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(9), fc.nat(9), (count, fromAt, toAt) => {
        const from = Float64Array.from({ length: count + 20 }, (_, i) => i + 1);
        const to = new Float64Array(count + 20);
        copyNumbers(from, fromAt, to, toAt, count);
        const expected = to.map((_, i) => (i >= toAt && i < toAt + count ? i - toAt + fromAt + 1 : 0));
        expect(to).toEqual(expected);
      }),
    );
  });
});
