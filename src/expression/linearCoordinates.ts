import { ZERO, addRational, multiplyRational, rational, type Rational } from './expression.ts';
import type { Fraction } from './fraction.ts';
import * as poly from './polynomial.ts';
import { lcm } from './polynomialGcd.ts';
import { spend } from './workBudget.ts';

export type RationalVector = Rational[];

/**
 * The rational numbers c_j with target = Σ c_j basis_j, all of them rational functions; undefined when the target
 * is not in the span over Q. The basis must be independent over Q.
 */
export function linearCoordinates(target: Fraction, basis: readonly Fraction[]): RationalVector | undefined {
  // numbers over the number that the basis begins with: nearly every exponent
  const [first] = basis;
  if (first !== undefined && isNumber(first) && isNumber(target)) {
    const { numerator: p, denominator: q } = target;
    const quotient = rational(p * first.denominator, q * first.numerator);
    return basis.map((_, j) => (j === 0 ? quotient : ZERO));
  }
  const denominator = [target, ...basis].map((f) => f.denominator).reduce(lcm, 1n);
  const rows = new Map<string, Rational[]>();
  const width = basis.length + 1;
  [...basis, target].forEach((f, column) => {
    const scaled = poly.multiply(f.numerator, poly.divideExactly(denominator, f.denominator)!);
    for (const { coefficient, exponents } of poly.toTerms(scaled)) {
      let last = exponents.length;
      while (last > 0 && (exponents[last - 1] ?? 0) === 0) last--;
      const key = Array.from({ length: last }, (_, i) => exponents[i] ?? 0).join(',');
      const row = rows.get(key) ?? new Array<Rational>(width).fill(ZERO);
      row[column] = addRational(row[column]!, rational(coefficient));
      rows.set(key, row);
    }
  });
  return solve([...rows.values()], basis.length);
}

const isNumber = (f: Fraction): f is { numerator: bigint; denominator: bigint } =>
  typeof f.numerator === 'bigint' && typeof f.denominator === 'bigint';

/** Gaussian elimination on rows [a_1 … a_k | b]; undefined when inconsistent. */
function solve(rows: Rational[][], columns: number): RationalVector | undefined {
  const pivots: Rational[][] = [];
  for (let column = 0; column < columns; column++) {
    spend(2 * (rows.length + pivots.length) * (columns + 1));
    const index = rows.findIndex((r) => r[column]!.numerator !== 0n);
    if (index < 0) throw new RangeError('linear coordinates over a dependent basis');
    const [pivot] = rows.splice(index, 1);
    const inverse = rational(pivot![column]!.denominator, pivot![column]!.numerator);
    const scaled = pivot!.map((x) => multiplyRational(x, inverse));
    const clear = (r: Rational[]) => {
      const factor = r[column]!;
      if (factor.numerator === 0n) return r;
      const minus = rational(-factor.numerator, factor.denominator);
      return r.map((x, i) => addRational(x, multiplyRational(minus, scaled[i]!)));
    };
    rows = rows.map(clear);
    for (let i = 0; i < pivots.length; i++) pivots[i] = clear(pivots[i]!);
    pivots.push(scaled);
  }
  if (rows.some((r) => r[columns]!.numerator !== 0n)) return undefined;
  return pivots.map((r) => r[columns]!);
}
