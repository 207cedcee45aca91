import { describe, expect, test } from 'vitest';
import { ONE, product, rational, sum, symbol, type Expression } from '../../src/expression/expression.ts';
import { commutingSteps } from '../../src/theory/commutingSteps.ts';
import type { CommutingTheory } from '../../src/theory/coupledCommuting.ts';
import { coupledTheory } from '../../src/theory/coupledTheory.ts';
import type { TimeChange } from '../../src/theory/coupledTimeChange.ts';
import { conservedStep, timeChangeStep, warpedDualStep } from '../../src/theory/obstructionSteps.ts';
import { readCoupled } from '../../src/theory/readCoupled.ts';
import type { Step } from '../../src/theory/step.ts';
import { verifyStep } from '../../src/verification/verifyStep.ts';

const theoryOf = (parametrization: string, init: string) =>
  coupledTheory(readCoupled({ parametrization, init }));

const isRefuted = (steps: readonly Step[]): boolean =>
  steps.some((step) => verifyStep(step, { seed: 1, points: 3, digits: 40 }).verdict === 'refuted');

const scaled = (e: Expression): Expression => product(rational(101, 100), e);
const shifted = (e: Expression): Expression => sum(e, rational(1, 100));
const first = (list: readonly Expression[], change: (e: Expression) => Expression): Expression[] =>
  list.map((e, k) => (k === 0 ? change(e) : e));

describe('a wrong formula of a commuting map is refuted', () => {
  const { geometry, commuting } = theoryOf('[u^2 + v^2, u^2 - v^2]', 'u=1, v=2');
  const t = commuting!;
  const mutants: [string, CommutingTheory][] = [
    ['w(s)', { ...t, weights: first(t.weights!, scaled) }],
    ['psi*(s) scaled', { ...t, dualPotential: scaled(t.dualPotential!) }],
    ['psi*(s) shifted', { ...t, dualPotential: shifted(t.dualPotential!) }],
    ['growth of the norm', { ...t, normGrowth: scaled(t.normGrowth!) }],
    ['s(theta)', { ...t, duals: first(t.duals!, scaled) }],
    ['psi(w) scaled', { ...t, closed: { ...t.closed!, potential: scaled(t.closed!.potential) } }],
    ['psi(w) shifted', { ...t, closed: { ...t.closed!, potential: shifted(t.closed!.potential) } }],
    ['z(w)', { ...t, closed: { ...t.closed!, coordinates: first(t.closed!.coordinates, scaled) } }],
    ['mixing', { ...t, mixed: { ...t.mixed!, mixing: t.mixed!.mixing.map((row) => first(row, scaled)) } }],
  ];

  test('and the right one is not', () => {
    expect(isRefuted(commutingSteps(geometry, t))).toBe(false);
  });
  test.each(mutants)('%s', (_, mutant) => {
    expect(isRefuted(commutingSteps(geometry, mutant))).toBe(true);
  });
});

describe('a wrong formula of a change of time is refuted', () => {
  const { geometry, timeChange, conserved } = theoryOf('[u1*v1, u2*v1]', 'u1=1, u2=2, v1=1/2');
  const t = timeChange!;
  const steps = (change: TimeChange): Step[] => [
    timeChangeStep(geometry, change, null).step,
    ...warpedDualStep(geometry, change),
  ];
  const mutants: [string, TimeChange][] = [
    ['a rate', { ...t, rates: first(t.rates, scaled) }],
    ['another factor', { ...t, factor: product(t.factor!, symbol('u1')) }],
    ['a dual variable', { ...t, duals: first(t.duals!, scaled) }],
    ['its value at the start', { ...t, duals: first(t.duals!, shifted) }],
    ['the dual potential', { ...t, dualPotential: scaled(t.dualPotential!) }],
  ];

  test('and the right one is not', () => {
    expect(isRefuted(steps(t))).toBe(false);
    expect(isRefuted(conservedStep(geometry, conserved))).toBe(false);
  });
  test.each(mutants)('%s', (_, mutant) => {
    expect(isRefuted(steps(mutant))).toBe(true);
  });
  test('a quantity that is not conserved', () => {
    const wrong = conserved.map((c) => sum(c, product(ONE, symbol('u1'))));
    expect(isRefuted(conservedStep(geometry, wrong))).toBe(true);
  });
});
