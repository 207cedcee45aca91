import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, ZERO, isZero, power, product, rational, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';

/** ψ(w) = Σ_k coefficients[k] (w − w(0))^k + O((w − w(0))^{order+1}), the two lowest coefficients being zero. */
export interface KernelExpansion {
  readonly start: Expression;
  /** Index k holds the coefficient of (w − w(0))^k. */
  readonly coefficients: readonly Expression[];
}

/** The derivative of a function of the parameters along dθ/dσ = ∇F(θ). */
export function alongFlow(f: Expression, map: Expression, parameters: readonly string[]): Expression {
  return sum(...parameters.map((p) => product(differentiate(f, p), differentiate(map, p))));
}

/**
 * The Taylor expansion of the potential at the initial weight, for any map of one coordinate. The derivatives of
 * h at σ = 0 are iterated derivatives of F along its own gradient field, so no closed form of the flow is needed;
 * the series of σ(w) follows by reversion and that of ψ by integration, ψ' = σ.
 */
export function kernelExpansion(
  map: Expression,
  parameters: readonly string[],
  init: ReadonlyMap<string, Expression>,
  order: number,
  assumptions: Assumptions,
): KernelExpansion {
  // prettier-ignore
  const start = simplify(substitute(map, init), assumptions);
  const taylor: Expression[] = [];
  let current = map;
  let factorial = 1n;
  for (let k = 1; k < order; k++) {
    current = simplify(alongFlow(current, map, parameters), assumptions);
    factorial *= BigInt(k);
    taylor[k] = simplify(product(substitute(current, init), rational(1n, factorial)), assumptions);
  }
  const inverse = revertSeries(taylor, order - 1, assumptions);
  const coefficients: Expression[] = [ZERO, ZERO];
  for (let k = 2; k <= order; k++)
    coefficients[k] = simplify(product(inverse[k - 1]!, rational(1, k)), assumptions);
  return { start, coefficients };
}

/** b with σ = Σ b_k x^k the inverse of x = Σ_{k≥1} a_k σ^k, by undetermined coefficients (Lagrange). */
export function revertSeries(
  a: readonly Expression[],
  order: number,
  assumptions: Assumptions,
): Expression[] {
  const slope = power(a[1]!, MINUS_ONE);
  const b: Expression[] = [ZERO, simplify(slope, assumptions)];
  for (let n = 2; n <= order; n++) {
    // Coefficient of x^n in Σ_{k≥2} a_k σ(x)^k, σ known up to x^{n−1}.
    let residue: Expression = ZERO;
    let powers: Expression[] = [...b];
    for (let k = 2; k <= n; k++) {
      powers = truncatedProduct(powers, b, n);
      if (a[k] !== undefined && !isZero(a[k]!)) residue = sum(residue, product(a[k]!, powers[n] ?? ZERO));
    }
    b[n] = simplify(product(MINUS_ONE, slope, residue), assumptions);
  }
  return b;
}

function truncatedProduct(p: readonly Expression[], q: readonly Expression[], order: number): Expression[] {
  const result: Expression[] = new Array<Expression>(order + 1).fill(ZERO);
  for (let i = 0; i <= order; i++) {
    for (let j = 0; i + j <= order; j++) {
      if (p[i] !== undefined && q[j] !== undefined)
        result[i + j] = sum(result[i + j]!, product(p[i]!, q[j]!));
    }
  }
  return result;
}

/** The expansion as an expression in w. */
export function kernelSeries({ start, coefficients }: KernelExpansion, w: string): Expression {
  const x = subtract(symbol(w), start);
  return sum(
    ...coefficients.map((c, k) => (isZero(c) ? ZERO : product(c, power(x, k === 0 ? ONE : rational(k))))),
  );
}
