import { describe, expect, test } from 'vitest';
import { check, derive } from '../../src/index.ts';
import { algorithmCase, smallProblem } from '../../src/experiments/algorithms/algorithmCase.ts';
import { parse } from '../../src/expression/parse.ts';
import { product } from '../../src/expression/expression.ts';
import { descentTheory } from '../../src/theory/descentTheory.ts';
import { descentHistory } from '../../src/verification/descentHistory.ts';
import { keptComparison } from '../../src/verification/keptComparison.ts';
import { compareDescent } from '../../src/verification/compareDescent.ts';
import { compareDecay } from '../../src/verification/compareParameterFlow.ts';
import { endComparisons } from '../../src/verification/endComparisons.ts';
import { orderComparison } from '../../src/verification/orderComparison.ts';
import { descend } from '../../src/simulation/descent.ts';
import { depthMap } from '../../src/simulation/powerMap.ts';

const SMALL = { samples: 4, features: 8, sparsity: 2 };

describe('every algorithm on a small problem', () => {
  test.each([
    ['2', 'gd:0.01', ['limit', 'mirror-identity', 'conserved']],
    ['3', 'gd:0.002', ['limit', 'mirror-identity', 'conserved']],
    ['2', 'sgd:0.002:2', ['limit', 'mirror-identity', 'conserved', 'average']],
    ['2', 'sgd-flow:0.002', ['limit', 'mirror-identity', 'effective-scale']],
    ['2', 'label-noise:0.001:0.3', ['conserved', 'average']],
    ['3', 'momentum:0.01', ['limit', 'mirror-identity', 'conserved']],
    ['2', 'heavy-ball:0.0002:0.9', ['order']],
    ['3', 'weight-decay:0.1 until 2', ['limit', 'mirror-identity']],
    ['2', 'weight-decay:0.2', ['limit', 'stationarity']],
    ['2', 'mirror-descent:0.01', ['limit', 'mirror-identity']],
    ['2', 'natural-gradient:0.01', ['order']],
    ['2', 'rates:u=1,v=2', ['limit', 'mirror-identity']],
  ])('depth %s, %s', async (depth, algorithm, names) => {
    const record = await check({ depth, scale: '0.5', algorithm, ...SMALL }, { seed: 1 });
    expect(record.algorithm).toBe(algorithm);
    expect(record.comparisons.map((c) => [c.name, c.verdict])).toEqual(names.map((n) => [n, 'checked']));
  });
});

test('of one sample there is nothing to draw: rounding alone refutes no average', async () => {
  const data = { X: [[1, 2]], y: [1], source: 'one sample' };
  const record = await check({ depth: '2', scale: '0.3', algorithm: 'sgd:0.01', data }, { seed: 1 });
  const average = record.comparisons.find((c) => c.name === 'average')!;
  expect(average.verdict).toBe('checked');
  expect(average.budget).toBeLessThan(1e-12);
});

// the steps do not ask where the gradient comes from
test.each([
  ['huber:1/2', 'gd:0.01'],
  ['huber:1/2', 'sgd:0.002:2'],
  ['huber:1/2', 'momentum:0.01'],
  ['huber:1/2', 'mirror-descent:0.01'],
  ['huber:1/2', 'rates:u=1,v=2'],
  ['cosh(f-y)', 'gd:0.002'],
  ['cosh(f-y)', 'weight-decay:0.1 until 2'],
])('the loss %s with %s', async (loss, algorithm) => {
  const record = await check({ depth: '2', scale: '0.5', loss, algorithm, ...SMALL }, { seed: 1 });
  expect(record.loss).not.toBe('squared');
  expect(record.verdict).toBe('checked');
});

test('a run in which no parameter moves says nothing about what is conserved', async () => {
  const record = await check({ depth: '2', scale: '0.1', algorithm: 'gd:1e-300', ...SMALL }, { seed: 1 });
  expect(record.comparisons.map((c) => [c.name, c.verdict])).toEqual([
    ['limit', 'undecided'],
    ['conserved', 'undecided'],
  ]);
});

test('the limit from the given start, as if the steps were infinitely small, is refuted', async () => {
  const problem = smallProblem(1);
  const given = algorithmCase({ depth: '2', scale: '0.3' }, 'gd:0.02', problem);
  const run = await descend({ map: depthMap(2), theta0: given.starts, ...problem, step: 0.02, stop: 1e-12, maximumSteps: 50_000 });
  const end = { theta: run.theta, w: run.w, nu: run.nu, steps: run.steps, time: 1, defect: new Float64Array(16).fill(1e-11) };
  const { comparisons } = endComparisons(given.theory, given.starts, given, end, 1e-7, true);
  expect(comparisons.map((c) => c.verdict)).toEqual(['refuted', 'refuted']);
}); // prettier-ignore

test('one per mille more or less of what the steps do to the scale is seen', async () => {
  const problem = smallProblem(1);
  const given = algorithmCase({ depth: '2', scale: '0.3' }, 'gd:0.02', problem);
  const found = await compareDescent(given, { seed: 1 });
  const identity = found.comparisons.find((c) => c.name === 'mirror-identity')!;
  const moved = Number(/off by ([\d.e+-]+)\./.exec(identity.text)![1]);
  expect((1e-3 * moved) / identity.budget!).toBeGreaterThan(100);
});

