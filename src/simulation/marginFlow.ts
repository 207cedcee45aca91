import { createArena } from '../numerics/arena.ts';
import { gaussLegendre } from '../numerics/gaussLegendre.ts';
import { RODAS5P } from '../numerics/rodas5p.ts';
import { deviation } from './deviation.ts';
import { dualBudget } from './dualBudget.ts';
import { movePoint } from './flowPoint.ts';
import type { FlowCheckpoint } from './flowResult.ts';
import { completeMarginPoint, createMarginPoint, createMarginProblem } from './marginPoint.ts';
import type { MarginData, MarginPoint } from './marginPoint.ts';
import { marginStepper } from './marginStepper.ts';
import { stepController } from './stepController.ts';
import { toldByValue } from './toldByValue.ts';

export interface MarginFlowOptions extends MarginData {
  /** Increasing levels at which the path is returned; the run ends at the last. */
  readonly levels: readonly number[];
  /** What the levels are values of: −ln(loss) (default), or the smallest margin. */
  readonly by?: 'loss' | 'margin' | undefined;
  /** Aimed relative error along the path (default 1e-8). */
  readonly tolerance?: number;
  /** Largest number of accepted and rejected steps (default 20000). */
  readonly maxSteps?: number;
  readonly signal?: AbortSignal | undefined;
  /** Time of `performance.now()` after which the run stops. */
  readonly deadline?: number | undefined;
  readonly onProgress?: ((progress: { steps: number; level: number }) => void) | undefined;
}

/** The path at one moment; `t` is the clock τ, `nu` = ∫ p dτ. */
export interface MarginCheckpoint extends FlowCheckpoint {
  /** −ln of the loss above its infimum, ln of the time, the smallest margin y⟨x, w⟩. */
  readonly level: number;
  readonly logTime: number;
  readonly margin: number;
  readonly margins: Float64Array;
  /** p = dν/dτ, of sum 1. */
  readonly force: Float64Array;
}

export interface MarginFlowResult {
  readonly outcome: 'reached' | 'left-domain' | 'step-limit' | 'stalled' | 'aborted';
  /** From the start to the end; the last one is where the run stopped. */
  readonly checkpoints: readonly MarginCheckpoint[];
  readonly steps: number;
  readonly rejected: number;
  readonly method: string;
  /** How the budgets of the checkpoints are known, see `FlowResult`. */
  readonly budgetKind: 'dual-defect' | 'comparison' | null;
}

const MOST_REJECTIONS = 60;
/** A step may pass a level by this much, relative. */
const LANDING = 1e-9;
const QUADRATURE = gaussLegendre(6);
const LAYERS = 30;

/**
 * Integrates the gradient flow of a margin loss in plain parameters, in the clock dτ = Σ|ℓ′| dt, to any loss: it knows F
 * and ℓ and nothing else. Yields to the event loop about every 25 ms. Maps that are not additive get their budgets from a second run.
 */
export async function simulateMargins(options: MarginFlowOptions): Promise<MarginFlowResult> {
  const result = await drive(integrate(options, null), options);
  if (result.budgetKind !== null || result.checkpoints.length < 2) return result;
  const times = result.checkpoints.slice(1).map((c) => c.t);
  const tighter = await drive(
    integrate({ ...options, tolerance: Math.max((options.tolerance ?? 1e-8) / 30, 1e-13) }, times),
    options,
  );
  if (tighter.checkpoints.length < result.checkpoints.length) return result;
  const { map, Z: X, n, d } = options;
  for (const [index, c] of result.checkpoints.entries())
    c.budget = deviation({ map, X, n, d }, c, tighter.checkpoints[index]!);
  return { ...result, budgetKind: 'comparison' };
}

async function drive(
  run: Generator<{ steps: number; level: number }, MarginFlowResult>,
  { onProgress }: MarginFlowOptions,
): Promise<MarginFlowResult> {
  let last = performance.now();
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
    const now = performance.now();
    if (now - last < 25) continue;
    onProgress?.(next.value);
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = now;
  }
}

