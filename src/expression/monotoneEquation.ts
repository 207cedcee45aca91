import { DomainError } from '../errors.ts';
import {
  addBall, ballFromRational, isBounded, isUndefined, midpointRational, negateBall, signOf, topBit,
  type Ball,
} from './ball.ts'; // prettier-ignore
import { bitLength } from './bigInteger.ts';
import { differentiate } from './differentiate.ts';
import { evaluateBall, evaluateExactly, isBall, placeOf, type Limits, type Values } from './evaluate.ts';
import { rational, type Expression, type Rational } from './expression.ts';

/** equation = 0 for one unknown, where the left side is strictly monotone in it on an open interval. */
export interface RootProblem {
  readonly equation: Expression;
  readonly unknown: string;
  /** Values of the other symbols. */
  readonly values?: Values;
  /**
   * Ends of the open interval; null or absent for an infinite one. The equation may blow up at the ends. Choose the
   * unknown so that the ends are rational, for example z = s/s_max on (-1, 1).
   */
  readonly lower?: Rational | null;
  readonly upper?: Rational | null;
  /** Whether the left side increases (the default) or decreases. */
  readonly increasing?: boolean;
}

/** The half-line to the right (1) or left (-1) of a rational anchor; its points are given by their distance. */
export interface Ray {
  readonly anchor: Rational;
  readonly side: 1 | -1;
}

/** The exact point at an exact distance along the ray; not reduced to lowest terms. */
export function pointAt({ anchor, side }: Ray, distance: Ball): Rational | Ball {
  const step = side < 0 ? negateBall(distance) : distance;
  if (anchor.numerator === 0n) return step;
  const d = anchor.denominator;
  if ((d & (d - 1n)) === 0n) {
    const dyadic: Ball = { mantissa: anchor.numerator, exponent: 1 - bitLength(d), radius: 0 };
    return addBall(dyadic, step, Infinity);
  }
  const { mantissa: m, exponent: e } = step;
  if (e >= 0)
    return { kind: 'rational', numerator: anchor.numerator + ((m * d) << BigInt(e)), denominator: d };
  const up = BigInt(-e);
  return { kind: 'rational', numerator: (anchor.numerator << up) + m * d, denominator: d << up };
}

/** The same in lowest terms. */
export function rationalPointAt(ray: Ray, distance: Ball): Rational {
  const point = pointAt(ray, distance);
  return isBall(point) ? midpointRational(point) : rational(point.numerator, point.denominator);
}

/** Working bits that keep `bits` bits of the distance where the anchor is far larger. */
export function bitsAt({ anchor }: Ray, distance: Ball, bits: number): number {
  if (anchor.numerator === 0n) return bits;
  const size = bitLength(anchor.numerator) - bitLength(anchor.denominator) + 1;
  return bits + Math.max(0, size - topBit(distance)) + 8;
}

/** Points short enough that an exact value, a root hit exactly, is worth looking for. */
const isShort = (point: Rational | Ball): boolean =>
  isBall(point)
    ? Math.abs(point.exponent) < 48 && bitLength(point.mantissa) < 48
    : bitLength(point.denominator) < 48 && bitLength(point.numerator) < 48;

/** The left side of a monotone equation, oriented so that it increases along each ray. */
export class MonotoneEquation {
  readonly problem: RootProblem;
  private readonly limits: Limits | undefined;
  private readonly orientation: 1 | -1;
  private derivative: Expression | undefined;

  constructor(problem: RootProblem, limits?: Limits) {
    this.problem = problem;
    this.limits = limits;
    this.orientation = problem.increasing === false ? -1 : 1;
  }

  private valuesAt(point: Rational | Ball): Values {
    return new Map(this.problem.values).set(this.problem.unknown, point);
  }

  private undefinedAt(point: Rational | Ball): DomainError {
    const place = placeOf(this.valuesAt(point));
    return new DomainError(`the equation for ${this.problem.unknown} has no real value${place}`);
  }

  private valueAt(point: Rational | Ball, bits: number): Ball {
    const value = evaluateBall(this.problem.equation, this.valuesAt(point), bits, this.limits);
    if (value === 'undefined') throw this.undefinedAt(point);
    return value;
  }

  /**
   * The sign at an exact point, -1 below the root and 1 above it: certain, 0 only for a recognised exact zero, NaN
   * when precision `cap` does not decide.
   */
  sign(point: Rational | Ball, bits: number, cap: number): number {
    for (let b = bits; ; b *= 2) {
      let s = signOf(this.valueAt(point, b));
      if (Number.isNaN(s) && b === bits && isShort(point)) {
        const exact = evaluateExactly(this.problem.equation, this.valuesAt(point), b, this.limits);
        if (isBall(exact) && isUndefined(exact)) throw this.undefinedAt(point);
        s = signOf(isBall(exact) ? exact : ballFromRational(exact, 64));
      }
      if (!Number.isNaN(s)) return s * this.orientation;
      if (b >= cap) return NaN;
    }
  }

  /** The same along a ray, where it is -1 nearer to the anchor than the root and 1 farther away. */
  signAlong(ray: Ray, distance: Ball, bits: number, cap: number): number {
    const s = this.sign(pointAt(ray, distance), bitsAt(ray, distance, bits), bitsAt(ray, distance, cap));
    return s * ray.side;
  }

  /** The left side, as an increasing function of the distance. */
  along(ray: Ray, distance: Ball, bits: number): Ball {
    const value = this.valueAt(pointAt(ray, distance), bitsAt(ray, distance, bits));
    return ray.side * this.orientation < 0 ? negateBall(value) : value;
  }

  /** Its derivative in the distance when that is certainly positive. */
  slopeAlong(ray: Ray, distance: Ball, bits: number): Ball | undefined {
    this.derivative ??= differentiate(this.problem.equation, this.problem.unknown);
    const values = this.valuesAt(pointAt(ray, distance));
    const value = evaluateBall(this.derivative, values, bitsAt(ray, distance, bits), this.limits);
    if (value === 'undefined' || !isBounded(value)) return undefined;
    const slope = this.orientation < 0 ? negateBall(value) : value;
    return signOf(slope) === 1 ? slope : undefined;
  }
}
