import {
  HALF, ONE, PI, ZERO, children, divide, isRational, isZero, keyOf, mapChildren, negate, power, product, rational, splitCoefficient, sqrt,
  subtract, type Expression, type FunctionName, type Rational,
} from './expression.ts'; // prettier-ignore

/** Sines of the multiples of pi/12 from 0 to pi/2 that have a short form. */
const SINES: ReadonlyMap<number, Expression> = new Map([
  [0, ZERO],
  [2, HALF],
  [3, product(HALF, sqrt(rational(2)))],
  [4, product(HALF, sqrt(rational(3)))],
  [6, ONE],
]);

/** Inverse sines, as parts of pi. */
const ARCSINES: ReadonlyMap<string, Rational> = new Map(
  [...SINES].flatMap(([n, sine]) => [
    [keyOf(sine), rational(n, 12)],
    [keyOf(negate(sine)), rational(-n, 12)],
  ]),
);
const ARCTANGENTS: ReadonlyMap<string, Rational> = new Map(
  (
    [
      [ZERO, 0],
      [power(rational(3), rational(-1, 2)), 2],
      [ONE, 3],
      [sqrt(rational(3)), 4],
    ] as const
  ).flatMap(([t, n]) => [
    [keyOf(t), rational(n, 12)],
    [keyOf(negate(t)), rational(-n, 12)],
  ]),
);

/**
 * The value of a circular function at a whole multiple of pi/6 or pi/4, or of an inverse one where the value is such a
 * multiple; null elsewhere.
 */
export function valueAtSpecialAngle(name: FunctionName, argument: Expression): Expression | null {
  if (name === 'arcsin' || name === 'arccos') {
    const part = ARCSINES.get(keyOf(argument));
    return part === undefined ? null : product(name === 'arcsin' ? part : subtract(HALF, part), PI);
  }
  if (name === 'arctan') {
    const part = ARCTANGENTS.get(keyOf(argument));
    return part === undefined ? null : product(part, PI);
  }
  if (name !== 'sin' && name !== 'cos' && name !== 'tan') return null;
  const twelfths = multipleOfPi(argument);
  if (twelfths === null) return null;
  const [sine, cosine] = [sineOf(twelfths), sineOf(twelfths + 6)];
  if (sine === null || cosine === null) return null;
  if (name === 'tan') return isZero(cosine) ? null : divide(sine, cosine);
  return name === 'sin' ? sine : cosine;
}

/** e with every such value written out. */
export function specialAngles(e: Expression): Expression {
  if (children(e).length === 0) return e;
  const inner = mapChildren(e, specialAngles);
  return inner.kind === 'call' ? (valueAtSpecialAngle(inner.name, inner.argument) ?? inner) : inner;
}

/** n when e = n pi/12, else null. */
function multipleOfPi(e: Expression): number | null {
  const [c, rest] = splitCoefficient(e);
  if (rest.kind !== PI.kind) return isRational(e) && e.numerator === 0n ? 0 : null;
  const twelfths = rational(12n * c.numerator, c.denominator);
  return twelfths.denominator === 1n ? Number(twelfths.numerator % 24n) : null;
}

function sineOf(twelfths: number): Expression | null {
  const n = ((twelfths % 24) + 24) % 24;
  if (n >= 12) {
    const positive = sineOf(n - 12);
    return positive === null ? null : negate(positive);
  }
  return SINES.get(n > 6 ? 12 - n : n) ?? null;
}