/** The run as a generator; with `times` it is sampled at these clock readings in place of the levels. */
function* integrate(
  options: MarginFlowOptions,
  times: readonly number[] | null,
): Generator<{ steps: number; level: number }, MarginFlowResult> {
  const problem = createMarginProblem(options);
  const { map, theta0, n, d, k } = problem;
  const { tolerance = 1e-8, maxSteps = 20_000, signal, deadline = Infinity } = options;
  let point = createMarginPoint(problem);
  let next = createMarginPoint(problem);
  point.theta.set(theta0);
  completeMarginPoint(problem, point);
  const budget = map.additive && map.slope ? dualBudget(problem) : null;
  const allocate = createArena();
  const nu = new Float64Array(n);
  let [t, logTime, steps, rejected, rejections] = [0, -Infinity, 0, 0, 0];
  const snapshot = (): MarginCheckpoint => ({
    t,
    theta: point.theta.slice(),
    w: weightsAt(problem, point),
    nu: nu.slice(),
    loss: Math.exp(point.logLoss),
    budget: budget ? budget.total(point, allocate) : times === null ? null : new Float64Array(k * d),
    level: -point.logLoss,
    logTime,
    margin: smallest(point.margins),
    margins: point.margins.slice(),
    force: point.residual.slice(),
  });
  const checkpoints = [snapshot()];
  const stepper = marginStepper(problem, RODAS5P);
  const controller = stepController(() => 6);
  const levelOf = (p: MarginPoint): number => (options.by === 'margin' ? smallest(p.margins) : -p.logLoss);
  const targets = times ?? options.levels.filter((level) => level > levelOf(point));
  let target = 0;
  let h = firstStep(point);
  let outcome: MarginFlowResult['outcome'] | null = null;
  while (target < targets.length) {
    if (signal?.aborted || performance.now() > deadline) outcome = 'aborted';
    else if (steps + rejected >= maxSteps) outcome = 'step-limit';
    else if (!(h > 0 && h < Infinity) || t + h === t) outcome = map.mayLeave ? 'left-domain' : 'stalled';
    if (outcome !== null) break;
    const trial = times === null ? h : Math.min(h, targets[target]! - t);
    let error = stepper.attempt(point, trial) / tolerance;
    if (error <= 1) {
      movePoint(problem, point, stepper.change, next);
      if (map.outside(theta0, next.theta) >= 0) error = Infinity;
      else completeMarginPoint(problem, next);
    }
    if (!(error <= 1 && Number.isFinite(next.logLoss))) {
      rejected++;
      h = controller.rejected(trial, error, RODAS5P.order);
      if (++rejections > MOST_REJECTIONS) outcome = map.mayLeave ? 'left-domain' : 'stalled';
      if (outcome !== null) break;
      continue;
    }
    const [before, after] = [levelOf(point), levelOf(next)];
    const aim = targets[target]!;
    if (times === null && after > aim + LANDING * Math.abs(aim) && after > before && rejections < 40) {
      // lands on the level by the secant of −ln L, a hair short of it at most
      h = trial * Math.min(0.999, (aim * (1 + 0.5 * LANDING) - before) / (after - before));
      rejections++;
      continue;
    }
    budget?.add(point, next, stepper.changeNu);
    for (let m = 0; m < n; m++) nu[m]! += stepper.changeNu[m]!;
    logTime = logSum(logTime, logDuration(point, next, trial));
    t = times !== null && trial < h ? aim : t + trial;
    steps++;
    for (let i = 0; i < d; i++)
      problem.weightScale = Math.max(problem.weightScale, Math.abs(problem.w0[i]! + next.increment[i]!));
    [point, next] = [next, point];
    const landed = rejections > 0 || trial < h;
    const proposed = controller.accepted(trial, error, RODAS5P.order);
    h = landed ? Math.max(h, proposed) : proposed;
    rejections = 0;
    if (times === null ? after >= aim - LANDING * Math.abs(aim) : t >= aim) {
      while (target < targets.length && (times === null ? after : t) >= targets[target]! * (1 - LANDING))
        target++;
      checkpoints.push(snapshot());
    }
    yield { steps, level: after };
  }
  if (outcome !== null && checkpoints.at(-1)!.t !== t && times === null) checkpoints.push(snapshot());
  return {
    outcome: outcome ?? 'reached',
    checkpoints,
    steps,
    rejected,
    method: RODAS5P.name,
    budgetKind: budget ? 'dual-defect' : times === null ? null : 'comparison',
  };
}

const smallest = (values: Float64Array): number => values.reduce((least, v) => Math.min(least, v), Infinity);

/** One hundredth of the clock in which the fastest weighted component changes by one; Infinity when none moves. */
function firstStep({ f, slope, weight }: MarginPoint): number {
  let rate = 0;
  for (let e = 0; e < f.length; e++)
    rate = Math.max(rate, Math.abs(f[e]! * slope[e % slope.length]!) * weight[e]!);
  return 0.01 / rate;
}

/** F(θ) where that is the more accurate, else w(0) plus its increment. */
function weightsAt(problem: ReturnType<typeof createMarginProblem>, point: MarginPoint): Float64Array {
  const { w0, map, d, k } = problem;
  const w = new Float64Array(d);
  map.value(point.theta, w);
  for (let i = 0; i < d; i++)
    if (!toldByValue(w[i]!, w0[i]!, point.theta, point.f, i, k, d)) w[i] = w0[i]! + point.increment[i]!;
  return w;
}

/** ln ∫ dτ / Σ|ℓ′| over one step, ln Σ|ℓ′| taken as the cubic through both ends. */
function logDuration(from: MarginPoint, to: MarginPoint, h: number): number {
  const [a, b] = [from.logSlope, to.logSlope];
  const [da, db] = [h * slopeRate(from), h * slopeRate(to)];
  const smallest = Math.min(a, b);
  let sum = 0;
  // the integrand may live in a thin layer at the end: intervals that halve towards it
  for (let part = 1; part <= LAYERS; part++) {
    const width = 2 ** -Math.min(part, LAYERS - 1);
    const start = part === LAYERS ? 1 - width : 1 - 2 * width;
    QUADRATURE.nodes.forEach((node, q) => {
      const x = start + width * node;
      const value = a + (b - a) * x * x * (3 - 2 * x) + x * (1 - x) * (da * (1 - x) - db * x);
      sum += width * QUADRATURE.weights[q]! * Math.exp(smallest - value);
    });
  }
  return Math.log(h) - smallest + Math.log(sum);
}

/** d/dτ ln Σ|ℓ′| = −Σ p_n a_n m_n′, m′ = Z diag(|∇F|²) Zᵀp; by Σ_i s_i |∇F|² (Zᵀ(p a))_i, here for the mean steepness. */
function slopeRate({ f, slope, residual, steepness }: MarginPoint): number {
  let speed = 0;
  for (let e = 0; e < f.length; e++) speed += (f[e]! * slope[e % slope.length]!) ** 2;
  return -speed * residual.reduce((sum, p, m) => sum + p * steepness[m]!, 0);
}

const logSum = (a: number, b: number): number =>
  Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b) || -Infinity));
