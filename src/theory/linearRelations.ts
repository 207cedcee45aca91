import type { Assumptions } from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  ZERO, addRational, children, isInteger, keyOf, multiplyRational, product, rational, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import type { Fraction } from '../expression/fraction.ts';
import * as poly from '../expression/polynomial.ts';
import { lcm } from '../expression/polynomialGcd.ts';
import { Tower } from '../expression/tower.ts';
import { withinBudget } from '../expression/workBudget.ts';

/** Work that one search may cost, in units of the work budget: about a second. */
const MOST_WORK = 1.5e7;

/**
 * A basis of the rational vectors c with Σ_m c_m columns[m][i] = 0 for every i, found from the normal forms of the
 * entries: complete for rational functions, where every relation shows, and sound for all others. Empty when the work is
 * too much or a normal form does not exist.
 */
export function linearRelations(
  columns: readonly (readonly Expression[])[],
  assumptions: Assumptions,
): Rational[][] {
  try {
    return withinBudget(MOST_WORK, () => nullspace(rowsOf(columns, assumptions), columns.length));
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** Sparse rows of the linear system: one for each monomial of each entry. */
function rowsOf(
  columns: readonly (readonly Expression[])[],
  assumptions: Assumptions,
): Map<number, Rational>[] {
  const tower = new Tower(assumptions);
  const entries = columns.map((column) => column.map(elementaryForm));
  // All generators at once, so that the normal forms that follow share them.
  const atoms = new Map<string, Expression>();
  for (const e of entries.flat()) collectAtoms(e, atoms);
  tower.normalForm(sum(...[...atoms.values()].map((e, k) => product(symbol(`\u03c4${k}`), e))));
  const forms = entries.map((column) => column.map((e) => tower.normalForm(e)));
  const rows = new Map<string, Map<number, Rational>>();
  const count = forms[0]?.length ?? 0;
  for (let i = 0; i < count; i++) {
    const list = forms.map((column) => column[i]!);
    const denominator = list.map((f) => f.denominator).reduce(lcm, 1n);
    list.forEach((f, m) => {
      for (const { coefficient, exponents } of termsOver(f, denominator)) {
        const key = `${i}:${exponents.join(',').replace(/(,0?)+$/, '')}`;
        const row = rows.get(key) ?? new Map<number, Rational>();
        row.set(m, addRational(row.get(m) ?? ZERO, rational(coefficient)));
        rows.set(key, row);
      }
    });
  }
  return [...rows.values()];
}

/** The functions, roots and symbolic powers in an expression. */
function collectAtoms(e: Expression, atoms: Map<string, Expression>): void {
  const isAtom = e.kind === 'call' || (e.kind === 'power' && !isInteger(e.exponent));
  if (isAtom && !atoms.has(keyOf(e))) atoms.set(keyOf(e), e);
  for (const child of children(e)) collectAtoms(child, atoms);
}

const termsOver = (f: Fraction, denominator: poly.Polynomial) =>
  poly
    .toTerms(poly.multiply(f.numerator, poly.divideExactly(denominator, f.denominator)!))
    .map(({ coefficient, exponents }) => ({
      coefficient,
      exponents: Array.from({ length: exponents.length }, (_, v) => exponents[v] ?? 0),
    }));

/** Gaussian elimination on sparse rows; one vector for each free column. */
function nullspace(rows: Map<number, Rational>[], columns: number): Rational[][] {
  const pivots = new Map<number, Map<number, Rational>>();
  for (const row of rows) {
    for (const [column, value] of [...row]) if (value.numerator === 0n) row.delete(column);
    for (const [column, pivot] of pivots) subtractMultiple(row, pivot, column);
    const lead = [...row.keys()].sort((a, b) => b - a)[0];
    if (lead === undefined) continue;
    const inverse = invert(row.get(lead)!);
    for (const [column, value] of row) row.set(column, multiplyRational(value, inverse));
    for (const other of pivots.values()) subtractMultiple(other, row, lead);
    pivots.set(lead, row);
  }
  const free = Array.from({ length: columns }, (_, m) => m).filter((m) => !pivots.has(m));
  return free.map((m) => {
    const vector = new Array<Rational>(columns).fill(ZERO);
    vector[m] = rational(1);
    for (const [lead, row] of pivots) {
      const value = row.get(m);
      if (value !== undefined) vector[lead] = rational(-value.numerator, value.denominator);
    }
    return vector;
  });
}

const invert = (a: Rational): Rational => rational(a.denominator, a.numerator);

function subtractMultiple(row: Map<number, Rational>, pivot: Map<number, Rational>, column: number): void {
  const factor = row.get(column);
  if (factor === undefined) return;
  const minus = rational(-factor.numerator, factor.denominator);
  for (const [m, value] of pivot) {
    const next = addRational(row.get(m) ?? ZERO, multiplyRational(minus, value));
    if (next.numerator === 0n) row.delete(m);
    else row.set(m, next);
  }
}
