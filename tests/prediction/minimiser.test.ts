import { describe, expect, it } from 'vitest';
import { plainKernel } from '../../src/numerics/kernel.ts';
import { certify } from '../../src/prediction/certificate.ts';
import { createDualMap } from '../../src/prediction/dualMap.ts';
import { minimise } from '../../src/prediction/minimiser.ts';
import type { Minimiser } from '../../src/prediction/minimiser.ts';
import { tiedMap } from './tiedMap.ts';

// Minimisers of ψ for X = [[1, 2, -1], [0, 1, 3]], y = (1, 2), by 50-digit arithmetic, at α^D = 1, 0.1, 0.01, 1e-4.
// The third weight at D = 4, α^D = 0.1 is the one that satisfies X w = y with the other two.
const scales = [1, 0.1, 0.01, 1e-4];
const reference: Record<number, number[][]> = {
  2: [
    [0.20060547316568, 0.62831194007185, 0.45722935330938],
    [0.12679511289239, 0.65994495161755, 0.44668501612748],
    [0.03327889789989, 0.70002332947148, 0.43332555684284],
    [0.0013497577374662, 0.71370724668394, 0.42876425110535],
  ],
  3: [
    [0.19739373220742, 0.62968840048254, 0.45677053317249],
    [0.094826560331908, 0.67364575985775, 0.44211808004742],
    [0.015838540625139, 0.70749776830351, 0.43083407723216],
    [0.00021089466634205, 0.71419533085728, 0.42860155638091],
  ],
  4: [
    [0.19543005871131, 0.63052997483801, 0.45649000838733],
    [0.082147386759094, 0.67907969138896, 0.44030676953701],
    [0.011763752818764, 0.70924410593482, 0.43025196468839],
    [0.00013365749562924, 0.71422843250187, 0.42859052249938],
  ],
  6: [
    [0.19325074649639, 0.63146396578726, 0.45617867807091],
    [0.071458580174486, 0.68366060849665, 0.43877979716778],
    [0.0091446410422474, 0.71036658241047, 0.42987780586318],
    [0.000096794105411087, 0.71424423109768, 0.42858525630077],
  ],
};

describe('minimise', () => {
  const X = Float64Array.of(1, 2, -1, 0, 1, 3);
  const y = Float64Array.of(1, 2);
  for (const depth of [2, 3, 4, 6]) {
    it(`agrees with 50-digit minimisers at depth ${depth}`, () => {
      scales.forEach((power, k) => {
        const found = minimise({ map: tiedMap(depth, power ** (1 / depth), 3), X, y, n: 2, d: 3 });
        expect(found.outcome).toBe('converged');
        reference[depth]![k]!.forEach((w, i) => {
          const error = Math.abs(found.w[i]! - w);
          // The reference is printed to 14 digits.
          expect(error).toBeLessThanOrEqual(found.errorBound[i]! + 6e-15);
        });
      });
    });
  }

  it('agrees with the one-sample closed form', () => {
    const cases: [number, number, number[]][] = [
      [2, 1, [0.86496012907708, 0.3375996773073]],
      [2, 0.1, [0.97564852458376, 0.060878688540598]],
      [3, 1, [0.86816616907386, 0.32958457731535]],
      [3, 0.01 ** (1 / 3), [0.98939778984936, 0.026505525376612]],
      [4, 1, [0.87007998526005, 0.32480003684986]],
      [4, 0.01 ** (1 / 4), [0.99240027045745, 0.01899932385637]],
    ];
    for (const [depth, scale, w] of cases) {
      const found = minimise({
        map: tiedMap(depth, scale, 2),
        X: Float64Array.of(1, 0.4),
        y: Float64Array.of(1),
        n: 1,
        d: 2,
      });
      w.forEach((value, i) => expect(Math.abs(found.w[i]! - value)).toBeLessThan(1e-14));
    }
    const one = minimise({
      map: tiedMap(2, 1, 2),
      X: Float64Array.of(1, 0.4),
      y: Float64Array.of(1),
      n: 1,
      d: 2,
    });
    expect(Math.abs(one.nu[0]! - 0.10500520799809)).toBeLessThan(1e-14);
  });
});

/** Deterministic normal entries for problems of any size. */
function problem(n: number, d: number, seed: number, planted: number) {
  let state = (Math.imul(seed, 7919) + n) >>> 0;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const X = Float64Array.from({ length: n * d }, normal);
  const truth = new Float64Array(d);
  for (let j = 0; j < planted; j++) truth[Math.floor(uniform() * d)] = uniform() < 0.5 ? 1 : -1;
  const y = Float64Array.from({ length: n }, (_, m) =>
    planted === 0 ? normal() : truth.reduce((sum, w, i) => sum + w * X[m * d + i]!, 0),
  );
  return { X, y, n, d, truth };
}

