import type { Assumptions } from '../expression/assumptions.ts';
import {
  MINUS_ONE, equal, isRational, power, product, splitCoefficient, substitute, subtract, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import type { GradientFlow } from '../calculus/gradientProblem.ts';

/** A function of the parameters that every gradient flow of the model keeps, with its value at the start. */
export interface ConservedQuantity {
  readonly quantity: Expression;
  readonly value: Expression;
}

/**
 * Along the flow the clock G_j(θ_j) − G_j(θ_j(0)) = σ of every block, so differences of the clocks are kept, besides what
 * each block keeps. They are written without a common constant factor, and as products of powers where they are sums of
 * logarithms.
 */
export function conservedQuantities(
  flows: readonly Pick<GradientFlow, 'clock' | 'conserved'>[],
  init: ReadonlyMap<string, Expression>,
  assumptions: Assumptions,
): ConservedQuantity[] {
  const [first, ...others] = flows;
  if (first === undefined) return [];
  const between = others.map(({ clock }) => {
    const difference = subtract(first.clock, clock);
    return asProduct(difference, assumptions) ?? withoutFactor(difference);
  });
  return [...flows.flatMap((f) => f.conserved), ...between].map((quantity) => ({
    quantity,
    value: simplify(substitute(quantity, init), assumptions),
  }));
}

/** exp of a sum of logarithms, raised to the power that makes the first exponent 1. */
function asProduct(e: Expression, assumptions: Assumptions): Expression | null {
  const terms = e.kind === 'sum' ? e.terms : [e];
  const powers: { base: Expression; exponent: Expression }[] = [];
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const logs = factors.filter((f) => f.kind === 'call' && f.name === 'log');
    const only = logs[0];
    if (logs.length !== 1 || only?.kind !== 'call') return null;
    powers.push({ base: only.argument, exponent: product(...factors.filter((f) => f !== only)) });
  }
  const unit = power(powers[0]!.exponent, MINUS_ONE);
  return product(
    ...powers.map(({ base, exponent }) => power(base, simplify(product(exponent, unit), assumptions))),
  );
}

/** e divided by what its terms have in common: a factor free of powers of the parameters in every term. */
function withoutFactor(e: Expression): Expression {
  if (e.kind !== 'sum') return splitCoefficient(e)[1];
  const [head] = e.terms;
  const common = (head!.kind === 'product' ? head!.factors : [head!]).filter(
    (f) => !isRational(f) && e.terms.every((t) => t.kind === 'product' && t.factors.some((g) => equal(f, g))),
  );
  const [c] = splitCoefficient(head!);
  const inverse = product(power(c, MINUS_ONE), ...common.map((f) => power(f, MINUS_ONE)));
  const divided = e.terms.map((t) => product(t, inverse));
  return { kind: 'sum', terms: divided };
}
