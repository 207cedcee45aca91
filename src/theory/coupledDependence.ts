import { differentiate } from '../expression/differentiate.ts';
import {
  addRational, isRational, isZero, multiplyRational, product, rational, subtract, sum, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import {
  adjugateOf, along, atStart, determinantOf, inner, isLate, tidied, type CoupledGeometry, type Limits,
} from './coupledGeometry.ts'; // prettier-ignore
import type { CoupledModel } from './coupledModel.ts';
import { keptFunctions, monomials } from './flowPrimitive.ts';
import { isCertainlyNonzero, witnessAtStart, type Witness } from './coupledReach.ts';

/** Whether M = J Jᵀ is a function of the weights on what the flow can reach. */
export type Dependence =
  | {
      readonly holds: true;
      /**
       * `square`: as many parameters as outputs; `leaf`: the conserved quantities leave as many dimensions as there are
       * outputs; `fibres`: M is constant on the fibres of the map, where the conserved quantities keep their values.
       */
      readonly because: 'square' | 'leaf' | 'fibres';
    }
  | { readonly holds: false; readonly witness: Witness }
  | {
      readonly holds: null;
      /** True where M is singular at the start. */
      readonly singular: boolean;
    };

/** Most parameters for which conserved quantities of degrees 3 and 4 are sought. */
const MOST_FOR_QUARTIC = 4;

/** Independent polynomials in the parameters that every gradient flow of the map keeps, of low degree. */
export function conservedPolynomials(geometry: CoupledGeometry, limits: Limits = {}): Expression[] {
  const { model } = geometry;
  const room = model.parameters.length - model.maps.length;
  if (room <= 0) return [];
  const search = (low: number, high: number) =>
    isLate(limits) ? [] : keptFunctions(geometry, monomials(model.parameters, low, high), model.assumptions);
  const found = independent(geometry, search(1, 2)).slice(0, room);
  if (found.length > 0 || model.parameters.length > MOST_FOR_QUARTIC) return found;
  return independent(geometry, search(1, 4)).slice(0, room);
}

/** The functions whose gradients at the start do not depend on those before. */
function independent({ model }: CoupledGeometry, functions: readonly Expression[]): Expression[] {
  const kept: { function: Expression; gradient: Expression[] }[] = [];
  for (const f of functions) {
    const gradient = model.parameters.map((p) => atStart(model, differentiate(f, p)));
    const all = [...kept.map((k) => k.gradient), gradient];
    if (isInvertible(gramOf(all), model) === true) kept.push({ function: f, gradient });
  }
  return kept.map((k) => k.function);
}

const gramOf = (rows: readonly (readonly Expression[])[]): Expression[][] =>
  rows.map((a) => rows.map((b) => sum(inner(a, b))));

/** Whether a matrix of numbers or of formulas without parameters is invertible; null when that is not seen. */
function isInvertible(m: readonly (readonly Expression[])[], model: CoupledModel): boolean | null {
  const values = m.map((row) => row.map((e) => atStart(model, e)));
  if (values.every((row) => row.every(isRational))) return rationalRank(values as Rational[][]) === m.length;
  if (m.length > 4) return null;
  const determinant = tidied(determinantOf(values), model);
  if (isZero(determinant)) return false;
  return isCertainlyNonzero(determinant, model.assumptions) ? true : null;
}

function rationalRank(matrix: readonly (readonly Rational[])[]): number {
  let rows = matrix.map((row) => [...row]);
  let rank = 0;
  for (let column = 0; column < matrix.length; column++) {
    const index = rows.findIndex((row) => row[column]!.numerator !== 0n);
    if (index < 0) continue;
    const [pivot] = rows.splice(index, 1);
    rank++;
    rows = rows.map((row) => {
      const factor = row[column]!;
      const lead = pivot![column]!;
      const ratio = rational(-factor.numerator * lead.denominator, factor.denominator * lead.numerator);
      return row.map((e, k) => addRational(e, multiplyRational(ratio, pivot![k]!)));
    });
  }
  return rank;
}

/**
 * ∇e without its parts in the row space of J and along the gradients of the conserved quantities, which are orthogonal
 * to it, times the determinants of both: zero when e is a function of the weights where these are kept.
 */
export function acrossFibres(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  e: Expression,
): Expression[] {
  const gradient = gradientOf(geometry, e);
  const rest = vertical(geometry, gradient);
  if (kept.length === 0 || kept.length > MOST_KEPT) return rest;
  const rows = kept.map((c) => gradientOf(geometry, c));
  const gram = gramOf(rows);
  const lifted = adjugateOf(gram).map((row) =>
    inner(
      row,
      rows.map((r) => inner(r, gradient)),
    ),
  );
  const size = determinantOf(gram);
  return rest.map((v, a) =>
    subtract(
      product(size, v),
      product(
        geometry.determinant!,
        inner(
          rows.map((r) => r[a]!),
          lifted,
        ),
      ),
    ),
  );
}

/** Most conserved quantities whose gradients are projected out. */
const MOST_KEPT = 3;

const gradientOf = ({ model }: CoupledGeometry, e: Expression): Expression[] =>
  model.parameters.map((p) => differentiate(e, p));

/** det(M) v − Jᵀ adj(M) J v: the part of a vector that does not move the weights, times det M. */
function vertical(geometry: CoupledGeometry, v: readonly Expression[]): Expression[] {
  const { model, jacobian, adjugate, determinant } = geometry;
  const image = jacobian.map((row) => inner(row, v));
  const lifted = adjugate!.map((row) => inner(row, image));
  const column = (a: number) => jacobian.map((row) => row[a]!);
  return model.parameters.map((_, a) => subtract(product(determinant!, v[a]!), inner(column(a), lifted)));
}

/** The entries of M on and above the diagonal. */
export const metricEntries = ({ inverseMetric }: CoupledGeometry): Expression[] =>
  inverseMetric.flatMap((row, i) => row.slice(i));

/** What the dimensions tell about whether M is a function of the weights. */
export function dependenceByDimension(
  { model, inverseMetric }: CoupledGeometry,
  kept: readonly Expression[],
): Dependence {
  const [p, d] = [model.parameters.length, model.maps.length];
  const regular = isInvertible(inverseMetric, model);
  if (regular === true && p === d) return { holds: true, because: 'square' };
  if (regular === true && kept.length === p - d) return { holds: true, because: 'leaf' };
  return { holds: null, singular: regular === false };
}

/** Decides whether M is a function of the weights; up to a positive factor when it is refuted. */
export function metricDependence(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  limits: Limits = {},
): Dependence {
  const { model, determinant, inverseMetric } = geometry;
  const known = dependenceByDimension(geometry, kept);
  if (known.holds !== null || known.singular || determinant === null) return known;
  const entries = metricEntries(geometry);
  if (isConstantOnFibres(geometry, kept, entries, limits)) return { holds: true, because: 'fibres' };
  const functions: Expression[] = [];
  const first = inverseMetric[0]![0]!;
  for (const { field } of geometry.brackets) {
    if (isLate(limits)) return known;
    const z = vertical(geometry, field);
    const change = (e: Expression) => along(z, model.parameters, e);
    for (const e of entries.slice(1))
      functions.push(subtract(product(change(e), first), product(e, change(first))));
  }
  const witness = witnessAtStart(geometry, functions, limits);
  return witness === null ? known : { holds: false, witness };
}

function isConstantOnFibres(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  entries: readonly Expression[],
  limits: Limits,
): boolean {
  const { model } = geometry;
  // the values at the start refute at little cost
  for (const simplified of [false, true])
    for (const e of entries)
      for (const v of acrossFibres(geometry, kept, e)) {
        if (isLate(limits)) return false;
        if (!isZero(simplified ? tidied(v, model) : atStart(model, v))) return false;
      }
  return true;
}
