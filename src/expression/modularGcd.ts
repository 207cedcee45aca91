/**
 * Greatest common divisor of integer polynomials in several variables from images modulo primes (Brown,
 * J. ACM 18, 1971): modulo each prime by evaluating one variable after the other and interpolating, over the
 * integers by the Chinese remainder theorem. A candidate counts only when it divides both polynomials.
 *
 * A polynomial modulo p in d variables is a nested array of depth d, ascending powers, without trailing zeros;
 * the innermost arrays are polynomials in the lowest variable.
 */
import { WORD_PRIMES, gcdModulo, inverseModulo, residue } from './modularImage.ts';
import * as poly from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';
import { spend } from './workBudget.ts';

type Nested = number[] | Nested[];

/**
 * The gcd with integer content 1 of two polynomials with integer content 1, in the ascending list of variables,
 * given upper bounds for its degree in each; undefined when the primes run out.
 */
export function modularGcd(
  a: Polynomial,
  b: Polynomial,
  variables: readonly number[],
  bounds: readonly number[],
): Polynomial | undefined {
  const [la, lb] = [poly.leadingInteger(a), poly.leadingInteger(b)];
  const lead = poly.integerGcd(la, lb);
  let combined: Polynomial | undefined;
  let modulus = 1n;
  let shape = '';
  for (const p of WORD_PRIMES) {
    if (la % BigInt(p) === 0n || lb % BigInt(p) === 0n) continue;
    const image = gcdImage(nest(a, variables, p), nest(b, variables, p), bounds, p);
    if (image === undefined) continue;
    const found = leadingExponents(image, variables.length);
    if (found.every((e) => e === 0)) return 1n;
    const key = found.map((e) => String(e).padStart(6, '0')).join();
    if (combined !== undefined && key > shape) continue;
    const scaled = unnest(
      mapLeaves(image, variables.length, (f) => scaleBy(f, residue(lead, p), p)),
      variables,
    );
    const isNew = combined === undefined || key < shape;
    const next: Polynomial = isNew ? scaled : chineseRemainder(combined!, modulus, scaled, p);
    modulus = isNew ? BigInt(p) : modulus * BigInt(p);
    [combined, shape] = [next, key];
    const candidate = primitive(symmetric(next, modulus));
    if (poly.divideExactly(a, candidate) !== undefined && poly.divideExactly(b, candidate) !== undefined) {
      return candidate;
    }
  }
  return undefined;
}

const primitive = (p: Polynomial): Polynomial => {
  const c = poly.integerContent(p);
  return poly.divideExactly(p, poly.leadingInteger(p) < 0n ? -c : c)!;
};

// ---------------------------------------------------------------- conversion

function nest(p: Polynomial, variables: readonly number[], prime: number): Nested {
  const at = (q: Polynomial, depth: number): Nested | number => {
    if (depth === 0) return residue(q as bigint, prime);
    const v = variables[depth - 1]!;
    const coefficients =
      poly.mainVariable(q) === v ? (q as poly.NonConstant).coefficients : q === 0n ? [] : [q];
    return trim(coefficients.map((c) => at(c, depth - 1)) as Nested);
  };
  return at(p, variables.length) as Nested;
}

function unnest(f: Nested, variables: readonly number[]): Polynomial {
  const at = (g: Nested | number, depth: number): Polynomial =>
    typeof g === 'number'
      ? BigInt(g)
      : poly.fromCoefficients(
          g.map((c) => at(c, depth - 1)),
          variables[depth - 1]!,
        );
  return at(f, variables.length);
}

function symmetric(p: Polynomial, modulus: bigint): Polynomial {
  if (typeof p === 'bigint') return 2n * p > modulus ? p - modulus : p;
  return poly.fromCoefficients(
    p.coefficients.map((c) => symmetric(c, modulus)),
    p.variable,
  );
}

