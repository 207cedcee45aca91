import { HypentropyError } from '../errors.ts';
import { ballFromRational, isBounded, lowerEnd, upperEnd, type Ball } from './ball.ts';
import { BALL_FUNCTIONS } from './ballFunctions.ts';
import { rationalPowerBall } from './ballPower.ts';
import {
  MINUS_ONE, ONE, ZERO, call, compareRational, isRational, power, rational, signOfRational,
  type FunctionName, type Rational,
} from './expression.ts'; // prettier-ignore
import {
  REAL_LINE, coarsen, hull, intersect, interval, isPoint, multiplyIntervals, negateInterval, pointInterval,
  type Interval,
} from './interval.ts'; // prettier-ignore

const PRECISION = 64;
const POSITIVE: Interval = interval(ZERO, null, true);
const NONNEGATIVE: Interval = interval(ZERO, null);
const UNIT: Interval = interval(MINUS_ONE, ONE);
const OPEN_UNIT: Interval = interval(MINUS_ONE, ONE, true, true);
/** 1.57 and 3.14 lie just below pi/2 and pi, 1.58 and 3.15 just above. */
const BELOW_HALF_PI = rational(157, 100);
const ABOVE_HALF_PI = rational(158, 100);
const BELOW_PI = rational(314, 100);
const ABOVE_PI = rational(315, 100);

/** Where a function is defined and monotone, and the values that it takes there. */
interface Monotone {
  readonly on: Interval;
  readonly values: Interval;
  readonly falling?: true;
}

const negative = (x: Rational): Rational => rational(-x.numerator, x.denominator);

const MONOTONE: Partial<Record<FunctionName, Monotone>> = {
  exp: { on: REAL_LINE, values: POSITIVE },
  log: { on: POSITIVE, values: REAL_LINE },
  sinh: { on: REAL_LINE, values: REAL_LINE },
  tanh: { on: REAL_LINE, values: OPEN_UNIT },
  arsinh: { on: REAL_LINE, values: REAL_LINE },
  arcosh: { on: interval(ONE, null), values: NONNEGATIVE },
  artanh: { on: OPEN_UNIT, values: REAL_LINE },
  arctan: { on: REAL_LINE, values: interval(negative(ABOVE_HALF_PI), ABOVE_HALF_PI, true, true) },
  arcsin: { on: UNIT, values: interval(negative(ABOVE_HALF_PI), ABOVE_HALF_PI) },
  arccos: { on: UNIT, values: interval(ZERO, ABOVE_PI), falling: true },
};

/** An enclosure of every value that the function takes at points of `x`; null when it is defined at none. */
export function rangeOfFunction(name: FunctionName, x: Interval): Interval | null {
  const rule = MONOTONE[name];
  if (rule !== undefined) {
    const on = intersect(x, rule.on);
    if (on === null) return null;
    const values = monotoneRange((q) => valueAt(name, q), on, rule.falling ?? false);
    return intersect(values, rule.values) ?? rule.values;
  }
  switch (name) {
    case 'abs':
      return magnitude(x);
    case 'sign':
      return interval(valueAt('sign', x.lower).lower ?? MINUS_ONE, valueAt('sign', x.upper).upper ?? ONE);
    case 'cosh':
      return intersect(
        monotoneRange((q) => valueAt('cosh', q), magnitude(x), false),
        interval(ONE, null),
      );
    case 'sin':
      if (within(x, ZERO, BELOW_PI)) return interval(ZERO, ONE, isPositiveEnd(x));
      if (within(x, negative(BELOW_PI), ZERO))
        return negateInterval(rangeOfFunction('sin', negateInterval(x))!);
      return UNIT;
    case 'cos':
      return within(x, negative(BELOW_HALF_PI), BELOW_HALF_PI) ? interval(ZERO, ONE, true) : UNIT;
    case 'tan':
      if (!within(x, negative(BELOW_HALF_PI), BELOW_HALF_PI)) return REAL_LINE;
      return monotoneRange((q) => valueAt('tan', q), x, false);
    default:
      return REAL_LINE;
  }
}

const within = (x: Interval, lower: Rational, upper: Rational): boolean =>
  x.lower !== null &&
  x.upper !== null &&
  compareRational(lower, x.lower) <= 0 &&
  compareRational(x.upper, upper) <= 0;

const isPositiveEnd = (x: Interval): boolean =>
  x.lower !== null && (signOfRational(x.lower) > 0 || (signOfRational(x.lower) === 0 && x.openLower));

