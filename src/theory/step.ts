import type { Assumptions } from '../expression/assumptions.ts';
import type { Expression } from '../expression/expression.ts';
import type { NoRadicalForm } from '../calculus/noRadicalForm.ts';

/** A formula to print: a left side as text and LaTeX, and the expression it equals. */
export interface Formula {
  readonly left: string;
  readonly leftLatex: string;
  readonly right: Expression;
  /** True for the leading terms of a series, which are printed with dots. */
  readonly truncated?: boolean;
}

/** Something that verification can decide about a step. */
export type Claim =
  | {
      readonly kind: 'identity';
      readonly name: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly assumptions: Assumptions;
    }
  | {
      /** exact(x) = Σ terms + O(next) as the variable tends to its end; checked by the order of the remainder. */
      readonly kind: 'expansion';
      readonly name: string;
      readonly exact: Expression;
      readonly series: Expression;
      readonly variable: string;
      /** `zero` from the right, or `infinity`. */
      readonly towards: 'zero' | 'infinity';
      /** Exponent of the variable in the first term left out, when known. */
      readonly next: Expression | null;
      readonly assumptions: Assumptions;
    }
  | {
      /** equation(z) = omega has no root in radicals at a rational omega; `root` is the unknown of the polynomial in z. */
      readonly kind: 'galois';
      readonly name: string;
      readonly proof: NoRadicalForm;
      readonly equation: Expression;
      readonly variable: string;
      readonly root: Expression;
    }
  | {
      /**
       * composed = value, proved through the vanishing of a polynomial cleared of roots and sampled as it stands; the
       * composition in the other order, sampled too, tells the branch.
       */
      readonly kind: 'inverse';
      readonly name: string;
      readonly polynomial: Expression;
      readonly polynomialAssumptions: Assumptions;
      readonly composed: Expression;
      readonly value: Expression;
      readonly assumptions: Assumptions;
      readonly back: {
        readonly left: Expression;
        readonly right: Expression;
        readonly assumptions: Assumptions;
      };
    }
  | {
      /** The expression is positive, or with `orZero` not negative, wherever the assumptions hold. */
      readonly kind: 'positive';
      readonly name: string;
      readonly expression: Expression;
      readonly orZero?: boolean;
      readonly assumptions: Assumptions;
    }
  | { readonly kind: 'definition'; readonly name: string }
  | { readonly kind: 'open'; readonly name: string; readonly why: string };

/** One step of the derivation: what is found, why, and what must be checked about it. */
export interface Step {
  readonly id: string;
  readonly title: string;
  readonly text: string;
  readonly formulas: readonly Formula[];
  readonly reason: string;
  readonly claims: readonly Claim[];
}
