import { describe, expect, test } from 'vitest';
import { assume } from '../../src/expression/assumptions.ts';
import { ZERO, rational } from '../../src/expression/expression.ts';
import { derive } from '../../src/index.ts';
import { parse } from '../../src/expression/parse.ts';
import { verifyExpansion } from '../../src/verification/verifyExpansion.ts';

const towardsZero = (exact: string, series: string, next: bigint) =>
  verifyExpansion(
    {
      kind: 'expansion',
      name: 'near zero',
      exact: parse(exact),
      series: parse(series),
      variable: 'x',
      towards: 'zero',
      next: next === 0n ? ZERO : rational(next),
      assumptions: assume({ x: 'positive', p: 'positive' }),
    },
    { seed: 1 },
  );

describe('an expansion is judged by the order of its remainder', () => {
  test.each([
    ['sin(x)', 'x - x^3/6', 5n, 'checked'],
    ['sin(x)', 'x + x^3/6', 5n, 'refuted'],
    ['sqrt(1 + x)', '1 + x/2', 2n, 'checked'],
    ['sqrt(1 + x)', '1 + x/2', 3n, 'refuted'],
  ] as const)('%s ~ %s', (exact, series, next, verdict) => {
    expect(towardsZero(exact, series, next).verdict).toBe(verdict);
  });

  test('a series without a value where the exact side has one is refuted, with the point', () => {
    const { verdict, evidence } = towardsZero('(x + x^2)^p', '(-x)^p', 1n);
    expect(verdict).toBe('refuted');
    expect(evidence.counterexample?.right).toBe('no real value');
  });

  test('at a symbolic depth a series is refuted at no seed: some draw a depth of 125, where it holds only below 2^-617', async () => {
    for (let seed = 8; seed <= 12; seed++) {
      const { verdict, steps } = await derive({ depth: 'symbolic', scale: 'symbolic' }, { seed });
      expect([seed, verdict]).toEqual([seed, 'checked']);
      expect(steps.find(({ id }) => id === 'rich-limit')!.verdict).toBe('checked');
    }
  });
});
