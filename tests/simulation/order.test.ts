import { describe, expect, it } from 'vitest';
import { DOP853 } from '../../src/numerics/dop853.ts';
import { radauTableau } from '../../src/numerics/radauTableau.ts';
import { RODAS5P } from '../../src/numerics/rodas5p.ts';
import { createProblem } from '../../src/simulation/createProblem.ts';
import { explicitStepper } from '../../src/simulation/explicitStepper.ts';
import { completePoint, createPoint } from '../../src/simulation/flowPoint.ts';
import type { FlowProblem, Stepper } from '../../src/simulation/flowPoint.ts';
import { depthMap } from '../../src/simulation/powerMap.ts';
import { radauStepper } from '../../src/simulation/radauStepper.ts';
import { rosenbrockStepper } from '../../src/simulation/rosenbrockStepper.ts';

/** Fixed steps to `time`; returns w₁ and ν. */
function run(
  depth: number,
  make: (problem: FlowProblem) => Stepper,
  count: number,
  time = 1,
  target = 1.2,
): { w: number; nu: number } {
  // one sample x = (1, 0.5), y = target, from u = v = 0.8
  const problem = createProblem({
    map: depthMap(depth),
    theta0: [0.8, 0.8, 0.8, 0.8],
    X: [1, 0.5],
    y: [target],
    n: 1,
    d: 2,
  });
  const stepper = make(problem);
  let point = createPoint(problem);
  let next = createPoint(problem);
  point.theta.set(problem.theta0);
  completePoint(problem, point);
  let nu = 0;
  for (let i = 0; i < count; i++) {
    stepper.attempt(point, time / count);
    nu += stepper.changeNu[0]!;
    for (let e = 0; e < point.theta.length; e++) {
      next.theta[e] = point.theta[e]! + stepper.change[e]!;
      next.delta[e] = point.delta[e]! + stepper.change[e]!;
    }
    completePoint(problem, next);
    [point, next] = [next, point];
  }
  return { w: point.increment[0]!, nu };
}

/** Depth 1: (u − v)′ = 2x (y − xᵀw), so y − xᵀw = y exp(−2|x|²t). */
const rate = 2 * 1.25;
const linear = { w: (1.2 / 1.25) * -Math.expm1(-rate), nu: (1.2 * -Math.expm1(-rate)) / rate };

/** Least-squares slope of log error against log h. */
function slope(counts: number[], errors: number[]): number {
  const x = counts.map((c) => -Math.log(c));
  const y = errors.map((e) => Math.log(e));
  const mx = x.reduce((a, b) => a + b) / x.length;
  const my = y.reduce((a, b) => a + b) / y.length;
  const xy = x.reduce((a, v, i) => a + (v - mx) * (y[i]! - my), 0);
  return xy / x.reduce((a, v) => a + (v - mx) ** 2, 0);
}

// Rodas5P is of order 6 on linear problems. The 13th order of Radau with seven stages drowns in rounding at once; its
// conditions are checked in tests/numerics/tableaux.test.ts.
const methods: [string, number, number, (problem: FlowProblem) => Stepper, number[], number[]][] = [
  ['DOP853', 8, 8, (p) => explicitStepper(p, DOP853), [3, 4, 6, 8], [4, 6, 8, 12]],
  ['Rodas5P', 6, 5, (p) => rosenbrockStepper(p, RODAS5P), [16, 24, 32], [32, 48, 64]],
  ['Radau IIA(5)', 5, 5, (p) => radauStepper(p, radauTableau(3), 1e-13), [8, 16, 32], [8, 12, 16, 24]],
  ['Radau IIA(9)', 9, 9, (p) => radauStepper(p, radauTableau(5), 1e-13), [2, 3, 4], [2, 3, 4, 5]],
];

describe.each(methods)('%s', (_name, linearOrder, order, make, linearCounts, counts) => {
  it(`has order ${linearOrder} on the linear flow of depth 1`, () => {
    const results = linearCounts.map((c) => run(1, make, c));
    const w = slope(
      linearCounts,
      results.map((r) => Math.abs(r.w - linear.w)),
    );
    const nu = slope(
      linearCounts,
      results.map((r) => Math.abs(r.nu - linear.nu)),
    );
    expect(Math.abs(w - linearOrder)).toBeLessThan(0.2);
    expect(Math.abs(nu - linearOrder)).toBeLessThan(0.2);
  });
  it(`has order ${order} on the flow of depth 3`, () => {
    const fine = run(3, (p) => radauStepper(p, radauTableau(7), 1e-14), 24, 0.3, 0.2);
    const results = counts.map((c) => run(3, make, c, 0.3, 0.2));
    const w = slope(
      counts,
      results.map((r) => Math.abs(r.w - fine.w)),
    );
    expect(Math.abs(w - order)).toBeLessThan(0.2);
  });
});
