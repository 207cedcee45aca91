import { invertWeight } from '../prediction/weightPoint.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { FlowCheckpoint, FlowResult } from '../simulation/flowResult.ts';
import { EPSILON } from './epsilon.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { dualDefect, inverseRounding } from './dualDefect.ts';
import type { LimitFace } from './limitFace.ts';
import type { LimitBudget } from './limitBudget.ts';
import { MUTATION, mutants } from './mutants.ts';

/** What a comparison would see of a theory with one wrong constant. */
export interface PowerEntry {
  readonly constant: string;
  /** Relative change of the constant. */
  readonly change: number;
  /** Largest predicted effect over the budget there. */
  readonly budgets: number;
}

export interface Power {
  readonly limit: PowerEntry[];
  readonly mirrorIdentity: PowerEntry[];
  readonly conserved: PowerEntry[];
}

/** Checkpoints at which the effect on the mirror identity is computed. */
const CHECKPOINTS = 4;

/**
 * The effect of every mutant of the theory (one constant changed by `change`) on each comparison, in units of its
 * budget: on the limit to first order, δw = −M δs with δs the shift of ∇ψ at the limit; on the mirror identity the shift
 * of ∇ψ along the path; on the conserved quantities that of one primitive.
 */
export function powerOf(
  flow: ComparedFlow,
  run: FlowResult,
  face: LimitFace,
  limit: LimitBudget | null,
  change = MUTATION,
): Power {
  const all = mutants(flow, change);
  const chosen = spread(run.checkpoints);
  return {
    limit:
      limit === null
        ? []
        : limitPower(
            face.flow,
            face.restrict(run),
            limit,
            face.boundary === null ? all : mutants(face.flow, change),
            change,
          ),
    mirrorIdentity: all.map(({ constant, dual }) => ({
      constant,
      change,
      budgets: identityPower(flow, chosen, dual),
    })),
    conserved: flow.branches.map((b, index) => ({
      constant: `factor of the clock of ${b.parameters.join(', ')}`,
      change,
      budgets: conservedPower(flow, chosen, index, change),
    })),
  };
}

function spread(checkpoints: readonly FlowCheckpoint[]): FlowCheckpoint[] {
  const last = checkpoints.length - 1;
  const places = Array.from({ length: CHECKPOINTS }, (_, q) => Math.round(((q + 1) * last) / CHECKPOINTS));
  return [...new Set(places)].map((p) => checkpoints[p]!);
}

function limitPower(
  flow: ComparedFlow,
  run: FlowResult,
  { total, s, slope }: LimitBudget,
  all: ReturnType<typeof mutants>,
  change: number,
): PowerEntry[] {
  const { d, range, dual } = flow;
  if (range.rank === 0 || slope.some((h) => !(h > 0)))
    return all.map(({ constant }) => ({ constant, change, budgets: 0 }));
  const system = createWeightedSystem(range.kernel, range.x);
  const zero = new Float64Array(d);
  const magnification = slope.reduce(
    (worst, h, i) => Math.max(worst, Math.abs((h * s[i]!) / (run.w[i]! - dual.initial[i]! || 1))),
    1,
  );
  system.factor(slope, 0, magnification, zero);
  const point = { s: 0, slope: 0, depth: 0 };
  return all.map(({ constant, dual: mutant }) => {
    const g = new Float64Array(d);
    for (let i = 0; i < d; i++) if (invertWeight(mutant, i, run.w[i]!, point)) g[i] = point.s - s[i]!;
    const dw = new Float64Array(d);
    system.solve(new Float64Array(range.rank), g, new Float64Array(range.rank), new Float64Array(d), dw);
    return { constant, change, budgets: dw.reduce((m, v, i) => larger(m, Math.abs(v) / total[i]!), 0) };
  });
}

export function identityPower(
  flow: ComparedFlow,
  checkpoints: readonly FlowCheckpoint[],
  mutant: ComparedFlow['dual'],
): number {
  const { d, dual } = flow;
  const [own, other] = [
    { s: 0, slope: 0, depth: 0 },
    { s: 0, slope: 0, depth: 0 },
  ];
  let worst = 0;
  for (const c of checkpoints) {
    const defect = dualDefect(flow, c.budget);
    const rounded = flow.weightRounding(c.theta, c.w);
    for (let i = 0; i < d; i++) {
      const w = c.w[i]!;
      if (!invertWeight(dual, i, w, own) || !invertWeight(mutant, i, w, other)) continue;
      const rounding = inverseRounding(dual, i, w, own, rounded[i]!);
      worst = larger(worst, Math.abs(other.s - own.s) / (defect[i]! + rounding));
    }
  }
  return worst;
}

function conservedPower(
  flow: ComparedFlow,
  checkpoints: readonly FlowCheckpoint[],
  branch: number,
  change: number,
): number {
  const { model, branches, clocks, numbers, k, d, starts } = flow;
  const j = model.parameters.indexOf(branches[branch]!.parameters[0]!);
  const theta = new Float64Array(k);
  const [now, start] = [new Float64Array(branches.length), new Float64Array(branches.length)];
  let worst = 0;
  for (const c of checkpoints)
    for (let i = 0; i < d; i++) {
      if (numbers.resting[j * d + i] === 1) continue;
      for (let p = 0; p < k; p++) theta[p] = starts[p * d + i]!;
      clocks(theta, start);
      for (let p = 0; p < k; p++) theta[p] = c.theta[p * d + i]!;
      clocks(theta, now);
      let budget = 4 * EPSILON * (Math.abs(now[branch]!) + Math.abs(start[branch]!));
      for (let p = 0; p < k; p++)
        if (numbers.resting[p * d + i] === 0) budget += c.budget?.[p * d + i] ?? Infinity;
      worst = larger(worst, (change * Math.abs(now[branch]! - start[branch]!)) / budget);
    }
  return worst;
}

const larger = (a: number, b: number): number => (b > a ? b : a);
