import { HypentropyError } from '../errors.ts';
import { accuracyBits, ballToNumber, isBounded, isUndefined, topBit } from '../expression/ball.ts';
import { evaluateExactly, isBall } from '../expression/evaluate.ts';
import { rational, rationalToNumber, type Expression, type Rational } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';

/** Working precisions tried, in bits. */
const PRECISIONS = [128, 512, 2048];
/** Bits that a value must have before it is rounded to double. */
const ENOUGH = 64;
/** Binary exponent below which every double is zero. */
const SMALLEST = -1074;

/** The rational number that a finite double is. */
export function rationalOf(x: number): Rational {
  let exponent = 0;
  let mantissa = x;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
    // Subnormal numbers and their like stay exact: doubling never rounds.
  }
  return rational(BigInt(mantissa), 1n << BigInt(exponent));
}

/**
 * Evaluates expressions in the start values for every coordinate, each to the nearest double, once for each distinct
 * combination of start values: out[e][i] for expression e and coordinate i. Start values are the doubles of `starts`
 * (by symbol, one entry a coordinate). `skip(i)` leaves coordinate i at 0. Throws HypentropyError where a value does
 * not exist or is outside the range of doubles.
 */
export function valuesAtStarts(
  expressions: readonly Expression[],
  starts: ReadonlyMap<string, ArrayLike<number>>,
  d: number,
  skip: (coordinate: number) => boolean = () => false,
): Float64Array[] {
  const out = expressions.map(() => new Float64Array(d));
  const known = new Map<string, number[]>();
  const names = [...starts.keys()];
  for (let i = 0; i < d; i++) {
    if (skip(i)) continue;
    const tuple = names.map((name) => starts.get(name)![i]!);
    const key = tuple.join(' ');
    let values = known.get(key);
    if (values === undefined) {
      const exact = new Map(names.map((name, j) => [name, rationalOf(tuple[j]!)]));
      values = expressions.map((e) => nearest(e, exact, i));
      known.set(key, values);
    }
    values.forEach((v, e) => (out[e]![i] = v));
  }
  return out;
}

function nearest(e: Expression, values: ReadonlyMap<string, Rational>, coordinate: number): number {
  for (const bits of PRECISIONS) {
    const exact = evaluateExactly(e, values, bits);
    if (!isBall(exact)) return inRange(rationalToNumber(exact), exact.numerator === 0n, e, coordinate);
    if (isUndefined(exact)) break;
    if (!isBounded(exact)) continue;
    // A difference that no precision tells from zero.
    if (bits === PRECISIONS.at(-1) && topBit(exact) < SMALLEST) return 0;
    if (accuracyBits(exact) >= ENOUGH) return inRange(ballToNumber(exact), false, e, coordinate);
  }
  throw new HypentropyError(
    'domain',
    `the theory has no value at the start of coordinate ${coordinate + 1}: ${toText(e)}`,
    'give every parameter a start value inside the domain of the map',
  );
}

function inRange(value: number, zero: boolean, e: Expression, coordinate: number): number {
  if (Number.isFinite(value) && (value !== 0 || zero)) return value;
  throw new HypentropyError(
    'domain',
    `the start values of coordinate ${coordinate + 1} lead outside the range of double precision (${toText(e)})`,
    'choose a scale nearer to 1',
  );
}
