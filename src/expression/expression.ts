import { memoOf } from './memo.ts';

/**
 * Exact immutable expressions. Construction keeps what the author wrote but for a light canonical form
 * that is valid wherever both sides are defined: flattening, folding of exact rationals, collection of like
 * terms and of equal bases, integer powers of powers and of products. Real-valued throughout: a non-integer
 * power or a logarithm of a negative number is undefined.
 */
export type Expression = Rational | Variable | Constant | Sum | Product | Power | Call;

export interface Rational {
  readonly kind: 'rational';
  readonly numerator: bigint;
  /** Always positive; coprime to the numerator. */
  readonly denominator: bigint;
}
export interface Variable {
  readonly kind: 'symbol';
  readonly name: string;
}
export interface Constant {
  readonly kind: 'constant';
  readonly name: 'pi';
}
/** At least two terms. */
export interface Sum {
  readonly kind: 'sum';
  readonly terms: readonly Expression[];
}
/** At least two factors; a rational coefficient comes first. */
export interface Product {
  readonly kind: 'product';
  readonly factors: readonly Expression[];
}
export interface Power {
  readonly kind: 'power';
  readonly base: Expression;
  readonly exponent: Expression;
}
export interface Call {
  readonly kind: 'call';
  readonly name: FunctionName;
  readonly argument: Expression;
}

/** The elementary functions of one argument; square roots are powers with exponent 1/2. */
export const FUNCTION_NAMES = [
  'exp', 'log', 'sinh', 'cosh', 'tanh', 'arsinh', 'arcosh', 'artanh',
  'sin', 'cos', 'tan', 'arcsin', 'arccos', 'arctan', 'abs', 'sign',
] as const; // prettier-ignore
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** Integer powers of rationals are folded only while the result stays below this many bits. */
const FOLD_BITS = 20_000;

/** A string equal for two expressions exactly when they agree up to the order of terms and factors. */
export function keyOf(e: Expression): string {
  if (e.kind === 'symbol') return e.name;
  return (memoOf(e).key ??= computeKey(e, keyOf, (keys) => keys.sort()));
}

/** A string equal for two expressions exactly when they agree, the order of terms and factors included. */
export function orderedKeyOf(e: Expression): string {
  if (e.kind === 'symbol') return e.name;
  return (memoOf(e).orderedKey ??= computeKey(e, orderedKeyOf, (keys) => keys));
}

function computeKey(
  e: Expression,
  keyOf: (part: Expression) => string,
  arrange: (keys: string[]) => string[],
): string {
  switch (e.kind) {
    case 'rational':
      return e.denominator === 1n ? `${e.numerator}` : `${e.numerator}/${e.denominator}`;
    case 'symbol':
      return e.name;
    case 'constant':
      return `#${e.name}`;
    case 'sum':
      return `(+ ${arrange(e.terms.map(keyOf)).join(' ')})`;
    case 'product':
      return `(* ${arrange(e.factors.map(keyOf)).join(' ')})`;
    case 'power':
      return `(^ ${keyOf(e.base)} ${keyOf(e.exponent)})`;
    case 'call':
      return `(${e.name} ${keyOf(e.argument)})`;
  }
}

/** Structural equality up to the order of terms and factors. */
export function equal(a: Expression, b: Expression): boolean {
  return a === b || keyOf(a) === keyOf(b);
}

// ---------------------------------------------------------------- rationals

const SAFE = BigInt(Number.MAX_SAFE_INTEGER);

function gcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  if (a <= SAFE && b <= SAFE) {
    let [x, y] = [Number(a), Number(b)];
    while (y !== 0) [x, y] = [y, x % y];
    return BigInt(x);
  }
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

const small = new Map<number, Rational>();

/** The exact rational numerator/denominator, reduced. Throws RangeError on a zero denominator. */
export function rational(numerator: bigint | number, denominator: bigint | number = 1n): Rational {
  let n = BigInt(numerator);
  let d = BigInt(denominator);
  if (d === 0n) throw new RangeError('zero denominator');
  if (d < 0n) [n, d] = [-n, -d];
  if (d !== 1n) {
    const g = gcd(n, d);
    if (g !== 1n) [n, d] = [n / g, d / g];
  }
  if (d === 1n && n >= -64n && n <= 64n) {
    const index = Number(n);
    let cached = small.get(index);
    if (cached === undefined) {
      cached = { kind: 'rational', numerator: n, denominator: 1n };
      small.set(index, cached);
    }
    return cached;
  }
  return { kind: 'rational', numerator: n, denominator: d };
}

