import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closureMap } from '../../src/simulation/closureMap.ts';
import { exponentialMap } from '../../src/simulation/exponentialMap.ts';
import type { ParametrizationMap } from '../../src/simulation/parametrizationMap.ts';
import { depthMap, powerMap } from '../../src/simulation/powerMap.ts';

const product = closureMap({
  name: 'u*v + u^3',
  k: 2,
  value: ([u, v]) => u! * v! + u! ** 3,
  gradient: ([u, v], out) => out.set([v! + 3 * u! ** 2, u!]),
  hessian: ([u], out) => out.set([6 * u!, 1, 1, 0]),
});
const maps: ParametrizationMap[] = [
  depthMap(1),
  depthMap(2),
  depthMap(3),
  depthMap(8),
  depthMap(1.5),
  depthMap(2.5),
  powerMap([
    { coefficient: 2, exponent: 3 },
    { coefficient: -0.5, exponent: 2 },
    { coefficient: 1, exponent: 1 },
  ]),
  exponentialMap([1, -2]),
  product,
];
const d = 3;
const point = (k: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.double({ min: 0.05, max: 3, noNaN: true }), { minLength: k * d, maxLength: k * d })
    .map((v) => Float64Array.from(v));

describe.each(maps.map((map) => [map.name, map] as const))('%s', (_name, map) => {
  const { k } = map;
  it('has derivatives that agree with central differences', () => {
    fc.assert(
      fc.property(point(k), (theta) => {
        const f = new Float64Array(k * d);
        const hessian = new Float64Array(map.additive ? k * d : k * k * d);
        map.gradient(theta, f);
        map.hessian(theta, hessian);
        for (let j = 0; j < k; j++)
          for (let i = 0; i < d; i++) {
            const h = 1e-5 * theta[j * d + i]!;
            const at = (shift: number): Float64Array => {
              const moved = theta.slice();
              moved[j * d + i]! += shift;
              return moved;
            };
            const w = [new Float64Array(d), new Float64Array(d)] as const;
            const g = [new Float64Array(k * d), new Float64Array(k * d)] as const;
            for (const side of [0, 1] as const) {
              map.value(at(side === 0 ? -h : h), w[side]);
              map.gradient(at(side === 0 ? -h : h), g[side]);
            }
            const close = (numeric: number, exact: number, size: number): void =>
              expect(Math.abs(numeric - exact)).toBeLessThan(1e-6 * size);
            const size = Math.abs(f[j * d + i]!) + Math.abs(w[0][i]!) / theta[j * d + i]! + 1e-3;
            close((w[1][i]! - w[0][i]!) / (2 * h), f[j * d + i]!, size);
            for (let m = 0; m < k; m++) {
              const numeric = (g[1][m * d + i]! - g[0][m * d + i]!) / (2 * h);
              const exact = map.additive
                ? m === j
                  ? hessian[j * d + i]!
                  : 0
                : hessian[(m * k + j) * d + i]!;
              close(numeric, exact, Math.abs(exact) + Math.abs(g[0][m * d + i]!) / theta[j * d + i]! + 1e-3);
            }
          }
      }),
      { numRuns: 30 },
    );
  });

  it('has an increment that agrees with the difference of values', () => {
    fc.assert(
      fc.property(point(k), point(k), (start, end) => {
        const delta = end.map((v, i) => v - start[i]!);
        const [w, a, b] = [new Float64Array(d), new Float64Array(d), new Float64Array(d)];
        map.increment(start, end, delta, w);
        map.value(start, a);
        map.value(end, b);
        for (let i = 0; i < d; i++)
          expect(Math.abs(w[i]! - (b[i]! - a[i]!))).toBeLessThan(1e-12 * (1 + 3 ** 8));
      }),
      { numRuns: 50 },
    );
  });
});

describe('increment of u^D − v^D', () => {
  it('keeps full accuracy where the values cancel: u = 10 + δ, v = 10 − δ, D = 6', () => {
    // (10 + δ)^6 − (10 − δ)^6 = 2 (6·10^5 δ + 20·10^3 δ³ + 6·10 δ^5), exactly
    for (const delta of [1e-12, 1e-7, 1e-3, 0.5]) {
      const theta0 = Float64Array.of(10, 10);
      const shift = Float64Array.of(delta, -delta);
      const w = new Float64Array(1);
      depthMap(6).increment(
        theta0,
        theta0.map((v, i) => v + shift[i]!),
        shift,
        w,
      );
      const exact = 2 * (6e5 * delta + 2e4 * delta ** 3 + 60 * delta ** 5);
      expect(Math.abs(w[0]! / exact - 1)).toBeLessThan(delta < 1e-10 ? 1e-14 : 1e-14);
      depthMap(6.000001).increment(
        theta0,
        theta0.map((v, i) => v + shift[i]!),
        shift,
        w,
      );
      expect(Math.abs(w[0]! / exact - 1)).toBeLessThan(1e-5);
    }
  });
});

describe('domains', () => {
  it('are kept by powers other than 1, and are the whole line for depth 1 and exp', () => {
    const start = Float64Array.of(0.1, 0.2);
    const crossed = Float64Array.of(0.1, -1e-9);
    expect(depthMap(3).outside(start, crossed)).toBe(1);
    expect(depthMap(1.5).outside(start, crossed)).toBe(1);
    expect(depthMap(1).outside(start, crossed)).toBe(-1);
    expect(exponentialMap([1, -1]).outside(start, crossed)).toBe(-1);
  });
  it('refuses exponents below 1 by name', () => {
    expect(() => powerMap([{ coefficient: 1, exponent: 0.5 }])).toThrow(/exponent of branch 1.*0\.5/);
  });
});
