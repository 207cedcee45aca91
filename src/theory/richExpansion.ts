import { assume, compare, isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  MINUS_ONE, ONE, ZERO, children, dependsOn, divide, log, negate, power, product, rational, substitute, subtract, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { linearSlope } from '../calculus/antiderivative.ts';
import { LOG_SYMBOL, NoExpansion, SeriesRing, type Series, type SeriesTerm } from '../calculus/series.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';

/** Name of the variable that tends to 0 as the weight grows; no name that a person can type. */
export const SMALL = 'x\u2032';

/** ψ for large |w| on one side, in decreasing order, with what is needed to check it. */
export interface RichExpansion {
  /** +1 for w → +∞, −1 for w → −∞; the expansion is in |w|. */
  readonly side: 1 | -1;
  /** ψ = Σ terms + smaller, expressions in w (standing for |w|). */
  readonly terms: readonly Expression[];
  /** s as a function of the small variable x, for checking. */
  readonly dual: Expression;
  /** The exponent of x in the first term left out. */
  readonly next: Expression | null;
  readonly assumptions: Assumptions;
}

/** Terms kept beyond the leading one. */
const ORDER = 3;

/**
 * The expansion of the potential as w → ±∞: the branch that grows is followed by its own small variable, x = the
 * base of its power (which vanishes at the end of the dual interval) or x = e^{−ks} for the fastest exponential;
 * w = h is expanded in x, reverted, and put into ψ = s w − ψ*(s). Null when the weight stays bounded on that side
 * or h grows like a polynomial (no rich regime). Throws NoExpansion when the order of the terms is not decided.
 */
export function richExpansion(t: SeparableTheory, side: 1 | -1): RichExpansion | null {
  const bound = side === 1 ? t.weightDomain.upper : t.weightDomain.lower;
  if (bound !== null) return null;
  const assumptions = assume({ [SMALL]: '(0, 1)' }, { ...t.model.assumptions });
  const dual = smallVariable(t, side);
  if (dual === null) return null;
  const at = (e: Expression) => substitute(elementaryForm(e), new Map([[DUAL, dual]]));
  const signed = product(side === 1 ? ONE : MINUS_ONE, at(t.inverseMirrorMap));
  const ring = new SeriesRing(SMALL, ORDER, assumptions);
  const w = ring.expand(tidy(signed, assumptions));
  const psi = ring.expand(tidy(at(t.parametricPotential), assumptions));
  const first = w.terms[0];
  if (first === undefined || isNegative(first.exponent, assumptions) !== true)
    throw new NoExpansion('the weight does not grow like a power of the small variable');
  const { inY, leading } = inverted(ring, w, psi);
  const scale = ring.tower.toExpression(leading.coefficient);
  const relative = divide(symbol(WEIGHT), scale);
  const exponent = power(leading.exponent, MINUS_ONE);
  const kept = inY.terms.slice(0, ORDER + 1);
  const facts = assume({ [WEIGHT]: 'positive' }, t.model.assumptions);
  const terms = kept.map(({ coefficient, exponent: e }) => {
    const c = substitute(
      ring.tower.toExpression(coefficient),
      new Map([[LOG_SYMBOL, product(exponent, log(relative))]]),
    );
    return simplify(product(c, power(relative, simplify(product(e, exponent), facts))), facts);
  });
  const beyond = [...inY.terms.slice(ORDER + 1).map((term) => term.exponent), ...inY.bounds];
  return { side, terms, dual, next: ring.least(beyond), assumptions };
}

/** ψ as a series in y, w = leading(y), by as few steps of the reversion as make the terms that are wanted complete. */
function inverted(ring: SeriesRing, w: Series, psi: Series): { inY: Series; leading: SeriesTerm } {
  for (let steps = ORDER - 1; ; steps++) {
    const { series, leading } = ring.revert(w, steps);
    const inY = ring.substituteSeries(psi, series);
    if (steps === ORDER || ring.settles(inY, ORDER + 2)) return { inY, leading };
  }
}

/** s as a function of the small variable of the growing branch, or null. */
function smallVariable(t: SeparableTheory, side: 1 | -1): Expression | null {
  const end = side === 1 ? t.dualDomain.upper : t.dualDomain.lower;
  const x = symbol(SMALL);
  if (end !== null) {
    for (const c of t.branches.flatMap((b) => b.flow.conditions)) {
      const slope = linearSlope(c, DUAL);
      if (slope === null || isPositive(product(symbolSign(side), slope), t.model.assumptions) !== true)
        continue;
      const constant = substitute(c, new Map([[DUAL, ZERO]]));
      return divide(subtract(x, constant), slope);
    }
    return null;
  }
  const facts = t.model.assumptions;
  const fastest = exponentialRates(elementaryForm(t.inverseMirrorMap))
    .map((k) => (side === 1 ? k : negate(k)))
    .filter((k) => isPositive(k, facts) === true)
    .reduce<Expression | null>(
      (best, k) => (best === null || compare(k, best, facts) === 1 ? k : best),
      null,
    );
  return fastest === null ? null : divide(log(x), product(rational(-side), fastest));
}

/** The base that vanishes falls towards the upper end and rises from the lower one. */
const symbolSign = (side: 1 | -1): Expression => (side === 1 ? MINUS_ONE : ONE);

/** k for every factor exp(k s): s = −log(x)/k makes exp(k s) = 1/x. */
function exponentialRates(e: Expression): Expression[] {
  if (e.kind === 'call' && e.name === 'exp' && dependsOn(e, DUAL)) {
    const slope = linearSlope(e.argument, DUAL);
    return slope === null ? [] : [slope];
  }
  return children(e).flatMap(exponentialRates);
}

/** Bases simplified, so that a base that is x itself is seen to be. */
function tidy(e: Expression, assumptions: Assumptions): Expression {
  if (e.kind === 'sum') return sum(...e.terms.map((t) => tidy(t, assumptions)));
  if (e.kind === 'product') return product(...e.factors.map((t) => tidy(t, assumptions)));
  if (e.kind === 'power')
    return power(
      tidy(e.base, assumptions).kind === 'symbol' ? e.base : simplify(e.base, assumptions),
      e.exponent,
    );
  if (e.kind === 'call') return { ...e, argument: simplify(e.argument, assumptions) };
  return e;
}
