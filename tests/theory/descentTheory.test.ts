import { expect, test } from 'vitest';
import { NO_ASSUMPTIONS } from '../../src/expression/assumptions.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual } from '../../src/expression/prove.ts';
import type { ModelTexts } from '../../src/theory/readModel.ts';
import { genericModel, readModel } from '../../src/theory/readModel.ts';
import { readAlgorithm } from '../../src/theory/algorithm.ts';
import { algorithmSteps } from '../../src/theory/algorithmSteps.ts';
import { descentTheory } from '../../src/theory/descentTheory.ts';
import { momentumTheory } from '../../src/theory/momentumSteps.ts';
import { separableTheory } from '../../src/theory/separableTheory.ts';
import { verifyStep } from '../../src/verification/verifyStep.ts';

const theoryOf = (texts: ModelTexts) => separableTheory(genericModel(readModel(texts)), false);
const equal = (left: Parameters<typeof proveEqual>[0], text: string, assumptions = NO_ASSUMPTIONS) =>
  proveEqual(left, parse(text), assumptions) !== null;

// Even, Pesme, Gunasekar & Flammarion 2023 for u^2 - v^2; for u v the same by rotation
test.each([
  [{ depth: '2' }, '1 - 4*x^2'],
  [{ parametrization: 'u*v', init: 'u=1, v=1' }, '1 - x^2'],
  [{ parametrization: '3*u*v', init: 'u=1, v=1' }, '1 - 9*x^2'],
  [{ parametrization: 'u^2 - 3*v^2', init: 'u=1, v=1' }, null],
] as const)('the step of %o commutes with its flow', (texts, factor) => {
  const t = descentTheory(theoryOf(texts));
  expect(t.commutes).toBe(true);
  if (factor !== null) expect(equal(t.conserved[0]!.factor!, factor)).toBe(true);
});

test.each([3, 4, 5])(
  'at depth %i the change of u^(2-D) + v^(2-D) is of second order, and nothing commutes',
  (D) => {
    const t = descentTheory(theoryOf({ depth: `${D}` }));
    expect(t.commutes).toBe(false);
    expect(t.conserved[0]!.factor).toBeNull();
    const drift = `${(D * D * (D - 1) * (D - 2)) / 2}*(u^${D - 2} + v^${D - 2})`;
    expect(equal(t.conserved[0]!.drift, drift, t.assumptions)).toBe(true);
  },
);

test('momentum bends the logarithmic clocks by minus half the squared logarithmic speeds', () => {
  const { labels, velocities } = momentumTheory(theoryOf({ depth: '2' }));
  const [u, v] = [velocities.get('u')!, velocities.get('v')!];
  expect(equal(labels[0]!.curvature, `-(${u}/u)^2/2`)).toBe(true);
  expect(equal(labels[1]!.curvature, `(${v}/v)^2/2`)).toBe(true);
});

test.each([
  ['2', 'gd:eta'], ['3', 'sgd:eta'], ['symbolic', 'gd:eta'], ['2', 'label-noise:eta:sigma'], ['2', 'sgd-flow:eta'], ['3', 'momentum:lambda'],
  ['2', 'heavy-ball:gamma:beta'], ['2', 'weight-decay:lambda until T'], ['symbolic', 'weight-decay:lambda*exp(-t) until 3'.replace('lambda*', '')],
  ['3', 'mirror-descent:eta'], ['2', 'natural-gradient:eta'],
] as const)('every step at depth %s of %s is proved', (depth, text) => {
  const steps = algorithmSteps(theoryOf({ depth }), readAlgorithm(text));
  expect(steps.length).toBeGreaterThan(0);
  for (const step of steps) expect([step.id, verifyStep(step, { seed: 3, points: 3, digits: 40 }).verdict]).toEqual([step.id, 'proved']);
}); // prettier-ignore

test('weight decay has no theory for a map that is not homogeneous', () => {
  expect(() => algorithmSteps(theoryOf({ depth: 'inf' }), readAlgorithm('weight-decay:1 until 2'))).toThrow(/homogeneous/);
}); // prettier-ignore
