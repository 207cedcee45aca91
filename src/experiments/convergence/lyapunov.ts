import { gaussLegendre } from '../../numerics/gaussLegendre.ts';
import { regularizerValue } from '../../prediction/regularizer.ts';
import { invertWeight } from '../../prediction/weightPoint.ts';
import type { ComparisonRecord } from '../../records.ts';
import type { FlowCheckpoint } from '../../simulation/flowResult.ts';
import { readLoss } from '../../theory/loss.ts';
import type { ComparedFlow } from '../../verification/comparedFlow.ts';
import { interpolators } from '../../verification/interpolators.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { boundKept, brief, within } from '../within.ts';
import { lossProblem, modelFlow, simulate } from './modelFlow.ts';

const SIZES = { samples: 3, features: 6, sparsity: 2 };
const SQUARED_DEPTHS = ['2', '3'];
const BOUNDED = ['huber:1/2', 'power:4', 'poisson'];
const FINE = gaussLegendre(8);
const COARSE = gaussLegendre(5);
const TOLERANCES = [1e-9, 1e-11] as const;
/** Rounding of Q and of the sums, relative. */
const ROUNDING = 1e-13;

/** What the identity and the bounds need at one time: D(w*, w(t)) and ∫₀ᵗ (L − L*) by two rules. */
interface Moment {
  readonly t: number;
  readonly divergence: number;
  readonly integral: number;
  readonly quadrature: number;
}

/** D_ψ(target, w) = Q(target) − Q(w) − ⟨∇ψ(w), target − w⟩ in the canonical normalisation. */
function divergence({ dual, d }: ComparedFlow, target: Float64Array, w: Float64Array): number {
  const point = { s: 0, slope: 0, depth: 0 };
  let total = regularizerValue(dual, target) - regularizerValue(dual, w);
  for (let i = 0; i < d; i++) {
    if (!invertWeight(dual, i, w[i]!, point)) return NaN;
    total -= point.s * (target[i]! - w[i]!);
  }
  return total;
}

/** Moments at the given times, with ∫L dt by Gauss rules between them; null where the flow did not get there. */
async function momentsOf(
  flow: ComparedFlow,
  target: Float64Array,
  ends: readonly number[],
  least: number,
  tolerance: number,
  context: ExperimentContext,
): Promise<Moment[] | null> {
  const inner = ends.slice(1).flatMap((end, k) => {
    const [start, length] = [ends[k]!, end - ends[k]!];
    return [...FINE.nodes, ...COARSE.nodes].map((x) => start + x * length).concat(end);
  });
  const times = [...new Set(inner)].sort((a, b) => a - b);
  const run = await simulate(flow, { tolerance, stopResidual: 1e-12, checkpoints: { times } }, context);
  if (run.checkpoints.length !== times.length) return null;
  const at = new Map<number, FlowCheckpoint>(times.map((t, k) => [t, run.checkpoints[k]!]));
  const moments: Moment[] = [];
  let [fine, coarse] = [0, 0];
  for (let k = 1; k < ends.length; k++) {
    const [start, length] = [ends[k - 1]!, ends[k]! - ends[k - 1]!];
    const sum = ({ nodes, weights }: typeof FINE): number =>
      weights.reduce((total, weight, q) => total + weight * (at.get(start + nodes[q]! * length)!.loss - least), 0);
    fine += length * sum(FINE);
    coarse += length * sum(COARSE);
    const quadrature = Math.abs(fine - coarse);
    moments.push({ t: ends[k]!, divergence: divergence(flow, target, at.get(ends[k]!)!.w), integral: fine, quadrature });
  }
  return moments;
} // prettier-ignore

