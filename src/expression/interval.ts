import {
  addRational, compareRational, multiplyRational, rational, signOfRational, type Rational,
} from './expression.ts'; // prettier-ignore

/** A non-empty interval of real numbers; null is an infinite end, which is always open. */
export interface Interval {
  readonly lower: Rational | null;
  readonly upper: Rational | null;
  readonly openLower: boolean;
  readonly openUpper: boolean;
}

export const REAL_LINE: Interval = { lower: null, upper: null, openLower: true, openUpper: true };

export const interval = (
  lower: Rational | null,
  upper: Rational | null,
  openLower = false,
  openUpper = false,
): Interval => ({
  lower,
  upper,
  openLower: openLower || lower === null,
  openUpper: openUpper || upper === null,
});

export const pointInterval = (x: Rational): Interval => interval(x, x);

export const isPoint = ({ lower, upper }: Interval): boolean =>
  lower !== null && upper !== null && compareRational(lower, upper) === 0;

export const intervalContains = (i: Interval, x: Rational): boolean => {
  const below = i.lower === null ? 1 : compareRational(x, i.lower);
  const above = i.upper === null ? 1 : compareRational(i.upper, x);
  return (below > 0 || (below === 0 && !i.openLower)) && (above > 0 || (above === 0 && !i.openUpper));
};

/** The common part, or null when there is none. */
export function intersect(a: Interval, b: Interval): Interval | null {
  const fromA = a.lower !== null && (b.lower === null || compareRational(a.lower, b.lower) >= 0);
  const toA = a.upper !== null && (b.upper === null || compareRational(a.upper, b.upper) <= 0);
  const lower = fromA ? a.lower : b.lower;
  const upper = toA ? a.upper : b.upper;
  const touches = (end: Rational | null, other: Rational | null): boolean =>
    end !== null && other !== null && compareRational(end, other) === 0;
  const openLower = (touches(lower, a.lower) && a.openLower) || (touches(lower, b.lower) && b.openLower);
  const openUpper = (touches(upper, a.upper) && a.openUpper) || (touches(upper, b.upper) && b.openUpper);
  if (lower !== null && upper !== null) {
    const order = compareRational(lower, upper);
    if (order > 0 || (order === 0 && (openLower || openUpper))) return null;
  }
  return interval(lower, upper, openLower, openUpper);
}

/** The least interval that contains both. */
export function hull(a: Interval, b: Interval): Interval {
  const low = lesserEnd([a.lower, a.openLower], [b.lower, b.openLower]);
  const [upper, openUpper] = negatedEnd(
    lesserEnd(negatedEnd([a.upper, a.openUpper]), negatedEnd([b.upper, b.openUpper])),
  );
  return interval(low[0], upper, low[1], openUpper);
}

type End = readonly [Rational | null, boolean];

const negateRational = (x: Rational): Rational => rational(-x.numerator, x.denominator);
const negatedEnd = ([x, open]: End): End => [x === null ? null : negateRational(x), open];

/** The lower of two lower ends. */
function lesserEnd(a: End, b: End): End {
  if (a[0] === null) return a;
  if (b[0] === null) return b;
  const order = compareRational(a[0], b[0]);
  return order < 0 ? a : order > 0 ? b : [a[0], a[1] && b[1]];
}

export const negateInterval = (a: Interval): Interval =>
  interval(a.upper && negateRational(a.upper), a.lower && negateRational(a.lower), a.openUpper, a.openLower);

export function addIntervals(a: Interval, b: Interval): Interval {
  const add = (x: Rational | null, y: Rational | null): Rational | null =>
    x && y ? addRational(x, y) : null;
  return coarsen(
    interval(
      add(a.lower, b.lower),
      add(a.upper, b.upper),
      a.openLower || b.openLower,
      a.openUpper || b.openUpper,
    ),
  );
}

/** An end of a product: infinite ends carry a sign. */
interface Corner {
  readonly infinite: -1 | 0 | 1;
  readonly value: Rational | null;
  readonly open: boolean;
}

const ends = (a: Interval): [Corner, Corner] => [
  { infinite: a.lower === null ? -1 : 0, value: a.lower, open: a.openLower },
  { infinite: a.upper === null ? 1 : 0, value: a.upper, open: a.openUpper },
];

const signOfCorner = (c: Corner): number => (c.value === null ? c.infinite : signOfRational(c.value));

const ZERO_CORNER = (open: boolean): Corner => ({ infinite: 0, value: rational(0), open });

/** The bound that a pair of ends gives; 0 times an infinite end is 0, attained when the zero is. */
function cornerProduct(a: Corner, b: Corner): Corner {
  const [sa, sb] = [signOfCorner(a), signOfCorner(b)];
  if (sa === 0 || sb === 0) return ZERO_CORNER(!((sa === 0 && !a.open) || (sb === 0 && !b.open)));
  if (a.value === null || b.value === null) {
    return { infinite: sa * sb > 0 ? 1 : -1, value: null, open: true };
  }
  return { infinite: 0, value: multiplyRational(a.value, b.value), open: a.open || b.open };
}

function compareCorners(a: Corner, b: Corner): number {
  if (a.value !== null && b.value !== null) return compareRational(a.value, b.value);
  return a.infinite - b.infinite;
}

export function multiplyIntervals(a: Interval, b: Interval): Interval {
  const corners = ends(a).flatMap((x) => ends(b).map((y) => cornerProduct(x, y)));
  let [low, high] = [corners[0]!, corners[0]!];
  for (const c of corners) {
    const [below, above] = [compareCorners(c, low), compareCorners(c, high)];
    if (below < 0 || (below === 0 && !c.open)) low = c;
    if (above > 0 || (above === 0 && !c.open)) high = c;
  }
  return coarsen(interval(low.value, high.value, low.open, high.open));
}

// ---------------------------------------------------------------- size of the ends

const LONGEST = 256;
const KEPT = 96n;
const LARGEST = 20_000;

const bitsOf = (n: bigint): number => 4 * (n < 0n ? -n : n).toString(16).length;

/**
 * Rounds ends with long numerators or denominators outward, magnitudes beyond 2^±LARGEST to infinity or to zero;
 * an end of one sign never crosses zero.
 */
export function coarsen(a: Interval): Interval {
  const upper = roundUp(a.upper, a.openUpper);
  const lower = negatedEnd(roundUp(...negatedEnd([a.lower, a.openLower])));
  return interval(lower[0], upper[0], lower[1], upper[1]);
}

function roundUp(x: Rational | null, open: boolean): End {
  if (x === null) return [null, true];
  const size = bitsOf(x.numerator) - bitsOf(x.denominator);
  if (Math.abs(size) > LARGEST) {
    const tiny = size < 0;
    if (x.numerator > 0n) return tiny ? [rational(1, 1n << BigInt(LARGEST)), false] : [null, true];
    return tiny ? [rational(0), true] : [rational(-1n << BigInt(LARGEST)), false];
  }
  if (bitsOf(x.numerator) <= LONGEST && bitsOf(x.denominator) <= LONGEST) return [x, open];
  const shift = KEPT - BigInt(size);
  const [n, d] = shift >= 0n ? [x.numerator << shift, x.denominator] : [x.numerator, x.denominator << -shift];
  const quotient = n / d;
  if (quotient * d === n) return [x, open];
  const ceiling = n > 0n ? quotient + 1n : quotient;
  return [shift >= 0n ? rational(ceiling, 1n << shift) : rational(ceiling << -shift), false];
}