/** The polynomial with coefficients in 0..m p - 1 that is a modulo m and b modulo p. */
function chineseRemainder(a: Polynomial, m: bigint, b: Polynomial, p: number): Polynomial {
  const prime = BigInt(p);
  const inverse = BigInt(inverseModulo(residue(m, p), p));
  const combine = (x: Polynomial, y: Polynomial): Polynomial => {
    if (typeof x === 'bigint' && typeof y === 'bigint') {
      const step = ((((y - x) * inverse) % prime) + prime) % prime;
      return x + m * step;
    }
    const v = Math.max(poly.mainVariable(x), poly.mainVariable(y));
    const [f, g] = [poly.coefficientsIn(x, v), poly.coefficientsIn(y, v)];
    const length = Math.max(f.length, g.length);
    return poly.fromCoefficients(
      Array.from({ length }, (_, i) => combine(f[i] ?? 0n, g[i] ?? 0n)),
      v,
    );
  };
  return combine(a, b);
}

// ---------------------------------------------------------------- modulo one prime

const isEmpty = (f: Nested | number): boolean => (typeof f === 'number' ? f === 0 : f.length === 0);

function trim<T extends Nested>(f: T): T {
  while (f.length > 0 && isEmpty(f[f.length - 1]!)) f.pop();
  return f;
}

/** Applies a map to the innermost polynomials; depth 1 is such a polynomial itself. */
function mapLeaves(f: Nested, depth: number, map: (leaf: number[]) => number[]): Nested {
  spend(f.length / 2);
  return depth === 1 ? map(f as number[]) : trim((f as Nested[]).map((g) => mapLeaves(g, depth - 1, map)));
}

function forLeaves(f: Nested, depth: number, visit: (leaf: number[]) => void): void {
  if (depth === 1) visit(f as number[]);
  else for (const g of f as Nested[]) forLeaves(g, depth - 1, visit);
}

const scaleBy = (f: readonly number[], c: number, p: number): number[] => f.map((x) => (x * c) % p);

function valueAt(f: readonly number[], x: number, p: number): number {
  spend(1 + f.length / 8);
  return f.reduceRight((value, c) => (value * x + c) % p, 0);
}

/** Evaluates the lowest variable. */
function evaluateLowest(f: Nested, depth: number, x: number, p: number): Nested {
  return depth === 2
    ? trim((f as number[][]).map((leaf) => valueAt(leaf, x, p)))
    : trim((f as Nested[]).map((g) => evaluateLowest(g, depth - 1, x, p)));
}

/** The innermost polynomial at the lexicographically highest position. */
function leadingLeaf(f: Nested, depth: number): number[] {
  return depth === 1 ? (f as number[]) : leadingLeaf(f[f.length - 1] as Nested, depth - 1);
}

function leadingExponents(f: Nested, depth: number): number[] {
  const rest = depth === 1 ? [] : leadingExponents(f[f.length - 1] as Nested, depth - 1);
  return [f.length - 1, ...rest];
}

/** The gcd of the innermost polynomials. */
function contentOf(f: Nested, depth: number, p: number): number[] {
  let g: number[] = [];
  forLeaves(f, depth, (leaf) => {
    if (leaf.length > 0 && g.length !== 1) g = gcdModulo(g, [...leaf], p);
  });
  return g;
}

function divideLeaf(f: readonly number[], g: readonly number[], p: number): number[] {
  const rest = [...f];
  const inverse = inverseModulo(g[g.length - 1]!, p);
  const quotient = new Array<number>(Math.max(0, f.length - g.length + 1)).fill(0);
  spend(1 + (quotient.length * g.length) / 8);
  for (let i = quotient.length - 1; i >= 0; i--) {
    const factor = (rest[i + g.length - 1]! * inverse) % p;
    quotient[i] = factor;
    for (let j = 0; j < g.length; j++) rest[i + j] = (rest[i + j]! + (p - factor) * g[j]!) % p;
  }
  return quotient;
}

function multiplyLeaf(f: readonly number[], g: readonly number[], p: number): number[] {
  spend(1 + (f.length * g.length) / 8);
  if (f.length === 0 || g.length === 0) return [];
  const result = new Array<number>(f.length + g.length - 1).fill(0);
  f.forEach((a, i) => g.forEach((b, j) => (result[i + j] = (result[i + j]! + a * b) % p)));
  return result;
}

function lowestDegree(f: Nested, depth: number): number {
  let most = 0;
  forLeaves(f, depth, (leaf) => (most = Math.max(most, leaf.length - 1)));
  return most;
}

