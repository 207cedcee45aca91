import { HypentropyError } from '../errors.ts';
import { differentiate } from '../expression/differentiate.ts';
import { isRational, rationalToNumber } from '../expression/expression.ts';
import { toText } from '../expression/printText.ts';
import { solveLinear } from '../numerics/solveLinear.ts';
import { lasso } from '../prediction/lasso.ts';
import { parameterFlow } from '../simulation/parameterFlow.ts';
import { ACCEPTED, openComparison, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { EPSILON } from './epsilon.ts';
import { measured } from './measured.ts';
import { simulationMap } from './simulationMap.ts';
import { singleComparison } from './singleComparison.ts';

const TOLERANCE = 1e-10;
const MOST_TIME = 1e5;
/** Largest remaining speed, relative to the largest on the way. */
const STILL = 1e-12;

/**
 * Constant weight decay on w = Σ ± (c/2) θ_j²-like maps with both signs: at rest g θ_j (±c) = −λ θ_j, so |g| = λ/c where a
 * parameter is not 0, the condition of least squares with an ℓ1 penalty λ/c. Compared with coordinate descent on that problem,
 * whose optimality the duality gap proves. The budget holds the gap, and the optimality defect of the end through the inverse
 * of XᵀX on the support. Throws HypentropyError `algorithm` for other maps and for a decay that is not constant.
 */
export async function lassoComparison(
  { theory, algorithm, starts, problem, pull }: AlgorithmCase,
  decay: (t: number) => number,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { map: formula, parameters } = theory.model;
  const curvatures = parameters.map((p) => differentiate(differentiate(formula, p), p));
  const mixed = parameters.some((p) =>
    parameters.some((q) => p !== q && !isZeroText(differentiate(differentiate(formula, p), q))),
  );
  const numbers = curvatures.map((c) => (isRational(c) ? rationalToNumber(c) : NaN));
  const c = Math.max(...numbers);
  if (mixed || decay(1) !== decay(2) || !(c > 0) || c !== -Math.min(...numbers))
    throw new HypentropyError(
      'algorithm',
      `decay that does not end has a prediction where it is constant and the map is of degree 2, such as u^2 - v^2: got w = ${toText(formula)}`,
      "end the decay with 'until T', or use one that is integrable such as 0.1*exp(-t)",
    );
  if (pull !== undefined)
    throw new HypentropyError(
      'algorithm',
      'decay that does not end has a prediction for the squared loss only',
      "end the decay with 'until T'",
    );
  const penalty = decay(1) / c;
  const { X, y, n, d } = problem;
  const accepted = limits.tolerance ?? ACCEPTED;
  limits.onProgress?.(null, `running ${algorithm.title}`);
  const run = await parameterFlow({
    map: simulationMap(formula, parameters).map,
    theta0: starts,
    ...problem,
    decay,
    tolerance: TOLERANCE,
    stop: STILL,
    until: 'still',
    maximumTime: MOST_TIME,
    signal: limits.signal,
    deadline: limits.deadline,
  });
  const simulated = {
    w: [...run.w],
    residual: run.residual,
    steps: run.steps,
    time: run.t,
    method: `explicit Runge-Kutta order 8, decay ${decay(1)}, tolerance ${TOLERANCE}`,
    outcome: run.outcome,
  };
  const best = lasso(X, y, n, d, penalty);
  const predicted = { w: [...best.w], iterations: best.sweeps, residual: best.gap };
  if (run.outcome !== 'converged')
    return {
      predicted,
      simulated,
      comparisons: [
        openComparison(
          'limit',
          `the flow had not come to rest at time ${run.t.toPrecision(4)}: ${run.outcome}`,
        ),
      ],
      context: {},
      notes: [],
    };
  // gradient of the loss and optimality defect at the end
  const gradient = (w: Float64Array): Float64Array => {
    const g = new Float64Array(d);
    for (let m = 0; m < n; m++) {
      let r = -y[m]!;
      for (let i = 0; i < d; i++) r += X[m * d + i]! * w[i]!;
      for (let i = 0; i < d; i++) g[i]! += X[m * d + i]! * r;
    }
    return g;
  };
  const g = gradient(run.w);
  const size = run.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0) || 1;
  const support = [...best.w.keys()].filter((i) => best.w[i] !== 0);
  const stationarity = measured();
  const optimality = gradient(best.w);
  let defect = 0;
  let outside = 0;
  for (let i = 0; i < d; i++) {
    if (best.w[i] !== 0) {
      defect = Math.max(
        defect,
        Math.abs(g[i]! + penalty * Math.sign(run.w[i]!)),
        Math.abs(optimality[i]! + penalty * Math.sign(best.w[i]!)),
      );
    } else outside = Math.max(outside, Math.abs(run.w[i]!));
    const excess =
      best.w[i] !== 0 ? Math.abs(Math.abs(g[i]!) - penalty) : Math.max(0, Math.abs(g[i]!) - penalty);
    stationarity.add(
      i,
      run.t,
      excess,
      (best.w[i] === 0 ? 0 : speedBound(run, i, d, c)) + 1e3 * EPSILON * penalty,
      0,
    );
  }
  const budget =
    inverseNorm(X, n, d, support) * (defect + couplingNorm(X, n, d, support) * outside) + outside;
  const limit = measured();
  for (let i = 0; i < d; i++) limit.add(i, run.t, Math.abs(run.w[i]! - best.w[i]!), budget, 0);
  return {
    predicted,
    simulated,
    comparisons: [
      singleComparison(
        'limit',
        limit.finish(size),
        accepted,
        'relative to max|w|',
        `The rest point beside the minimiser of squared loss plus ${penalty}*|w|_1 by coordinate descent, with duality gap ${best.gap.toExponential(1)}.`,
      ),
      singleComparison(
        'stationarity',
        stationarity.finish(penalty),
        accepted,
        'relative to the penalty',
        'The gradient of the loss is the penalty in absolute value where the weight is not 0, and no larger elsewhere; the budget is the remaining speed.',
      ),
    ],
    context: { penalty, 'duality gap': best.gap },
    notes: [
      'The decay does not end, so the start is forgotten; the weights not in the limit fall exponentially.',
    ],
  };
}

