import type { Expression } from '../expression/expression.ts';

/**
 * An untrusted helper for polynomial algebra. What it returns is a proposal: nothing may be used before it is
 * proved by multiplying, substituting or differentiating. Every function returns null when it has no proposal.
 */
export interface PolynomialProposer {
  readonly name: string;
  /** Factors, with their multiplicities, of a polynomial expression; a constant factor may be among them. */
  factor(e: Expression): readonly { readonly factor: Expression; readonly multiplicity: number }[] | null;
  /** A sum of partial fractions equal to the rational function e of x. */
  partialFractions(e: Expression, x: string): Expression | null;
  /** Roots in x of a polynomial of degree 2 or 3. */
  roots(e: Expression, x: string): readonly Expression[] | null;
  /** An antiderivative of a rational function of x. */
  antiderivative(e: Expression, x: string): Expression | null;
}
