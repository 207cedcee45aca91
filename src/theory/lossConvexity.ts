import { HypentropyError } from '../errors.ts';
import { domainOf, isDefined, isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { containsZero, isBounded } from '../expression/ball.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  freeSymbols, isZero, subtract, substitute, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { formatBall } from '../expression/digits.ts';
import { proveZero } from '../expression/prove.ts';
import { toText } from '../expression/printText.ts';
import { samplePoints } from '../expression/sample.ts';
import { simplify } from '../expression/simplify.ts';
import type { Piece } from './lossPieces.ts';
import { provedSign, type ProvedSign } from './provedSign.ts';

/** The curvature of each piece: positive, or nonnegative with isolated zeros, or zero throughout. */
export type Bend = 'positive' | 'isolated zeros' | 'flat';

export interface Convexity {
  readonly bends: readonly Bend[];
}

/** Why a function is not known to be convex and smooth. */
export interface Obstacle {
  readonly obstacle: string;
  readonly help: string;
  /** True when a point contradicts, false when a proof is missing. */
  readonly certain: boolean;
}

/**
 * Proves that a function with these pieces is convex in x with a continuous derivative: ℓ'' ≥ 0 inside each piece and
 * equal one-sided derivatives at each corner; `name` is what a reader calls x. A piece is real analytic, so that zeros of ℓ'' are isolated unless it
 * vanishes throughout; that is said of functions of x alone.
 */
export function convexityOf(pieces: readonly Piece[], x: string, name = x): Convexity | Obstacle {
  const bends: Bend[] = [];
  for (const { derivative, curvature, facts } of pieces) {
    if (isDefined(derivative, facts) !== true || isDefined(curvature, facts) !== true)
      return open(`that its derivatives exist everywhere is not shown: l' = ${toText(derivative)}`);
    const sign: ProvedSign = isZero(curvature) ? 'nonnegative' : provedSign(curvature, x, facts);
    if (sign === null || sign === 'negative')
      return bendsDown(curvature, facts, x, name) ?? open(`that it is convex in f is not shown: l'' = ${toText(curvature)}`);
    const alone = [...freeSymbols(curvature)].every((name) => name === x);
    if (sign === 'positive') bends.push('positive');
    else if (proveZero(curvature, facts) !== null) bends.push('flat');
    else if (alone) bends.push('isolated zeros');
    else return open(`where l'' = ${toText(curvature)} vanishes is not decided`);
  }
  for (let k = 1; k < pieces.length; k++) {
    const obstacle = cornerAt(pieces[k - 1]!, pieces[k]!, x, name);
    if (obstacle !== null) return obstacle;
  }
  return { bends };
} // prettier-ignore

/** What is wrong at the corner between two pieces; null when value and slope are continuous there. */
function cornerAt(left: Piece, right: Piece, x: string, name: string): Obstacle | null {
  const at = new Map([[x, right.lower!]]);
  const { facts: known } = left;
  const facts = { ...known, domains: new Map(known.domains), facts: known.facts.filter((fact) => !freeSymbols(fact.expression).has(x)) }; // prettier-ignore
  facts.domains.delete(x);
  const place = `${name} = ${toText(right.lower!)}`;
  try {
    const jump = (pick: (piece: Piece) => Expression) =>
      simplify(subtract(substitute(pick(right), at), substitute(pick(left), at)), facts);
    if (!isZero(jump((p) => p.formula)))
      return open(`that it is continuous at ${place} is not shown`);
    const slope = jump((p) => p.derivative);
    if (isZero(slope)) return null;
    const [from, to] = [left, right].map((p) => toText(simplify(substitute(p.derivative, at), facts)));
    if (isNegative(slope, facts) === true)
      return { certain: true, obstacle: `it is not convex: its slope falls from ${from!} to ${to!} at ${place}`, help: CONVEX }; // prettier-ignore
    if (isPositive(slope, facts) === true)
      return { certain: true, obstacle: `it has no derivative at ${place}, where its slope jumps from ${from!} to ${to!}`, help: SMOOTH }; // prettier-ignore
    return open(`that its slope is continuous at ${place} is not shown`);
  } catch (error) {
    if (error instanceof RangeError) return open(`its slope at ${place} is not known`);
    throw error;
  }
} // prettier-ignore

const SMOOTH =
  'gradient flow needs a derivative; the nearest smooth losses are power:q with q > 1 and huber:delta';
const CONVEX = 'the theory needs a loss that is convex in the prediction f';

const open = (obstacle: string): Obstacle => ({ obstacle, help: CONVEX, certain: false });

/** Points at which a curvature of unknown sign is looked at. */
const POINTS = 60;

/** A point where the curvature is certainly negative, as an obstacle. */
function bendsDown(curvature: Expression, facts: Assumptions, x: string, called: string): Obstacle | null {
  const names = [...freeSymbols(curvature)].sort();
  const domains = new Map(names.map((name) => [name, domainOf(name, facts)] as const));
  for (const point of samplePoints(domains, 1, POINTS)) {
    if (!isInside(point, facts)) continue;
    let value;
    try {
      value = evaluateBall(curvature, point, 120);
    } catch (error) {
      if (error instanceof HypentropyError) continue;
      throw error;
    }
    if (value === 'undefined' || !isBounded(value) || containsZero(value) || value.mantissa > 0n) continue;
    const place = [...point].map(([name, v]) => `${name === x ? called : name} = ${toText(v)}`).join(', ');
    return {
      certain: true,
      obstacle: `it is not convex: l'' = ${formatBall(value, 6)} at ${place}`,
      help: CONVEX,
    };
  }
  return null;
}

function isInside(point: ReadonlyMap<string, Rational>, { facts }: Assumptions): boolean {
  return facts.every(({ expression }) => {
    if ([...freeSymbols(expression)].some((name) => !point.has(name))) return true;
    const value = evaluateBall(expression, point, 120);
    return value !== 'undefined' && isBounded(value) && !containsZero(value) && value.mantissa > 0n;
  });
}
