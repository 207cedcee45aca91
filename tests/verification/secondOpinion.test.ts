import { describe, expect, test } from 'vitest';
import { assume } from '../../src/expression/assumptions.ts';
import { parse } from '../../src/expression/parse.ts';
import { evaluateByMathjs } from '../../src/oracles/mathjsEvaluator.ts';
import { secondOpinion } from '../../src/verification/secondOpinion.ts';

const identity = (left: string, right: string) => ({
  left: parse(left),
  right: parse(right),
  assumptions: assume({ w: 'real', a: 'positive' }),
});
const hyperbolic = identity('arsinh(w/(2*a^2))', 'log(w/(2*a^2) + sqrt(w^2/(4*a^4) + 1))');

describe('a second, independent evaluator', () => {
  test('agrees with ball arithmetic to 40 digits', () => {
    const { verdict, evidence } = secondOpinion(hyperbolic, { seed: 1, points: 5 });
    expect(verdict).toBe('checked');
    expect(evidence.points).toBe(5);
    expect(evidence.digits).toBe(40);
  });

  test('that is wrong in the 30th digit is found out', () => {
    const wrong = (...args: Parameters<typeof evaluateByMathjs>) => {
      const text = evaluateByMathjs(...args)!;
      const place = text.indexOf('.') + 30;
      return text.slice(0, place) + ((Number(text[place]) + 5) % 10) + text.slice(place + 1);
    };
    const { verdict, evidence } = secondOpinion(hyperbolic, { seed: 1, evaluator: wrong });
    expect(verdict).toBe('refuted');
    expect(evidence.method).toContain('second opinion');
  });

  test('that mixes up two functions is found out', () => {
    const wrong: typeof evaluateByMathjs = (_e, values, digits) =>
      evaluateByMathjs(parse('arcsin(a/1000)'), values, digits);
    expect(secondOpinion(hyperbolic, { seed: 3, evaluator: wrong }).verdict).toBe('refuted');
  });

  test('cancellation and exact zeros are no disagreement', () => {
    const cancelling = identity('sqrt(1 + w^2/10^60) - 1', 'w^2/10^60/(1 + sqrt(1 + w^2/10^60))');
    expect(secondOpinion(cancelling, { seed: 1, points: 3 }).verdict).toBe('checked');
    const zero = identity('sin(w)^2 + cos(w)^2 - 1', '0');
    expect(secondOpinion(zero, { seed: 1, points: 3 }).verdict).toBe('checked');
  });

  test('says nothing where neither has a value', () => {
    expect(secondOpinion(identity('log(-a)', 'log(-a)'), { seed: 1 }).verdict).toBe('undecided');
  });
});
