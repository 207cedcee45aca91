import { DomainError, HypentropyError } from '../errors.ts';
import { ballFromInteger, ballFromRational, scaleBall, topBit, type Ball } from './ball.ts';
import { addRational, compareRational, rational, type Rational } from './expression.ts';
import { rationalPointAt, type MonotoneEquation, type Ray } from './monotoneEquation.ts';

/** The root itself, or the ray that it lies on with distances `low` < root < `high`, a factor 2 apart. */
export type Bracket =
  { readonly found: Rational } | { readonly ray: Ray; readonly low: Ball; readonly high: Ball };

/** Distances are followed down to 2^-this and up to 2^this. */
const DISTANCE_BITS = 40_000;
const FIRST_BITS = 64;
const SIGN_CAP = 4_096;

const powerOfTwo = (k: number): Ball => scaleBall(ballFromInteger(1), k);

/**
 * Locates the root by signs of the equation: the domain is cut at 0 and in the middle, then powers of two of the
 * distance from the nearest end (or from 0) are searched by doubling and bisection of the exponent. Throws
 * DomainError when no sign change is found.
 */
export function bracketRoot(equation: MonotoneEquation): Bracket {
  const start = chooseRay(equation);
  if ('found' in start) return start;
  const { ray, reach } = start;
  // Distances from `reach` on lie beyond the root; without a reach they are searched upward too.
  let negative: number | undefined;
  let positive = reach;
  let k = reach === undefined ? 0 : reach - 1;
  const signAt = (exponent: number): number => {
    try {
      const s = equation.signAlong(ray, powerOfTwo(exponent), FIRST_BITS, SIGN_CAP);
      return Number.isNaN(s) ? -1 : s;
    } catch (error) {
      // Overflow is only a hint: the certificate at the end decides.
      if (error instanceof HypentropyError && error.code === 'range') return positive === undefined ? 1 : -1;
      throw error;
    }
  };
  for (let step = 1; negative === undefined || positive === undefined; step *= 2) {
    const s = signAt(k);
    if (s === 0) return { found: rationalPointAt(ray, powerOfTwo(k)) };
    if (s < 0) negative = k;
    else positive = k;
    if (Math.abs(k) > DISTANCE_BITS) throw noRoot(equation, s * ray.side);
    k += s < 0 ? step : -step;
  }
  while (positive - negative > 1) {
    const middle = Math.floor((negative + positive) / 2);
    const s = signAt(middle);
    if (s === 0) return { found: rationalPointAt(ray, powerOfTwo(middle)) };
    if (s < 0) negative = middle;
    else positive = middle;
  }
  return { ray, low: powerOfTwo(negative), high: powerOfTwo(positive) };
}

/** Cuts the domain until the root is known to lie on one ray; `reach`: at a distance of less than 2^reach. */
function chooseRay(equation: MonotoneEquation): { found: Rational } | { ray: Ray; reach?: number } {
  const { unknown } = equation.problem;
  let left = equation.problem.lower ?? null;
  let right = equation.problem.upper ?? null;
  if (left !== null && right !== null && compareRational(left, right) >= 0) {
    throw new DomainError(`the domain of ${unknown} is empty`);
  }
  const zero = rational(0);
  const zeroInside = (left === null || left.numerator < 0n) && (right === null || right.numerator > 0n);
  if (zeroInside) {
    const s = equation.sign(zero, FIRST_BITS, SIGN_CAP);
    if (s === 0) return { found: zero };
    if (s > 0) right = zero;
    else left = zero;
  }
  if (left === null) return { ray: { anchor: right!, side: -1 } };
  if (right === null) return { ray: { anchor: left, side: 1 } };
  const total = addRational(left, right);
  const middle = rational(total.numerator, 2n * total.denominator);
  const s = equation.sign(middle, FIRST_BITS, SIGN_CAP);
  if (s === 0) return { found: middle };
  const half = addRational(middle, rational(-left.numerator, left.denominator));
  const reach = topBit(ballFromRational(half, 64));
  return s > 0 ? { ray: { anchor: left, side: 1 }, reach } : { ray: { anchor: right, side: -1 }, reach };
}

function noRoot({ problem }: MonotoneEquation, side: number): DomainError {
  const text = (q: Rational | null | undefined, infinite: string): string =>
    q == null ? infinite : q.denominator === 1n ? `${q.numerator}` : `${q.numerator}/${q.denominator}`;
  const where = `${text(problem.lower, '-inf')} < ${problem.unknown} < ${text(problem.upper, 'inf')}`;
  const sign = side > 0 === (problem.increasing !== false) ? 'positive' : 'negative';
  return new DomainError(
    `the equation for ${problem.unknown} has no root on ${where}: it stays ${sign} as far as tried`,
  );
}
