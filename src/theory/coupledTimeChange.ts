import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import {
  MINUS_ONE, ONE, TWO, ZERO, divide, exp, isZero, log, negate, power, product, rational, size, subtract, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import {
  alongOutput, atStart, isLate, tidied, type CoupledGeometry, type Limits,
} from './coupledGeometry.ts'; // prettier-ignore
import { normalize } from '../expression/simplify.ts';
import type { CoupledModel } from './coupledModel.ts';
import { hasNonzeroStart } from './coupledReach.ts';
import { flowPrimitive, logarithms, monomials, signedAssumptions } from './flowPrimitive.ts';

/**
 * The conformal test: f G is the Hessian of a function of w exactly when J[∇F_i, ∇F_j] = g_i M e_j − g_j M e_i with
 * g_i = ∇F_i(log f), since dividing the fields by f then makes them commute in the weights. The g_i are the only unknowns:
 * each pair gives both of its own, the other components must vanish, and log f exists when ∇F_i(g_j) = ∇F_j(g_i).
 */
export interface TimeChange {
  /** g_i = ∇F_i(log f). */
  readonly rates: readonly Expression[];
  /** Functions that must vanish for the g_i to exist, and for them to be the rates of one function. */
  readonly mismatches: readonly Expression[];
  readonly curls: readonly Expression[];
  readonly consistent: boolean;
  readonly closed: boolean;
  /** f in the parameters, 1 at the start up to a constant factor; null when no closed form was found. */
  readonly factor: Expression | null;
  /** σ_j in the parameters with σ_j' = f s_j' along every flow and σ(θ(0)) = 0: ∇Ψ(w) = σ. */
  readonly duals: readonly Expression[] | null;
  /** Ψ* in the parameters. */
  readonly dualPotential: Expression | null;
  /** Assumptions under which the formulas with f hold. */
  readonly assumptions: Assumptions;
}

/** The conformal test and, where it holds, the closed forms that a search finds; null when the time is over. */
export function timeChange(
  geometry: CoupledGeometry,
  kept: readonly Expression[],
  limits: Limits = {},
): TimeChange | null {
  const { model } = geometry;
  const { rates, mismatches } = pairConditions(geometry);
  const none = { factor: null, duals: null, dualPotential: null, assumptions: model.assumptions };
  // the values at the start refute at little cost
  const failed = (functions: readonly Expression[]) => functions.some((e) => hasNonzeroStart(geometry, e));
  const inconsistent = { rates, mismatches, curls: [], consistent: false, closed: false, ...none };
  if (failed(mismatches)) return inconsistent;
  const tidyMismatches = tidiedList(geometry, mismatches, limits);
  if (tidyMismatches === null) return null;
  if (!tidyMismatches.every(isZero)) return { ...inconsistent, mismatches: tidyMismatches };
  const g = tidiedList(geometry, rates, limits);
  if (g === null) return null;
  const consistent = true;
  const raw = geometry.brackets.map(({ i, j }) =>
    subtract(alongOutput(geometry, i, g[j]!), alongOutput(geometry, j, g[i]!)),
  );
  const curls = failed(raw) ? raw : tidiedList(geometry, raw, limits);
  if (curls === null) return null;
  const closed = curls.every(isZero);
  const base = { rates: g, mismatches: tidyMismatches, curls, consistent, closed };
  if (!closed || isLate(limits)) return { ...base, ...none };
  return { ...base, ...closedForms(geometry, g, kept, limits) };
}

function tidiedList(
  { model }: CoupledGeometry,
  list: readonly Expression[],
  limits: Limits,
): Expression[] | null {
  const found: Expression[] = [];
  for (const e of list) {
    if (isLate(limits)) return null;
    found.push(tidied(e, model));
  }
  return found;
}

/** The rates are read: they are brought to their normal form even where they are long. */
function shortest(e: Expression, model: CoupledModel): Expression {
  const [tidy, normal] = [tidied(e, model), normalize(e, model.assumptions)];
  return size(normal) < size(tidy) ? normal : tidy;
}

/** The g_i as they come first, and what must vanish for all pairs to agree with them. */
function pairConditions(geometry: CoupledGeometry): { rates: Expression[]; mismatches: Expression[] } {
  const { model, inverseMetric: M, brackets } = geometry;
  const rates: (Expression | undefined)[] = model.maps.map(() => undefined);
  const mismatches: Expression[] = [];
  for (const { i, j, projected } of brackets) {
    const pair = [
      [i, pairRate(geometry, i, j, projected)],
      [j, pairRate(geometry, j, i, projected.map(negate))],
    ] as const;
    for (const [output, rate] of pair) {
      const known = rates[output];
      if (known === undefined) rates[output] = shortest(rate, model);
      else mismatches.push(subtract(known, rate));
    }
    for (const l of model.maps.keys()) {
      if (l === i || l === j) continue;
      const wanted = subtract(product(rates[i]!, M[l]![j]!), product(rates[j]!, M[l]![i]!));
      mismatches.push(subtract(projected[l]!, wanted));
    }
  }
  return { rates: rates as Expression[], mismatches };
}

/** g_i from the components i and j of J[∇F_i, ∇F_j] = g_i M e_j − g_j M e_i, by Cramer's rule. */
function pairRate(
  { inverseMetric: M }: CoupledGeometry,
  i: number,
  j: number,
  projected: readonly Expression[],
): Expression {
  const minor = subtract(product(M[i]![i]!, M[j]![j]!), power(M[i]![j]!, TWO));
  return divide(subtract(product(M[i]![i]!, projected[j]!), product(M[i]![j]!, projected[i]!)), minor);
}

type ClosedForms = Pick<TimeChange, 'factor' | 'duals' | 'dualPotential' | 'assumptions'>;

function closedForms(
  geometry: CoupledGeometry,
  rates: readonly Expression[],
  kept: readonly Expression[],
  limits: Limits,
): ClosedForms {
  const { model, determinant } = geometry;
  const signed = signedAssumptions(geometry);
  const quadratic = monomials(model.parameters, 1, 2);
  const over = kept.filter((c) => startIsNonzero(geometry, c)).map((c) => power(c, MINUS_ONE));
  const simple = [...logarithms(geometry), ...quadratic];
  const more = [...simple, ...over.flatMap((c) => quadratic.map((m) => product(m, c)))];
  let assumptions = signed;
  let logFactor = flowPrimitive(geometry, rates, simple, signed);
  if (logFactor === null) {
    if (determinant !== null) {
      assumptions = withPositive(signed, [determinant]);
      more.push(log(determinant));
    }
    logFactor = flowPrimitive(geometry, rates, more, assumptions);
  }
  if (logFactor === null) return { factor: null, duals: null, dualPotential: null, assumptions };
  const factor = tidied(exp(logFactor), { assumptions });
  if (isLate(limits)) return { factor, duals: null, dualPotential: null, assumptions };
  const square = model.parameters.flatMap((p) =>
    isZero(model.init.get(p)!) ? [] : [power(symbol(p), MINUS_ONE), power(symbol(p), rational(-2))],
  );
  const targets = (rows: readonly (readonly Expression[])[], bases: readonly (readonly Expression[])[]) => {
    const found: Expression[] = [];
    for (const rates of rows) {
      let e: Expression | null = null;
      for (const candidates of bases)
        if (e === null && !isLate(limits)) e = flowPrimitive(geometry, rates, candidates, assumptions);
      if (e === null) return null;
      found.push(subtract(e, atStart(model, e)));
    }
    return found;
  };
  const factors = factor.kind === 'product' ? factor.factors : [factor];
  const exponential = product(...factors.filter((f) => f.kind === 'call' && f.name === 'exp'));
  const plain = monomials(model.parameters, 1, 4);
  const scaled = [ONE, ...square].flatMap((q) => [q, ...kept.map((c) => product(c, q))]);
  const withFactor = scaled.flatMap((q) => [
    product(factor, q),
    ...model.maps.map((map) => product(factor, q, map)),
  ]);
  const duals = targets(
    model.maps.map((_, j) => model.maps.map((_, i) => (i === j ? factor : ZERO))),
    [
      plain,
      [exponential, factor, ...quadratic.map((m) => product(exponential, m))],
      [...model.maps, ...withFactor],
    ],
  );
  if (duals === null) return { factor, duals: null, dualPotential: null, assumptions };
  const potential = targets(
    [model.maps.map((map) => product(factor, map))],
    [plain, [...withFactor, ...quadratic.map((m) => product(factor, m))]],
  );
  return { factor, duals, dualPotential: potential === null ? null : potential[0]!, assumptions };
}

function startIsNonzero({ model }: CoupledGeometry, e: Expression): boolean {
  try {
    return !isZero(atStart(model, e));
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
