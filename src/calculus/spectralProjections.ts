import { domainOf, type Assumptions } from '../expression/assumptions.ts';
import {
  ONE, ZERO, divide, freeSymbols, isZero, product, rational, rationalToNumber, subtract, sum, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { representative } from '../expression/representative.ts';
import { simplify } from '../expression/simplify.ts';
import { realValue } from './realValue.ts';
import { solvePolynomial } from './solvePolynomial.ts';

/** A square matrix of expressions, row by row. */
export type Matrix = readonly (readonly Expression[])[];

/** A distinct eigenvalue of a symmetric matrix with the orthogonal projection on its eigenspace. */
export interface Eigenspace {
  readonly value: Expression;
  readonly projection: Matrix;
  readonly dimension: number;
}

/** Numbers closer than this, relative, are taken for one eigenvalue; the minimal polynomial then proves the choice. */
const SAME = 1e-9;

/**
 * The spectral decomposition A = Σ λ P_λ of a symmetric matrix with entries free of the unknowns, by the distinct roots
 * of its characteristic polynomial in radicals and P_λ = Π_{μ≠λ} (A − μ)/(λ − μ). Accepted when Π (A − λ) = 0 is proved.
 * Null when the roots are not found.
 */
export function spectralProjections(A: Matrix, assumptions: Assumptions): Eigenspace[] | null {
  const n = A.length;
  const point = pointOf(A, assumptions);
  const coefficients = characteristicCoefficients(A, assumptions);
  const roots: { value: Expression; at: number }[] = [];
  for (const value of solvePolynomial(coefficients, { sample: point })) {
    const at = realValue(value, point);
    if (at === undefined) continue;
    if (roots.every((r) => Math.abs(r.at - at) > SAME * (1 + Math.abs(at)))) roots.push({ value, at });
  }
  const values = roots.sort((a, b) => b.at - a.at).map((r) => simplify(r.value, assumptions));
  const shifted = values.map((value) => shift(A, value));
  const whole = shifted.reduce<Matrix>((p, m) => multiply(p, m, assumptions), identity(n));
  if (values.length === 0 || whole.some((row) => row.some((e) => proveZero(e, assumptions) === null)))
    return null;
  return values.map((value, k) => {
    const projection = shifted.reduce<Matrix>((p, m, j) => {
      if (j === k) return p;
      const gap = subtract(value, values[j]!);
      return multiply(p, m, assumptions).map((row) => row.map((e) => simplify(divide(e, gap), assumptions)));
    }, identity(n));
    const trace = realValue(sum(...projection.map((row, i) => row[i]!)), point) ?? NaN;
    return { value, projection, dimension: Math.round(trace) };
  });
}

/** A point of the domain in double precision at which distinct roots are told apart. */
function pointOf(A: Matrix, assumptions: Assumptions): Map<string, number> {
  const point = new Map<string, number>();
  for (const name of new Set(A.flat().flatMap((e) => [...freeSymbols(e)]))) {
    const value = representative(domainOf(name, assumptions)).at(-1);
    if (value !== undefined) point.set(name, rationalToNumber(value));
  }
  return point;
}

const identity = (n: number): Matrix =>
  Array.from({ length: n }, (_, i) => Array.from({ length: n }, (_, j) => (i === j ? ONE : ZERO)));

const shift = (A: Matrix, value: Expression): Matrix =>
  A.map((row, i) => row.map((e, j) => (i === j ? subtract(e, value) : e)));

const multiply = (A: Matrix, B: Matrix, assumptions: Assumptions): Matrix =>
  A.map((row) => row.map((_, j) => simplify(sum(...row.map((e, k) => product(e, B[k]![j]!))), assumptions)));

/** Ascending coefficients of det(λ − A) (Faddeev and LeVerrier). */
function characteristicCoefficients(A: Matrix, assumptions: Assumptions): Expression[] {
  const n = A.length;
  const descending: Expression[] = [ONE];
  let M: Matrix = A.map((row) => row.map(() => ZERO));
  for (let k = 1; k <= n; k++) {
    const last = descending[k - 1]!;
    M = multiply(A, M, assumptions).map((row, i) => row.map((e, j) => (i === j ? sum(e, last) : e)));
    const AM = multiply(A, M, assumptions);
    const trace = sum(...AM.map((row, i) => row[i]!));
    descending.push(simplify(product(rational(-1, k), trace), assumptions));
  }
  return descending.reverse();
}

/** Rows of a matrix that are independent, as many as its rank, each scaled so that its first entry is 1. */
export function independentRows(P: Matrix, rank: number, assumptions: Assumptions): Expression[][] {
  const point = pointOf(P, assumptions);
  const kept: Expression[][] = [];
  const basis: number[][] = [];
  for (const row of P) {
    if (kept.length === rank) break;
    let rest = row.map((e) => realValue(e, point) ?? 0);
    for (const b of basis) {
      const along = b.reduce((s, v, i) => s + v * rest[i]!, 0);
      rest = rest.map((v, i) => v - along * b[i]!);
    }
    const size = Math.hypot(...rest);
    if (size < 1e-6) continue;
    basis.push(rest.map((v) => v / size));
    const head = row.find((e) => !isZero(e))!;
    kept.push(row.map((e) => simplify(divide(e, head), assumptions)));
  }
  return kept;
}
