/**
 * Exact multivariate polynomials with integer coefficients, immutable, in the recursive form: a polynomial is
 * an integer, or a list of polynomials in lower variables, the coefficients of the powers of its main variable.
 * Variables are the integers 0, 1, 2, ...; the highest one that occurs is the main variable. The form is
 * canonical (no trailing zero coefficient, degree in the main variable at least 1), so equal polynomials are
 * structurally equal. Rational coefficients are handled by clearing denominators: carry a common denominator.
 *
 * Use as `import * as poly from './polynomial.ts'`.
 */
import { addRational, multiplyRational, rational } from './expression.ts';
import type { Rational } from './expression.ts';
import { spend } from './workBudget.ts';

export type Polynomial = bigint | NonConstant;

export interface NonConstant {
  readonly variable: number;
  /** Ascending powers of the main variable; the last is not zero; at least two entries. */
  readonly coefficients: readonly Polynomial[];
}

/** One term of the expanded form; `exponents[v]` is the exponent of variable v, missing entries are 0. */
export interface Term {
  readonly coefficient: bigint;
  readonly exponents: readonly number[];
}

/** Largest degree in one variable that a power or product may reach; beyond it a RangeError is thrown. */
export const MAX_DEGREE = 20_000;

// ---------------------------------------------------------------- construction

/** The polynomial that is the single variable of that index. */
export const variable = (index: number): Polynomial => ({ variable: index, coefficients: [0n, 1n] });

/** Canonical polynomial with the given ascending coefficients, all free of variables >= main. */
function build(main: number, coefficients: Polynomial[]): Polynomial {
  let length = coefficients.length;
  while (length > 0 && coefficients[length - 1] === 0n) length--;
  if (length === 0) return 0n;
  if (length === 1) return coefficients[0]!;
  if (length > MAX_DEGREE + 1) throw new RangeError(`polynomial degree ${length - 1} exceeds ${MAX_DEGREE}`);
  coefficients.length = length;
  return { variable: main, coefficients };
}

/** The sum of coefficients[i] times variable^i; the coefficients may contain any variables. */
export function fromCoefficients(coefficients: readonly Polynomial[], index: number): Polynomial {
  if (coefficients.every((c) => mainVariable(c) < index)) return build(index, [...coefficients]);
  const x = variable(index);
  let result: Polynomial = 0n;
  for (let i = coefficients.length - 1; i >= 0; i--) result = add(multiply(result, x), coefficients[i]!);
  return result;
}

/** The sum of the terms. */
export function fromTerms(terms: readonly Term[]): Polynomial {
  let result: Polynomial = 0n;
  for (const { coefficient, exponents } of terms) {
    let monomial: Polynomial = coefficient;
    exponents.forEach((exponent, index) => {
      if (exponent === 0 || monomial === 0n) return;
      const coefficients = new Array<Polynomial>(exponent).fill(0n);
      monomial = build(index, [...coefficients, monomial]);
    });
    result = add(result, monomial);
  }
  return result;
}

/** The expanded form, highest power of the main variable first. Inverse of fromTerms. */
export function toTerms(p: Polynomial): Term[] {
  const terms: Term[] = [];
  const visit = (q: Polynomial, exponents: readonly number[]): void => {
    if (typeof q === 'bigint') {
      spend(2);
      if (q !== 0n) terms.push({ coefficient: q, exponents });
      return;
    }
    for (let i = q.coefficients.length - 1; i >= 0; i--) {
      const extended =
        exponents.length > q.variable ? [...exponents] : new Array<number>(q.variable + 1).fill(0);
      exponents.forEach((e, v) => (extended[v] = e));
      extended[q.variable] = i;
      visit(q.coefficients[i]!, extended);
    }
  };
  visit(p, []);
  return terms;
}

// ---------------------------------------------------------------- inspection

/** The highest variable that occurs, or -1 for a constant. */
export const mainVariable = (p: Polynomial): number => (typeof p === 'bigint' ? -1 : p.variable);

export const isConstant = (p: Polynomial): p is bigint => typeof p === 'bigint';

