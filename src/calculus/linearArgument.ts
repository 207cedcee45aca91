import { differentiate } from '../expression/differentiate.ts';
import {
  ZERO,
  dependsOn,
  divide,
  equal,
  isRational,
  rational,
  type Expression,
  type Rational,
} from '../expression/expression.ts';
import { integerGcd } from '../expression/polynomial.ts';
import { simplify } from '../expression/simplify.ts';
import type { Assumptions } from '../expression/assumptions.ts';
import { product } from '../expression/expression.ts';

/** b when e = a + b x with a, b free of x and b not zero, else null. */
export function linearSlope(e: Expression, x: string): Expression | null {
  const slope = differentiate(e, x);
  return dependsOn(slope, x) || equal(slope, ZERO) ? null : slope;
}

/** Whole multiples of one linear function of x. */
export interface CommonArgument {
  readonly unit: Expression;
  readonly slope: Expression;
  /** Of each argument, in their order. */
  readonly multiples: readonly number[];
}

/** Multiples above this are left alone. */
const LARGEST_MULTIPLE = 12;

/** The linear functions of x as whole multiples of one of them, or null when their ratios are not rational. */
export function commonArgument(
  args: readonly Expression[],
  x: string,
  assumptions: Assumptions,
): CommonArgument | null {
  const [first] = args;
  if (first === undefined || args.some((a) => linearSlope(a, x) === null)) return null;
  const ratios: Rational[] = [];
  for (const a of args) {
    const ratio = simplify(divide(a, first), assumptions);
    if (!isRational(ratio)) return null;
    ratios.push(ratio);
  }
  const denominator = ratios.reduce((d, r) => (d * r.denominator) / integerGcd(d, r.denominator), 1n);
  const numerators = ratios.map((r) => r.numerator * (denominator / r.denominator));
  const common = numerators.reduce((g, n) => integerGcd(g, n), 0n);
  const multiples = numerators.map((n) => Number(n / common));
  if (multiples.some((n) => Math.abs(n) > LARGEST_MULTIPLE)) return null;
  const unit = product(rational(common, denominator), first);
  return { unit, slope: linearSlope(unit, x)!, multiples };
}
