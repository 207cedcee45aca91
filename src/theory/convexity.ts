import { HypentropyError } from '../errors.ts';
import { domainOf, isPositive, isDefined, type Assumptions } from '../expression/assumptions.ts';
import { ballToNumber, containsZero, isBounded } from '../expression/ball.ts';
import { differentiate } from '../expression/differentiate.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  HALF, ZERO, children, dependsOn, freeSymbols, isZero, mapChildren, negate, product, rational, substitute, subtract, symbol,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { freshName } from '../expression/freshName.ts';
import { representative } from '../expression/representative.ts';
import { samplePoints } from '../expression/sample.ts';
import { simplify } from '../expression/simplify.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { WEIGHT } from './model.ts';
import { rangeText, type DesignProblem } from './readDesign.ts';
import { insideConditions } from './weightInterval.ts';

/** Points at which the sign of ψ'' is looked at where it is not proved. */
const POINTS = 60;
const SEED = 1;

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
}

const NOT_CONVEX = 'the potential is not convex';

const refusal = (message: string, help: string): HypentropyError =>
  new HypentropyError('design', message, help);

/** What is wrong with ψ'' at a point, or null. */
function judgeAt(
  point: ReadonlyMap<string, Rational>,
  { metric, interval }: DesignProblem,
): HypentropyError | null {
  const place = [...point].map(([name, value]) => `${name} = ${toText(value)}`).join(', ');
  const halves = `design each side of that point on its own with --domain; the domain was ${rangeText(interval)}`;
  const value = evaluateBall(metric, point, 120);
  if (value === 'undefined')
    return refusal(
      `psi'' has no finite value at ${place}: F would have slope 0 there, and a flow from that weight is not unique`,
      halves,
    );
  if (!isBounded(value)) return null;
  if (vanishesAt(metric, point))
    return refusal(
      `psi'' = 0 at ${place}: F would have infinite slope there, so no smooth map crosses that weight`,
      halves,
    );
  if (containsZero(value) || ballToNumber(value) > 0) return null;
  return refusal(
    `${NOT_CONVEX}: psi'' = ${toPrecision(ballToNumber(value))} at ${place}`,
    "the metric of a gradient flow is psi'' = 1/F'^2 > 0; restrict --domain to where psi'' > 0",
  );
}

const toPrecision = (x: number): string => `${Number(x.toPrecision(6))}`;

function vanishesAt(metric: Expression, point: ReadonlyMap<string, Rational>): boolean {
  try {
    return isZero(simplify(substitute(metric, point), { domains: new Map(), facts: [] }));
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
    return sign === 'nonzero' ? !containsZero(value) : !containsZero(value) && ballToNumber(value) > 0;
  });
}

/** A modulus or a sign whose argument vanishes inside the interval, where ψ' jumps. */
function refuseKinks(problem: DesignProblem, potential: Expression): void {
  const { assumptions, interval } = problem;
  for (const argument of cornersOf(potential)) {
    for (const { value } of solveEquation(argument, WEIGHT, ZERO, assumptions)) {
      const at = simplify(value, assumptions);
      if (!insideConditions(interval, at).every((c) => isPositive(c, assumptions) === true)) continue;
      const slopes = ([1, -1] as const).map((side) =>
        slopeBeside(potential, argument, side, at, assumptions),
      );
      const [right, left] = slopes;
      if (right === undefined || left === undefined || right === null || left === null) continue;
      const jump = simplify(subtract(right, left), assumptions);
      if (isZero(jump)) continue;
      throw kinkRefusal(problem, potential, at, left, right, jump);
    }
  }
}

function kinkRefusal(
  { assumptions }: DesignProblem,
  potential: Expression,
  at: Expression,
  left: Expression,
  right: Expression,
  jump: Expression,
): HypentropyError {
  const w = symbol(WEIGHT);
  const shifted = simplify(subtract(w, at), assumptions);
  const weight = simplify(product(HALF, jump), assumptions);
  const modulus = product(weight, { kind: 'call', name: 'abs', argument: shifted });
  const rest = simplify(subtract(potential, modulus), assumptions);
  const strength = freshName('lambda', freeSymbols(potential));
  const text = toText(shifted);
  const smooth = `${text === 'w' ? 'w' : `(${text})`}`;
  const entropy = `${smooth}*arsinh(${smooth}/beta) - sqrt(${smooth}^2 + beta^2)`;
  const remedy =
    isZero(rest) || !dependsOn(differentiate(rest, WEIGHT), WEIGHT)
      ? `the nearest smooth one is the hypentropy, --potential "${entropy}": divided by log(1/beta) it tends to abs(${text}) as beta -> 0`
      : `the nearest smooth one has a hypentropy in place of the modulus, --metric "${strength}/sqrt(${smooth}^2 + beta^2) + ${toText(simplify(differentiate(differentiate(rest, WEIGHT), WEIGHT), assumptions))}" with ${strength} = ${isZero(subtract(weight, rational(1))) ? '1' : toText(weight)}/log(1/beta), as beta -> 0`;
  return refusal(
    `the mirror map jumps from ${toText(left)} to ${toText(right)} at w = ${toText(at)}: no smooth map has this potential`,
    remedy,
  );
}

/** Arguments of |·| and sign in which w occurs. */
function cornersOf(e: Expression): Expression[] {
  const own = isCorner(e) && dependsOn(e, WEIGHT) ? [...children(e)] : [];
  return [...own, ...children(e).flatMap(cornersOf)];
}

const isCorner = (e: Expression): boolean => e.kind === 'call' && (e.name === 'abs' || e.name === 'sign');

/** ψ' at a corner from the side where its argument is positive (1) or negative (−1); null where it has no value. */
function slopeBeside(
  potential: Expression,
  argument: Expression,
  side: 1 | -1,
  at: Expression,
  assumptions: Assumptions,
): Expression | null {
  const resolved = resolveCorner(potential, argument, side);
  try {
    const slope = simplify(differentiate(resolved, WEIGHT), assumptions);
    return simplify(substitute(slope, new Map([[WEIGHT, at]])), assumptions);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function resolveCorner(e: Expression, argument: Expression, side: 1 | -1): Expression {
  if (e.kind === 'call' && (e.name === 'abs' || e.name === 'sign') && toText(e.argument) === toText(argument))
    return e.name === 'sign' ? rational(side) : side === 1 ? argument : negate(argument);
  return mapChildren(e, (child) => resolveCorner(child, argument, side));
}