test.each([
  ['2', 0.02, 'factor', 'checked', 1],
  ['2', 0.02, 'factor', 'refuted', 0.999],
  ['3', 0.002, 'drift', 'checked', 1],
  ['3', 0.002, 'drift', 'refuted', 1.05],
] as const)('depth %s, step %d: %s of the conserved quantity %s at %d times its second order', async (depth, step, what, verdict, times) => {
  const problem = smallProblem(1);
  const given = algorithmCase({ depth, scale: '0.4' }, `gd:${step}`, problem);
  const t = descentTheory(given.theory);
  const [kept] = t.conserved;
  const changed = what === 'factor'
    ? { ...kept!, factor: parse(`1 - ${times}*4*${t.x}^2`) }
    : { ...kept!, drift: product(parse(`${times}`), kept!.drift) };
  const mutant = { ...t, conserved: [changed] };
  const history = descentHistory(given.theory, mutant, given.starts, problem);
  const run = await descend({ map: depthMap(Number(depth)), theta0: given.starts, ...problem, step, stop: 1e-11, maximumSteps: 50_000, onStep: history.record });
  const [found] = keptComparison(mutant, history.finish(run), run, given.starts, 1e-7);
  expect(found!.verdict).toBe(verdict);
}); // prettier-ignore

test('a decayed start with another integral is refuted', async () => {
  const problem = smallProblem(2);
  const right = await compareDecay(algorithmCase({ depth: '3', scale: '0.6' }, 'weight-decay:0.2 until 2', problem), { seed: 1 });
  const wrong = algorithmCase({ depth: '3', scale: '0.6' }, 'weight-decay:0.2 until 2', problem);
  // the run of one decay beside the start of another
  const end = { theta: wrong.starts, w: Float64Array.from(right.simulated.w), nu: new Float64Array(4), steps: 1, time: 1, defect: new Float64Array(16).fill(1e-10) };
  const shrunk = wrong.starts.map((v) => v * Math.exp(-0.39));
  const { comparisons } = endComparisons(wrong.theory, shrunk, wrong, end, 1e-7, true);
  expect(right.comparisons.map((c) => c.verdict)).toEqual(['checked', 'checked']);
  expect(comparisons[0]!.verdict).toBe('refuted');
}); // prettier-ignore

test('an order is measured, and another order is refuted', () => {
  const distances = [1, 2, 4, 8].map((k) => 0.3 / k + 0.05 / k ** 2);
  expect(orderComparison('order', distances, 1, 1e-12, '').verdict).toBe('checked');
  expect(orderComparison('order', distances, 2, 1e-12, '').verdict).toBe('refuted');
  expect(orderComparison('order', distances.slice(1), 1, 1e-12, '').verdict).toBe('undecided');
});

test('a run that diverges and a motion that crosses 0 leave the limit undecided and say why', async () => {
  for (const [algorithm, why] of [['gd:0.5', /diverged/], ['momentum:20', /lost/], ['heavy-ball:0.5:0.5', /diverged/]] as const) {
    const record = await check({ depth: '2', scale: '0.5', algorithm, ...SMALL }, { seed: 1 });
    expect(record.verdict).toBe('undecided');
    expect(record.comparisons[0]!.why).toMatch(why);
  }
}); // prettier-ignore

test.each([
  [{ algorithm: 'gd:eta', depth: '2', scale: '0.1' }, /needs a number/],
  [{ algorithm: 'sgd:0.1:9', depth: '2', scale: '0.1', samples: 4 }, /draws 9 samples/],
  [{ algorithm: 'gd:0.1', depth: '2', scale: '0.1', loss: 'logistic' }, /regression losses/],
  [{ algorithm: 'label-noise:0.1:1', depth: '2', scale: '0.1', loss: 'huber:1' }, /squared loss/],
  [{ algorithm: 'weight-decay:0.1', depth: '2', scale: '0.1', loss: 'huber:1' }, /squared loss/],
  [
    { algorithm: 'gd:0.1', depth: '2', scale: '0.1', loss: 'huber:1', samples: 9, noise: 1 },
    /cannot be fitted/,
  ],
  [{ algorithm: 'gd:0.1', matrix: "U*U'" }, /coupled/],
  [{ algorithm: 'gd:0.1', parametrization: '[u*v, u*z]', init: 'u=1, v=1, z=1' }, /coupled/],
  [{ algorithm: 'gd:0.1', parametrization: 'u*v*z', init: 'u=1, v=1, z=1/2' }, /closed form/],
  [{ algorithm: 'weight-decay:0.1', depth: '3', scale: '0.5' }, /does not end/],
  [{ algorithm: 'weight-decay:0.1 until 2', depth: 'inf', scale: '0.5' }, /homogeneous/],
  [{ algorithm: 'rates:x=2', depth: '2', scale: '0.5' }, /no parameter/],
])('%o is refused in one line', async (request, message) => {
  await expect(check({ ...SMALL, ...request }, { seed: 1 })).rejects.toThrow(message);
});

test('the metric of rates is that of the rescaled map', async () => {
  const record = await derive(
    { parametrization: 'u*v', init: 'u=a, v=b', algorithm: 'rates:u=2,v=3' },
    { seed: 1 },
  );
  expect(record.steps.find((s) => s.id === 'conserved')!.verdict).toBe('proved');
  expect(record.model.notes[0]).toMatch(/divided by the root/);
});

test.each(['gd:0.0001', 'sgd-flow:0.0001', 'momentum:0.01', 'mirror-descent:0.0001'])('%s hears an abort, and stops at its budget', async (algorithm) => {
  const request = { depth: '2', scale: '0.1', algorithm };
  await expect(check(request, { seed: 1, signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'aborted' });
  const record = await check(request, { seed: 1, budget: 0.001 });
  expect(record.verdict).toBe('undecided');
}); // prettier-ignore