export const lyapunov: Experiment = {
  id: 'bregman-lyapunov',
  title: 'The Bregman divergence to an interpolator falls at twice the loss',
  text: `D_psi(w*, w(t)) to the interpolator w* of least l2 norm along simulated flows of ${SIZES.samples} x ${SIZES.features} problems: its decrease against the integral of 2L for the squared loss, and for ${BOUNDED.join(', ')} the bounds int (L - L*) <= D(w*, w(0)) - D(w*, w(t)) and (1/T) int (L - L*) <= D(w*, w(0))/T. A violation beyond the errors of solver and quadrature refutes them.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    const cases = [...SQUARED_DEPTHS.map((depth) => [depth, 'squared'] as const), ...BOUNDED.map((name) => ['2', name] as const)]; // prettier-ignore
    for (const [depth, name] of cases) {
      const flow = modelFlow({ depth, scale: '0.3' }, lossProblem(SIZES, context.seed, readLoss(name)));
      const target = interpolators(flow, context.seed, context).l2;
      const first = await simulate(flow, { tolerance: 1e-8, stopResidual: 1e-6 }, context);
      const ends = first.checkpoints.map((c) => c.t);
      const least = leastLoss(flow);
      const [loose, tight] = [
        await momentsOf(flow, target, ends, least, TOLERANCES[0], context),
        await momentsOf(flow, target, ends, least, TOLERANCES[1], context),
      ];
      const label = `${name}, depth ${depth}`;
      const start = regularizerValue(flow.dual, target);
      if (loose === null || tight === null) {
        comparisons.push(within({ name: `decrease-${name}-${depth}`, discrepancy: NaN, budget: NaN, unit: '', text: label, why: 'the flow ended before the times asked for' })); // prettier-ignore
        continue;
      }
      comparisons.push(
        ...(name === 'squared'
          ? [identityOf(label, depth, start, loose, tight)]
          : boundsOf(label, name, start, loose, tight)),
      );
    }
    return { comparisons };
  },
};

/** Σ ℓ at the predictions of least loss. */
const leastLoss = ({ observed, y }: ComparedFlow): number =>
  observed === undefined
    ? 0
    : y.reduce((sum, _, m) => sum + observed.sample.value(0, observed.targets[m]!), 0);

function identityOf(label: string, depth: string, start: number, loose: readonly Moment[], tight: readonly Moment[]) {
  const excess = ({ divergence: D, integral }: Moment): number => start - D - 2 * integral;
  let worst = { share: -1, discrepancy: 0, budget: 0 };
  tight.forEach((moment, k) => {
    const discrepancy = Math.abs(excess(moment));
    const budget = 2 * Math.abs(excess(moment) - excess(loose[k]!)) + 2 * moment.quadrature + ROUNDING * start;
    if (discrepancy / budget > worst.share) worst = { share: discrepancy / budget, discrepancy, budget };
  });
  return within({
    name: `decrease-squared-${depth}`,
    discrepancy: worst.discrepancy / start,
    budget: worst.budget / start,
    unit: 'relative to D(w*, w(0))',
    text: `${label}: D(w*, w(0)) - D(w*, w(t)) against the integral of 2L at ${tight.length} times; budget: twice the change from tolerance ${TOLERANCES[0]} to ${TOLERANCES[1]}, two quadrature rules, rounding.`,
  });
} // prettier-ignore

function boundsOf(label: string, name: string, start: number, loose: readonly Moment[], tight: readonly Moment[]) {
  const shareOf = ({ divergence: D, integral }: Moment): number => integral / (start - D);
  const shares = tight.map(shareOf);
  const error = Math.max(
    ...tight.map((moment, k) => Math.abs(shares[k]! - shareOf(loose[k]!)) + moment.quadrature / moment.integral + ROUNDING * (start / (start - moment.divergence))),
  );
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  const average = Math.max(...tight.map(({ integral }) => integral / start));
  return [
    boundKept(`decrease-${name}`, most, error, `${label}: int (L - L*) over the decrease of D, from ${brief(least)} to ${brief(most)} at ${tight.length} times.`),
    boundKept(`average-${name}`, average, error, `${label}: the mean of L - L* over D(w*, w(0))/T comes to at most ${brief(average)} of its bound.`),
  ];
} // prettier-ignore
