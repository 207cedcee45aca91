import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DomainError, HypentropyError, InterruptedError } from '../../src/errors.ts';
import {
  ballContains,
  ballFromRational,
  containsZero,
  isBounded,
  subtractBall,
} from '../../src/expression/ball.ts';
import { formatRational } from '../../src/expression/digits.ts';
import { evaluateBall, evaluateDigits } from '../../src/expression/evaluate.ts';
import {
  HALF, MINUS_ONE, ONE, PI, TWO, call, divide, exp, log, negate, power, product, rational, sqrt, subtract, sum, symbol,
  type Expression, type FunctionName, type Rational,
} from '../../src/expression/expression.ts'; // prettier-ignore
import { NAMES, expressions, positiveRational } from './arbitrary.ts';

interface Row {
  function?: FunctionName;
  power?: string;
  at: string;
  digits: number;
  value: string;
}
const reference = JSON.parse(
  readFileSync(new URL('../references/elementary.json', import.meta.url), 'utf8'),
) as { rows: Row[]; potential: Row[] };

const parseRational = (text: string): Rational => {
  const [n, d] = text.split('/');
  return rational(BigInt(n!), BigInt(d ?? 1));
};
const none = new Map<string, Rational>();
const x = symbol('x');
const at = (value: Rational) => new Map([['x', value]]);

