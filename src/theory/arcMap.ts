import { isPositive, domainOf, withPositive, type Assumptions } from '../expression/assumptions.ts';
import { DomainError } from '../errors.ts';
import {
  MINUS_ONE, TWO, ZERO, isRational, mapChildren, negate, power, product, rationalToNumber, size, sqrt, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { representative } from '../expression/representative.ts';
import { normalize, simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import type { Limit } from '../calculus/limitAtInfinity.ts';
import { realValue } from '../calculus/realValue.ts';
import { resolveCompositions } from '../calculus/resolveCompositions.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import type { OpenInterval } from './separableTheory.ts';
import { insideConditions, limitAtEnd } from './weightInterval.ts';

/** A function f(x) reparametrized by a length θ(x): f = F(θ). */
export interface ArcMap {
  readonly parameter: string;
  /** θ as a function of x. */
  readonly arc: Expression;
  /** F, a function of the parameter. */
  readonly map: Expression;
  /** x as a function of the parameter. */
  readonly inverse: Expression;
  /** Values of the parameter; null where an end is not known. */
  readonly range: OpenInterval | null;
  /** θ at the start. */
  readonly start: Expression;
  /** The assumptions with the parameter inside its range. */
  readonly assumptions: Assumptions;
}

/** A length along x, where x runs, the point where the flow starts, and what is known. */
export interface ArcProblem {
  readonly arc: Expression;
  readonly x: string;
  /** The function of x that is reparametrized; x itself for the weight. */
  readonly value: Expression;
  readonly ends: OpenInterval;
  readonly at: Expression;
  readonly facts: Assumptions;
}

/**
 * F with F(θ(x)) = f(x), proved where that is possible. A length is free up to a constant and its direction: the
 * variant with the shortest F is taken, rising where both directions are as short and the length takes positive values.
 */
export function arcMap(problem: ArcProblem, parameter: string): ArcMap | null {
  const { arc, x, ends, facts } = problem;
  const limits = (['lower', 'upper'] as const).map((end) => limitAtEnd(arc, x, ends, end, facts));
  const shifts = [ZERO, ...limits.flatMap((l) => (l !== null && 'finite' in l ? [negate(l.finite)] : []))];
  const falls = limits[1] !== null && 'finite' in limits[1] && isPositive(limits[1].finite, facts) !== true;
  const variants: ArcMap[] = [];
  for (const shift of shifts)
    for (const sign of falls ? [MINUS_ONE] : [undefined]) {
      const moved = (e: Expression) => {
        const shifted = sum(e, shift);
        return simplify(sign === undefined ? shifted : product(sign, shifted), facts);
      };
      const found = inverted({ ...problem, arc: moved(arc) }, parameter, limits, moved, sign !== undefined);
      if (found !== null) variants.push(found);
    }
  return variants.sort((a, b) => size(a.map) - size(b.map))[0] ?? null;
}

function inverted(
  problem: ArcProblem,
  parameter: string,
  limits: readonly (Limit | null)[],
  moved: (e: Expression) => Expression,
  falling: boolean,
): ArcMap | null {
  const { arc, x, value, at, facts } = problem;
  const range = rangeOf(limits, moved, falling);
  const u = symbol(parameter);
  const known = range === null ? facts : inside(range, u, facts);
  const start = shortRoot(simplify(specialAngles(substitute(arc, new Map([[x, at]]))), facts), facts);
  const candidates: ArcMap[] = [];
  for (const { value: solution } of solutionsOf(arc, x, u, known)) {
    try {
      const inverse = resolveCompositions(solution, known);
      const map = plainBases(resolveCompositions(substitute(value, new Map([[x, inverse]])), known), known);
      candidates.push({ parameter, arc, map, inverse, range, start, assumptions: known });
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
  }
  const returns = (c: ArcMap) =>
    proveZero(subtract(substitute(c.inverse, new Map([[parameter, arc]])), symbol(x)), facts) !== null;
  const passing = candidates.filter((c) => passesThrough(c, problem));
  return passing.find(returns) ?? passing[0] ?? null;
}

function solutionsOf(arc: Expression, x: string, u: Expression, facts: Assumptions) {
  try {
    return solveEquation(arc, x, u, facts);
  } catch (error) {
    if (error instanceof RangeError || error instanceof DomainError) return [];
    throw error;
  }
}

function inside(range: OpenInterval, u: Expression, facts: Assumptions): Assumptions {
  try {
    return withPositive(facts, insideConditions(range, u));
  } catch (error) {
    if (error instanceof DomainError) return facts;
    throw error;
  }
}

function rangeOf(
  limits: readonly (Limit | null)[],
  moved: (e: Expression) => Expression,
  falling: boolean,
): OpenInterval | null {
  const [low, high] = limits.map((l) => (l === null ? null : 'finite' in l ? moved(l.finite) : l.infinite));
  if (low === null || low === undefined || high === null || high === undefined) return null;
  const end = (l: Expression | 1 | -1): Expression | null => (typeof l === 'number' ? null : l);
  return falling ? { lower: end(high), upper: end(low) } : { lower: end(low), upper: end(high) };
}

/** 2 sqrt(beta/2) as sqrt(2 beta): the root of the square where that is shorter. */
function shortRoot(e: Expression, facts: Assumptions): Expression {
  if (isPositive(e, facts) !== true) return e;
  const square = simplify(power(e, TWO), facts);
  if (isRational(square)) return e;
  const root = sqrt(square);
  return size(root) < size(e) ? root : e;
}

/** Bases of powers in normal form, roots out of their denominators, where that is no longer. */
function plainBases(e: Expression, facts: Assumptions): Expression {
  const inner = mapChildren(e, (child) => plainBases(child, facts));
  if (inner.kind !== 'power' || inner.base.kind !== 'product') return inner;
  const base = normalize(inner.base, facts);
  return size(base) <= size(inner.base) ? power(base, inner.exponent) : inner;
}

/** Whether the inverse takes the start of the length to the start of x, in double precision: it tells the branch. */
function passesThrough({ inverse, start, parameter }: ArcMap, { at, facts }: ArcProblem): boolean {
  const point = new Map<string, number>();
  for (const name of facts.domains.keys()) {
    const [value] = representative(domainOf(name, facts)).slice(-1);
    if (value !== undefined) point.set(name, rationalToNumber(value));
  }
  const [u, expected] = [realValue(start, point), realValue(at, point)];
  if (u === undefined || expected === undefined) return false;
  const found = realValue(inverse, point.set(parameter, u));
  return found !== undefined && Math.abs(found - expected) <= 1e-9 * (1 + Math.abs(expected));
}