export const ZERO = rational(0);
export const ONE = rational(1);
export const TWO = rational(2);
export const MINUS_ONE = rational(-1);
export const HALF = rational(1, 2);
export const PI: Constant = { kind: 'constant', name: 'pi' };

export const addRational = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator);
export const multiplyRational = (a: Rational, b: Rational): Rational =>
  rational(a.numerator * b.numerator, a.denominator * b.denominator);
/** -1, 0 or 1 as a is below, equal to or above b. */
export function compareRational(a: Rational, b: Rational): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
export const signOfRational = (a: Rational): number => (a.numerator < 0n ? -1 : a.numerator > 0n ? 1 : 0);

/** The double nearest to a rational (to within an ulp), safe for huge numerators. */
export function rationalToNumber(a: Rational): number {
  if (a.numerator <= SAFE && a.numerator >= -SAFE && a.denominator <= SAFE)
    return Number(a.numerator) / Number(a.denominator);
  const bits = (n: bigint) => (n < 0n ? -n : n).toString(2).length;
  const shift = bits(a.numerator) - bits(a.denominator) - 64;
  const q =
    shift >= 0
      ? a.numerator / (a.denominator << BigInt(shift))
      : (a.numerator << BigInt(-shift)) / a.denominator;
  const half = Math.trunc(shift / 2);
  return Number(q) * 2 ** half * 2 ** (shift - half);
}

export const isRational = (e: Expression): e is Rational => e.kind === 'rational';
export const isInteger = (e: Expression): e is Rational => e.kind === 'rational' && e.denominator === 1n;
export const isZero = (e: Expression): boolean => e.kind === 'rational' && e.numerator === 0n;
export const isOne = (e: Expression): boolean =>
  e.kind === 'rational' && e.numerator === 1n && e.denominator === 1n;

// ---------------------------------------------------------------- constructors

const symbols = new Map<string, Variable>();

/** The variable of that name; its domain lives in the Assumptions that accompany a formula. */
export function symbol(name: string): Variable {
  let s = symbols.get(name);
  if (s === undefined) {
    s = { kind: 'symbol', name };
    if (symbols.size < 4096) symbols.set(name, s);
  }
  return s;
}

/** Splits e into (rational coefficient, rest). */
export function splitCoefficient(e: Expression): readonly [Rational, Expression] {
  if (e.kind === 'rational') return [e, ONE];
  if (e.kind === 'product' && e.factors[0]!.kind === 'rational') {
    const [coefficient, ...rest] = e.factors as [Rational, ...Expression[]];
    return (memoOf(e).split ??= [
      coefficient,
      rest.length === 1 ? rest[0]! : { kind: 'product', factors: rest },
    ]);
  }
  return [ONE, e];
}

/** The sum of the terms, like terms collected; the order of first appearance is kept. */
export function sum(...terms: readonly Expression[]): Expression {
  const collected = new Map<string, [Rational, Expression]>();
  let constant: Rational | undefined;
  const visit = (e: Expression): void => {
    if (e.kind === 'sum') return e.terms.forEach(visit);
    if (e.kind === 'rational') {
      constant = constant === undefined ? e : addRational(constant, e);
      if (!collected.has('')) collected.set('', [ONE, ONE]);
      return;
    }
    const [c, rest] = splitCoefficient(e);
    const key = keyOf(rest);
    const seen = collected.get(key);
    if (seen === undefined) collected.set(key, [c, rest]);
    else seen[0] = addRational(seen[0], c);
  };
  terms.forEach(visit);
  const result: Expression[] = [];
  for (const [key, [c, rest]] of collected) {
    if (key === '') {
      if (constant !== undefined && constant.numerator !== 0n) result.push(constant);
    } else if (c.numerator !== 0n) result.push(withCoefficient(c, rest));
  }
  if (result.length === 0) return ZERO;
  return result.length === 1 ? result[0]! : { kind: 'sum', terms: result };
}

function withCoefficient(c: Rational, rest: Expression): Expression {
  if (isOne(c)) return rest;
  if (rest.kind === 'product') return { kind: 'product', factors: [c, ...rest.factors] };
  return { kind: 'product', factors: [c, rest] };
}