describe('evaluateDigits', () => {
  it('agrees with mpmath on every elementary function, digit by digit', () => {
    for (const row of reference.rows.filter((r) => r.function !== undefined)) {
      const e = call(row.function!, x);
      expect(`${row.function} ${row.at}: ${evaluateDigits(e, at(parseRational(row.at)), row.digits)}`).toBe(
        `${row.function} ${row.at}: ${row.value}`,
      );
    }
  });

  it('agrees with mpmath on rational powers', () => {
    for (const row of reference.rows.filter((r) => r.power !== undefined)) {
      const e = power(x, parseRational(row.power!));
      expect(evaluateDigits(e, at(parseRational(row.at)), row.digits)).toBe(row.value);
    }
  });

  it('raises precision through cancellation: the hypentropy near 0 and far out', () => {
    const potential = product(
      rational(1, 4),
      sum(product(x, call('arsinh', product(HALF, x))), negate(sqrt(sum(power(x, TWO), rational(4)))), TWO),
    );
    for (const row of reference.potential) {
      expect(evaluateDigits(potential, at(parseRational(row.at)), row.digits)).toBe(row.value);
    }
  });

  it('prints exact results exactly, ties to even, trailing zeros kept', () => {
    expect(evaluateDigits(x, at(rational(1, 2)), 5)).toBe('0.50000');
    expect(evaluateDigits(sum(x, rational(1, 6)), at(rational(1, 3)), 3)).toBe('0.500');
    expect(evaluateDigits(x, at(rational(25, 100)), 1)).toBe('0.2');
    expect(evaluateDigits(x, at(rational(35, 100)), 1)).toBe('0.4');
    expect(evaluateDigits(sum(x, negate(rational(1, 3))), at(rational(1, 3)), 9)).toBe('0');
    expect(evaluateDigits(power(x, HALF), at(rational(9, 4)), 3)).toBe('1.50');
    expect(evaluateDigits(sqrt(sum(x, rational(-1, 3))), at(rational(1, 3)), 4)).toBe('0');
    expect(evaluateDigits(log(sum(x, rational(2, 3))), at(rational(1, 3)), 4)).toBe('0');
    expect(evaluateDigits(power(sum(x, rational(-1, 3)), rational(7, 3)), at(rational(1, 3)), 4)).toBe('0');
  });

  it('lays out small and large numbers', () => {
    const text = (n: bigint, d: bigint, digits: number) => formatRational(rational(n, d), digits);
    expect(text(1n, 10n ** 7n, 3)).toBe('0.000000100');
    expect(text(1n, 10n ** 8n, 3)).toBe('1.00e-8');
    expect(text(1n, 10n ** 8n, 1)).toBe('1e-8');
    expect(text(10n ** 20n, 1n, 3)).toBe('100000000000000000000');
    expect(text(10n ** 21n, 1n, 3)).toBe('1.00e+21');
    expect(text(-12345n, 1n, 3)).toBe('-12300');
    expect(text(99999n, 100000n, 3)).toBe('1.00');
    expect(text(999999999n, 10n ** 16n, 3)).toBe('0.000000100');
    expect(text(-5n, 3n, 4)).toBe('-1.667');
    expect(text(0n, 1n, 4)).toBe('0');
  });

  it('reads back as the double for 17 digits', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e200, max: 1e200 }), (value) => {
        if (Math.abs(value) < 1e-200) return;
        let d = 1n;
        let scaled = value;
        while (!Number.isInteger(scaled)) {
          scaled *= 2 ** 32;
          d <<= 32n;
        }
        expect(Number(formatRational(rational(BigInt(scaled), d), 17))).toBe(value);
      }),
    );
  });

  it('more digits refine fewer digits', { timeout: 30_000 }, () => {
    fc.assert(
      fc.property(expressions, positiveRational, fc.integer({ min: 2, max: 40 }), (e, q, digits) => {
        const values = new Map(NAMES.map((name) => [name, q]));
        const attempt = (d: number): string | undefined => {
          try {
            return evaluateDigits(e, values, d);
          } catch (error) {
            if (error instanceof HypentropyError) return undefined;
            throw error;
          }
        };
        const [short, long] = [attempt(digits), attempt(digits + 15)];
        if (short === undefined || long === undefined || short === '0' || /e.\d{4}/.test(short)) return;
        const exact = parseDecimal(long);
        const error = subtract(parseDecimal(short), exact) as Rational;
        // At most half a unit in the last place of the short text, to within the last place of the long one.
        const unit = parseDecimal(unitOf(short, digits));
        const size = error.numerator < 0n ? rational(-error.numerator, error.denominator) : error;
        const ratio = divide(size, unit) as Rational;
        expect(ratio.numerator * 10n ** 10n <= ratio.denominator * (5n * 10n ** 9n + 1n)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('undefined values are domain errors that name the place', () => {
    const cases: [Expression, Rational][] = [
      [log(x), rational(-1, 3)],
      [log(x), rational(0)],
      [power(x, rational(1, 3)), rational(-8)],
      [power(x, HALF), rational(-1)],
      [power(x, MINUS_ONE), rational(0)],
      [power(sum(x, rational(-1, 3)), rational(-1, 2)), rational(1, 3)],
      [call('arcosh', x), rational(99, 100)],
      [call('artanh', x), rational(1)],
      [call('arcsin', x), rational(101, 100)],
      [call('arccos', x), rational(-2)],
      [power(x, x), rational(-1, 2)],
      [product(x, log(x)), rational(0)],
    ];
    for (const [e, value] of cases) {
      expect(() => evaluateDigits(e, at(value), 10)).toThrow(DomainError);
      expect(() => evaluateDigits(e, at(value), 10)).toThrow(/no real value at x = /);
      const ball = evaluateBall(e, at(value), 100);
      expect(ball).toBe('undefined');
    }
  });

  it('ends fast and clearly where the exponent range ends', () => {
    const nine = rational(9);
    const started = performance.now();
    const tower = power(nine, power(nine, power(nine, nine)));
    expect(() => evaluateDigits(tower, none, 10)).toThrow(/exceeds the exponent range/);
    expect(() => evaluateDigits(exp(exp(exp(rational(1000)))), none, 10)).toThrow(
      /exceeds the exponent range/,
    );
    expect(() => evaluateDigits(negate(exp(negate(exp(rational(1000))))), none, 10)).toThrow(HypentropyError);
    expect(evaluateDigits(sum(ONE, exp(negate(exp(rational(100))))), none, 10)).toBe('1.000000000');
    expect(evaluateDigits(call('tanh', exp(rational(50))), none, 10)).toBe('1.000000000');
    expect(() => evaluateDigits(call('sin', exp(exp(rational(20)))), none, 10)).toThrow(HypentropyError);
    expect(performance.now() - started).toBeLessThan(1500);
  });

  it('recognises zero: radicals by a separation bound, equal terms by substitution', () => {
    const root = (n: number) => sqrt(rational(n));
    const zeros = [
      subtract(product(root(2), root(8)), rational(4)),
      subtract(sqrt(sum(rational(5), product(TWO, root(6)))), sum(root(2), root(3))),
      // Cardano's formula for the root 3 of x^3 + 3x = 36.
      subtract(
        subtract(
          power(sum(root(325), rational(18)), rational(1, 3)),
          power(subtract(root(325), rational(18)), rational(1, 3)),
        ),
        rational(3),
      ),
      subtract(exp(sqrt(symbol('y'))), exp(sqrt(x))),
    ];
    const both = new Map([
      ['x', rational(2, 3)],
      ['y', rational(2, 3)],
    ]);
    for (const e of zeros) expect(evaluateDigits(e, both, 10)).toBe('0');
    expect(evaluateDigits(sqrt(zeros[1]!), none, 10)).toBe('0');
    expect(() => evaluateDigits(power(zeros[1]!, MINUS_ONE), none, 10)).toThrow(DomainError);
    // sqrt(10^60 + 1) - 10^30 is not zero, though 60 decimals are.
    const near = subtract(sqrt(rational(10n ** 60n + 1n)), rational(10n ** 30n));
    expect(evaluateDigits(near, none, 5)).toBe('5.0000e-31');
  });

  it('gives up on a hidden zero with a message, within its precision cap', () => {
    // Machin's formula for π.
    const arctan = (n: number) => call('arctan', rational(1, n));
    const zero = sum(product(rational(16), arctan(5)), product(rational(-4), arctan(239)), negate(PI));
    expect(() => evaluateDigits(zero, none, 10)).toThrow(/cannot be told from zero/);
  });

  it('stops at the signal and at the deadline', () => {
    const e = call('sin', x);
    const signal = AbortSignal.abort();
    expect(() => evaluateDigits(e, at(ONE), 10, { signal })).toThrow(InterruptedError);
    expect(() => evaluateDigits(e, at(ONE), 10, { deadline: performance.now() - 1 })).toThrow(/out of time/);
  });

  it('names a symbol without value', () => {
    expect(() => evaluateDigits(symbol('beta'), none, 10)).toThrow(/the symbol beta has no value/);
  });
});

describe('evaluateBall', () => {
  it('low precision encloses high precision on random expressions', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        expressions,
        positiveRational,
        positiveRational,
        fc.integer({ min: 30, max: 250 }),
        (e, p, q, bits) => {
          const values = new Map([
            ['x', p],
            ['y', q],
            ['z', rational(-7, 5)],
          ]);
          try {
            const low = evaluateBall(e, values, bits);
            const high = evaluateBall(e, values, bits + 200);
            if (low === 'undefined') expect(high).toBe('undefined');
            if (low === 'undefined' || high === 'undefined' || !isBounded(low) || !isBounded(high)) return;
            expect(containsZero(subtractBall(low, high, bits + 200))).toBe(true);
            compared++;
          } catch (error) {
            if (!(error instanceof HypentropyError)) throw error;
          }
        },
      ),
      { numRuns: 1500 },
    );
    expect(compared).toBeGreaterThan(500);
  });

  it('accepts balls as values and encloses the image', () => {
    const wide = { mantissa: 3n << 30n, exponent: -30, radius: 1000 };
    const image = evaluateBall(power(x, TWO), new Map([['x', wide]]), 100);
    expect(image !== 'undefined' && ballContains(image, rational(9))).toBe(true);
    expect(
      image !== 'undefined' && ballContains(image, rational((3n * 2n ** 30n + 999n) ** 2n, 2n ** 60n)),
    ).toBe(true);
  });

  it('is unbounded where a given ball straddles the edge of the domain', () => {
    const around = { mantissa: 1n, exponent: -20, radius: 5 };
    for (const e of [log(x), sqrt(x), power(x, MINUS_ONE)]) {
      const value = evaluateBall(e, new Map([['x', around]]), 100);
      expect(value !== 'undefined' && !isBounded(value)).toBe(true);
    }
    expect(ballFromRational(rational(1, 3), 50).radius).toBeGreaterThan(0);
  });
});

function parseDecimal(text: string): Rational {
  const [mantissa, exponent] = text.split('e');
  const [whole, fraction = ''] = mantissa!.split('.');
  const shift = BigInt(exponent ?? 0) - BigInt(fraction.length);
  const n = BigInt(whole! + fraction);
  return shift >= 0n ? rational(n * 10n ** shift) : rational(n, 10n ** -shift);
}

/** One unit in the last of `digits` significant places of a printed number, as text. */
function unitOf(text: string, digits: number): string {
  const [mantissa, exponent] = text.replace(/^-/, '').split('e');
  if (exponent !== undefined) return `1e${Number(exponent) - digits + 1}`;
  const [whole, fraction] = mantissa!.split('.');
  return `1e${fraction === undefined ? whole!.length - digits : -fraction.length}`;
}
