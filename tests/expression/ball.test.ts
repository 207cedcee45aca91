import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ONE_BALL, accuracyBits, addBall, ballContains, ballFromRational, containsZero, divideBall, isBounded, multiplyBall,
  sqrtBall, squareBall, subtractBall, type Ball,
} from '../../src/expression/ball.ts'; // prettier-ignore
import { BALL_FUNCTIONS } from '../../src/expression/ballFunctions.ts';
import { powerBall, rationalPowerBall } from '../../src/expression/ballPower.ts';
import {
  FUNCTION_NAMES,
  addRational,
  multiplyRational,
  rational,
  type Rational,
} from '../../src/expression/expression.ts';

/** Rationals of all magnitudes, 2^-60 to 2^60, of both signs. */
const rationals: fc.Arbitrary<Rational> = fc
  .tuple(fc.bigInt(-(2n ** 60n), 2n ** 60n), fc.bigInt(1n, 2n ** 60n))
  .map(([n, d]) => rational(n, d));
const bits = fc.integer({ min: 20, max: 1400 });

/** Whether two balls share a point. */
const meet = (a: Ball, b: Ball): boolean => containsZero(subtractBall(a, b, 3000));

describe('ball arithmetic', () => {
  it('encloses exact rational results of + - * /', () => {
    fc.assert(
      fc.property(rationals, rationals, bits, (a, b, p) => {
        const [x, y] = [ballFromRational(a, p), ballFromRational(b, p)];
        const minusB = rational(-b.numerator, b.denominator);
        expect(ballContains(x, a)).toBe(true);
        expect(ballContains(addBall(x, y, p), addRational(a, b))).toBe(true);
        expect(ballContains(subtractBall(x, y, p), addRational(a, minusB))).toBe(true);
        const product = multiplyBall(x, y, p);
        expect(ballContains(product, multiplyRational(a, b))).toBe(true);
        expect(ballContains(squareBall(x, p), multiplyRational(a, a))).toBe(true);
        if (a.numerator !== 0n && b.numerator !== 0n) expect(accuracyBits(product)).toBeGreaterThan(p - 6);
        if (b.numerator !== 0n) {
          const quotient = rational(a.numerator * b.denominator, a.denominator * b.numerator);
          expect(ballContains(divideBall(x, y, p), quotient)).toBe(true);
        }
      }),
    );
  });

  it('square roots squared contain the radicand', () => {
    fc.assert(
      fc.property(rationals, bits, (a, p) => {
        const square = multiplyRational(a, a);
        const root = sqrtBall(ballFromRational(square, p), p);
        expect(
          ballContains(root, rational(a.numerator < 0n ? -a.numerator : a.numerator, a.denominator)),
        ).toBe(true);
      }),
    );
  });

  it('wide operands still give enclosures', () => {
    const wide = fc.tuple(
      fc.bigInt(-(2n ** 40n), 2n ** 40n),
      fc.integer({ min: -60, max: 10 }),
      fc.integer({ min: 0, max: 2 ** 25 }),
    );
    fc.assert(
      fc.property(wide, wide, fc.double({ min: -1, max: 1, noNaN: true }), (a, b, at) => {
        const make = ([mantissa, exponent, radius]: [bigint, number, number]): [Ball, Rational] => {
          const offset = BigInt(Math.trunc(radius * at));
          return [{ mantissa, exponent, radius }, scaled(mantissa + offset, exponent)];
        };
        const [x, p] = make(a);
        const [y, q] = make(b);
        expect(ballContains(addBall(x, y, 40), addRational(p, q))).toBe(true);
        expect(ballContains(multiplyBall(x, y, 40), multiplyRational(p, q))).toBe(true);
        expect(ballContains(squareBall(x, 40), multiplyRational(p, p))).toBe(true);
        const quotient = divideBall(x, y, 40);
        if (isBounded(quotient)) {
          expect(
            ballContains(quotient, rational(p.numerator * q.denominator, p.denominator * q.numerator)),
          ).toBe(true);
        }
      }),
    );
  });

  const scaled = (n: bigint, e: number): Rational =>
    e >= 0 ? rational(n << BigInt(e)) : rational(n, 1n << BigInt(-e));

  it('every function at low precision encloses its value at high precision', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FUNCTION_NAMES), rationals, bits, (name, a, p) => {
        const f = BALL_FUNCTIONS[name];
        const scaledDown = rational(a.numerator, a.denominator * 2n ** 40n);
        for (const q of [a, scaledDown].filter(
          (r) => Math.abs(Number(r.numerator) / Number(r.denominator)) < 1e6,
        )) {
          const low = f(ballFromRational(q, p), p);
          const high = f(ballFromRational(q, p + 300), p + 300);
          if (isBounded(low)) expect(meet(low, high)).toBe(true);
          if (isBounded(high)) expect(accuracyBits(high)).toBeGreaterThan(p + 150);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('functions of a wide ball contain the values at its points', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FUNCTION_NAMES),
        fc.integer({ min: -(2 ** 20), max: 2 ** 20 }),
        fc.integer({ min: 0, max: 2 ** 20 }),
        fc.double({ min: -1, max: 1, noNaN: true }),
        fc.integer({ min: 18, max: 40 }),
        (name, m, r, at, k) => {
          const f = BALL_FUNCTIONS[name];
          const wide = f({ mantissa: BigInt(m), exponent: -k, radius: r }, 100);
          const point = f({ mantissa: BigInt(m + Math.trunc(at * r)), exponent: -k, radius: 0 }, 150);
          if (isBounded(wide)) expect(isBounded(point) && meet(wide, point)).toBe(true);
          if (Number.isNaN(wide.radius)) expect(Number.isNaN(point.radius)).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('powers of wide balls contain the powers of their points', () => {
    const wide = fc.tuple(
      fc.integer({ min: -(2 ** 16), max: 2 ** 18 }),
      fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 2 ** 17 })),
      fc.integer({ min: 12, max: 17 }),
      fc.double({ min: -1, max: 1, noNaN: true }),
    );
    const make = ([m, r, k, at]: [number, number, number, number]): [Ball, Ball] => [
      { mantissa: BigInt(m), exponent: -k, radius: r },
      { mantissa: BigInt(m + Math.trunc(at * r)), exponent: -k, radius: 0 },
    ];
    const exponent = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: 1, max: 18 }));
    const agree = (image: Ball, point: Ball): void => {
      if (isBounded(image)) expect(isBounded(point) && meet(image, point)).toBe(true);
      if (Number.isNaN(image.radius)) expect(Number.isNaN(point.radius)).toBe(true);
    };
    fc.assert(
      fc.property(wide, wide, exponent, (a, b, [p, q]) => {
        const [x, at] = make(a);
        const [y, exponentAt] = make(b);
        agree(rationalPowerBall(x, rational(p, q), 80), rationalPowerBall(at, rational(p, q), 120));
        agree(powerBall(x, y, 80), powerBall(at, exponentAt, 120));
      }),
      { numRuns: 500 },
    );
  });

  it('x^(p/q) to the q is x^p', () => {
    fc.assert(
      fc.property(
        rationals,
        fc.integer({ min: -80, max: 80 }),
        fc.integer({ min: 1, max: 20 }),
        bits,
        (a, n, d, p) => {
          if (a.numerator === 0n) return;
          const base = rational(a.numerator < 0n ? -a.numerator : a.numerator, a.denominator);
          const x = ballFromRational(base, p);
          const left = rationalPowerBall(rationalPowerBall(x, rational(n, d), p), rational(d), p);
          const right = rationalPowerBall(x, rational(n), p);
          expect(meet(left, right)).toBe(true);
          expect(accuracyBits(left)).toBeGreaterThan(p - 40);
        },
      ),
    );
  });

  it('identities: exp log x = x, cosh^2 - sinh^2 = 1, sin^2 + cos^2 = 1, inverse pairs', () => {
    const f = BALL_FUNCTIONS;
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 30, noNaN: true }), bits, (value, p) => {
        const x = ballFromRational(rational(BigInt(Math.round(value * 2 ** 30)) + 1n, 2n ** 30n), p);
        const contains = (a: Ball, b: Ball) => expect(containsZero(subtractBall(a, b, p))).toBe(true);
        contains(f.exp(f.log(x, p), p), x);
        contains(f.log(f.exp(x, p), p), x);
        contains(subtractBall(squareBall(f.cosh(x, p), p), squareBall(f.sinh(x, p), p), p), ONE_BALL);
        contains(addBall(squareBall(f.cos(x, p), p), squareBall(f.sin(x, p), p), p), ONE_BALL);
        contains(f.arsinh(f.sinh(x, p), p), x);
        contains(f.sinh(f.arsinh(x, p), p), x);
        contains(f.tan(f.arctan(x, p), p), x);
        contains(f.arcosh(f.cosh(x, p), p), x);
        const y = f.tanh(x, p);
        if (isBounded(f.artanh(y, p))) contains(f.artanh(y, p), x);
        contains(f.sin(f.arcsin(y, p), p), y);
        contains(f.cos(f.arccos(y, p), p), y);
      }),
    );
  });
});
