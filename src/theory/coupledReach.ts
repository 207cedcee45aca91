import { NO_ASSUMPTIONS, isNonzero } from '../expression/assumptions.ts';
import { bitsForDigits, evaluateBall } from '../expression/evaluate.ts';
import { containsZero, isBounded } from '../expression/ball.ts';
import {
  freeSymbols, isRational, isZero, rational, substitute, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import {
  alongOutput,
  atStart,
  isLate,
  tidied,
  type CoupledGeometry,
  type Limits,
} from './coupledGeometry.ts';

/** Evidence that a function is not zero on the reachable set: one of its derivatives along the flow is not, at the start. */
export interface Witness {
  /** Which of the functions. */
  readonly index: number;
  /** The outputs along whose gradients it is differentiated, first to last; empty: its value itself. */
  readonly word: readonly number[];
  /** The derivative, in the parameters, and its exact value at the start. */
  readonly derivative: Expression;
  readonly value: Expression;
  /** Values of the model's own symbols at which the value was seen not to vanish. */
  readonly symbols: ReadonlyMap<string, Rational>;
}

/** Most derivatives along the flow, and functions followed at each order. */
const MOST_ORDER = 3;
const MOST_FOLLOWED = 24;

/**
 * A function that vanishes on everything that gradient flow can reach from the start has vanishing derivatives of every
 * order along the ∇F_i there. Returns the first that does not vanish, orders 0 to 3; null when none was found.
 */
export function witnessAtStart(
  geometry: CoupledGeometry,
  functions: readonly Expression[],
  limits: Limits = {},
): Witness | null {
  let list = functions.map((derivative, index) => ({ derivative, index, word: [] as number[] }));
  for (let order = 0; order <= MOST_ORDER; order++) {
    const next: typeof list = [];
    for (const { derivative, index, word } of list) {
      if (isLate(limits)) return null;
      if (isZero(derivative)) continue;
      const found = nonzeroAtStart(geometry, derivative);
      if (found !== null) return { index, word, derivative, ...found };
    }
    for (const { derivative: long, index, word } of list) {
      if (isLate(limits)) return null;
      // what vanishes at the start by its value alone is simplified before it is differentiated
      const derivative = order === 0 ? tidied(long, geometry.model) : long;
      if (isZero(derivative)) continue;
      if (order < MOST_ORDER)
        for (const i of geometry.model.maps.keys())
          if (next.length < MOST_FOLLOWED)
            next.push({
              derivative: tidied(alongOutput(geometry, i, derivative), geometry.model),
              index,
              word: [...word, i],
            });
    }
    list = next;
  }
  return null;
}

/** Whether the value at the start exists and is certainly not 0. */
export const hasNonzeroStart = (geometry: CoupledGeometry, e: Expression): boolean =>
  nonzeroAtStart(geometry, e) !== null;

function nonzeroAtStart(
  { model }: CoupledGeometry,
  e: Expression,
): { value: Expression; symbols: ReadonlyMap<string, Rational> } | null {
  let value: Expression;
  try {
    value = atStart(model, e);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
  const names = [...freeSymbols(value)];
  for (const first of names.length === 0 ? [1] : [1, 2, 3]) {
    const symbols = new Map(names.map((name, k) => [name, rational(first + k)] as const));
    if (isCertainlyNonzero(substituted(value, symbols))) return { value, symbols };
  }
  return null;
}

function substituted(e: Expression, symbols: ReadonlyMap<string, Rational>): Expression | null {
  try {
    return substitute(e, symbols);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Whether the value is certainly not 0: a number in ball arithmetic, a formula under its assumptions. */
export function isCertainlyNonzero(e: Expression | null, assumptions = NO_ASSUMPTIONS): boolean {
  if (e === null) return false;
  if (freeSymbols(e).size > 0) return isNonzero(e, assumptions) === true;
  if (isRational(e)) return e.numerator !== 0n;
  const ball = evaluateBall(e, new Map(), bitsForDigits(40));
  return ball !== 'undefined' && isBounded(ball) && !containsZero(ball);
}
