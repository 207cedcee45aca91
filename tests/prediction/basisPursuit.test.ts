import loadHighs from 'highs';
import { describe, expect, it } from 'vitest';
import { minimise } from '../../src/prediction/minimiser.ts';
import { tiedMap } from './tiedMap.ts';

/** min Σ (p + q) s.t. X (p - q) = y, p, q ≥ 0 in the text format of linear programs. */
function program(X: Float64Array, y: Float64Array, n: number, d: number): string {
  const term = (coefficient: number, name: string) =>
    `${coefficient < 0 ? '-' : '+'} ${Math.abs(coefficient)} ${name}`;
  const names = Array.from({ length: d }, (_, i) => i);
  const rows = Array.from({ length: n }, (_, m) => {
    const terms = names.map((i) => `${term(X[m * d + i]!, `p${i}`)} ${term(-X[m * d + i]!, `q${i}`)}`);
    return `r${m}: ${terms.join(' ')} = ${y[m]!}`;
  });
  return `Minimize\n obj: ${names.map((i) => `p${i} + q${i}`).join(' + ')}\nSubject To\n ${rows.join('\n ')}\nEnd`;
}

/** Normal entries with few digits, so that the program's text holds the same numbers. */
function coarse(count: number, seed: number): Float64Array {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  return Float64Array.from({ length: count }, () =>
    Number((Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform())).toFixed(6)),
  );
}

// A CommonJS module whose export is the function itself, though its types say `default`.
const load = loadHighs as unknown as typeof loadHighs.default;

describe('the limit of small scales', () => {
  for (const [n, d, seed] of [
    [2, 5, 1],
    [3, 6, 2],
    [10, 30, 3],
    [20, 60, 4],
  ] as const) {
    it(`is the vertex that HiGHS finds for basis pursuit, ${n} samples of ${d} features`, async () => {
      const X = coarse(n * d, seed);
      const y = coarse(n, seed + 100);
      const highs = await load();
      const solved = highs.solve(program(X, y, n, d));
      expect(solved.Status).toBe('Optimal');
      const value = (name: string) => (solved.Columns[name] as { Primal: number }).Primal;
      const vertex = Float64Array.from({ length: d }, (_, i) => value(`p${i}`) - value(`q${i}`));
      for (const [depth, scale] of [
        [3, 1e-8],
        [4, 1e-6],
        [8, 1e-4],
        [Infinity, 1e-14],
      ] as const) {
        const { w, outcome, errorBound } = minimise({ map: tiedMap(depth, scale, d), X, y, n, d });
        expect(outcome).toBe('converged');
        // Off the support weights are of the order of scale^depth; HiGHS is exact to about 1e-12 here.
        w.forEach((v, i) => expect(Math.abs(v - vertex[i]!)).toBeLessThan(1e-10 + errorBound[i]!));
      }
    });
  }
});
