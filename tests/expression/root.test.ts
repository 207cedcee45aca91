import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DomainError, HypentropyError, InterruptedError } from '../../src/errors.ts';
import { accuracyBits, ballContains, signOf, subtractBall } from '../../src/expression/ball.ts';
import { roundBall } from '../../src/expression/digits.ts';
import { evaluateBall, evaluateDigits } from '../../src/expression/evaluate.ts';
import {
  HALF, ONE, TWO, call, compareRational, divide, exp, isRational, log, negate, power, product, rational, sqrt, subtract,
  sum, symbol, type Expression, type Rational,
} from '../../src/expression/expression.ts'; // prettier-ignore
import { evaluateParametric } from '../../src/expression/parametric.ts';
import { Root, enclosedRoot } from '../../src/expression/root.ts';
import { positiveRational } from './arbitrary.ts';

interface Row {
  depth: string;
  scale: string;
  at: string;
  digits: number;
  s: string;
  gap: string;
  psi: string;
}
const reference = JSON.parse(
  readFileSync(new URL('../references/elementary.json', import.meta.url), 'utf8'),
) as { parametric: Row[] };

const parseRational = (text: string): Rational => {
  const [n, d] = text.split('/');
  return rational(BigInt(n!), BigInt(d ?? 1));
};
const s = symbol('s');
const w = symbol('w');

/** The depth-D network: w = a^D ((1-cs)^-p - (1+cs)^-p), p = D/(D-2), c = D(D-2) a^(D-2), and its dual potential. */
function deepNetwork(depth: Rational, scale: Rational) {
  const lessTwo = subtract(depth, TWO);
  const p = divide(depth, lessTwo);
  const c = product(depth, lessTwo, power(scale, lessTwo));
  const amount = power(scale, depth);
  const z = product(c, s);
  const [minus, plus] = [subtract(ONE, z), sum(ONE, z)];
  const equation = subtract(product(amount, subtract(power(minus, negate(p)), power(plus, negate(p)))), w);
  const q = subtract(ONE, p);
  const dual = product(
    amount,
    power(product(c, subtract(p, ONE)), rational(-1)),
    sum(power(minus, q), power(plus, q), rational(-2)),
  );
  return {
    equation,
    end: power(c, rational(-1)),
    gap: minus,
    gapLeft: plus,
    psi: subtract(product(s, w), dual),
  };
}

describe('evaluateParametric', () => {
  it('agrees with mpmath on deep networks, next to the end of the domain and near 0', () => {
    for (const row of reference.parametric) {
      const at = parseRational(row.at);
      const { equation, end, gap, gapLeft, psi } = deepNetwork(
        parseRational(row.depth),
        parseRational(row.scale),
      );
      // An irrational end is replaced by rationals just inside: the root keeps away from it by `gap` anyway.
      if (!isRational(end)) continue;
      const [lower, upper] = [rational(-end.numerator, end.denominator), end];
      const problem = { equation, unknown: 's', values: new Map([['w', at]]), lower, upper };
      const label = `D=${row.depth} a=${row.scale} w=${row.at}`;
      expect(`${label} s=${evaluateParametric({ ...problem, result: s }, row.digits)}`).toBe(
        `${label} s=${row.s}`,
      );
      expect(evaluateParametric({ ...problem, result: at.numerator > 0n ? gap : gapLeft }, row.digits)).toBe(
        row.gap,
      );
      expect(evaluateParametric({ ...problem, result: psi }, row.digits)).toBe(row.psi);
    }
  });

  it('is exact at a root that is hit exactly', () => {
    const { equation, psi } = deepNetwork(rational(3), rational(1, 10));
    const problem = { equation, unknown: 's', lower: rational(-10, 3), upper: rational(10, 3) };
    const values = new Map([['w', rational(0)]]);
    expect(evaluateParametric({ ...problem, values, result: s }, 20)).toBe('0');
    expect(evaluateParametric({ ...problem, values, result: psi }, 20)).toBe('0');
  });

  it('agrees with the closed form of depth 2 at any scale', () => {
    // w = 2 a^2 sinh(4 s), ψ = s w - (a^2/2)(cosh(4s) - 1)
    const a = symbol('a');
    const four = rational(4);
    const equation = subtract(product(TWO, power(a, TWO), call('sinh', product(four, s))), w);
    const dual = product(HALF, power(a, TWO), subtract(call('cosh', product(four, s)), ONE));
    const closed = product(rational(1, 4), call('arsinh', divide(w, product(TWO, power(a, TWO)))));
    fc.assert(
      fc.property(positiveRational, positiveRational, fc.integer({ min: -40, max: 40 }), (u, v, k) => {
        const scale = multiplyPower(u, k);
        const values = new Map([
          ['a', scale],
          ['w', v],
        ]);
        const problem = { equation, unknown: 's', values };
        expect(evaluateParametric({ ...problem, result: s }, 30)).toBe(evaluateDigits(closed, values, 30));
        const direct = sum(
          product(closed, w),
          product(rational(-1, 4), sqrt(sum(power(w, TWO), product(four, power(a, four))))),
          product(HALF, power(a, TWO)),
        );
        const psi = subtract(product(s, w), dual);
        expect(evaluateParametric({ ...problem, result: psi }, 20)).toBe(evaluateDigits(direct, values, 20));
      }),
      { numRuns: 60 },
    );
  });
});

const multiplyPower = (q: Rational, k: number): Rational =>
  k >= 0
    ? rational(q.numerator * 10n ** BigInt(k), q.denominator)
    : rational(q.numerator, q.denominator * 10n ** BigInt(-k));

