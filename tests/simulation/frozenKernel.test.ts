import { describe, expect, it } from 'vitest';
import { plainKernel } from '../../src/numerics/kernel.ts';
import { lobattoRule } from '../../src/numerics/lobatto.ts';
import { simdKernel } from '../../src/numerics/simdKernel.ts';
import type { FlowOptions } from '../../src/simulation/flowResult.ts';
import { depthMap, powerMap } from '../../src/simulation/powerMap.ts';
import { randomProblem } from '../../src/simulation/randomProblem.ts';
import { simulateFlowSync } from '../../src/simulation/simulateFlow.ts';

const [n, d] = [6, 25];
const { X, y } = randomProblem({ samples: n, features: d, sparsity: 2, noise: 0, seed: 3 });
const data = { X: X.flat(), y, n, d };
const kernels = { plain: plainKernel, simd: simdKernel };
const difference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((worst, v, i) => Math.max(worst, Math.abs(v - b[i]!)), 0);

function lazy(depth: number, scale: number, more: Partial<FlowOptions> = {}) {
  const map = depthMap(depth);
  return simulateFlowSync({ ...data, map, theta0: new Float64Array(2 * d).fill(scale), ...more });
}

it('collocation at Lobatto points integrates powers as far as its degree', () => {
  for (const s of [3, 4, 6, 8]) {
    const rule = lobattoRule(s);
    const { c, a } = rule;
    const row = new Float64Array(s);
    for (let power = 1; power <= 2 * s - 1; power++) {
      const at = (weights: Float64Array): number =>
        weights.reduce((sum, weight, j) => sum + weight * c[j]! ** power, 0);
      expect(at(a.slice((s - 1) * s))).toBeCloseTo(1 / (power + 1), 13);
      if (power > s) continue;
      rule.integrals(0.3, row);
      expect(at(row)).toBeCloseTo(0.3 ** (power + 1) / (power + 1), 12);
      for (let i = 0; i < s; i++)
        expect(at(a.slice(i * s, (i + 1) * s))).toBeCloseTo(c[i]! ** (power + 1) / (power + 1), 13);
    }
  }
});

describe.each(['plain', 'simd'] as const)('steps about a frozen kernel, %s', (name) => {
  const own = (): Partial<FlowOptions> => ({
    method: 'frozen-kernel',
    kernel: kernels[name](data.X, n, d)!,
  });

  it('are exact for a linear map with orthogonal features', () => {
    const times = [0.1, 1, 3];
    const { checkpoints, method } = simulateFlowSync({
      X: [2, 0, 0, 0, 1, 0],
      y: [3, -1],
      n: 2,
      d: 3,
      map: powerMap([{ coefficient: 1, exponent: 1 }]),
      theta0: [0, 0, 0],
      method: 'frozen-kernel',
      kernel: kernels[name]([2, 0, 0, 0, 1, 0], 2, 3)!,
      checkpoints: { times },
    });
    expect(method).toBe('frozen kernel(16)');
    checkpoints.forEach(({ w, nu }, m) => {
      const t = times[m]!;
      expect(difference(w, Float64Array.of(-1.5 * Math.expm1(-4 * t), Math.expm1(-t), 0))).toBeLessThan(
        1e-14,
      );
      expect(difference(nu, Float64Array.of(-0.75 * Math.expm1(-4 * t), Math.expm1(-t)))).toBeLessThan(1e-14);
    });
  });

  it.each([2, 3, 5])('have the path of another method at depth %i, the closer the tighter', (depth) => {
    const times = [0.02, 0.06, 0.2, 0.6].map((t) => t / depth ** 2);
    const path = (more: Partial<FlowOptions>) => lazy(depth, 1, { checkpoints: { times }, ...more });
    const reference = path({ method: 'radau13', tolerance: 1e-13 });
    const error = (tolerance: number): number => {
      const found = path({ ...own(), tolerance });
      expect(found.method).toMatch(/^frozen kernel\(\d+\)$/);
      const size = difference(reference.w, new Float64Array(d));
      return found.checkpoints.reduce(
        (worst, { w }, m) => Math.max(worst, difference(w, reference.checkpoints[m]!.w) / size),
        0,
      );
    };
    const [loose, tight, tightest] = [1e-4, 1e-7, 1e-10].map(error);
    expect(loose).toBeLessThan(1e-4);
    expect(tight).toBeLessThan(1e-7);
    expect(tightest).toBeLessThan(1e-10);
    expect(tightest).toBeLessThan(0.01 * loose!);
  });

  it('keep log(u/α)/2 = Xᵀν = −log(v/α)/2 of depth 2 within their budget', () => {
    const { checkpoints, w, residual } = lazy(2, 1, own());
    expect(residual).toBeLessThan(1e-9);
    expect(checkpoints.length).toBeGreaterThanOrEqual(12);
    for (const { theta, nu, budget } of checkpoints)
      for (let i = 0; i < d; i++) {
        let sum = 0;
        for (let m = 0; m < n; m++) sum += data.X[m * d + i]! * nu[m]!;
        expect(Math.abs(Math.log(theta[i]!) / 2 - sum)).toBeLessThanOrEqual(budget![i]!);
        expect(Math.abs(-Math.log(theta[d + i]!) / 2 - sum)).toBeLessThanOrEqual(budget![d + i]!);
        expect(budget![i]).toBeLessThan(1e-7);
      }
    expect(difference(w, lazy(2, 1, { method: 'radau13', tolerance: 1e-12 }).w)).toBeLessThan(1e-8);
  });

  it('give way where the kernel does not stay what it was', () => {
    const found = lazy(2, 0.02, own());
    expect(found.method).toMatch(/^frozen kernel\(16\) then DOP853/);
    expect(difference(found.w, lazy(2, 0.02, { method: 'radau13', tolerance: 1e-12 }).w)).toBeLessThan(1e-8);
  });
});

it('a map that the kernel does not know is stepped in plain JavaScript', () => {
  const map = powerMap([
    { coefficient: 1, exponent: 2.5 },
    { coefficient: -1, exponent: 2.5 },
  ]);
  const run = (method: FlowOptions['method']) =>
    simulateFlowSync({ ...data, map, theta0: new Float64Array(2 * d).fill(1), method });
  const found = run('frozen-kernel');
  expect(found.method).toBe('frozen kernel(16)');
  expect(difference(found.w, run('radau13').w)).toBeLessThan(1e-8);
});

it('are chosen where the flow is lazy and products are dear', () => {
  const large = randomProblem({ samples: 80, features: 500, sparsity: 5, noise: 0, seed: 1 });
  const method = (scale: number): string =>
    simulateFlowSync({
      X: large.X.flat(),
      y: large.y,
      n: 80,
      d: 500,
      map: depthMap(2),
      theta0: new Float64Array(1000).fill(scale),
      tolerance: 1e-6,
    }).method;
  expect(method(2)).toMatch(/^frozen kernel/);
  expect(method(0.1)).not.toMatch(/frozen/);
});