/** max |Xᵀν - h⁻¹(w)| / max |Xᵀν|: zero exactly at the minimiser, given X w = y. */
function stationarity(found: Minimiser, X: Float64Array, n: number, d: number): number {
  let worst = 0;
  let size = 0;
  for (let i = 0; i < d; i++) {
    let product = 0;
    for (let m = 0; m < n; m++) product += X[m * d + i]! * found.nu[m]!;
    worst = Math.max(worst, Math.abs(product - found.s[i]!));
    size = Math.max(size, Math.abs(product));
  }
  return worst / size;
}

describe('minimise over scales and depths', () => {
  const depths = [1, 4 / 3, 3 / 2, 2, 2.5, 3, 4, 5, 6, 8, 10, Infinity];
  const alphas = [1e-8, 1e-4, 1e-2, 0.1, 1, 1e4];
  for (const [n, d] of [
    [1, 2],
    [3, 6],
    [20, 100],
  ] as const) {
    it(`interpolates and is stationary for ${n} samples of ${d} features`, () => {
      for (const planted of [0, Math.ceil(n / 6)]) {
        const data = problem(n, d, 1, planted);
        for (const depth of depths) {
          for (const alpha of n < 20 ? alphas : [1e-8, 1e-2, 1]) {
            const found = minimise({ map: tiedMap(depth, alpha, d), ...data });
            const what = `depth ${depth}, scale ${alpha}, planted ${planted}`;
            // Below depth 2 a small scale confines the weights: then the run must say so.
            expect(found.outcome, what).toMatch(
              depth > 1 && depth < 2 ? /converged|left the domain/ : /converged/,
            );
            expect(found.residual, what).toBeLessThan(1e-13);
            expect(stationarity(found, data.X, n, d), what).toBeLessThan(1e-10);
          }
        }
      }
    });
  }

  it('recovers a planted sparse vector at depth 3 and a tiny scale, where depth 2 is still far away', () => {
    const data = problem(20, 100, 1, 3);
    const far = (depth: number) =>
      minimise({ map: tiedMap(depth, 1e-8, 100), ...data }).w.reduce(
        (m, w, i) => Math.max(m, Math.abs(w - data.truth[i]!)),
        0,
      );
    expect(far(3)).toBeLessThan(1e-13);
    expect(far(2)).toBeGreaterThan(1e-4);
  });

  it('takes maps that are known by their values only', () => {
    const data = problem(4, 9, 5, 0);
    const rate = 8 * 0.3 ** 2;
    const h = (s: number) => 0.3 ** 4 * ((1 - rate * s) ** -2 - (1 + rate * s) ** -2);
    const slope = (s: number) => 2 * rate * 0.3 ** 4 * ((1 - rate * s) ** -3 + (1 + rate * s) ** -3);
    const general = [
      { kind: 'general', value: h, slope, domain: () => [-1 / rate, 1 / rate] as const },
    ] as const;
    const byValues = minimise({ branches: general, ...data });
    const byForm = minimise({ map: tiedMap(4, 0.3, 9), ...data });
    expect(byValues.outcome).toBe('converged');
    byValues.w.forEach((w, i) => expect(Math.abs(w - byForm.w[i]!)).toBeLessThan(1e-11));
    // w = s + s³ on the whole line.
    const cubic = [
      { kind: 'general', value: (s: number) => s + s ** 3, slope: (s: number) => 1 + 3 * s * s },
    ] as const;
    const found = minimise({ branches: cubic, ...data });
    expect(found.outcome).toBe('converged');
    found.s.forEach((s, i) => expect(Math.abs(s + s ** 3 - found.w[i]!)).toBeLessThan(1e-14));
    expect(stationarity(found, data.X, 4, 9)).toBeLessThan(1e-13);
  });

  it('starts from unequal shapes and weights other than zero', () => {
    const data = problem(4, 9, 6, 0);
    const [u, v] = [data.X.slice(0, 9).map(Math.abs), data.X.slice(9, 18).map(Math.abs)];
    // w = u³ - 2v³: u = u₀/(1 - 3u₀s), v = v₀/(1 + 6v₀s).
    const map = createDualMap(9, [
      { kind: 'power', amplitude: u.map((a) => a ** 3), rate: u.map((a) => -3 * a), exponent: -3 },
      { kind: 'power', amplitude: v.map((a) => -2 * a ** 3), rate: v.map((a) => 6 * a), exponent: -3 },
    ]);
    const found = minimise({ map, ...data });
    expect(found.outcome).toBe('converged');
    expect(found.residual).toBeLessThan(1e-13);
    found.w.forEach((w, i) => {
      const s = [0, 1, 2, 3].reduce((sum, m) => sum + data.X[m * 9 + i]! * found.nu[m]!, 0);
      const flow = (u[i]! / (1 - 3 * u[i]! * s)) ** 3 - 2 * (v[i]! / (1 + 6 * v[i]! * s)) ** 3;
      expect(Math.abs(flow - w)).toBeLessThan(1e-11 * (1 + Math.abs(w)));
    });
  });

  it('says where it left the domain below depth 2', () => {
    const found = minimise({
      map: tiedMap(1.5, 0.01, 2),
      X: Float64Array.of(1, 0.4),
      y: Float64Array.of(1),
      n: 1,
      d: 2,
    });
    expect(found.outcome).toBe('left the domain');
    expect(found.advice).toMatch(/coordinate \d would have to reach .* beyond the bound 0.008/);
  });
});

