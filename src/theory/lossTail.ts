import { assume, isPositive } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  MINUS_ONE, dependsOn, log, negate, power, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { NO_ASSUMPTIONS } from '../expression/assumptions.ts';
import { simplify } from '../expression/simplify.ts';
import { LOG_SYMBOL, NoExpansion, SeriesRing } from '../calculus/series.ts';
import { MARGIN } from './lossMargin.ts';

/** How a decreasing loss falls to its infimum as the margin m grows, found by expansion. */
export type LossTail =
  /** ℓ - inf ℓ ~ factor · exp(-rate m). */
  | { readonly kind: 'exponential'; readonly rate: Expression; readonly factor: Expression; readonly infimum: Expression }
  /** ℓ - inf ℓ ~ factor · m^(-degree). */
  | { readonly kind: 'polynomial'; readonly degree: Expression; readonly factor: Expression; readonly infimum: Expression }; // prettier-ignore

/** Small variable of an expansion; no name that a person can type. */
const SMALL = 'x\u2032';
const ORDER = 4;

/** The tail of ℓ(m) as m → +∞, or null when neither e^(-m) nor 1/m gives an expansion. */
export function lossTail(margin: Expression): LossTail | null {
  const x = symbol(SMALL);
  const exponential = leadingTerm(margin, negate(log(x)));
  if (exponential !== null) {
    const { exponent: rate, infimum, coefficient } = exponential;
    const factor = simplify(
      substitute(coefficient, new Map([[LOG_SYMBOL, negate(symbol(MARGIN))]])),
      NO_ASSUMPTIONS,
    );
    return { kind: 'exponential', rate, factor, infimum };
  }
  const polynomial = leadingTerm(margin, power(x, MINUS_ONE));
  if (polynomial === null || dependsOn(polynomial.coefficient, LOG_SYMBOL)) return null;
  const { exponent: degree, infimum, coefficient: factor } = polynomial;
  return { kind: 'polynomial', degree, factor, infimum };
}

/** The first term of positive order in x → 0⁺ with the constant before it; null where there is none. */
function leadingTerm(
  margin: Expression,
  m: Expression,
): { exponent: Expression; coefficient: Expression; infimum: Expression } | null {
  const facts = assume({ [SMALL]: '(0, 1)' });
  try {
    const ring = new SeriesRing(SMALL, ORDER, facts);
    const { terms } = ring.expand(
      simplify(substitute(elementaryForm(margin), new Map([[MARGIN, m]])), facts),
    );
    const isConstant = (e: Expression) => e.kind === 'rational' && e.numerator === 0n;
    const [first, second] = terms;
    if (first === undefined) return null;
    const constant = isConstant(first.exponent) ? ring.tower.toExpression(first.coefficient) : null;
    if (constant !== null && dependsOn(constant, LOG_SYMBOL)) return null;
    const term = constant === null ? first : second;
    if (term === undefined || isPositive(term.exponent, facts) !== true) return null;
    const coefficient = ring.tower.toExpression(term.coefficient);
    return { exponent: term.exponent, coefficient, infimum: constant ?? ZERO_VALUE };
  } catch (error) {
    if (error instanceof NoExpansion || error instanceof RangeError) return null;
    throw error;
  }
}

const ZERO_VALUE: Expression = { kind: 'rational', numerator: 0n, denominator: 1n };