const isZeroText = (e: ReturnType<typeof differentiate>): boolean => isRational(e) && e.numerator === 0n;

/** |g ± λ/c| = |θ'|/(c|θ|) for each parameter; of the parameter that carries the weight. */
function speedBound(
  run: { theta: Float64Array; velocity: Float64Array },
  i: number,
  d: number,
  c: number,
): number {
  let [largest, bound] = [0, Infinity];
  for (let j = i; j < run.theta.length; j += d)
    if (Math.abs(run.theta[j]!) > largest) {
      largest = Math.abs(run.theta[j]!);
      bound = Math.abs(run.velocity[j]! / run.theta[j]!) / c;
    }
  return bound;
}

/** Largest absolute row sum of (X_SᵀX_S)⁻¹. */
function inverseNorm(X: Float64Array, n: number, d: number, support: readonly number[]): number {
  const k = support.length;
  const gram = new Float64Array(k * k);
  for (let m = 0; m < n; m++)
    support.forEach((i, a) => support.forEach((j, b) => (gram[a * k + b]! += X[m * d + i]! * X[m * d + j]!)));
  const rows = new Float64Array(k);
  for (let b = 0; b < k; b++) {
    const unit = new Float64Array(k);
    unit[b] = 1;
    if (!solveLinear(gram.slice(), unit, k)) return Infinity;
    for (let a = 0; a < k; a++) rows[a]! += Math.abs(unit[a]!);
  }
  return rows.reduce((m, v) => Math.max(m, v), 0);
}

/** Largest absolute row sum of X_SᵀX off the support. */
function couplingNorm(X: Float64Array, n: number, d: number, support: readonly number[]): number {
  let most = 0;
  for (const i of support) {
    let row = 0;
    for (let j = 0; j < d; j++) {
      if (support.includes(j)) continue;
      let product = 0;
      for (let m = 0; m < n; m++) product += X[m * d + i]! * X[m * d + j]!;
      row += Math.abs(product);
    }
    most = Math.max(most, row);
  }
  return most;
}