describe('minimise without interpolation', () => {
  it('goes to the least-squares set when rows are dependent and y is inconsistent', () => {
    const X = Float64Array.of(1, 2, -1, 2, 4, -2, 0, 1, 3);
    const y = Float64Array.of(1, 3, 2);
    const found = minimise({ map: tiedMap(3, 0.5, 3), X, y, n: 3, d: 3 });
    expect([found.rank, found.interpolates, found.outcome]).toEqual([2, false, 'converged']);
    const r = [0, 1, 2].map(
      (m) => y[m]! - [0, 1, 2].reduce((sum, i) => sum + X[m * 3 + i]! * found.w[i]!, 0),
    );
    for (let i = 0; i < 3; i++)
      expect(Math.abs([0, 1, 2].reduce((sum, m) => sum + X[m * 3 + i]! * r[m]!, 0))).toBeLessThan(1e-14);
    expect(stationarity(found, X, 3, 3)).toBeLessThan(1e-14);
    // The consistent problem with the projected targets has the same minimiser.
    const projected = Float64Array.of(1.4, 2.8, 2);
    const same = minimise({ map: tiedMap(3, 0.5, 3), X, y: projected, n: 3, d: 3 });
    expect(same.interpolates).toBe(true);
    same.w.forEach((w, i) => expect(Math.abs(w - found.w[i]!)).toBeLessThan(1e-14));
  });

  it('solves more samples than features, and data of zeros', () => {
    const data = problem(9, 4, 2, 0);
    const found = minimise({ map: tiedMap(2, 0.1, 4), ...data });
    expect([found.rank, found.interpolates, found.outcome]).toEqual([4, false, 'converged']);
    const none = minimise({
      map: tiedMap(2, 0.1, 2),
      X: new Float64Array(4),
      y: Float64Array.of(1, 1),
      n: 2,
      d: 2,
    });
    expect([none.rank, none.interpolates, none.Q]).toEqual([0, false, 0]);
    expect(Array.from(none.w)).toEqual([0, 0]);
  });

  it('reports a positive-only model that cannot reach its targets', () => {
    const map = createDualMap(2, [{ kind: 'exponential', amplitude: 0.01, rate: 4 }]);
    const found = minimise({ map, X: Float64Array.of(1, 1), y: Float64Array.of(-1), n: 1, d: 2 });
    expect(found.outcome).toBe('stalled');
    expect(found.advice).toMatch(/no solution of X w = y was found in the range of the model/);
  });

  it('names the entry of X that is not a number', () => {
    const bad = { map: tiedMap(2, 1, 2), X: Float64Array.of(1, NaN), y: Float64Array.of(1), n: 1, d: 2 };
    expect(() => minimise(bad)).toThrow(/X has the entry NaN in row 1, column 2/);
  });

  it('stops at its signal', () => {
    const controller = new AbortController();
    const data = problem(20, 100, 1, 3);
    const stopped = () =>
      minimise({
        map: tiedMap(3, 1e-4, 100),
        ...data,
        signal: controller.signal,
        onIteration: () => controller.abort(),
      });
    expect(stopped).toThrow(/stopped/);
  });
});

describe('the error bound', () => {
  const data = problem(5, 12, 3, 0);
  for (const [depth, alpha] of [
    [2, 0.3],
    [2, 1e-4],
    [3, 0.1],
    [4, 1e-3],
    [6, 2],
  ] as const) {
    it(`covers displaced weights at depth ${depth}, scale ${alpha}`, () => {
      const map = tiedMap(depth, alpha, 12);
      const found = minimise({ map, ...data });
      for (const size of [1e-9, 1e-7]) {
        // These weights neither meet y nor fit the multipliers.
        const missing = found.w.map((w, i) => w * (1 + size * Math.sin(i + 1)));
        const dual = { map, kernel: plainKernel(data.X, 5, 12), x: data.X, target: data.y };
        const candidate = certify(dual, data.y, missing, found.nu).bound;
        missing.forEach((w, i) => {
          const actual = Math.abs(w - found.w[i]!);
          expect(candidate[i]!).toBeGreaterThanOrEqual(actual * (1 - 1e-5) - 1e-15);
        });
      }
    });
  }
});
