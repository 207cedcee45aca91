import { describe, expect, it } from 'vitest';
import { derive } from '../../src/index.ts';
import { TWO, product, rational } from '../../src/expression/expression.ts';
import { readLoss, type Loss } from '../../src/theory/loss.ts';
import { lossSteps } from '../../src/theory/lossSteps.ts';
import { verifyStep } from '../../src/verification/verifyStep.ts';

const verdictOf = (loss: Loss, id: string) =>
  verifyStep(
    lossSteps(loss).find((step) => step.id === id)!,
    { seed: 1, points: 3, digits: 50 },
  ).verdict;

describe('lossSteps', () => {
  it.each([
    'huber:1/2',
    'power:3',
    'power:3/2',
    '(f-y)^4/4',
    'poisson',
    'log(cosh(f-y))',
    'exp(f) + f^2/2 - y*f',
  ])('proves what it says of %s', (text) => {
    expect(verdictOf(readLoss(text), 'loss')).toBe('proved');
    expect(verdictOf(readLoss(text), 'limit')).toBe('proved');
  });

  it.each(['logistic', 'poly-tail:2', 'log(1 + exp(-y*f))^2', 'exponential'])(
    'shows the tail of %s',
    (text) => {
      const shown = text === 'exponential' ? 'proved' : 'checked';
      expect(verdictOf(readLoss(text), 'loss')).toBe(shown);
      expect(verdictOf(readLoss(text), 'limit')).toBe(shown);
    },
  );

  it('refutes a wrong derivative, minimiser, factor of the tail and rate', () => {
    const poisson = readLoss('poisson');
    const logistic = readLoss('logistic');
    const tail = logistic.tail!;
    expect(verdictOf({ ...poisson, derivative: product(TWO, poisson.derivative) }, 'loss')).toBe('refuted');
    expect(verdictOf({ ...poisson, minimiser: product(TWO, poisson.minimiser!) }, 'loss')).toBe('refuted');
    expect(verdictOf({ ...logistic, tail: { ...tail, factor: rational(11, 10) } }, 'loss')).toBe('refuted');
    expect(
      verdictOf({ ...logistic, tail: { ...tail, kind: 'exponential', rate: rational(11, 10) } }, 'limit'),
    ).toBe('refuted');
  });

  it('adds both steps to a derivation, and none for the squared loss', async () => {
    const idsOf = async (loss: string) =>
      (await derive({ depth: '2', scale: 'a', loss }, { seed: 1 })).steps.map((s) => s.id);
    const squared = await idsOf('squared');
    expect(await idsOf('huber:1')).toEqual([...squared, 'loss', 'limit']);
    expect(squared).not.toContain('limit');
  });
});
