import {
  ONE, call, children, divide, isRational, keyOf, mapChildren, multiplyRational, product, rational, splitCoefficient, subtract, sum,
  type Expression, type Rational,
} from './expression.ts'; // prettier-ignore

/** Whole multiples of one angle up to this are expanded. */
const LARGEST_MULTIPLE = 12;

const CIRCULAR = new Set(['sin', 'cos']);

/**
 * The same function with the sines and cosines of commensurable angles written as polynomials in those of one angle
 * (sin 2x = 2 sin x cos x and so on), so that a normal form can compare them. Angles that occur alone are kept.
 */
export function inCommonAngles(e: Expression): Expression {
  const angles = new Map<string, Rational[]>();
  collect(e, angles);
  const units = new Map<string, Rational>();
  for (const [key, multiples] of angles) {
    const unit = commonUnit(multiples);
    if (multiples.length > 1 && multiples.every((m) => ratio(m, unit) <= LARGEST_MULTIPLE))
      units.set(key, unit);
  }
  return units.size === 0 ? e : expand(e, units);
}

function collect(e: Expression, angles: Map<string, Rational[]>): void {
  if (e.kind === 'call' && CIRCULAR.has(e.name)) {
    const [multiple, angle] = splitAngle(e.argument);
    const key = keyOf(angle);
    const multiples = angles.get(key) ?? [];
    const size = absolute(multiple);
    if (!multiples.some((m) => keyOf(m) === keyOf(size))) multiples.push(size);
    angles.set(key, multiples);
  }
  children(e).forEach((child) => collect(child, angles));
}

function expand(e: Expression, units: ReadonlyMap<string, Rational>): Expression {
  if (e.kind === 'call' && CIRCULAR.has(e.name)) {
    const [multiple, angle] = splitAngle(e.argument);
    const unit = units.get(keyOf(angle));
    if (unit === undefined) return e;
    return multipleAngle(e.name as 'sin' | 'cos', ratio(multiple, unit), expand(product(unit, angle), units));
  }
  return mapChildren(e, (child) => expand(child, units));
}

/** sin n y or cos n y as a polynomial in sin y and cos y. */
function multipleAngle(name: 'sin' | 'cos', n: number, y: Expression): Expression {
  if (n < 0)
    return name === 'cos' ? multipleAngle(name, -n, y) : product(rational(-1), multipleAngle(name, -n, y));
  const [s, c] = [call('sin', y), call('cos', y)];
  let [sn, cn]: [Expression, Expression] = [s, c];
  for (let k = 1; k < n; k++)
    [sn, cn] = [sum(product(sn, c), product(cn, s)), subtract(product(cn, c), product(sn, s))];
  return name === 'sin' ? sn : cn;
}

/** e as a rational multiple of a part whose coefficients are whole without a common factor. */
function splitAngle(e: Expression): [Rational, Expression] {
  const [c, rest] = splitCoefficient(e);
  if (rest.kind !== 'sum') return isRational(rest) ? [ONE, e] : [c, rest];
  const coefficients = rest.terms.map((t) => splitCoefficient(t)[0]);
  const unit = commonUnit(coefficients.map(absolute));
  const first = [...rest.terms].sort((a, b) =>
    keyOf(splitCoefficient(a)[1]) < keyOf(splitCoefficient(b)[1]) ? -1 : 1,
  )[0]!;
  const signed =
    splitCoefficient(first)[0].numerator < 0n ? rational(-unit.numerator, unit.denominator) : unit;
  const reduced = sum(...rest.terms.map((t) => divide(t, signed)));
  return [multiplyRational(c, signed), reduced];
}

const absolute = (q: Rational): Rational => (q.numerator < 0n ? rational(-q.numerator, q.denominator) : q);
const ratio = (a: Rational, unit: Rational): number =>
  Number((a.numerator * unit.denominator) / (a.denominator * unit.numerator));

/** The largest rational of which all are whole multiples. */
function commonUnit(values: readonly Rational[]): Rational {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
  const denominator = values.reduce((d, v) => (d * v.denominator) / gcd(d, v.denominator), 1n);
  const numerator = values.reduce((g, v) => gcd(g, v.numerator * (denominator / v.denominator)), 0n);
  return rational(numerator === 0n ? 1n : numerator, denominator);
}
