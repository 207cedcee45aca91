import {
  HALF, ONE, PI, ZERO, call, children, divide, isRational, keyOf, mapChildren, negate, power, product, rational, splitCoefficient, sqrt,
  subtract, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore

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
  ([[ZERO, 0], [power(rational(3), rational(-1, 2)), 2], [ONE, 3], [sqrt(rational(3)), 4]] as const).flatMap(([t, n]) => [
    [keyOf(t), rational(n, 12)],
    [keyOf(negate(t)), rational(-n, 12)],
  ]),
);

/** e with circular functions of whole multiples of pi/6 and pi/4, and their inverses, replaced by their values. */
export function specialAngles(e: Expression): Expression {
  if (children(e).length === 0) return e;
  const inner = mapChildren(e, specialAngles);
  if (inner.kind === 'call' && (inner.name === 'arcsin' || inner.name === 'arccos')) {
    const part = ARCSINES.get(keyOf(inner.argument));
    return part === undefined ? inner : product(inner.name === 'arcsin' ? part : subtract(HALF, part), PI);
  }
  if (inner.kind === 'call' && inner.name === 'arctan') {
    const part = ARCTANGENTS.get(keyOf(inner.argument));
    return part === undefined ? inner : product(part, PI);
  }
  if (inner.kind !== 'call' || (inner.name !== 'sin' && inner.name !== 'cos' && inner.name !== 'tan')) return inner;
  const twelfths = multipleOfPi(inner.argument);
  if (twelfths === null) return inner;
  const [sine, cosine] = [sineOf(twelfths), sineOf(twelfths + 6)];
  if (sine === null || cosine === null) return inner;
  if (inner.name === 'tan') return cosine === ZERO ? call('tan', inner.argument) : divide(sine, cosine);
  return inner.name === 'sin' ? sine : cosine;
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
