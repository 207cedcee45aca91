import { compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import { freeSymbols, subtract, type Expression } from '../expression/expression.ts';
import { parse } from '../expression/parse.ts';
import { FormulaError } from '../errors.ts';
import type { ClaimRecord, FigureRecord } from '../records.ts';
import { splitClaim } from './verifyClaim.ts';

/** Points of a curve, and how far it runs unless the sides part only further out. */
const POINTS = 161;
const REACH = 4;
/** A difference in the picture, as a share of what is drawn. */
const VISIBLE = 1e-2;
/** Beyond this a counterexample is not brought into the picture. */
const FARTHEST = 1e6;
/** Weight, dual variable, and what identities are often written in, before the first of other names. */
const ACROSS = ['w', 's', 'w_1', 'x'];
/** Derivatives that are compared, by how the comparison begins. */
const COMPARED = [
  { begins: 'modulo affine', order: 2, of: 'second derivative of the ' },
  { begins: 'modulo a constant', order: 1, of: 'derivative of the ' },
  { begins: '', order: 0, of: '' },
] as const;

/**
 * The claimed and the derived side of a decided claim, and their difference, over the weight (else the dual variable, or another symbol) in
 * doubles; the other symbols have their values of the counterexample, else 1. What is compared modulo affine terms or a
 * constant is drawn by its derivatives. Null where a side is no formula of one variable.
 */
export function differenceFigure(record: ClaimRecord): FigureRecord | null {
  const sides = sidesOf(record);
  if (sides === null) return null;
  const names = [...new Set(sides.flatMap((side) => [...freeSymbols(side)]))].sort();
  // parameters, and the weight beside its dual variable, are tied to one another
  const tied = [...Object.keys(record.model?.init ?? {}), ...(names.includes('w') ? ['s'] : [])];
  if (tied.some((name) => names.includes(name))) return null;
  const variable = ACROSS.find((name) => names.includes(name)) ?? names[0];
  if (variable === undefined) return null;
  const { order, of } = COMPARED.find(({ begins }) => record.comparison.startsWith(begins))!;
  const drawn = sides.map((side) => {
    let e = side;
    for (let k = 0; k < order; k++) e = differentiate(e, variable);
    return e;
  });
  const at = record.evidence.counterexample?.at ?? {};
  const values = names.map((name) => numberOf(at[name]) ?? 1);
  const place = names.indexOf(variable);
  const evaluate = compileVector([...drawn, subtract(drawn[0]!, drawn[1]!)], names);
  const out = [0, 0, 0];
  const curvesTo = (reach: number) => {
    const x = Array.from({ length: POINTS }, (_, k) => reach * ((2 * k) / (POINTS - 1) - 1));
    const rows = x.map((t) => {
      values[place] = t;
      evaluate(values, out);
      return out.map((v) => (Number.isFinite(v) ? v : null));
    });
    return { x, rows };
  };
  const near = curvesTo(REACH);
  const seen = Math.abs(numberOf(at[variable]) ?? 0);
  const { x, rows } = seen > REACH && seen < FARTHEST && !differs(near.rows) ? curvesTo(1.25 * seen) : near;
  if (rows.every(([, , difference]) => difference === null)) return null;
  const others = names.filter((name) => name !== variable).map((name) => `${name} = ${values[names.indexOf(name)]!}`); // prettier-ignore
  const second = record.derived === null ? 'other' : 'derived';
  return {
    id: 'difference',
    title: `Claimed less ${second}${others.length === 0 ? '' : `, ${others.join(', ')}`}`,
    x: { name: variable, scale: 'linear' },
    y: { name: `${of}sides`, scale: 'linear' },
    series: ['claimed', second, 'difference'].map((name, k) => ({ name, x, y: rows.map((row) => row[k]!) })),
  };
}

/** Whether the sides are apart in a picture. */
const differs = (rows: readonly (readonly (number | null)[])[]): boolean => {
  const largest = (k: number): number => rows.reduce((m, row) => Math.max(m, Math.abs(row[k] ?? 0)), 0);
  return largest(2) > VISIBLE * largest(0);
};

/** Claimed first; null where one is no plain formula. */
function sidesOf({ claim, readAs, derived }: ClaimRecord): [Expression, Expression] | null {
  try {
    const { left, right } = splitClaim(readAs ?? claim);
    return [parse(right), parse(derived ?? left)];
  } catch (error) {
    if (error instanceof FormulaError) return null;
    throw error;
  }
}

/** A number or a fraction as a counterexample shows it. */
function numberOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const [over, under = '1'] = text.split('/');
  const value = Number(over) / Number(under);
  return Number.isFinite(value) ? value : null;
}
