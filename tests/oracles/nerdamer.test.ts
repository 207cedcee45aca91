import { describe, expect, test } from 'vitest';
import { assume } from '../../src/expression/assumptions.ts';
import {
  power,
  product,
  rational,
  substitute,
  sum,
  type Expression,
} from '../../src/expression/expression.ts';
import { parse } from '../../src/expression/parse.ts';
import { proveEqual, proveZero } from '../../src/expression/prove.ts';
import { antiderivative } from '../../src/calculus/antiderivative.ts';
import { guard } from '../../src/oracles/deadlineGuard.ts';
import { loadNerdamer } from '../../src/oracles/nerdamer.ts';
import type { PolynomialProposer } from '../../src/oracles/proposer.ts';

const positive = assume({ x: 'positive', a: 'positive', b: 'positive', w: 'positive' });

describe('proposals of nerdamer', async () => {
  const nerdamer = await loadNerdamer();

  test.each(['x^3 - a^3', 'x^6 - a^6', 'x^2 - (a + b)*x + a*b', '6*x^2 - 12', 'x^8 - 1'])(
    'the factors of %s multiply to it',
    (text) => {
      const e = parse(text);
      const factors = nerdamer.factor(e)!;
      const back = product(
        ...factors.map(({ factor, multiplicity }) => power(factor, rational(multiplicity))),
      );
      expect(proveEqual(back, e, positive)).not.toBeNull();
    },
  );

  test('names that nerdamer reads its own way come back as they were', () => {
    const e = parse('x^2 - (i + e)*x + i*e', { symbols: new Set(['x', 'i', 'e']) });
    const factors = nerdamer.factor(e)!.map(({ factor }) => factor);
    expect(proveEqual(product(...factors), e, positive)).not.toBeNull();
  });

  test('partial fractions add up, roots are roots', () => {
    const e = parse('1/(x^2*(x + a))');
    expect(proveEqual(nerdamer.partialFractions(e, 'x')!, e, positive)).not.toBeNull();
    for (const [text, count] of [
      ['x^2 - w*x - a^4', 2],
      ['x^3 - 2', 1],
    ] as const) {
      const polynomial = parse(text);
      const roots = nerdamer.roots(polynomial, 'x')!;
      expect(roots).toHaveLength(count);
      for (const root of roots)
        expect(proveZero(substitute(polynomial, new Map([['x', root]])), positive)).not.toBeNull();
    }
  });

  test.each(['sqrt(x)', 'exp(x)', 'x^9', '10000001*x', 'x*a*b*c*d'])('%s is not put to it', (text) => {
    expect(nerdamer.factor(parse(text))).toBeNull();
  });

  test('what it leaves half done is no answer', () => {
    expect(nerdamer.antiderivative(parse('1/(x^3 + 1)'), 'x')).toBeNull();
  });

  test('a proposer that overran its deadline answers no more, the next one does', async () => {
    const hurried = await loadNerdamer({ deadline: 0 });
    expect(hurried.antiderivative(parse('x^2/(x^2 + 1)^2'), 'x')).toBeNull();
    expect(hurried.factor(parse('x^2 - 1'))).toBeNull();
    expect(nerdamer.factor(parse('x^2 - 1'))).toHaveLength(2);
  });

  test('its factors give an integral that is not found without them', () => {
    const e = parse('1/(x^6 - a^6)');
    expect(antiderivative(e, 'x', positive)).toBeNull();
    expect(antiderivative(e, 'x', positive, { proposer: nerdamer })).not.toBeNull();
  });
});

describe('a proposer that is wrong', () => {
  /** Answers every question with the same expression. */
  const liar = (answer: Expression): PolynomialProposer => ({
    name: 'liar',
    factor: () => [{ factor: answer, multiplicity: 1 }],
    partialFractions: () => answer,
    roots: () => [answer],
    antiderivative: () => answer,
  });
  const e = parse('1/(x^6 - a^6)');

  test.each(['log(x)', '1/(x^6 - a^6) + 1/10^30', '0', '1/0.5', 'x - b', 'x^3 - a^3 + 1/10^20'])(
    'is not believed: %s',
    (text) => {
      expect(antiderivative(e, 'x', positive, { proposer: liar(parse(text)) })).toBeNull();
    },
  );

  test('one that is right is, and not when it is wrong by 1e-20', async () => {
    const truth = antiderivative(e, 'x', positive, { proposer: await loadNerdamer() })!;
    expect(truth).not.toBeNull();
    const wrong = sum(truth, parse('x/10^20'));
    expect(antiderivative(e, 'x', positive, { proposer: liar(truth) })).not.toBeNull();
    expect(antiderivative(e, 'x', positive, { proposer: liar(wrong) })).toBeNull();
  });
});

describe('a deadline for synchronous code', () => {
  test('ends a loop that would not end', () => {
    const arithmetic = { add: (a: number, b: number) => a + b };
    const guarded = guard([arithmetic]);
    const endless = () => {
      for (let k = 0; ; k = arithmetic.add(k, 1));
    };
    const started = performance.now();
    expect(() => guarded.run(endless, 20)).toThrow('deadline');
    expect(guarded.expired()).toBe(true);
    expect(performance.now() - started).toBeLessThan(1000);
    expect(guarded.run(() => arithmetic.add(1, 2), 20)).toBe(3);
    expect(guarded.expired()).toBe(false);
  });
});
