import {
  MINUS_ONE, isRational, power, product, signOfRational, splitCoefficient,
  type Expression,
  type Power,
} from './expression.ts'; // prettier-ignore

/** A product (or a single factor) as people write it: a sign, a numerator and a denominator without negative powers. */
export interface Quotient {
  readonly negative: boolean;
  /** Integer parts of the rational coefficient, positive. */
  readonly up: bigint;
  readonly down: bigint;
  readonly numerator: readonly Expression[];
  readonly denominator: readonly Expression[];
}

/** Splits e; the factors keep their order. `goesBelow` says which powers count as denominators. */
export function quotient(e: Expression, goesBelow = (p: Power): boolean => hasMinus(p.exponent)): Quotient {
  const [coefficient, rest] = splitCoefficient(e);
  const negative = coefficient.numerator < 0n;
  const numerator: Expression[] = [];
  const denominator: Expression[] = [];
  const factors = isRational(rest) ? [] : rest.kind === 'product' ? rest.factors : [rest];
  for (const factor of factors) {
    if (factor.kind === 'power' && goesBelow(factor)) {
      denominator.push(power(factor.base, product(MINUS_ONE, factor.exponent)));
    } else numerator.push(factor);
  }
  return {
    negative,
    up: negative ? -coefficient.numerator : coefficient.numerator,
    down: coefficient.denominator,
    numerator,
    denominator,
  };
}

/** Whether e has a negative coefficient, so that people write a minus sign before it. */
export const hasMinus = (e: Expression): boolean => signOfRational(splitCoefficient(e)[0]) < 0;
