import { HypentropyError } from '../errors.ts';
import {
  ZERO_BALL, addBall, ballFromRational, compareBall, divideBall, isBounded, isExactZero, midpoint, multiplyBall,
  negateBall, scaleBall, shorten, subtractBall, topBit,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { bitLength } from './bigInteger.ts';
import { bitsForDigits, checkLimits, placeOf, type Limits } from './evaluate.ts';
import type { Rational } from './expression.ts';
import { MonotoneEquation, bitsAt, rationalPointAt, type Ray, type RootProblem } from './monotoneEquation.ts';
import { bracketRoot, type Bracket } from './rootBracket.ts';

export type { RootProblem } from './monotoneEquation.ts';

/** More working bits than this are not spent on cancellation in the equation. */
const EXTRA_CAP = 200_000;

/**
 * A ball around the root to `bits` bits (or `digits` digits): its radius is at most 2^-bits times the distance of
 * the root from 0 or from the nearest end of the domain. Bracketing by powers of two of that distance, Newton's
 * iteration in ball arithmetic with precision doubling, then the signs of the equation at both ends of the result
 * are certified by balls, so that the enclosure is rigorous for every continuous monotone equation. Throws
 * DomainError when there is no root inside the domain or the equation is undefined there, HypentropyError when no
 * affordable precision decides a sign, InterruptedError at the limits.
 */
export function enclosedRoot(
  problem: RootProblem & { readonly bits?: number; readonly digits?: number },
  limits?: Limits,
): Ball {
  return new Root(problem, limits).enclose(problem.bits ?? bitsForDigits(problem.digits ?? 16));
}

/** A root that is located once and enclosed to any accuracy afterwards. Errors as in `enclosedRoot`. */
export class Root {
  private readonly equation: MonotoneEquation;
  private readonly limits: Limits | undefined;
  private bracket: Bracket;
  /** The best known approximation of the distance. */
  private centre: Ball | undefined;
  /** Working bits beyond the target that cancellation in the equation has been seen to cost. */
  private extra = 16;

  constructor(problem: RootProblem, limits?: Limits) {
    this.equation = new MonotoneEquation(problem, limits);
    this.limits = limits;
    this.bracket = bracketRoot(this.equation);
  }

  /** The root when it was hit exactly. */
  get exact(): Rational | undefined {
    return 'found' in this.bracket ? this.bracket.found : undefined;
  }

  enclose(bits: number): Ball {
    if ('found' in this.bracket) return this.enclosedExactly(bits);
    const { ray } = this.bracket;
    const start = this.centre ?? this.approach(16);
    if (this.exact !== undefined) return this.enclosedExactly(bits);
    const polished = this.polish(ray, start, bits + 8);
    let enclosure = polished && this.certifyAround(ray, polished, bits);
    if (enclosure === undefined) {
      // Newton's iteration failed: bisect all the way.
      const nearest = this.approach(bits + 8, false);
      if (this.exact !== undefined) return this.enclosedExactly(bits);
      const { low, high } = this.bracket as { low: Ball; high: Ball };
      // The bisection ends early where it hits the root without telling that it does.
      const narrow = topBit(subtractBall(high, low, 32)) - topBit(low) < -bits;
      enclosure =
        (narrow ? this.certify(ray, low, high, bits) : undefined) ?? this.certifyAround(ray, nearest, bits);
    }
    if (enclosure !== undefined) return enclosure;
    const { unknown, values } = this.equation.problem;
    throw new HypentropyError(
      'precision',
      `the root ${unknown} could not be enclosed to ${bits} bits${placeOf(values ?? new Map())}`,
      'ask for fewer digits',
    );
  }

  private enclosedExactly(bits: number): Ball {
    return ballFromRational(this.exact!, bits + 8);
  }

  /**
   * Narrows the bracket by Newton steps guarded by bisection (for small goals, where asked) or bisection alone, until the
   * root is known to 2^-goal of its distance.
   */
  private approach(goal: number, newtonToo = true): Ball {
    const { ray } = this.bracket as { ray: Ray };
    let { low, high } = this.bracket as { low: Ball; high: Ball };
    const keep = 64 + goal;
    let c = scaleBall(addBall(low, high, keep), -1);
    for (let n = 0; ; n++) {
      checkLimits(this.limits);
      c = midpoint(shorten(c, keep));
      const s = this.equation.signAlong(ray, c, keep, 8 * keep + 4096);
      if (s === 0) this.bracket = { found: rationalPointAt(ray, c) };
      if (s === 0 || Number.isNaN(s)) return c;
      if (s < 0) low = c;
      else high = c;
      this.bracket = { ray, low, high };
      const halfway = scaleBall(addBall(low, high, keep), -1);
      if (topBit(subtractBall(high, low, 32)) - topBit(low) < -goal - 8) return halfway;
      c = halfway;
      if (goal > 64 || !newtonToo) continue;
      const newton = this.newtonStep(ray, s < 0 ? low : high);
      if (newton === undefined || compareBall(newton.next, low) <= 0 || compareBall(newton.next, high) >= 0)
        continue;
      if (newton.relativeBits > goal) return newton.next;
      if (n % 3 !== 2) c = newton.next;
    }
  }

  /** One step at low precision, and the number of bits by which it is smaller than the distance. */
  private newtonStep(ray: Ray, c: Ball): { next: Ball; relativeBits: number } | undefined {
    const slope = this.equation.slopeAlong(ray, c, 64);
    if (slope === undefined) return undefined;
    const step = divideBall(this.equation.along(ray, c, 64), slope, 64);
    if (!isBounded(step)) return undefined;
    return { next: midpoint(subtractBall(c, step, 96)), relativeBits: topBit(c) - topBit(step) };
  }

  /** Newton's iteration with precision doubling to `target` bits of the distance; undefined when it fails. */
  private polish(ray: Ray, start: Ball, target: number): Ball | undefined {
    let c = start;
    let known = 24;
    for (let n = 0; n < 60; n++) {
      checkLimits(this.limits);
      const precision = Math.min(target, 2 * known) + 12;
      c = midpoint(shorten(c, precision));
      const slope = this.equation.slopeAlong(ray, c, Math.min(known + 32, precision) + this.extra);
      if (slope === undefined) return undefined;
      const unit = topBit(slope) + topBit(c) - precision;
      let value = this.equation.along(ray, c, precision + this.extra);
      while (isBounded(value) && value.radius !== 0 && radiusTop(value) > unit) {
        this.extra += radiusTop(value) - unit + 16;
        if (this.extra > EXTRA_CAP) return undefined;
        value = this.equation.along(ray, c, precision + this.extra);
      }
      if (!isBounded(value)) return undefined;
      if (isExactZero(value)) return c;
      const step = divideBall(value, slope, precision);
      const next = midpoint(subtractBall(c, step, precision + 4));
      if (!isBounded(step) || compareBall(next, ZERO_BALL) <= 0) return undefined;
      const reached = Math.min(2 * (topBit(c) - topBit(step)) - 8, precision - 2);
      if (reached >= target) return (this.centre = next);
      if (n > 0 && reached < known) return undefined;
      c = next;
      known = Math.max(reached, 12);
    }
    return undefined;
  }

  private certifyAround(ray: Ray, c: Ball, bits: number): Ball | undefined {
    const radius = scaleBall(midpoint(shorten(c, 8)), -bits - 2);
    return this.certify(ray, subtractBall(c, radius, Infinity), addBall(c, radius, Infinity), bits);
  }

  /** The ball around both ends when the signs there are certain and opposite, undefined otherwise. */
  private certify(ray: Ray, low: Ball, high: Ball, bits: number): Ball | undefined {
    const work = bits + this.extra + 16;
    if (!(this.equation.signAlong(ray, low, work, 8 * work) < 0)) return undefined;
    if (!(this.equation.signAlong(ray, high, work, 8 * work) > 0)) return undefined;
    this.bracket = { ray, low, high };
    const middle = scaleBall(addBall(low, high, Infinity), -1);
    const spread = multiplyBall({ mantissa: 0n, exponent: 0, radius: 1 }, subtractBall(high, middle, 32), 32);
    const distance = addBall(shorten(middle, bits + 16), spread, bits + 16);
    const signed = ray.side < 0 ? negateBall(distance) : distance;
    if (ray.anchor.numerator === 0n) return signed;
    const precision = bitsAt(ray, low, bits + 16);
    return addBall(ballFromRational(ray.anchor, precision), signed, precision);
  }
}

/** k with radius < 2^k. */
const radiusTop = (x: Ball): number => x.exponent + bitLength(BigInt(x.radius));
