import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CoupledMap } from '../../src/simulation/coupledMap.ts';
import { driven } from '../../src/simulation/coupledMap.ts';
import { holonomy } from '../../src/simulation/holonomy.ts';
import { integrateOde } from '../../src/simulation/integrateOde.ts';

/** w = (a^2 + b^2, a c + b d): measurements E = diag(1, 0) and S, half the swap, of W = U Uᵀ. */
const MATRIX: CoupledMap = {
  name: 'two measurements of U U^T',
  d: 2,
  p: 4,
  value([a, b, c, d], w) {
    w[0] = a! * a! + b! * b!;
    w[1] = a! * c! + b! * d!;
  },
  jacobian([a, b, c, d], out) {
    out.set([2 * a!, 2 * b!, 0, 0, c!, d!, a!, b!]);
  },
};

/** One neuron w = v (u1, u2), and its change of time. */
const NEURON: CoupledMap = {
  name: 'neuron',
  d: 2,
  p: 3,
  value([u1, u2, v], w) {
    w[0] = u1! * v!;
    w[1] = u2! * v!;
  },
  jacobian([u1, u2, v], out) {
    out.set([v!, 0, u1!, 0, v!, u2!]);
  },
};

describe('two signals in either order', () => {
  test('U U^T from the identity: the gap of products of matrix exponentials', () => {
    const { h, first, second, levels, scale } = holonomy({
      map: MATRIX,
      theta0: Float64Array.of(1, 0, 0, 1),
    })!;
    // U -> exp(2 h E) U and U -> exp(2 h S) U, the latter with cosh h and sinh h
    const [c, s, e] = [Math.cosh(h), Math.sinh(h), Math.exp(2 * h)];
    // E first: W = B A A Bᵀ with A = diag(e, 1), B = [[c, s], [s, c]]
    expect(first[0]).toBeCloseTo(e * e * c * c + s * s, 11);
    expect(first[1]).toBeCloseTo((e * e + 1) * c * s, 11);
    // S first: W = A B B A
    expect(second[0]).toBeCloseTo(e * e * (c * c + s * s), 11);
    expect(second[1]).toBeCloseTo(e * 2 * c * s, 11);
    const { gap, budget } = levels.at(-1)!;
    expect(gap).toBeGreaterThan(1000 * budget);
    expect(scale).toBeGreaterThan(0);
  });

  test('the gap falls as h^2 with the bracket as constant', () => {
    // J[grad F1, grad F2] = (-v u2, v u1) for the neuron
    const theta0 = Float64Array.of(1, 2, 0.5);
    const ends = [1e-3, 5e-4].map((h) => {
      const run = (order: number[]) => {
        let theta: Float64Array = theta0;
        for (const i of order) {
          const rate = driven(NEURON, (_, out) => {
            out.fill(0);
            out[i] = 1;
          });
          theta = integrateOde({ rate, start: theta, from: 0, to: h, tolerance: 1e-13 }).y;
        }
        const w = new Float64Array(2);
        NEURON.value(theta, w);
        return w;
      };
      const [a, b] = [run([0, 1]), run([1, 0])];
      return [(a[0]! - b[0]!) / h ** 2, (a[1]! - b[1]!) / h ** 2];
    });
    // Richardson's extrapolation in h
    const limit = [0, 1].map((l) => 2 * ends[1]![l]! - ends[0]![l]!);
    expect(limit[0]).toBeCloseTo(-1, 3);
    expect(limit[1]).toBeCloseTo(0.5, 3);
  });

  test('after the change of time of the neuron, from any start, the signals commute', () => {
    const positive = fc.double({ min: 0.3, max: 3, noNaN: true });
    const any = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(any, any, positive, (u1, u2, v) => {
        const map = { ...NEURON, factor: (theta: Float64Array) => theta[2]! };
        const found = holonomy({ map, theta0: Float64Array.of(u1, u2, v) })!;
        const { gap, budget } = found.levels.at(-1)!;
        return gap <= budget;
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe('the integrator', () => {
  test('reaches the end of a harmonic oscillation and stops where told', () => {
    const rate = (_: number, y: Float64Array, out: Float64Array) => {
      out[0] = y[1]!;
      out[1] = -y[0]!;
    };
    const run = integrateOde({ rate, start: Float64Array.of(1, 0), from: 0, to: 20, tolerance: 1e-12 });
    expect(run.outcome).toBe('end');
    expect(run.y[0]).toBeCloseTo(Math.cos(20), 10);
    const halted = integrateOde({
      rate,
      start: Float64Array.of(1, 0),
      from: 0,
      to: 20,
      tolerance: 1e-8,
      onStep: (t) => t > 1,
    });
    expect(halted.outcome).toBe('stopped');
    expect(halted.t).toBeLessThan(20);
  });

  test('does not hang where the solution blows up', () => {
    const rate = (_: number, y: Float64Array, out: Float64Array) => void (out[0] = y[0]! ** 2);
    const run = integrateOde({ rate, start: Float64Array.of(1), from: 0, to: 2, tolerance: 1e-8 });
    expect(['stalled', 'step-limit']).toContain(run.outcome);
    expect(run.t).toBeLessThanOrEqual(1.0001);
  });
});
