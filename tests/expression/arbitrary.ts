import fc from 'fast-check';
import {
  FUNCTION_NAMES, PI, call, divide, power, product, rational, subtract, sum, symbol,
  type Expression, type FunctionName, type Rational,
} from '../../src/expression/expression.ts'; // prettier-ignore

export const NAMES = ['x', 'y', 'z'] as const;

/** Small rationals, positive and negative. */
export const smallRational: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: -40, max: 40 }), fc.integer({ min: 1, max: 12 }))
  .map(([n, d]) => rational(n, d));

/** Positive rationals in [1/40, 40]. */
export const positiveRational: fc.Arbitrary<Rational> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .map(([n, d]) => rational(n, d));

const exponents = fc.oneof(
  fc.integer({ min: -3, max: 4 }).map((n) => rational(n)),
  fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 2, max: 5 })).map(([n, d]) => rational(n, d)),
);

/** Tries a construction that throws RangeError on 0 to a negative power. */
const orOne = (f: () => Expression): Expression => {
  try {
    return f();
  } catch {
    return rational(1);
  }
};

/** Random expressions in x, y, z of moderate depth, not necessarily defined everywhere. */
export const expressions: fc.Arbitrary<Expression> = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Expression>(...NAMES.map(symbol), PI),
    smallRational,
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => sum(a, b)),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => subtract(a, b)),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => orOne(() => product(a, b))),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => orOne(() => divide(a, b))),
    fc.tuple(tie('e'), exponents).map(([a, q]) => orOne(() => power(a, q))),
    fc.tuple(tie('e'), tie('e')).map(([a, b]) => orOne(() => power(a, b))),
    fc.tuple(fc.constantFrom<FunctionName>(...FUNCTION_NAMES), tie('e')).map(([f, a]) => call(f, a)),
  ),
})).e;
