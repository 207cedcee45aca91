import { differentiate } from '../expression/differentiate.ts';
import { isZero, product, subtract, type Expression } from '../expression/expression.ts';
import {
  along, atStart, determinantOf, inner, isLate, tidied, type CoupledGeometry, type Limits,
} from './coupledGeometry.ts'; // prettier-ignore
import { keptFunctions, monomials } from './flowPrimitive.ts';
import { isCertainlyNonzero, witnessAtStart, type Witness } from './coupledReach.ts';

/** Whether M = J Jᵀ is a function of the weights on what the flow can reach. */
export type Dependence =
  | {
      readonly holds: true;
      /**
       * `square`: as many parameters as outputs; `leaf`: the conserved quantities leave as many dimensions as there are
       * outputs; `fibres`: M is constant on the fibres of the map.
       */
      readonly because: 'square' | 'leaf' | 'fibres';
    }
  | { readonly holds: false; readonly witness: Witness }
  | { readonly holds: null };

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
function independent(geometry: CoupledGeometry, functions: readonly Expression[]): Expression[] {
  const { model } = geometry;
  const kept: { function: Expression; gradient: Expression[] }[] = [];
  for (const f of functions) {
    const gradient = model.parameters.map((p) => atStart(model, differentiate(f, p)));
    const all = [...kept.map((k) => k.gradient), gradient];
    const gram = all.map((a) => all.map((b) => inner(a, b)));
    if (all.length <= 4 && !isZero(tidied(determinantOf(gram), model))) kept.push({ function: f, gradient });
  }
  return kept.map((k) => k.function);
}

/** ∇e without its part in the row space of J, times det M: zero when e is a function of the weights. */
export function acrossFibres(geometry: CoupledGeometry, e: Expression): Expression[] {
  const gradient = geometry.model.parameters.map((p) => differentiate(e, p));
  return vertical(geometry, gradient);
}

/** det(M) v − Jᵀ adj(M) J v: the part of a vector that does not move the weights, times det M. */
function vertical({ model, jacobian, adjugate, determinant }: CoupledGeometry, v: readonly Expression[]) {
  const image = jacobian.map((row) => inner(row, v));
  const lifted = adjugate!.map((row) => inner(row, image));
  return model.parameters.map((_, a) =>
    tidied(
      subtract(
        product(determinant!, v[a]!),
        inner(
          jacobian.map((row) => row[a]!),
          lifted,
        ),
      ),
      model,
    ),
  );
}

/** The entries of M on and above the diagonal. */
export const metricEntries = ({ inverseMetric }: CoupledGeometry): Expression[] =>
  inverseMetric.flatMap((row, i) => row.slice(i));

/** Decides whether M is a function of the weights; up to a positive factor when it is refuted. */
export function metricDependence(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  limits: Limits = {},
): Dependence {
  const { model, determinant } = geometry;
  const [p, d] = [model.parameters.length, model.maps.length];
  if (determinant === null) return { holds: null };
  if (isCertainlyNonzero(valueAtStart(geometry, determinant), model.assumptions)) {
    if (p === d) return { holds: true, because: 'square' };
    if (kept.length === p - d) return { holds: true, because: 'leaf' };
  }
  const entries = metricEntries(geometry);
  if (entries.every((e) => !isLate(limits) && acrossFibres(geometry, e).every(isZero)))
    return { holds: true, because: 'fibres' };
  const functions: Expression[] = [];
  const first = geometry.inverseMetric[0]![0]!;
  for (const { field } of geometry.brackets) {
    if (isLate(limits)) return { holds: null };
    const z = vertical(geometry, field);
    const change = (e: Expression) => along(z, model.parameters, e);
    for (const e of entries)
      functions.push(tidied(subtract(product(change(e), first), product(e, change(first))), model));
  }
  const witness = witnessAtStart(geometry, functions, limits);
  return witness === null ? { holds: null } : { holds: false, witness };
}

function valueAtStart({ model }: CoupledGeometry, e: Expression): Expression | null {
  try {
    return atStart(model, e);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
