import { InterruptedError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import { expandSmall } from '../expression/expandTerms.ts';
import {
  ONE, ZERO, isZero, negate, product, size, substitute, subtract, sum, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { specialAngles } from '../expression/specialAngles.ts';
import type { CoupledModel } from './coupledModel.ts';

/** The Lie bracket of two gradient fields and its image in the weights. */
export interface Bracket {
  readonly i: number;
  readonly j: number;
  /** [∇F_i, ∇F_j] = ∇²F_j ∇F_i − ∇²F_i ∇F_j, one component a parameter. */
  readonly field: readonly Expression[];
  /** J [∇F_i, ∇F_j] = ∇F_i(M_lj) − ∇F_j(M_li) for l = 1 … d. */
  readonly projected: readonly Expression[];
  readonly vanishes: boolean;
}

/** What the explorer computes of a map before it knows whether a potential exists. */
export interface CoupledGeometry {
  readonly model: CoupledModel;
  /** J, d × p: row i is ∇F_i. */
  readonly jacobian: readonly (readonly Expression[])[];
  /** M = J Jᵀ, d × d. */
  readonly inverseMetric: readonly (readonly Expression[])[];
  /** det M and its adjugate; null above three outputs, where they are not written out. */
  readonly determinant: Expression | null;
  readonly adjugate: readonly (readonly Expression[])[] | null;
  readonly brackets: readonly Bracket[];
  readonly commutes: boolean;
}

/** Stops a derivation that was aborted or whose time is over. */
export interface Limits {
  readonly signal?: AbortSignal | undefined;
  readonly deadline?: number | undefined;
}

/** Throws InterruptedError when the derivation was aborted; true when its time is over. */
export function isLate({ signal, deadline }: Limits): boolean {
  if (signal?.aborted) throw new InterruptedError('aborted', 'the derivation was interrupted');
  return deadline !== undefined && performance.now() > deadline;
}

/** Most outputs whose determinant is written out. */
const MOST_WRITTEN = 3;

/** Jacobian, metric tensor and Lie brackets of a map with several outputs. */
export function coupledGeometry(model: CoupledModel, limits: Limits = {}): CoupledGeometry {
  const { maps, parameters } = model;
  const tidy = (e: Expression) => tidied(e, model);
  const jacobian = maps.map((map) => parameters.map((p) => tidy(differentiate(map, p))));
  const inverseMetric = maps.map((_, i) => maps.map((_, j) => tidy(inner(jacobian[i]!, jacobian[j]!))));
  const small = maps.length <= MOST_WRITTEN;
  const geometry = { model, jacobian, inverseMetric };
  const brackets: Bracket[] = [];
  for (let i = 0; i < maps.length; i++)
    for (let j = i + 1; j < maps.length; j++) {
      isLate(limits);
      const field = parameters.map((_, a) =>
        tidy(
          subtract(alongOutput(geometry, i, jacobian[j]![a]!), alongOutput(geometry, j, jacobian[i]![a]!)),
        ),
      );
      const projected = maps.map((_, l) => tidy(inner(jacobian[l]!, field)));
      brackets.push({ i, j, field, projected, vanishes: field.every(isZero) });
    }
  return {
    ...geometry,
    determinant: small ? tidy(determinantOf(inverseMetric)) : null,
    adjugate: small ? adjugateOf(inverseMetric).map((row) => row.map(tidy)) : null,
    brackets,
    commutes: brackets.every((b) => b.vanishes),
  };
}

/** Formulas above this size are left as they arise, unless they are 0. */
const LARGEST_TIDIED = 1200;

/** The shorter of the simplified forms; 0 where that is proved. */
export function tidied(e: Expression, { assumptions }: Pick<CoupledModel, 'assumptions'>): Expression {
  if (size(e) > LARGEST_TIDIED) return proveZero(e, assumptions) === null ? e : ZERO;
  const expanded = expandSmall(e, 64);
  const candidates = [simplify(e, assumptions), simplify(expanded, assumptions)];
  const best = candidates.reduce((a, b) => (size(b) < size(a) ? b : a));
  return isZero(best) || proveZero(best, assumptions) === null ? best : ZERO;
}

export const inner = (a: readonly Expression[], b: readonly Expression[]): Expression =>
  sum(...a.map((x, k) => product(x, b[k]!)));

/** The derivative of a function of the parameters along a vector field. */
export const along = (
  field: readonly Expression[],
  parameters: readonly string[],
  e: Expression,
): Expression => sum(...parameters.map((p, a) => product(field[a]!, differentiate(e, p))));

/** ∇F_i(e) = ⟨∇F_i, ∇e⟩, the derivative of e when s_i grows. */
export const alongOutput = (
  { model, jacobian }: Pick<CoupledGeometry, 'model' | 'jacobian'>,
  i: number,
  e: Expression,
): Expression => along(jacobian[i]!, model.parameters, e);

/** The exact value at the start. Throws RangeError where there is none. */
export const atStart = ({ init, assumptions }: CoupledModel, e: Expression): Expression =>
  simplify(specialAngles(substitute(e, init)), assumptions);

/** By expansion along the first row: for small matrices. */
export function determinantOf(m: readonly (readonly Expression[])[]): Expression {
  if (m.length === 1) return m[0]![0]!;
  return sum(
    ...m[0]!.map((e, k) => {
      const rest = determinantOf(m.slice(1).map((row) => row.filter((_, c) => c !== k)));
      return k % 2 === 0 ? product(e, rest) : negate(product(e, rest));
    }),
  );
}

/** The adjugate: m · adjugate = det m. */
export function adjugateOf(m: readonly (readonly Expression[])[]): Expression[][] {
  if (m.length === 1) return [[ONE]];
  return m.map((_, i) =>
    m.map((_, j) => {
      const rest = m.filter((_, r) => r !== j).map((row) => row.filter((_, c) => c !== i));
      const cofactor = determinantOf(rest);
      return (i + j) % 2 === 0 ? cofactor : negate(cofactor);
    }),
  );
}

/** Whether det J Jᵀ = 0 at the start; the flows of commuting fields keep the rank of J. */
export function areDependent({ determinant, model }: CoupledGeometry): boolean {
  if (determinant === null) return false;
  return isZero(simplify(substitute(determinant, model.init), model.assumptions));
}