/** The product of the factors, equal bases collected; a rational coefficient moves to the front. */
export function product(...factors: readonly Expression[]): Expression {
  let coefficient: Rational = ONE;
  const collected = new Map<string, [Expression, Expression]>();
  const visit = (e: Expression): void => {
    if (e.kind === 'product') return e.factors.forEach(visit);
    if (e.kind === 'rational') {
      coefficient = multiplyRational(coefficient, e);
      return;
    }
    const [base, exponent] =
      e.kind === 'power' ? [e.base, e.exponent] : isExponential(e) ? [EULER, e.argument] : [e, ONE];
    const key = keyOf(base);
    const seen = collected.get(key);
    if (seen === undefined) collected.set(key, [base, exponent]);
    else seen[1] = sum(seen[1], exponent);
  };
  factors.forEach(visit);
  if (coefficient.numerator === 0n) return ZERO;
  const result: Expression[] = [];
  for (const [base, exponent] of collected.values()) {
    const f = power(base, exponent);
    if (f.kind === 'rational') coefficient = multiplyRational(coefficient, f);
    else if (f.kind === 'product') {
      for (const g of f.factors) {
        if (g.kind === 'rational') coefficient = multiplyRational(coefficient, g);
        else result.push(g);
      }
    } else result.push(f);
  }
  if (coefficient.numerator === 0n) return ZERO;
  if (result.length === 0) return coefficient;
  if (!isOne(coefficient)) result.unshift(coefficient);
  return result.length === 1 ? result[0]! : { kind: 'product', factors: result };
}

/** base^exponent. Throws RangeError for 0 to a negative rational power. */
export function power(base: Expression, exponent: Expression): Expression {
  if (isZero(exponent)) return ONE;
  if (isOne(exponent)) return base;
  if (isOne(base)) return ONE;
  if (base.kind === 'rational' && exponent.kind === 'rational') {
    if (base.numerator === 0n) {
      if (exponent.numerator > 0n) return ZERO;
      throw new RangeError('zero to a negative power');
    }
    const folded = foldPower(base, exponent);
    if (folded !== undefined) return folded;
  }
  if (isExponential(base)) return call('exp', product(base.argument, exponent));
  // A non-integer rational power is defined for a non-negative base alone, so exponents multiply.
  if (base.kind === 'power' && isRational(base.exponent) && base.exponent.denominator !== 1n)
    return power(base.base, product(base.exponent, exponent));
  if (isInteger(exponent)) {
    if (base.kind === 'power') return power(base.base, product(base.exponent, exponent));
    if (base.kind === 'product') return product(...base.factors.map((f) => power(f, exponent)));
  }
  return { kind: 'power', base, exponent };
}

function foldPower(base: Rational, exponent: Rational): Rational | undefined {
  let { numerator: n, denominator: d } = base;
  if (exponent.denominator !== 1n) {
    if (n < 0n || exponent.denominator > 64n) return undefined;
    const [rootN, rootD] = [exactRoot(n, exponent.denominator), exactRoot(d, exponent.denominator)];
    if (rootN === undefined || rootD === undefined) return undefined;
    [n, d] = [rootN, rootD];
  }
  const size = Math.max(n.toString(16).length, d.toString(16).length) * 4;
  const magnitude = exponent.numerator < 0n ? -exponent.numerator : exponent.numerator;
  const trivial = (n === 1n || n === -1n) && d === 1n;
  if (!trivial && (magnitude > 1_000_000n || size * Number(magnitude) > FOLD_BITS)) return undefined;
  const e = trivial ? magnitude % 2n : magnitude;
  return exponent.numerator < 0n ? rational(d ** e, n ** e) : rational(n ** e, d ** e);
}

/** The integer k-th root of a non-negative integer when it is exact. */
export function exactRoot(n: bigint, k: bigint): bigint | undefined {
  if (n < 0n) return undefined;
  if (n < 2n) return n;
  let x = 1n << (BigInt(n.toString(2).length) / k + 1n);
  for (;;) {
    const y = ((k - 1n) * x + n / x ** (k - 1n)) / k;
    if (y >= x) break;
    x = y;
  }
  return x ** k === n ? x : undefined;
}

const AT_ZERO: Partial<Record<FunctionName, Rational>> = {
  exp: ONE, sinh: ZERO, cosh: ONE, tanh: ZERO, arsinh: ZERO, artanh: ZERO,
  sin: ZERO, cos: ONE, tan: ZERO, arcsin: ZERO, arctan: ZERO, abs: ZERO, sign: ZERO,
}; // prettier-ignore

