import type { HypentropyError } from '../errors.ts';
import { domainOf, isPositive, isDefined, type Assumptions } from '../expression/assumptions.ts';
import { containsZero, isBounded, type Ball } from '../expression/ball.ts';
import { formatBall } from '../expression/digits.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  ZERO, dependsOn, freeSymbols, isRational, isZero, substitute, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { representative } from '../expression/representative.ts';
import { samplePoints } from '../expression/sample.ts';
import { simplify } from '../expression/simplify.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { cornersOf, refusal, refuseKinks, resolveCorner } from './kinks.ts';
import { WEIGHT } from './model.ts';
import { rangeText, type DesignProblem } from './readDesign.ts';
import type { OpenInterval } from './separableTheory.ts';
import { insideConditions } from './weightInterval.ts';

/** Points at which the sign of ψ'' is looked at where it is not proved. */
const POINTS = 60;
const SEED = 1;
const CONSTANTS: Assumptions = { domains: new Map(), facts: [] };

/**
 * Throws HypentropyError for a potential that no smooth map of one parameter a coordinate can have on the whole
 * interval: one with a kink, one that is not strictly convex, or one whose ψ'' is zero or infinite at a point inside.
 */
export function requireConvex(problem: DesignProblem): void {
  const { metric, potential, assumptions } = problem;
  if (potential !== null) refuseKinks(problem, potential);
  if (isPositive(metric, assumptions) === true && isDefined(metric, assumptions) === true) return;
  if (isZero(metric))
    throw refusal(
      `the potential is affine on ${rangeText(problem.interval)}: psi'' = 0 there`,
      'an affine term changes no geometry; add a strictly convex part, for instance w^2/2',
    );
  let worst: HypentropyError | null = null;
  for (const point of pointsOf(problem)) {
    const found = judgeAt(point, problem);
    if (found?.message.startsWith(NOT_CONVEX)) throw found;
    worst ??= found;
  }
  if (worst !== null) throw worst;
  refuseCriticalWeights(problem);
}

/** Refuses a weight inside the interval that solves ψ'' = 0 or 1/ψ'' = 0, which points alone would miss. */
function refuseCriticalWeights({ metric, assumptions, interval }: DesignProblem): void {
  for (const { base, pole } of criticalFactors(metric))
    for (const { value } of rootsOf(base, assumptions)) {
      const at = simplify(value, assumptions);
      if (!insideConditions(interval, at).every((c) => isPositive(c, assumptions) === true)) continue;
      if (!pole && !vanishesAt(metric, new Map([[WEIGHT, at]]), assumptions)) continue;
      const place = `w = ${toText(at)}`;
      throw pole ? infiniteThere(place, halvesAt(at, interval)) : zeroThere(place, halvesAt(at, interval));
    }
}

/** Factors whose zeros are zeros of ψ'' or, with a negative exponent, its poles. */
function criticalFactors(e: Expression): { base: Expression; pole: boolean }[] {
  if (e.kind === 'product') return e.factors.flatMap(criticalFactors);
  if (e.kind === 'call' && e.name === 'abs') return criticalFactors(e.argument);
  if (e.kind === 'power' && isRational(e.exponent)) {
    const flipped = e.exponent.numerator < 0n;
    return criticalFactors(e.base).map(({ base, pole }) => ({ base, pole: pole !== flipped }));
  }
  return dependsOn(e, WEIGHT) ? [{ base: e, pole: false }] : [];
}

function rootsOf(base: Expression, facts: Assumptions) {
  try {
    return solveEquation(base, WEIGHT, ZERO, facts);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const halvesAt = (at: Expression, interval: OpenInterval): string =>
  `design each side of that weight on its own: --domain "${rangeText({ ...interval, lower: at })}" or --domain "${rangeText({ ...interval, upper: at })}"`;

const infiniteThere = (place: string, halves: string): HypentropyError =>
  refusal(
    `psi'' has no finite value at ${place}: F would have slope 0 there, and a flow from that weight is not unique`,
    halves,
  );

const zeroThere = (place: string, halves: string): HypentropyError =>
  refusal(
    `psi'' = 0 at ${place}: F would have infinite slope there, so no smooth map crosses that weight`,
    halves,
  );

const NOT_CONVEX = 'the potential is not convex';

/** What is wrong with ψ'' at a point, or null. */
function judgeAt(point: ReadonlyMap<string, Rational>, problem: DesignProblem): HypentropyError | null {
  for (const metric of besideCorners(problem.metric, point)) {
    const found = judgeMetric(metric, point, problem);
    if (found !== null) return found;
  }
  return null;
}

function judgeMetric(
  metric: Expression,
  point: ReadonlyMap<string, Rational>,
  { interval }: DesignProblem,
): HypentropyError | null {
  const place = [...point].map(([name, value]) => `${name} = ${toText(value)}`).join(', ');
  const w = point.get(WEIGHT)!;
  const halves = halvesAt(w, interval);
  const value = evaluateBall(metric, point, 120);
  if (value === 'undefined') return infiniteThere(place, halves);
  if (!isBounded(value)) return null;
  if (vanishesAt(metric, point, CONSTANTS)) return zeroThere(place, halves);
  if (containsZero(value) || value.mantissa > 0n) return null;
  return refusal(
    `${NOT_CONVEX}: psi'' = ${shortText(value)} at ${place}`,
    "the metric of a gradient flow is psi'' = 1/F'^2 > 0; restrict --domain to where psi'' > 0",
  );
}

/** ψ'' from either side of a point where the argument of a modulus or a sign in it vanishes; else itself. */
function besideCorners(metric: Expression, point: ReadonlyMap<string, Rational>): readonly Expression[] {
  const corner = cornersOf(metric).find((argument) => vanishesAt(argument, point, CONSTANTS));
  if (corner === undefined) return [metric];
  return ([1, -1] as const).map((side) => resolveCorner(metric, corner, side));
}

/** Six digits, without zeros at the end. */
function shortText(value: Ball): string {
  const text = formatBall(value, 6);
  return Number(text) === 0 ? text : `${Number(text)}`;
}

function vanishesAt(metric: Expression, point: ReadonlyMap<string, Expression>, facts: Assumptions): boolean {
  try {
    return isZero(simplify(substitute(metric, point), facts));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** Simple points and seeded ones inside the interval, those with w at a simple value first. */
function* pointsOf({ metric, assumptions }: DesignProblem): Generator<Map<string, Rational>> {
  const names = new Set([WEIGHT, ...freeSymbols(metric), ...assumptions.facts.flatMap((f) => [...freeSymbols(f.expression)])]); // prettier-ignore
  const domains = new Map([...names].sort().map((name) => [name, domainOf(name, assumptions)]));
  const simple = representative(domainOf(WEIGHT, assumptions));
  for (const point of samplePoints(domains, SEED, POINTS)) {
    const own = simple.shift();
    for (const w of own === undefined ? [point.get(WEIGHT)!] : [own, point.get(WEIGHT)!]) {
      const candidate = new Map(point).set(WEIGHT, w);
      if (meets(candidate, assumptions)) yield candidate;
    }
  }
}

function meets(point: ReadonlyMap<string, Rational>, { facts }: Assumptions): boolean {
  return facts.every(({ expression, sign }) => {
    const value = evaluateBall(expression, point, 80);
    if (value === 'undefined' || !isBounded(value)) return false;
    return sign === 'nonzero' ? !containsZero(value) : !containsZero(value) && value.mantissa > 0n;
  });
}