/** The gcd modulo p with leading coefficient 1; undefined when too few evaluation points are good. */
function gcdImage(a: Nested, b: Nested, bounds: readonly number[], p: number): Nested | undefined {
  const depth = bounds.length;
  if (depth === 1) {
    const g = gcdModulo([...(a as number[])], [...(b as number[])], p);
    return scaleBy(g, inverseModulo(g[g.length - 1]!, p), p);
  }
  const [ca, cb] = [contentOf(a, depth, p), contentOf(b, depth, p)];
  const common = gcdModulo([...ca], [...cb], p);
  a = mapLeaves(a, depth, (leaf) => divideLeaf(leaf, ca, p));
  b = mapLeaves(b, depth, (leaf) => divideLeaf(leaf, cb, p));
  const [la, lb] = [leadingLeaf(a, depth), leadingLeaf(b, depth)];
  const lead = gcdModulo([...la], [...lb], p);
  const needed = lead.length + Math.min(lowestDegree(a, depth), lowestDegree(b, depth), bounds[0]!);
  const images: Nested[] = [];
  const points: number[] = [];
  let shape = '';
  for (let x = 1; points.length < needed; x++) {
    if (x > 10 * needed + 100) return undefined;
    if (valueAt(la, x, p) === 0 || valueAt(lb, x, p) === 0) continue;
    const image = gcdImage(
      evaluateLowest(a, depth, x, p),
      evaluateLowest(b, depth, x, p),
      bounds.slice(1),
      p,
    );
    if (image === undefined) return undefined;
    const exponents = leadingExponents(image, depth - 1);
    const key = exponents.map((e) => String(e).padStart(6, '0')).join();
    if (points.length > 0 && key > shape) continue;
    if (key < shape) [images.length, points.length] = [0, 0];
    shape = key;
    images.push(mapLeaves(image, depth - 1, (leaf) => scaleBy(leaf, valueAt(lead, x, p), p)));
    points.push(x);
    if (exponents.every((e) => e === 0)) break;
  }
  const isConstant = /^[0,]*$/.test(shape);
  const gcd = isConstant ? constantAt(common, depth) : interpolated(images, points, depth, common, p);
  const top = leadingLeaf(gcd, depth);
  const inverse = inverseModulo(top[top.length - 1]!, p);
  return mapLeaves(gcd, depth, (leaf) => scaleBy(leaf, inverse, p));
}

const constantAt = (leaf: number[], depth: number): Nested =>
  (depth === 1 ? leaf : [constantAt(leaf, depth - 1)]) as Nested;

/** The polynomial through the images, without its content in the lowest variable, times the common content. */
function interpolated(
  images: readonly Nested[],
  points: readonly number[],
  depth: number,
  common: number[],
  p: number,
): Nested {
  const basis = lagrangeBasis(points, p);
  const at = (values: readonly (Nested | number)[], level: number): Nested => {
    if (level === 1) return combination(values as readonly number[], basis, p);
    const length = Math.max(...values.map((v) => (v as Nested).length));
    const missing = level === 2 ? 0 : [];
    return trim(
      Array.from({ length }, (_, i) =>
        at(
          values.map((v) => (v as Nested)[i] ?? missing),
          level - 1,
        ),
      ) as Nested,
    );
  };
  const whole = at(images, depth);
  const content = contentOf(whole, depth, p);
  return mapLeaves(whole, depth, (leaf) => multiplyLeaf(divideLeaf(leaf, content, p), common, p));
}

function combination(values: readonly number[], basis: readonly number[][], p: number): number[] {
  const result = new Array<number>(basis.length).fill(0);
  spend(1 + (values.length * basis.length) / 8);
  values.forEach((v, k) => {
    if (v !== 0) basis[k]!.forEach((c, i) => (result[i] = (result[i]! + v * c) % p));
  });
  return trim(result);
}

/** The polynomials that are 1 at one of the points and 0 at the others. */
function lagrangeBasis(points: readonly number[], p: number): number[][] {
  const whole = points.reduce<number[]>((f, x) => multiplyLeaf(f, [p - x, 1], p), [1]);
  return points.map((x) => {
    const others = divideLeaf(whole, [p - x, 1], p);
    return scaleBy(others, inverseModulo(valueAt(others, x, p), p), p);
  });
}