/** The variables that occur, ascending. */
export function variables(p: Polynomial): number[] {
  const found = new Set<number>();
  const visit = (q: Polynomial): void => {
    if (typeof q === 'bigint') return;
    found.add(q.variable);
    q.coefficients.forEach(visit);
  };
  visit(p);
  return [...found].sort((a, b) => a - b);
}

/** Structural, hence mathematical, equality. */
export function equals(a: Polynomial, b: Polynomial): boolean {
  if (a === b) return true;
  if (typeof a === 'bigint' || typeof b === 'bigint') return false;
  return (
    a.variable === b.variable &&
    a.coefficients.length === b.coefficients.length &&
    a.coefficients.every((c, i) => equals(c, b.coefficients[i]!))
  );
}

/** A total order: main variable, then degree, then coefficients from the highest power down. */
export function compare(a: Polynomial, b: Polynomial): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  if (mainVariable(a) !== mainVariable(b)) return mainVariable(a) - mainVariable(b);
  const [p, q] = [(a as NonConstant).coefficients, (b as NonConstant).coefficients];
  if (p.length !== q.length) return p.length - q.length;
  for (let i = p.length - 1; i >= 0; i--) {
    const order = compare(p[i]!, q[i]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** A text equal for equal polynomials, usable as a map key. */
export const keyOf = (p: Polynomial): string =>
  typeof p === 'bigint' ? p.toString() : `[${p.variable} ${p.coefficients.map(keyOf).join(' ')}]`;

/** Ascending coefficients with respect to one variable; [] for the zero polynomial. */
export function coefficientsIn(p: Polynomial, index: number): readonly Polynomial[] {
  const main = mainVariable(p);
  if (main < index) return p === 0n ? [] : [p];
  const { coefficients } = p as NonConstant;
  if (main === index) return coefficients;
  spend(2 * coefficients.length);
  const columns: Polynomial[][] = [];
  coefficients.forEach((c, i) =>
    coefficientsIn(c, index).forEach((entry, j) => {
      const column = (columns[j] ??= []);
      while (column.length < i) column.push(0n);
      column.push(entry);
    }),
  );
  return Array.from(columns, (column) => build(main, column ?? []));
}

/** Degree in one variable; -1 for the zero polynomial. */
export function degree(p: Polynomial, index: number): number {
  const main = mainVariable(p);
  if (main < index) return p === 0n ? -1 : 0;
  const { coefficients } = p as NonConstant;
  if (main === index) return coefficients.length - 1;
  return coefficients.reduce<number>((most, c) => Math.max(most, degree(c, index)), -1);
}

/** Total degree; -1 for the zero polynomial. */
export function totalDegree(p: Polynomial): number {
  if (typeof p === 'bigint') return p === 0n ? -1 : 0;
  return p.coefficients.reduce<number>(
    (most, c, i) => (c === 0n ? most : Math.max(most, i + totalDegree(c))),
    0,
  );
}

/** The coefficient of the highest power of a variable, a polynomial in the others. */
export const leadingCoefficient = (p: Polynomial, index: number): Polynomial =>
  coefficientsIn(p, index).at(-1) ?? 0n;

/** The integer coefficient of the lexicographically highest term; its sign orients the polynomial. */
export function leadingInteger(p: Polynomial): bigint {
  while (typeof p !== 'bigint') p = p.coefficients[p.coefficients.length - 1]!;
  return p;
}

/** The largest absolute value of an integer coefficient. */
export function height(p: Polynomial): bigint {
  if (typeof p === 'bigint') return p < 0n ? -p : p;
  return p.coefficients.reduce<bigint>((most, c) => {
    const h = height(c);
    return h > most ? h : most;
  }, 0n);
}

export function integerGcd(a: bigint, b: bigint): bigint {
  if (a < 0n) a = -a;
  if (b < 0n) b = -b;
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

/** The non-negative greatest common divisor of all integer coefficients. */
export function integerContent(p: Polynomial, start = 0n): bigint {
  if (typeof p === 'bigint') return integerGcd(start, p);
  let g = start;
  for (const c of p.coefficients) {
    g = integerContent(c, g);
    if (g === 1n) break;
  }
  return g;
}

// ---------------------------------------------------------------- arithmetic

export function add(a: Polynomial, b: Polynomial): Polynomial {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a + b;
  if (a === 0n) return b;
  if (b === 0n) return a;
  const [va, vb] = [mainVariable(a), mainVariable(b)];
  if (va < vb) return add(b, a);
  const p = (a as NonConstant).coefficients;
  const result = p.slice();
  spend(1 + p.length / 8);
  if (va > vb) {
    result[0] = add(p[0]!, b);
    return { variable: va, coefficients: result };
  }
  const q = (b as NonConstant).coefficients;
  for (let i = 0; i < q.length; i++) result[i] = i < p.length ? add(p[i]!, q[i]!) : q[i]!;
  return build(va, result);
}

/** p times an integer. */
export function scale(p: Polynomial, factor: bigint): Polynomial {
  if (typeof p === 'bigint') return p * factor;
  if (factor === 1n) return p;
  if (factor === 0n) return 0n;
  return { variable: p.variable, coefficients: p.coefficients.map((c) => scale(c, factor)) };
}

export const negate = (p: Polynomial): Polynomial => scale(p, -1n);
export const subtract = (a: Polynomial, b: Polynomial): Polynomial => add(a, negate(b));

export function multiply(a: Polynomial, b: Polynomial): Polynomial {
  if (typeof a === 'bigint') return scale(b, a);
  if (typeof b === 'bigint') return scale(a, b);
  if (a.variable < b.variable) return multiply(b, a);
  const p = a.coefficients;
  if (a.variable > b.variable) {
    return { variable: a.variable, coefficients: p.map((c) => (c === 0n ? 0n : multiply(c, b))) };
  }
  const q = b.coefficients;
  if (p.length + q.length > MAX_DEGREE + 2) throw new RangeError(`polynomial degree exceeds ${MAX_DEGREE}`);
  const support: number[] = [];
  for (let j = 0; j < q.length; j++) if (q[j] !== 0n) support.push(j);
  spend(p.length * support.length * (1 + limbs(p) * limbs(q)));
  const result = new Array<Polynomial>(p.length + q.length - 1).fill(0n);
  for (let i = 0; i < p.length; i++) {
    const c = p[i]!;
    if (c === 0n) continue;
    for (const j of support) {
      const term = multiply(c, q[j]!);
      const old = result[i + j]!;
      result[i + j] = old === 0n ? term : add(old, term);
    }
  }
  return { variable: a.variable, coefficients: result };
}

/** Size of a typical coefficient in units of 256 bits, which cost no more than small ones. */
function limbs(coefficients: readonly Polynomial[]): number {
  const middle = coefficients[coefficients.length >> 1]!;
  return typeof middle === 'bigint' ? middle.toString(16).length / 64 : 0;
}

/** p to a non-negative integer power. */
export function power(p: Polynomial, exponent: number): Polynomial {
  if (exponent < 0 || !Number.isInteger(exponent)) throw new RangeError(`polynomial power ${exponent}`);
  let result: Polynomial = 1n;
  for (let base = p, e = exponent; e > 0; e = Math.floor(e / 2)) {
    if (e % 2 === 1) result = multiply(result, base);
    if (e > 1) base = multiply(base, base);
  }
  return result;
}

/** a / b when the quotient has integer coefficients, else undefined. Throws RangeError for b = 0. */
export function divideExactly(a: Polynomial, b: Polynomial): Polynomial | undefined {
  if (b === 0n) throw new RangeError('polynomial division by zero');
  if (a === 0n) return 0n;
  if (b === 1n) return a;
  const [va, vb] = [mainVariable(a), mainVariable(b)];
  if (va < vb) return undefined;
  if (va === -1) return (a as bigint) % (b as bigint) === 0n ? (a as bigint) / (b as bigint) : undefined;
  const p = (a as NonConstant).coefficients;
  if (va > vb) {
    const result: Polynomial[] = [];
    for (const c of p) {
      const q = divideExactly(c, b);
      if (q === undefined) return undefined;
      result.push(q);
    }
    return { variable: va, coefficients: result };
  }
  const q = (b as NonConstant).coefficients;
  const shift = p.length - q.length;
  if (shift < 0) return undefined;
  const rest = p.slice();
  const quotient = new Array<Polynomial>(shift + 1).fill(0n);
  const top = q[q.length - 1]!;
  spend(p.length + q.length);
  for (let i = shift; i >= 0; i--) {
    const lead = rest[i + q.length - 1]!;
    if (lead === 0n) continue;
    spend(q.length * (1 + limbs(q)));
    const factor = divideExactly(lead, top);
    if (factor === undefined) return undefined;
    quotient[i] = factor;
    const minus = negate(factor);
    for (let j = 0; j < q.length - 1; j++) {
      if (q[j] !== 0n) rest[i + j] = add(rest[i + j]!, multiply(minus, q[j]!));
    }
  }
  for (let i = 0; i < q.length - 1; i++) if (rest[i] !== 0n) return undefined;
  return build(va, quotient);
}

export interface PseudoDivision {
  readonly quotient: Polynomial;
  readonly remainder: Polynomial;
  /** multiplier * a = quotient * b + remainder, degree of the remainder below that of b. */
  readonly multiplier: Polynomial;
}

/**
 * Pseudo-division in one variable: the multiplier is the leading coefficient of b to the power
 * max(deg a - deg b + 1, 0). Throws RangeError for b = 0.
 */
export function pseudoDivide(a: Polynomial, b: Polynomial, index: number): PseudoDivision {
  if (b === 0n) throw new RangeError('polynomial division by zero');
  const q = coefficientsIn(b, index);
  const rest = [...coefficientsIn(a, index)];
  const shift = rest.length - q.length;
  if (shift < 0) return { quotient: 0n, remainder: a, multiplier: 1n };
  const top = q[q.length - 1]!;
  const quotient = new Array<Polynomial>(shift + 1).fill(0n);
  for (let i = shift; i >= 0; i--) {
    spend(rest.length);
    const lead = rest.pop()!;
    for (let k = i + 1; k <= shift; k++) quotient[k] = multiply(quotient[k]!, top);
    quotient[i] = lead;
    for (let j = 0; j < rest.length; j++) {
      const scaled = multiply(rest[j]!, top);
      rest[j] = j >= i ? subtract(scaled, multiply(lead, q[j - i]!)) : scaled;
    }
  }
  return {
    quotient: fromCoefficients(quotient, index),
    remainder: fromCoefficients(rest, index),
    multiplier: power(top, shift + 1),
  };
}

/** The partial derivative with respect to one variable. */
export function derivative(p: Polynomial, index: number): Polynomial {
  const coefficients = coefficientsIn(p, index);
  return fromCoefficients(
    coefficients.slice(1).map((c, i) => scale(c, BigInt(i + 1))),
    index,
  );
}

/** p with one variable replaced by a polynomial (by Horner's rule). */
export function substitute(p: Polynomial, index: number, value: Polynomial): Polynomial {
  const coefficients = coefficientsIn(p, index);
  let result: Polynomial = 0n;
  for (let i = coefficients.length - 1; i >= 0; i--) {
    spend(2);
    result = add(multiply(result, value), coefficients[i]!);
  }
  return result;
}

/** The exact value at a rational point; `values[v]` for every variable v that occurs. */
export function evaluate(p: Polynomial, values: readonly Rational[]): Rational {
  if (typeof p === 'bigint') return rational(p);
  const x = values[p.variable];
  if (x === undefined) throw new RangeError(`no value for polynomial variable ${p.variable}`);
  let result = rational(0);
  for (let i = p.coefficients.length - 1; i >= 0; i--) {
    result = addRational(multiplyRational(result, x), evaluate(p.coefficients[i]!, values));
  }
  return result;
}

/** Renames variables: index v becomes mapping(v), an injective map. */
export function renameVariables(p: Polynomial, mapping: (index: number) => number): Polynomial {
  if (typeof p === 'bigint') return p;
  return fromCoefficients(
    p.coefficients.map((c) => renameVariables(c, mapping)),
    mapping(p.variable),
  );
}