/** The elementary function applied to an argument; exact values at 0 (and log 1) are folded. */
export function call(name: FunctionName, argument: Expression): Expression {
  if (isZero(argument)) {
    const value = AT_ZERO[name];
    if (value !== undefined) return value;
  }
  if (name === 'log' && isOne(argument)) return ZERO;
  if (name === 'exp') {
    const split = withoutLogarithms(argument);
    if (split !== undefined) return split;
  }
  if (name === 'log' && argument.kind === 'call' && argument.name === 'exp') return argument.argument;
  if (argument.kind === 'rational') {
    if (name === 'abs')
      return argument.numerator < 0n ? rational(-argument.numerator, argument.denominator) : argument;
    if (name === 'sign') return rational(signOfRational(argument));
  }
  return { kind: 'call', name, argument };
}

/** exp(x + c log b) = b^c exp(x): logarithms leave an exponential, since b > 0 wherever log b exists. */
function withoutLogarithms(argument: Expression): Expression | undefined {
  const terms = argument.kind === 'sum' ? argument.terms : [argument];
  const powers: Expression[] = [];
  const rest: Expression[] = [];
  for (const t of terms) {
    const factors = t.kind === 'product' ? t.factors : [t];
    const logs = factors.filter((f) => f.kind === 'call' && f.name === 'log');
    const only = logs[0];
    if (logs.length === 1 && only?.kind === 'call')
      powers.push(power(only.argument, product(...factors.filter((f) => f !== only))));
    else rest.push(t);
  }
  if (powers.length === 0) return undefined;
  return product(...powers, call('exp', sum(...rest)));
}

const isExponential = (e: Expression): e is Call => e.kind === 'call' && e.name === 'exp';
/** Euler's number: products of exponentials are collected as powers of it. */
const EULER: Expression = call('exp', ONE);

export const negate = (e: Expression): Expression => product(MINUS_ONE, e);
export const subtract = (a: Expression, b: Expression): Expression => sum(a, negate(b));
export const divide = (a: Expression, b: Expression): Expression => product(a, power(b, MINUS_ONE));
export const sqrt = (e: Expression): Expression => power(e, HALF);
export const exp = (e: Expression): Expression => call('exp', e);
export const log = (e: Expression): Expression => call('log', e);

// ---------------------------------------------------------------- traversal

/** The immediate subexpressions. */
export function children(e: Expression): readonly Expression[] {
  switch (e.kind) {
    case 'sum':
      return e.terms;
    case 'product':
      return e.factors;
    case 'power':
      return [e.base, e.exponent];
    case 'call':
      return [e.argument];
    default:
      return [];
  }
}

/** Rebuilds e with f applied to its immediate subexpressions. */
export function mapChildren(e: Expression, f: (child: Expression) => Expression): Expression {
  switch (e.kind) {
    case 'sum':
      return sum(...e.terms.map(f));
    case 'product':
      return product(...e.factors.map(f));
    case 'power':
      return power(f(e.base), f(e.exponent));
    case 'call':
      return call(e.name, f(e.argument));
    default:
      return e;
  }
}

/** Replaces symbols by expressions, simultaneously. */
export function substitute(e: Expression, values: ReadonlyMap<string, Expression>): Expression {
  if (e.kind === 'symbol') return values.get(e.name) ?? e;
  if (e.kind === 'rational' || e.kind === 'constant') return e;
  for (const name of freeSymbols(e))
    if (values.has(name)) return mapChildren(e, (child) => substitute(child, values));
  return e;
}

const NONE: ReadonlySet<string> = new Set();

/** The names of the symbols that occur in e. */
export function freeSymbols(e: Expression): ReadonlySet<string> {
  if (e.kind === 'rational' || e.kind === 'constant') return NONE;
  return (memoOf(e).symbols ??= e.kind === 'symbol' ? new Set([e.name]) : namesOf(children(e)));
}

/** The union, the set of one part itself where that has all names. */
function namesOf(parts: readonly Expression[]): ReadonlySet<string> {
  let found = NONE;
  let own: Set<string> | null = null;
  for (const part of parts) {
    const names = freeSymbols(part);
    if (found === NONE) found = names;
    else
      for (const name of names) {
        if (found.has(name)) continue;
        own ??= new Set(found);
        found = own.add(name);
      }
  }
  return found;
}

export const dependsOn = (e: Expression, name: string): boolean => freeSymbols(e).has(name);

/** Number of nodes, counted with repetition. */
export function size(e: Expression): number {
  if (e.kind === 'symbol' || e.kind === 'rational' || e.kind === 'constant') return 1;
  return (memoOf(e).size ??= children(e).reduce((total, child) => total + size(child), 1));
}
