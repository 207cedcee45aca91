import { NO_ASSUMPTIONS, assume, isPositive } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  MINUS_ONE, ZERO, dependsOn, log, negate, power, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { LOG_SYMBOL, NoExpansion, SeriesRing } from '../calculus/series.ts';
import { MARGIN } from './lossMargin.ts';

/**
 * How a decreasing loss falls to its infimum as the margin m grows, found by expansion: ℓ - inf ℓ ~ factor · e^(-rate m), or
 * factor · m^(-degree). `next` is the exponent of e^(-m), or of 1/m, in the first term left out; null where there is none.
 */
export type LossTail = {
  readonly factor: Expression;
  readonly infimum: Expression;
  readonly next: Expression | null;
} & (
  | { readonly kind: 'exponential'; readonly rate: Expression }
  | { readonly kind: 'polynomial'; readonly degree: Expression }
);

/** Small variable of an expansion; no name that a person can type. */
const SMALL = 'x\u2032';
const ORDER = 4;

/** The tail of ℓ(m) as m → +∞, or null when neither e^(-m) nor 1/m gives an expansion. */
export function lossTail(margin: Expression): LossTail | null {
  const x = symbol(SMALL);
  const exponential = leadingTerm(margin, negate(log(x)));
  if (exponential !== null) {
    const { exponent: rate, infimum, coefficient, next } = exponential;
    const factor = simplify(
      substitute(coefficient, new Map([[LOG_SYMBOL, negate(symbol(MARGIN))]])),
      NO_ASSUMPTIONS,
    );
    return { kind: 'exponential', rate, factor, infimum, next };
  }
  const polynomial = leadingTerm(margin, power(x, MINUS_ONE));
  if (polynomial === null || dependsOn(polynomial.coefficient, LOG_SYMBOL)) return null;
  const { exponent: degree, infimum, coefficient: factor, next } = polynomial;
  return { kind: 'polynomial', degree, factor, infimum, next };
}

interface Leading {
  readonly exponent: Expression;
  readonly coefficient: Expression;
  readonly infimum: Expression;
  readonly next: Expression | null;
}

/** The first term of positive order in x → 0⁺ with the constant before it; null where there is none. */
function leadingTerm(margin: Expression, m: Expression): Leading | null {
  const facts = assume({ [SMALL]: '(0, 1)' });
  try {
    const ring = new SeriesRing(SMALL, ORDER, facts);
    const { terms, bounds } = ring.expand(
      simplify(substitute(elementaryForm(margin), new Map([[MARGIN, m]])), facts),
    );
    const isConstant = (e: Expression) => e.kind === 'rational' && e.numerator === 0n;
    const [first, second, third] = terms;
    if (first === undefined) return null;
    const constant = isConstant(first.exponent) ? ring.tower.toExpression(first.coefficient) : null;
    if (constant !== null && dependsOn(constant, LOG_SYMBOL)) return null;
    const term = constant === null ? first : second;
    if (term === undefined || isPositive(term.exponent, facts) !== true) return null;
    const coefficient = ring.tower.toExpression(term.coefficient);
    const after = constant === null ? second : third;
    const next = after?.exponent ?? bounds[0] ?? null;
    return { exponent: term.exponent, coefficient, infimum: constant ?? ZERO, next };
  } catch (error) {
    if (error instanceof NoExpansion || error instanceof RangeError) return null;
    throw error;
  }
}
