import { domainOf, type Assumptions } from '../expression/assumptions.ts';
import { isBounded, midpointRational, signOf } from '../expression/ball.ts';
import { bitLength } from '../expression/bigInteger.ts';
import { differentiate } from '../expression/differentiate.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import {
  HALF, ZERO, addRational, children, compareRational, divide, freeSymbols, isRational, multiplyRational, negate, rational, substitute,
  type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { inRange } from './inRange.ts';

type Point = ReadonlyMap<string, Rational>;

/** Precisions at which a sign is asked for. */
const BITS = [80, 400, 2000];
/** Binary exponents of the distances from 0 and from every end: dense for usual sizes, sparse to far beyond them. */
const EXPONENTS = [
  ...Array.from({ length: 64 }, (_, i) => i),
  ...[72, 84, 100, 120, 150, 200, 280, 400, 600, 1000],
];
/** Bisections of one zero. */
const STEPS = 60;

/** True where |.| or sign occurs. */
export const hasCorner = (e: Expression): boolean => isCorner(e) || children(e).some(hasCorner);

const isCorner = (e: Expression) => e.kind === 'call' && (e.name === 'abs' || e.name === 'sign');

/**
 * Points for the comparison of formulas with |.| or sign, which are other functions on the two sides of every zero of
 * an argument: one symbol at a time varies, the others stay as in `base`. Yields both sides of every zero, a point
 * between neighbouring zeros, and points far beyond the last. Zeros are found by changes of sign along a ladder of
 * sizes from 2^-1000 to 2^1000, to which the extremes of the argument are added. Some points may violate the facts.
 */
export function* cornerPoints(
  expressions: readonly Expression[],
  assumptions: Assumptions,
  base: Point,
): Generator<Point> {
  const found = new Map(expressions.flatMap(cornerArguments).map((g) => [toText(g), g]));
  const names = new Set([...found.values()].flatMap((g) => [...freeSymbols(g)]));
  for (const name of names) {
    if (domainOf(name, assumptions).integer === true || !base.has(name)) continue;
    const along = (x: Rational): Point => new Map(base).set(name, x);
    const line = ladder(name, [...found.values()], assumptions, base);
    const sides: Rational[] = [];
    for (const g of found.values()) {
      if (!freeSymbols(g).has(name)) continue;
      const slope = differentiate(g, name);
      const extremes = brackets((x) => signAt(slope, along(x)), line).flat();
      sides.push(...brackets((x) => signAt(g, along(x)), inOrder([...line, ...extremes])).flat());
    }
    const cuts = inOrder(sides);
    for (const x of cuts) yield along(x);
    for (let i = 1; i < cuts.length; i++) yield along(between(cuts[i - 1]!, cuts[i]!));
    for (const end of [line, [...line].reverse()]) yield* spread(end).map(along);
  }
}

function cornerArguments(e: Expression): Expression[] {
  const inner = children(e).flatMap(cornerArguments);
  return e.kind === 'call' && isCorner(e) ? [e.argument, ...inner] : inner;
}

/** Every eighth point from an end on, so that the outermost with a value is not far from it. */
const spread = (line: readonly Rational[]): Rational[] => line.filter((_, i) => i % 8 === 0).slice(0, 10);

/** Values of the symbol, ascending: 0, the ends of its domain and of the facts linear in it, numbers of the arguments, and distances from them. */
function ladder(
  name: string,
  args: readonly Expression[],
  assumptions: Assumptions,
  base: Point,
): Rational[] {
  const { lower, upper } = domainOf(name, assumptions);
  const anchors = [ZERO, ...[lower, upper].filter((q) => q !== null), ...endsOf(name, assumptions, base)];
  const distances = EXPONENTS.flatMap((k) => [rational(1n << BigInt(k)), rational(1n, 1n << BigInt(k))]);
  const near = anchors.flatMap((a) =>
    distances.flatMap((d) => [addRational(a, d), addRational(a, rational(-d.numerator, d.denominator))]),
  );
  return inOrder([...near, ...args.flatMap(numbersOf)]).filter(
    (x) =>
      (lower === null || compareRational(lower, x) < 0) && (upper === null || compareRational(x, upper) < 0),
  );
}

/** Where a fact that is linear in the symbol begins to hold. */
function endsOf(name: string, { facts }: Assumptions, base: Point): Rational[] {
  return facts.flatMap(({ expression }) => {
    const slope = differentiate(expression, name);
    if (!freeSymbols(expression).has(name) || freeSymbols(slope).has(name)) return [];
    const constant = substitute(expression, new Map([[name, ZERO]]));
    const value = inRange(() => evaluateBall(negate(divide(constant, slope)), base, 2200));
    return value === null || value === 'undefined' || !isBounded(value) ? [] : [midpointRational(value)];
  });
}

const numbersOf = (e: Expression): Rational[] =>
  isRational(e)
    ? [e, rational(-e.numerator, e.denominator), multiplyRational(e, rational(2)), multiplyRational(e, rational(-2))]
    : children(e).flatMap(numbersOf); // prettier-ignore

function inOrder(values: readonly Rational[]): Rational[] {
  const sorted = [...values].sort(compareRational);
  return sorted.filter((x, i) => i === 0 || compareRational(sorted[i - 1]!, x) !== 0);
}

/** Sign of an expression at a point; null where it is not known, has no value, or is zero. */
function signAt(e: Expression, point: Point): number | null {
  for (const bits of BITS) {
    const value = inRange(() => evaluateBall(e, point, bits));
    if (value === null || value === 'undefined') return null;
    if (!isBounded(value)) continue;
    const sign = signOf(value);
    if (sign === 1 || sign === -1) return sign;
  }
  return null;
}

/** Both sides of every change of sign along the line, close to it. */
function brackets(
  sign: (x: Rational) => number | null,
  line: readonly Rational[],
): (readonly [Rational, Rational])[] {
  const known = line.flatMap((x) => {
    const s = sign(x);
    return s === null ? [] : [[x, s] as const];
  });
  const result: (readonly [Rational, Rational])[] = [];
  for (let i = 1; i < known.length; i++) {
    const [[left, before], [right, after]] = [known[i - 1]!, known[i]!];
    if (before !== after) result.push(bisected(sign, left, right, before));
  }
  return result;
}

function bisected(
  sign: (x: Rational) => number | null,
  left: Rational,
  right: Rational,
  before: number,
): readonly [Rational, Rational] {
  for (let step = 0; step < STEPS; step++) {
    const middle = between(left, right);
    const s = sign(middle);
    if (s === null) break;
    if (s === before) left = middle;
    else right = middle;
  }
  return [left, right];
}

/** Between two numbers: the middle, or for different magnitudes of one sign a power of two half way between them. */
function between(a: Rational, b: Rational): Rational {
  const [p, q] = [magnitude(a), magnitude(b)];
  if (a.numerator > 0n === b.numerator > 0n && a.numerator !== 0n && Math.abs(p - q) > 2) {
    const k = Math.round((p + q) / 2);
    const size = k >= 0 ? rational(1n << BigInt(k)) : rational(1n, 1n << BigInt(-k));
    return a.numerator > 0n ? size : rational(-size.numerator, size.denominator);
  }
  return multiplyRational(HALF, addRational(a, b));
}

const magnitude = ({ numerator, denominator }: Rational): number =>
  bitLength(numerator < 0n ? -numerator : numerator) - bitLength(denominator);
