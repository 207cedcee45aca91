import type { Assumptions } from '../expression/assumptions.ts';
import { isNegative, isPositive } from '../expression/assumptions.ts';
import {
  HALF, ONE, ZERO, dependsOn, divide, equal, isRational, keyOf, negate, power, product, substitute, subtract, sum,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { simplify } from '../expression/simplify.ts';
import { linearSlope } from './antiderivative.ts';

/**
 * A function of s that is a sum of two powers of linear forms with the same exponent, brought to
 *
 *     h(s) = offset + amplitude · [(1 − z)^E + ratio · (1 + z)^E],   s = centre + halfWidth · z,
 *
 * by moving the two branch points to z = 1 and z = −1. Both linear forms are positive for −1 < z < 1.
 */
export interface PowerPair {
  readonly exponent: Rational;
  readonly ratio: Expression;
  readonly amplitude: Expression;
  readonly offset: Expression;
  readonly centre: Expression;
  readonly halfWidth: Expression;
}

interface PowerTerm {
  readonly coefficient: Expression;
  readonly base: Expression;
  readonly exponent: Rational;
}

/** The normal form of h as a power pair, or null when h is no such sum. */
export function powerPair(h: Expression, s: string, assumptions: Assumptions): PowerPair | null {
  const terms = h.kind === 'sum' ? h.terms : [h];
  const offset = sum(...terms.filter((t) => !dependsOn(t, s)));
  const powers = terms.filter((t) => dependsOn(t, s)).map((t) => powerTerm(t, s));
  if (powers.length !== 2 || powers.some((p) => p === null)) return null;
  const [one, two] = powers as [PowerTerm, PowerTerm];
  if (keyOf(one.exponent) !== keyOf(two.exponent)) return null;
  const slope = (t: PowerTerm) => linearSlope(t.base, s)!;
  const falling = isNegative(slope(one), assumptions) === true ? one : two;
  const rising = falling === one ? two : one;
  if (isNegative(slope(falling), assumptions) !== true || isPositive(slope(rising), assumptions) !== true)
    return null;
  const tidy = (e: Expression) => simplify(e, assumptions);
  const rootOf = (t: PowerTerm) => tidy(negate(divide(substitute(t.base, new Map([[s, ZERO]])), slope(t))));
  const [upper, lower] = [rootOf(falling), rootOf(rising)];
  const halfWidth = tidy(product(HALF, subtract(upper, lower)));
  const strength = (t: PowerTerm, k: Expression) =>
    tidy(product(t.coefficient, power(tidy(product(k, halfWidth)), t.exponent)));
  const amplitude = strength(falling, negate(slope(falling)));
  const second = strength(rising, slope(rising));
  return {
    exponent: one.exponent,
    ratio: tidy(divide(second, amplitude)),
    amplitude,
    offset,
    centre: tidy(product(HALF, sum(upper, lower))),
    halfWidth,
  };
}

function powerTerm(t: Expression, s: string): PowerTerm | null {
  const factors = t.kind === 'product' ? t.factors : [t];
  const inside = factors.filter((f) => dependsOn(f, s));
  const coefficient = product(...factors.filter((f) => !dependsOn(f, s)));
  const [f] = inside;
  if (inside.length !== 1 || f === undefined) return null;
  const [base, exponent] = f.kind === 'power' ? [f.base, f.exponent] : [f, ONE];
  if (!isRational(exponent) || linearSlope(base, s) === null) return null;
  return { coefficient, base, exponent };
}

/** (1 − z)^E + ratio (1 + z)^E as an expression in z. */
export function pairFunction({ exponent, ratio }: PowerPair, z: Expression): Expression {
  return sum(power(subtract(ONE, z), exponent), product(ratio, power(sum(ONE, z), exponent)));
}

/** True when the pair is odd in z: ratio = −1. */
export const isOddPair = ({ ratio }: PowerPair): boolean => equal(ratio, negate(ONE));
