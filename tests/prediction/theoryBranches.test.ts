import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { createDualMap, evaluateDualMap } from '../../src/prediction/dualMap.ts';
import { theoryBranches, theoryDualMap } from '../../src/prediction/theoryBranches.ts';
import { genericModel, readModel } from '../../src/theory/readModel.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';
import { tiedMap } from './tiedMap.ts';

const theoryOf = (texts: Parameters<typeof readModel>[0]) => separableTheory(genericModel(readModel(texts)));

/** Rise and slope at each s, coordinate by coordinate. */
function sample(map: ReturnType<typeof createDualMap>, s: readonly number[]) {
  const [rise, slope] = [new Float64Array(map.d), new Float64Array(map.d)];
  evaluateDualMap(map, Float64Array.from(s), rise, slope);
  return { rise: [...rise], slope: [...slope] };
}

const close = (a: number, b: number, digits = 1e-13): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(digits * Math.abs(b));

describe('theoryBranches', () => {
  it.each([2, 3, 4, 6, 10])('gives the closed form of depth %d from 1e-8 to 1e4', (depth) => {
    const theory = theoryOf({ depth: `${depth}`, scale: '1' });
    for (const scale of [1e-8, 1e-3, 0.1, 1, 1e4]) {
      const found = theoryDualMap(theoryBranches(theory, Float64Array.of(scale, scale), 1), 1);
      const known = tiedMap(depth, scale, 1);
      const unit = depth === 2 ? 0.25 : 1 / (depth * (depth - 2) * scale ** (depth - 2));
      for (const share of [-0.9, -0.3, 1e-6, 0.5, 0.99]) {
        const [a, b] = [sample(found, [share * unit]), sample(known, [share * unit])];
        close(a.rise[0]!, b.rise[0]!);
        close(a.slope[0]!, b.slope[0]!);
      }
    }
  });

  it('gives every coordinate its own constants', () => {
    const theory = theoryOf({ parametrization: 'u^3 - 2*v^3', init: 'u=1, v=1' });
    const numbers = theoryBranches(theory, Float64Array.of(1, 2, 0.5, 0.5, 1, 3), 3);
    expect(numbers.branches).toEqual([
      {
        kind: 'power',
        amplitude: Float64Array.of(1, 8, 0.125),
        rate: Float64Array.of(-3, -6, -1.5),
        exponent: Float64Array.of(-3, -3, -3),
      },
      {
        kind: 'power',
        amplitude: Float64Array.of(-0.25, -2, -54),
        rate: Float64Array.of(3, 6, 18),
        exponent: Float64Array.of(-3, -3, -3),
      },
    ]);
    expect([...numbers.initial]).toEqual([0.75, 6, -53.875]);
  });

  it('drops a branch that rests, and refuses a coordinate where all do', () => {
    const theory = theoryOf({ depth: '4', scale: '1' });
    const { branches, resting } = theoryBranches(theory, Float64Array.of(1, 0, 1, 1), 2);
    expect([...resting]).toEqual([0, 1, 0, 0]);
    expect(branches[0]).toMatchObject({ kind: 'power', amplitude: Float64Array.of(1, 0) });
    expect(() => theoryBranches(theory, Float64Array.of(1, 0, 1, 0), 2)).toThrow(
      /coordinate 2 starts at a saddle/,
    );
  });

  it('does not drop a parameter that moves from zero', () => {
    const { branches, initial } = theoryBranches(
      theoryOf({ depth: '1', scale: '1' }),
      Float64Array.of(0, 0),
      1,
    );
    expect(sample(createDualMap(1, branches, initial), [0.5])).toEqual({ rise: [1], slope: [2] });
  });

  it('refuses starts outside the theory', () => {
    const theory = theoryOf({ depth: '6', scale: '1' });
    expect(() => theoryBranches(theory, Float64Array.of(1, -1), 1)).toThrow(/does not hold from v = -1/);
  });

  // dw/ds = |grad F|² along the flow: an outside fact that knows no solution formula.
  it('has as slope the squared gradient of the map at the start', () => {
    const maps: [string, (u: number, v: number) => number][] = [
      ['u^(5/2) - v^(5/2)', (u, v) => 6.25 * (u ** 3 + v ** 3)],
      ['exp(u) - exp(v)', (u, v) => Math.exp(2 * u) + Math.exp(2 * v)],
      ['exp(2*u) - 3*v^2', (u, v) => 4 * Math.exp(4 * u) + 36 * v * v],
      ['u^(4/3) + v', (u) => (16 / 9) * u ** (2 / 3) + 1],
    ];
    for (const [parametrization, metric] of maps) {
      const theory = theoryOf({ parametrization, init: 'u=1, v=1' });
      fc.assert(
        fc.property(
          fc.double({ min: 0.1, max: 3, noNaN: true }),
          fc.double({ min: 0.1, max: 3, noNaN: true }),
          (u, v) => {
            const map = theoryDualMap(theoryBranches(theory, Float64Array.of(u, v), 1), 1);
            close(sample(map, [0]).slope[0]!, metric(u, v));
          },
        ),
        { numRuns: 20 },
      );
    }
  });
});
