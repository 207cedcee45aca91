import {
  HALF, ONE, PI, ZERO, children, compareRational, dependsOn, divide, freeSymbols, isInteger, isRational, isZero, keyOf, negate,
  product, rational, signOfRational, splitCoefficient, sqrt, subtract, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { UNCONDITIONAL, equality, integral, parity, positivity, type Condition } from './condition.ts';

/** At most so many arguments of a formula, and numbers of it, are made into conditions. */
const MOST = 12;

/**
 * Inequalities under which a claim may hold, strict, the simplest first: signs of the symbols, of what stands in |.|, sign, even
 * powers, denominators, and of sums, differences and products of two symbols; one period of trigonometric functions; bounds
 * of the symbols by numbers of the formulas.
 */
export function inequalities(formulas: readonly Expression[], symbols: readonly string[]): Condition[] {
  const names = symbols.map(symbol);
  const pairs = names.flatMap((x, i) => names.slice(i + 1).map((y) => [x, y] as const)).slice(0, MOST);
  const found = [
    ...names,
    ...unique(formulas.flatMap(argumentsOf)).slice(0, MOST),
    ...pairs.flatMap(([x, y]) => [subtract(x, y), sum(x, y), product(x, y)]),
    ...(names.length > 2 ? [product(...names)] : []),
  ];
  const bounds = boundsOf(formulas);
  return [
    ...unique(found).filter((g) => freeSymbols(g).size > 0).flatMap((g) => [strict(g), strict(negate(g))]),
    ...unique(formulas.flatMap(anglesOf)).slice(0, MOST).flatMap(periods),
    ...names.flatMap((x) => bounds.map((c) => within(negate(c), x, c))),
    ...names.flatMap((x) => bounds.flatMap((c) => [strict(subtract(x, c)), strict(subtract(c, x)), strict(sum(x, c)), strict(negate(sum(x, c)))])),
  ]; // prettier-ignore
}

/** Equalities of two symbols, of a symbol and its negative, and of a symbol and a number, the formulas' own among them. */
export function equalities(formulas: readonly Expression[], symbols: readonly string[]): Condition[] {
  const ordered = symbols.flatMap((x, i) => symbols.slice(i + 1).map((y) => [x, y] as const));
  const small = [ZERO, ONE, rational(2), rational(3), rational(4), HALF];
  const own = formulas.flatMap(numbersOf);
  const values = unique([...small, ...own].flatMap((c) => (isZero(c) ? [c] : [c, negate(c)])));
  return [
    ...ordered.map(([x, y]) => equality(x, symbol(y), `${x} = ${y}`)),
    ...ordered.map(([x, y]) => equality(x, negate(symbol(y)), `${x} = -${y}`)),
    ...symbols.flatMap((x) => values.map((c) => equality(x, c, `${x} = ${toText(c)}`))),
    ...ordered.map(([x, y]) => equality(x, subtract(ONE, symbol(y)), `${x} + ${y} = 1`)),
    ...ordered.map(([x, y]) => equality(x, divide(ONE, symbol(y)), `${x}*${y} = 1`)),
  ];
}

/** Symbols that are integers, even or odd. */
export const integralities = (symbols: readonly string[]): Condition[] =>
  symbols.flatMap((name) => [integral(name), parity(name, 0), parity(name, 1)]);

function unique(expressions: readonly Expression[]): Expression[] {
  return [...new Map(expressions.map((e) => [keyOf(e), e] as const)).values()];
}

/** What stands in |.| and sign, under even powers and in denominators, if it is more than a symbol. */
function argumentsOf(e: Expression): Expression[] {
  const inner = children(e).flatMap(argumentsOf);
  if (e.kind === 'call' && (e.name === 'abs' || e.name === 'sign')) return [e.argument, ...inner];
  if (e.kind !== 'power' || e.base.kind === 'symbol' || freeSymbols(e.base).size === 0) return inner;
  if (isRational(e.exponent) && signOfRational(e.exponent) < 0) return [e.base, ...inner];
  return isInteger(e.exponent) && e.exponent.numerator % 2n === 0n ? [e.base, ...inner] : inner;
}

/** Arguments of trigonometric functions. */
const anglesOf = (e: Expression): Expression[] => [
  ...(e.kind === 'call' && ['sin', 'cos', 'tan'].includes(e.name) ? [e.argument] : []),
  ...children(e).flatMap(anglesOf),
];

/** Intervals on which sine, cosine and tangent have inverses, or one period. */
function periods(angle: Expression): Condition[] {
  const quarter = product(HALF, PI);
  return [within(negate(PI), angle, PI), within(ZERO, angle, PI), within(negate(quarter), angle, quarter)];
}

/** Numbers that may bound a symbol: those of the formulas, 1, and sines of common angles where inverse sines stand. */
function boundsOf(formulas: readonly Expression[]): Expression[] {
  const own = formulas.flatMap(numbersOf).filter((q) => signOfRational(q) > 0);
  const sines = formulas.some(hasInverseSine)
    ? [sqrt(HALF), divide(sqrt(rational(3)), rational(2)), HALF]
    : [];
  return unique([ONE, ...own.sort(compareRational), ...sines]).slice(0, MOST / 2);
}

const hasInverseSine = (e: Expression): boolean =>
  (e.kind === 'call' && ['arcsin', 'arccos', 'arctan'].includes(e.name)) || children(e).some(hasInverseSine);

const numbersOf = (e: Expression): Rational[] =>
  isRational(e)
    ? [e]
    : children(e)
        .flatMap(numbersOf)
        .slice(0, 4 * MOST);

/** lower < g < upper. */
const within = (lower: Expression, g: Expression, upper: Expression): Condition => ({
  ...UNCONDITIONAL,
  texts: [`${toText(lower)} < ${toText(g)} < ${toText(upper)}`],
  facts: [subtract(g, lower), subtract(upper, g)].map((expression) => ({ expression, sign: 'positive' })),
});

/** g > 0 with its negative terms on the other side, and a side without symbols on the right. */
function strict(g: Expression): Condition {
  const terms = g.kind === 'sum' ? g.terms : [g];
  const isNegative = (t: Expression): boolean => signOfRational(splitCoefficient(t)[0]) < 0;
  const more = sum(...terms.filter((t) => !isNegative(t)));
  const less = negate(sum(...terms.filter(isNegative)));
  const [left, relation, right] = freeSymbols(more).size === 0 ? [less, '<', more] : [more, '>', less];
  return positivity(g, `${toText(left)} ${relation} ${toText(right)}`);
}

/** The symbols of formulas. */
export const symbolsIn = (formulas: readonly Expression[], allowed: Iterable<string>): string[] =>
  [...allowed].filter((name) => formulas.some((e) => dependsOn(e, name)));