describe('enclosedRoot', () => {
  it('encloses a known rational root of increasing and decreasing equations', () => {
    const families: ((root: Rational) => { equation: Expression; lower?: Rational; increasing?: boolean })[] =
      [
        (r) => ({ equation: subtract(power(s, rational(3)), power(r, rational(3))) }),
        (r) => ({ equation: subtract(sum(s, exp(s)), sum(r, exp(r))) }),
        (r) => ({ equation: subtract(log(s), log(r)), lower: rational(0) }),
        (r) => ({
          equation: subtract(power(s, rational(-7)), power(r, rational(-7))),
          lower: rational(0),
          increasing: false,
        }),
        (r) => ({ equation: subtract(call('arctan', s), call('arctan', r)) }),
        (r) => ({ equation: subtract(call('tanh', r), call('tanh', s)), increasing: false }),
      ];
    fc.assert(
      fc.property(
        fc.constantFrom(...families),
        positiveRational,
        fc.integer({ min: -15, max: 1 }),
        fc.integer({ min: 20, max: 400 }),
        (family, q, k, bits) => {
          const root = multiplyPower(q, k);
          if (compareRational(root, rational(30)) > 0) return;
          const ball = enclosedRoot({ ...family(root), unknown: 's', bits });
          expect(ballContains(ball, root)).toBe(true);
          expect(accuracyBits(ball)).toBeGreaterThanOrEqual(bits - 3);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is as narrow as asked for where the slope cannot be told from zero at first', () => {
    for (const r of [25, 28, 29, 30])
      for (const bits of [20, 40, 60, 200]) {
        const equation = subtract(call('tanh', rational(r)), call('tanh', s));
        const ball = enclosedRoot({ equation, unknown: 's', increasing: false, bits });
        expect(ballContains(ball, rational(r))).toBe(true);
        expect(accuracyBits(ball)).toBeGreaterThanOrEqual(bits - 3);
      }
  });

  it('certifies a sign change at the ends of the enclosure', () => {
    const equation = subtract(product(s, exp(s)), w);
    const values = new Map([['w', rational(1)]]);
    const ball = enclosedRoot({ equation, unknown: 's', values, lower: rational(0), digits: 50 });
    // The omega constant, OEIS A030178.
    expect(roundBall(ball, 40)).toBe('0.5671432904097838729999686622103555497538');
    for (const [end, expected] of [
      [-1, -1],
      [1, 1],
    ] as const) {
      const point = { ...ball, mantissa: ball.mantissa + BigInt(end * ball.radius), radius: 0 };
      const value = evaluateBall(
        equation,
        new Map<string, Rational | typeof point>(values).set('s', point),
        400,
      );
      expect(value !== 'undefined' && signOf(value)).toBe(expected);
    }
  });

  it('refines one root to growing accuracy, each enclosure meeting the one before', () => {
    const root = new Root({ equation: subtract(sum(power(s, rational(5)), s), ONE), unknown: 's' });
    let before = root.enclose(30);
    for (const bits of [60, 200, 1000, 3000]) {
      const now = root.enclose(bits);
      expect(accuracyBits(now)).toBeGreaterThanOrEqual(bits - 3);
      expect(signOf(subtractBall(before, now, 4000))).toBeNaN();
      before = now;
    }
  });

  it('solves where Newton needs bisection: flat, steep and overflowing functions', () => {
    const flat = enclosedRoot({
      equation: power(subtract(s, rational(1, 3)), rational(9)),
      unknown: 's',
      bits: 60,
    });
    expect(ballContains(flat, rational(1, 3))).toBe(true);
    const steep = enclosedRoot({
      equation: subtract(power(s, rational(1, 9)), rational(1, 1000)), unknown: 's', lower: rational(0), bits: 100,
    }); // prettier-ignore
    expect(ballContains(steep, rational(1n, 10n ** 27n))).toBe(true);
    const tower = enclosedRoot({
      equation: subtract(exp(exp(s)), exp(exp(rational(2)))),
      unknown: 's',
      bits: 100,
    });
    expect(ballContains(tower, rational(2))).toBe(true);
    const kink = enclosedRoot({
      equation: sum(s, call('abs', s), rational(-1, 7), product(rational(1, 2), s)),
      unknown: 's',
      bits: 100,
    });
    expect(ballContains(kink, rational(2, 35))).toBe(true);
  });

  it('reports a missing root, an undefined equation, an empty domain and a passed deadline', () => {
    const positive = { equation: sum(exp(s), ONE), unknown: 's' };
    expect(() => enclosedRoot({ ...positive, digits: 10 })).toThrow(
      /no root on -inf < s < inf: it stays positive/,
    );
    const outside = { equation: sum(log(subtract(s, ONE)), TWO), unknown: 's' };
    expect(() => enclosedRoot({ ...outside, digits: 10 })).toThrow(DomainError);
    const empty = { equation: s, unknown: 's', lower: ONE, upper: ONE } as const;
    expect(() => enclosedRoot({ ...empty, lower: rational(1), upper: rational(1), digits: 10 })).toThrow(
      /empty/,
    );
    const limits = { deadline: performance.now() - 1 };
    expect(() => enclosedRoot({ equation: subtract(exp(s), TWO), unknown: 's', digits: 10 }, limits)).toThrow(
      InterruptedError,
    );
    expect(() => enclosedRoot({ equation: subtract(exp(s), symbol('k')), unknown: 's', digits: 10 })).toThrow(
      HypentropyError,
    );
  });
});
