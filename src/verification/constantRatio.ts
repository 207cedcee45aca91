import type { Assumptions } from '../expression/assumptions.ts';
import { ballToNumber, isBounded } from '../expression/ball.ts';
import { differentiate } from '../expression/differentiate.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  divide, freeSymbols, isZero, product, rational, substitute, subtract, sum, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { candidatePoints, sampleIdentity, type Identity, type SamplingOptions } from './verifyIdentity.ts';

/**
 * The ratio of the sides of an identity where it depends on the given constants alone, else null. A ratio that jumps has the
 * derivative 0 too, so the sides are compared again with the ratio in place.
 */
export function constantRatio(
  identity: Identity,
  constants: readonly string[],
  options: SamplingOptions,
): Expression | null {
  const { left, right, assumptions } = identity;
  const ratio = isZero(right) ? null : constantIn(divide(left, right), constants, assumptions, options);
  if (ratio === null) return null;
  const again = sampleIdentity({ left, right: product(ratio, right), assumptions }, options);
  return again.verdict === 'checked' ? ratio : null;
}

/** The difference of the sides, left - right, where it depends on the given constants alone, else null. */
export function constantDifference(
  { left, right, assumptions }: Identity,
  constants: readonly string[],
  options: SamplingOptions,
): Expression | null {
  const gap = constantIn(subtract(left, right), constants, assumptions, options);
  if (gap === null) return null;
  const again = sampleIdentity({ left, right: sum(right, gap), assumptions }, options);
  return again.verdict === 'checked' ? gap : null;
}

/** An expression without the variables in which it is constant; null where it varies with one that is not among the constants. */
function constantIn(
  e: Expression,
  constants: readonly string[],
  facts: Assumptions,
  options: SamplingOptions,
): Expression | null {
  const known = new Set(constants);
  const variables = [...freeSymbols(e)].filter((name) => !known.has(name));
  if (variables.length === 0) return simplify(e, facts);
  if (variables.some((name) => proveZero(differentiate(e, name), facts) === null)) return null;
  return constantValue(e, variables, facts, options);
}

/** The value of an expression that is constant in the variables: its normal form, else its value at one point. */
function constantValue(
  ratio: Expression,
  variables: readonly string[],
  facts: Assumptions,
  options: SamplingOptions,
): Expression | null {
  const isConstant = (e: Expression): boolean => variables.every((name) => !freeSymbols(e).has(name));
  const simple = simplify(ratio, facts);
  if (isConstant(simple)) return simple;
  const guess = smallRational(ratio, facts, options);
  if (guess !== null && proveZero(subtract(ratio, guess), facts) !== null) return guess;
  for (const point of candidatePoints([ratio], facts, options.seed, 3)) {
    const at = new Map([...point].filter(([name]) => variables.includes(name)));
    try {
      const value = simplify(substitute(ratio, at), facts);
      if (isConstant(value)) return value;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  return null;
}

/** A rational with a small denominator near the value of the ratio at one point: a proposal, to be proved. */
function smallRational(ratio: Expression, facts: Assumptions, options: SamplingOptions): Rational | null {
  for (const point of candidatePoints([ratio], facts, options.seed, 3)) {
    const value = evaluateBall(ratio, point, 120);
    if (value === 'undefined' || !isBounded(value)) continue;
    const x = ballToNumber(value);
    for (let q = 1; q <= 1000; q++) {
      const p = Math.round(x * q);
      if (Math.abs(x * q - p) < 1e-9 * Math.abs(x * q)) return rational(p, q);
    }
  }
  return null;
}