/** The values of |x|. */
export function magnitude(x: Interval): Interval {
  if (x.lower !== null && signOfRational(x.lower) >= 0) return x;
  if (x.upper !== null && signOfRational(x.upper) <= 0) return negateInterval(x);
  return { ...hull(x, negateInterval(x)), lower: ZERO, openLower: false };
}

/** From the values of a monotone function at the ends of x; `value(null)` is unbounded. */
function monotoneRange(value: (q: Rational | null) => Interval, x: Interval, falling: boolean): Interval {
  const low = falling ? x.upper : x.lower;
  const high = falling ? x.lower : x.upper;
  const bottom = value(low);
  const top = value(high);
  const openLow = falling ? x.openUpper : x.openLower;
  const openHigh = falling ? x.openLower : x.openUpper;
  // an enclosure of an irrational value is never attained at its rational ends, so closing them loses nothing
  return coarsen(
    interval(
      low === null ? null : bottom.lower,
      high === null ? null : top.upper,
      openLow && isPoint(bottom),
      openHigh && isPoint(top),
    ),
  );
}

const ATTAINED: Partial<Record<FunctionName, Rational>> = { arcosh: ONE, arccos: ONE };

/** An enclosure of the value at a rational point, exact where the value is known to be rational. */
function valueAt(name: FunctionName, q: Rational | null): Interval {
  if (q === null) return REAL_LINE;
  const folded = call(name, q);
  if (isRational(folded)) return pointInterval(folded);
  const zero = ATTAINED[name];
  if (zero !== undefined && compareRational(zero, q) === 0) return pointInterval(ZERO);
  return enclose(() => BALL_FUNCTIONS[name](ballFromRational(q, PRECISION), PRECISION));
}

/** A ball as an interval; the whole line when it is unbounded or far outside of practical size. */
function enclose(compute: () => Ball): Interval {
  try {
    const ball = compute();
    if (!isBounded(ball) || Math.abs(ball.exponent) > 100_000) return REAL_LINE;
    return interval(exactBall(lowerEnd(ball)), exactBall(upperEnd(ball)));
  } catch (error) {
    if (error instanceof HypentropyError || error instanceof RangeError) return REAL_LINE;
    throw error;
  }
}

const exactBall = ({ mantissa, exponent }: Ball): Rational =>
  exponent >= 0 ? rational(mantissa << BigInt(exponent)) : rational(mantissa, 1n << BigInt(-exponent));

/** An enclosure of every value of x^q; null when it is defined nowhere. A non-integer q needs x >= 0. */
export function rangeOfPower(x: Interval, q: Rational): Interval | null {
  const integer = q.denominator === 1n;
  if (integer && q.numerator % 2n === 0n) return powerOfPositive(magnitude(x), q);
  const right = intersect(x, NONNEGATIVE);
  const positive = right === null ? null : powerOfPositive(right, q);
  if (!integer) return positive;
  const left = intersect(x, interval(null, ZERO));
  const mirrored = left === null ? null : powerOfPositive(negateInterval(left), q);
  if (mirrored === null) return positive;
  return positive === null ? negateInterval(mirrored) : hull(positive, negateInterval(mirrored));
}

function powerOfPositive(x: Interval, q: Rational): Interval | null {
  const falling = q.numerator < 0n;
  const on = falling ? intersect(x, POSITIVE) : x;
  if (on === null) return null;
  const value = (base: Rational | null): Interval => {
    if (base === null || (falling && signOfRational(base) === 0)) return REAL_LINE;
    const folded = power(base, q);
    if (isRational(folded)) return pointInterval(folded);
    return enclose(() => rationalPowerBall(ballFromRational(base, PRECISION), q, PRECISION));
  };
  const values = monotoneRange(value, on, falling);
  return intersect(values, falling || isPositiveEnd(on) ? POSITIVE : NONNEGATIVE);
}

/** An enclosure of every value of x^y for x >= 0, through exp(y log x). */
export function rangeOfGeneralPower(x: Interval, y: Interval): Interval | null {
  const positive = intersect(x, POSITIVE);
  const values =
    positive === null
      ? null
      : rangeOfFunction('exp', multiplyIntervals(y, rangeOfFunction('log', positive)!));
  const atZero =
    intersect(x, pointInterval(ZERO)) === null
      ? null
      : isPositiveEnd(y)
        ? pointInterval(ZERO)
        : interval(ZERO, ONE); // 0^0 = 1
  if (values === null || atZero === null) return values ?? atZero;
  return hull(values, atZero);
}
