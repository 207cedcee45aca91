import { assume, withPositive, type Assumptions } from '../expression/assumptions.ts';
import { compile } from '../expression/compile.ts';
import {
  ONE, isRational, negate, power, product, rational, rationalToNumber, size, subtract, sum, symbol,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import * as poly from '../expression/polynomial.ts';
import { proveZero } from '../expression/prove.ts';
import { noRadicalForm, type NoRadicalForm, type Undecided } from './noRadicalForm.ts';
import { OMEGA, UNKNOWN, pairDegree, pairEquation } from './pairEquation.ts';
import { isOddPair, pairFunction, type PowerPair } from './powerPair.ts';
import { realValue } from './realValue.ts';
import { solvePolynomial } from './solvePolynomial.ts';

/** No name that a person can type, so that it meets no symbol of a model. */
export const OMEGA_SYMBOL = 'omega\u2032';
const omega = symbol(OMEGA_SYMBOL);

/** z(ω) in closed form, on the whole line or, for an odd pair, on ω > 0 with z(−ω) = −z(ω). */
export interface PairInverse {
  readonly z: Expression;
  readonly halfLine: boolean;
  readonly rules: readonly string[];
  /** P(z(ω), ω), which vanishes identically under the assumptions beside it. */
  readonly cleared: { readonly polynomial: Expression; readonly polynomialAssumptions: Assumptions };
}

/** Pair equations of higher degree are neither solved nor examined for a proof that no solution exists. */
const HIGHEST_DEGREE = 200;

/** Positive ω at which branches are told apart; for E > 0 they are scaled into the range. */
const SAMPLES = [0.003, 0.11, 0.7, 0.93];
const WIDE = [1e-3, 0.2, 1.3, 17, 900];

/**
 * The inverse of (1 − z)^E + ρ (1 + z)^E = ω on −1 < z < 1 in closed form, found by clearing roots and solving the
 * polynomial P, told from the other branches at sample points, and accepted when P(z(ω), ω) = 0 is proved. For whole
 * exponents P is h(z) − ω times a power of 1 − z², which does not vanish, so h(z(ω)) = ω. For half-integer ones P
 * vanishes exactly where ω is one of ±A ± B with A = (1 − z)^E and B = (1 + z)^E; on ω > 0 and |z| < 1 these four
 * never meet, so by continuity the branch seen at the sample points, ω = A − B, is the branch everywhere. Null when
 * the polynomial cannot be solved here; that is no proof that no closed form exists.
 */
export function pairInverse(pair: PowerPair, assumptions: Assumptions): PairInverse | null {
  if (!isRational(pair.ratio) || pairDegree(pair.exponent) > HIGHEST_DEGREE) return null;
  const { polynomial, unknown, rootDegree } = pairEquation(pair.exponent, pair.ratio);
  if (poly.degree(polynomial, UNKNOWN) > 8) return null;
  const samples = sampleValues(pair);
  const sample = new Map([[OMEGA_SYMBOL, samples[1]!]]);
  const roots = solvePolynomial(coefficientsOf(polynomial), { sample });
  const candidates = roots.map((x) => (unknown === 'z' ? x : subtract(ONE, power(x, rational(rootDegree)))));
  const odd = isOddPair(pair);
  // Forms that also hold at ω = 0 come first, then the short ones.
  const cost = (z: Expression) =>
    size(z) + (realValue(z, new Map([[OMEGA_SYMBOL, 0]])) === undefined ? 1000 : 0);
  const ordered = candidates
    .flatMap((c) => [c, negate(c)])
    .map((z) => ({ z, cost: cost(z) }))
    .sort((a, b) => a.cost - b.cost);
  for (const { z } of ordered) {
    const isInverseAt = inverseTest(pair, z);
    if (!samples.every(isInverseAt)) continue;
    const wholeLine = samples.every((x) => isInverseAt(-x));
    if (!wholeLine && !odd) continue;
    const facts = withPositive(assume({ [OMEGA_SYMBOL]: wholeLine ? 'real' : 'positive' }, assumptions), [
      subtract(ONE, z),
      sum(ONE, z),
    ]);
    const whole = pair.exponent.denominator === 1n;
    if (!whole && (pair.exponent.denominator !== 2n || !odd)) return null;
    const value = sum(...coefficientsOf(polynomial).map((c, k) => product(c, power(z, rational(k)))));
    if (proveZero(value, facts) === null) continue;
    const rules = ['clear roots', 'polynomial in radicals', whole ? 'composition' : 'branch separation'];
    return {
      z,
      halfLine: !wholeLine || !whole,
      rules,
      cleared: { polynomial: value, polynomialAssumptions: facts },
    };
  }
  return null;
}

/** +1 when ω > 0 has z > 0 for this pair, −1 otherwise. */
const pairSign = (pair: PowerPair): number => (pair.exponent.numerator < 0n ? 1 : -1);

function sampleValues(pair: PowerPair): number[] {
  if (pair.exponent.numerator < 0n) return WIDE;
  const top = 2 ** rationalToNumber(pair.exponent);
  return SAMPLES.map((x) => x * top);
}

/** Ascending coefficients in the unknown, expressions in ω. */
const coefficientsOf = (polynomial: poly.Polynomial): Expression[] =>
  poly
    .coefficientsIn(polynomial, UNKNOWN)
    .map((c) =>
      sum(
        ...poly
          .toTerms(c)
          .map(({ coefficient, exponents }) =>
            product(rational(coefficient), power(omega, rational(exponents[OMEGA] ?? 0))),
          ),
      ),
    );

/**
 * A proof that the inverse of a pair with a rational ratio has no expression in radicals, from the polynomial of
 * its root at rational ω; or why none was found.
 */
export function pairHasNoRadicalInverse(pair: PowerPair & { ratio: Rational }): NoRadicalForm | Undecided {
  const degree = pairDegree(pair.exponent);
  if (degree > HIGHEST_DEGREE)
    return {
      proved: false,
      why: `the equation freed of roots has degree ${degree}, beyond the ${HIGHEST_DEGREE} tried here`,
    };
  const { polynomial, unknown } = pairEquation(pair.exponent, pair.ratio);
  const [low, high] = unknown === 'a' ? [0, 2] : pairSign(pair) > 0 ? [0, 1] : [-1, 0];
  const interval = { lower: rational(low), upper: rational(high) };
  const points = (pair.exponent.numerator < 0n ? [1, 2, 3, 5] : [1]).map(
    (x) => new Map([[OMEGA_SYMBOL, rational(x)]]),
  );
  return noRadicalForm(coefficientsOf(polynomial), { unknown, interval, points });
}

/** Whether z(x) is real, inside (−1, 1), and solves the equation at ω = x to nearly double precision. */
function inverseTest(pair: PowerPair, z: Expression): (x: number) => boolean {
  const inverse = compile(z, [OMEGA_SYMBOL]);
  const forward = compile(pairFunction(pair, symbol('z')), ['z']);
  return (x) => {
    const root = inverse([x]);
    if (!(Math.abs(root) < 1)) return false;
    return Math.abs(forward([root]) - x) <= 1e-5 * (1 + Math.abs(x));
  };
}
