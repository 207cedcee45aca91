import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDualMap, evaluateDualMap } from '../../src/prediction/dualMap.ts';
import { limitDirection } from '../../src/prediction/limitDirection.ts';
import type { LimitDirection } from '../../src/prediction/limitDirection.ts';
import { dualOf, marginMinimiser, marginsOf } from '../../src/prediction/marginMinimiser.ts';
import { marginNorm } from '../../src/prediction/marginNorm.ts';
import type { MarginNorm } from '../../src/prediction/marginNorm.ts';
import { separability } from '../../src/prediction/separability.ts';
import { separable } from '../support/separable.ts';
import { tiedMap } from './tiedMap.ts';

const linear = (d: number) => createDualMap(d, [{ kind: 'power', amplitude: 1, rate: 1, exponent: 1 }], 0);
const mapOf = (depth: number, scale: number, d: number) =>
  depth === 1 ? linear(d) : tiedMap(depth, scale, d);
const sizes = fc.record({
  n: fc.integer({ min: 1, max: 8 }),
  d: fc.integer({ min: 2, max: 12 }),
  seed: fc.integer({ min: 1, max: 1e6 }),
});

describe('the weight of least Q with a margin', () => {
  it('satisfies the Karush-Kuhn-Tucker conditions for every depth and scale', () => {
    const property = fc.property(
      sizes,
      fc.constantFrom(1, 2, 3, 4),
      fc.constantFrom(0.1, 1, 30),
      (size, depth, margin) => {
        const { n, d, Z } = separable(size.n, size.d, size.seed);
        const map = mapOf(depth, 0.5, d);
        const found = marginMinimiser({ map, Z, n, d, margin });
        expect(found.outcome).toBe('converged');
        const s = dualOf(Z, n, d, found.nu);
        const [rise, slope] = [new Float64Array(d), new Float64Array(d)];
        evaluateDualMap(map, s, rise, slope);
        const size_ = Math.max(...found.w.map(Math.abs));
        for (let i = 0; i < d; i++) {
          const rounding = slope[i]! * Math.abs(s[i]!) * 1e-14 * n;
          expect(Math.abs(rise[i]! - found.w[i]!)).toBeLessThan(1e-10 * size_ + 100 * rounding);
        }
        found.margins.forEach((m, k) => {
          expect(m).toBeGreaterThan(margin * (1 - 1e-10));
          expect(found.nu[k]!).toBeGreaterThanOrEqual(0);
          if (found.nu[k]! > 0) expect(Math.abs(m - margin)).toBeLessThan(1e-10 * margin);
        });
      },
    );
    fc.assert(property, { numRuns: 60 });
  });

  it('is the l2 maximum margin that projected gradient ascent on the dual finds', () => {
    const { n, d, Z } = separable(5, 8, 3);
    const found = marginMinimiser({ map: linear(d), Z, n, d, margin: 1 });
    const nu = new Float64Array(n).fill(0.1);
    let largest = 0;
    for (const v of Z) largest += v * v;
    for (let k = 0; k < 20_000; k++) {
      const m = marginsOf(Z, n, d, dualOf(Z, n, d, nu));
      for (let j = 0; j < n; j++) nu[j] = Math.max(0, nu[j]! + (1 - m[j]!) / largest);
    }
    dualOf(Z, n, d, nu).forEach((v, i) => expect(Math.abs(v - found.w[i]!)).toBeLessThan(1e-9));
  });

  it('says so when no weight has the margin', () => {
    const Z = Float64Array.from([1, 2, -1, -2]);
    expect(marginMinimiser({ map: linear(2), Z, n: 2, d: 2, margin: 1 }).outcome).toBe('infeasible');
  });
});

describe('the l1 maximum margin', () => {
  it('certifies itself and is the limit of least Q at small scales, whatever the depth', async () => {
    for (const [samples, features, seed] of [[3, 6, 1], [10, 30, 2], [20, 60, 3]] as const) {
      const { n, d, Z } = separable(samples, features, seed);
      const norm = marginNorm(tiedMap(2, 1, d)) as MarginNorm;
      const limit = (await limitDirection(norm, Z, n, d, null)) as LimitDirection;
      expect(limit.unique).toBe(true);
      expect(limit.violation).toBeLessThan(1e-13);
      // strong duality
      const objective = limit.w.reduce((sum, v) => sum + norm.positive[0]! * Math.abs(v), 0);
      expect(Math.abs(limit.multipliers.reduce((a, b) => a + b, 0) / objective - 1)).toBeLessThan(1e-13);
      for (const [depth, scale] of [[3, 1e-8], [4, 1e-6]] as const) {
        const { w, outcome } = marginMinimiser({ map: tiedMap(depth, scale, d), Z, n, d, margin: 1 });
        expect(outcome).toBe('converged');
        w.forEach((v, i) => expect(Math.abs(v - limit.w[i]!)).toBeLessThan(1e-9));
      }
    }
  }); // prettier-ignore

  it('is not called unique where two vertices share it', async () => {
    const Z = Float64Array.from([1, 1]);
    const norm = marginNorm(tiedMap(2, 1, 2)) as MarginNorm;
    const limit = (await limitDirection(norm, Z, 1, 2, null)) as LimitDirection;
    expect(limit.unique).toBe(false);
    expect(limit.w.reduce((a, b) => a + Math.abs(b), 0)).toBeCloseTo(1, 12);
  });
});

describe('growth of a mirror map', () => {
  it('is that of the l_(2/D) norm for w = u^D - v^D, at every scale', () => {
    const property = fc.property(fc.integer({ min: 3, max: 9 }), fc.double({ min: 0.01, max: 5, noNaN: true }), (D, scale) => {
      const norm = marginNorm(tiedMap(D, scale, 2)) as MarginNorm;
      expect(norm.power).toBeCloseTo(2 / D - 1, 12);
      expect(norm.positive[0]! * D * (D - 2)).toBeCloseTo(1, 9);
    });
    fc.assert(property);
  }); // prettier-ignore
});

describe('separability', () => {
  it('is decided with a witness or with multipliers of a vanishing combination', async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const { n, d, Z } = separable(12, 4, seed);
      const yes = await separability(Z, n, d);
      expect(yes.separable).toBe(true);
      expect(Math.min(...marginsOf(Z, n, d, yes.w))).toBeGreaterThan(0);
      const both = Float64Array.from([...Z, ...Z.slice(0, d).map((v) => -v)]);
      const no = await separability(both, n + 1, d);
      expect(no.separable).toBe(false);
      expect(Math.max(...dualOf(both, n + 1, d, no.multipliers).map(Math.abs))).toBeLessThan(1e-9);
      expect(no.multipliers.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    }
  });
});
