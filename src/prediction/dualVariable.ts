import { DomainError } from '../errors.ts';
import { ballToNumber, isBounded, type Ball } from '../expression/ball.ts';
import { evaluateBall, type Limits } from '../expression/evaluate.ts';
import {
  HALF, ONE, isRational, product, rational, substitute, subtract, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { Root } from '../expression/root.ts';
import { DUAL, WEIGHT } from '../theory/model.ts';
import type { OpenInterval, SeparableTheory } from '../theory/separableTheory.ts';

/** The unknown that stands for s in root finding: s itself, or its place in the dual interval. */
export const PLACE = 'z';

/** s as an expression in the place z, and the rational interval of z. */
export interface DualPlace {
  readonly dual: Expression;
  readonly lower: Rational | null;
  readonly upper: Rational | null;
}

/** Puts the ends of the dual interval, which may be irrational, at rational places. */
export function dualPlace({ dualDomain, model }: SeparableTheory): DualPlace {
  const z = symbol(PLACE);
  const { lower, upper } = dualDomain;
  const tidy = (e: Expression) => simplify(e, model.assumptions);
  if (lower === null && upper === null) return { dual: z, lower: null, upper: null };
  if (lower !== null && upper !== null) {
    const centre = tidy(product(HALF, sum(lower, upper)));
    const half = tidy(product(HALF, subtract(upper, lower)));
    return { dual: sum(centre, product(half, z)), lower: rational(-1), upper: ONE };
  }
  if (upper !== null) return { dual: sum(upper, z), lower: null, upper: rational(0) };
  return { dual: sum(lower!, z), lower: rational(0), upper: null };
}

/** The root z of h(s(z)) = w for one weight, a number. Throws DomainError with the interval when w is outside the range. */
export function dualRoot(theory: SeparableTheory, place: DualPlace, w: Expression, limits?: Limits): Root {
  requireInside(w, theory.weightDomain, WEIGHT);
  const h = substitute(theory.inverseMirrorMap, new Map([[DUAL, place.dual]]));
  return new Root(
    { equation: subtract(h, w), unknown: PLACE, lower: place.lower, upper: place.upper, increasing: true },
    limits,
  );
}

/** Throws DomainError naming the interval when a number is not inside it. */
export function requireInside(x: Expression, { lower, upper }: OpenInterval, name: string): void {
  const outside = (bound: Expression | null, sign: 1 | -1): boolean => {
    if (bound === null) return false;
    const difference = product(rational(sign), subtract(bound, x));
    if (isRational(difference)) return difference.numerator <= 0n;
    const ball: Ball | 'undefined' = evaluateBall(difference, new Map(), 200);
    return ball === 'undefined' || !isBounded(ball) || ballToNumber(ball) <= 0;
  };
  if (!outside(upper, 1) && !outside(lower, -1)) return;
  const low = lower === null ? '-inf' : toText(lower);
  const high = upper === null ? 'inf' : toText(upper);
  throw new DomainError(
    `${name} = ${toText(x)} is outside the domain ${low} < ${name} < ${high}`,
    `choose ${name} inside the interval`,
  );
}
