import fc from 'fast-check';
import {
  FUNCTION_NAMES, PI, call, divide, negate, power, product, rational, sum, symbol,
  type Expression,
} from '../../src/expression/expression.ts'; // prettier-ignore

const numbers = fc
  .tuple(fc.integer({ min: -12, max: 12 }), fc.integer({ min: 1, max: 9 }))
  .map(([n, d]): Expression => rational(n, d));
const names = fc.constantFrom('w', 'alpha', 'D', 'u0', 'x_max').map((name): Expression => symbol(name));

/** An undefined construction (0 to a negative power) becomes its base. */
function guarded(build: () => Expression, otherwise: Expression): Expression {
  try {
    return build();
  } catch {
    return otherwise;
  }
}

/** Random expressions of every kind, built by the constructors. */
export const arbitraryExpression: fc.Arbitrary<Expression> = fc.letrec<{ e: Expression }>((tie) => ({
  e: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 2, arbitrary: names },
    { weight: 2, arbitrary: numbers },
    { weight: 1, arbitrary: fc.constant<Expression>(PI) },
    { weight: 3, arbitrary: fc.array(tie('e'), { minLength: 2, maxLength: 4 }).map((es) => guarded(() => sum(...es), es[0]!)) },
    { weight: 3, arbitrary: fc.array(tie('e'), { minLength: 2, maxLength: 4 }).map((es) => guarded(() => product(...es), es[0]!)) },
    { weight: 2, arbitrary: fc.tuple(tie('e'), tie('e')).map(([a, b]) => guarded(() => divide(a, b), a)) },
    { weight: 1, arbitrary: tie('e').map((a) => negate(a)) },
    { weight: 2, arbitrary: fc.tuple(tie('e'), numbers).map(([a, r]) => guarded(() => power(a, r), a)) },
    { weight: 2, arbitrary: fc.tuple(tie('e'), tie('e')).map(([a, b]) => guarded(() => power(a, b), a)) },
    { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...FUNCTION_NAMES), tie('e')).map(([f, a]) => call(f, a)) },
  ),
})).e; // prettier-ignore
