import fc from 'fast-check';
import { expect, test } from 'vitest';
import { descend } from '../../src/simulation/descent.ts';
import { mirrorDescent } from '../../src/simulation/mirrorDescent.ts';
import { parameterFlow } from '../../src/simulation/parameterFlow.ts';
import { depthMap, powerMap } from '../../src/simulation/powerMap.ts';
import { stochasticFlow } from '../../src/simulation/stochasticFlow.ts';

const X = Float64Array.from([1, 2, -1, 0, 1, 3]);
const y = Float64Array.from([1, 2]);
const problem = { X, y, n: 2, d: 3 };
const start = (a: number) => new Float64Array(6).fill(a);
/** w = θ. */
const linear = powerMap([{ coefficient: 1, exponent: 1 }]);

test('a batch of all samples is the full gradient', async () => {
  const options = {
    map: depthMap(3),
    theta0: start(0.6),
    ...problem,
    step: 0.002,
    stop: 0,
    maximumSteps: 50,
  };
  const [full, all] = [await descend(options), await descend({ ...options, batch: 2 })];
  full.theta.forEach((v, j) => expect(all.theta[j]!).toBeCloseTo(v, 13));
});

test('sampled gradients average to the full one', async () => {
  const draws = 4000;
  const [sum, low, high] = [new Float64Array(3), new Float64Array(3).fill(Infinity), new Float64Array(3).fill(-Infinity)];
  let full = new Float64Array(3);
  const base = { map: depthMap(2), theta0: start(0.5), ...problem, step: 1e-3, stop: 0, maximumSteps: 1 };
  await descend({ ...base, onStep: (_, x) => void (full = Float64Array.from(x)) });
  for (let seed = 1; seed <= draws; seed++)
    await descend({
      ...base, seed, batch: 1,
      onStep: (_, x) =>
        x.forEach((v, i) => {
          sum[i]! += v / draws;
          low[i] = Math.min(low[i]!, v);
          high[i] = Math.max(high[i]!, v);
        }),
    });
  // two values with equal chance: six standard errors of a fair coin between them
  full.forEach((v, i) => expect(Math.abs(sum[i]! - v)).toBeLessThanOrEqual((3 * (high[i]! - low[i]!)) / Math.sqrt(draws) + draws * Number.EPSILON * Math.abs(v)));
}); // prettier-ignore

test('without inertia, decay and rates the parameter flow conserves u v, and reaches a solution', async () => {
  const run = await parameterFlow({ map: depthMap(2), theta0: start(0.3), ...problem, tolerance: 1e-11, stop: 1e-11, until: 'fitted', maximumTime: 1e4 });
  expect(run.outcome).toBe('converged');
  for (let i = 0; i < 3; i++) expect(run.theta[i]! * run.theta[3 + i]!).toBeCloseTo(0.09, 10);
}); // prettier-ignore

test('inertia on w = theta is the damped oscillator', async () => {
  await fc.assert(
    fc.asyncProperty(fc.double({ min: 0.3, max: 3, noNaN: true }), fc.double({ min: 0.1, max: 2, noNaN: true }), async (lambda, time) => {
      const run = await parameterFlow({
        map: linear, theta0: Float64Array.from([0]), X: Float64Array.from([1]), y: Float64Array.from([1]), n: 1, d: 1,
        inertia: lambda, tolerance: 1e-12, stop: 0, until: 'fitted', maximumTime: time,
      });
      const [rate, root] = [1 / (2 * lambda), 1 / lambda - 1 / (4 * lambda * lambda)];
      const frequency = Math.sqrt(Math.abs(root));
      const [c, s] = root > 0 ? [Math.cos(frequency * time), Math.sin(frequency * time)] : [Math.cosh(frequency * time), Math.sinh(frequency * time)];
      fc.pre(frequency > 1e-2);
      expect(run.theta[0]!).toBeCloseTo(1 - Math.exp(-rate * time) * (c + (rate / frequency) * s), 9);
    }),
    { numRuns: 20 },
  );
}); // prettier-ignore

test('decay on w = theta until a time, and a rate, solve linear equations', async () => {
  const run = await parameterFlow({
    map: linear, theta0: Float64Array.from([2]), X: Float64Array.from([1]), y: Float64Array.from([0]), n: 1, d: 1,
    rates: [3], decay: (t) => (t < 0.5 ? 1 : 0), breaks: [0.5], tolerance: 1e-12, stop: 0, until: 'fitted', maximumTime: 1,
  });
  expect(run.theta[0]!).toBeCloseTo(2 * Math.exp(-3 - 0.5), 10);
}); // prettier-ignore

test('mirror descent and natural gradient of w = theta are gradient descent', async () => {
  const theta0 = Float64Array.from([0.1, -0.2, 0.3]);
  const base = { map: linear, theta0, ...problem, step: 0.01, stop: 0, maximumSteps: 30 };
  const plain = await descend(base);
  for (const kind of ['mirror', 'natural'] as const) {
    const run = await mirrorDescent({ ...base, kind, tolerance: 1e-13 });
    plain.w.forEach((v, i) => expect(run.w[i]!).toBeCloseTo(v, 12));
  }
});

test('a natural gradient step moves the weight by |F\'|^2 g', async () => {
  const theta0 = Float64Array.from([0.7]);
  const square = powerMap([{ coefficient: 1, exponent: 2 }]);
  const one = { map: square, theta0, X: Float64Array.from([1]), y: Float64Array.from([1]), n: 1, d: 1, step: 0.05, stop: 0, maximumSteps: 1 };
  const run = await mirrorDescent({ ...one, kind: 'natural', tolerance: 1e-13 });
  expect(run.w[0]!).toBeCloseTo(0.49 + 0.05 * (2 * 0.7) ** 2 * (1 - 0.49), 12);
}); // prettier-ignore

test('large steps diverge, and say so', async () => {
  const run = await descend({
    map: depthMap(2),
    theta0: start(1),
    ...problem,
    step: 5,
    stop: 1e-9,
    maximumSteps: 1000,
  });
  expect(run.outcome).toBe('diverged');
});

test('without noise the stochastic flow is a first-order method for the flow', async () => {
  const theta0 = start(0.5);
  const base = { map: depthMap(2), theta0, ...problem, eta: 1e-30, seed: 5, stop: 0, draws: 1 };
  const exact = await parameterFlow({ map: depthMap(2), theta0, ...problem, tolerance: 1e-12, stop: 0, until: 'fitted', maximumTime: 0.1 });
  const errors = [];
  for (const steps of [50, 100, 200]) {
    const run = await stochasticFlow({ ...base, step: 0.1 / steps, maximumSteps: steps });
    errors.push(Math.max(...run.theta.map((v, j) => Math.abs(v - exact.theta[j]!))));
  }
  expect(Math.log2(errors[1]! / errors[2]!)).toBeCloseTo(1, 1);
}); // prettier-ignore
