import { createArena } from '../numerics/arena.ts';
import { DOP853 } from '../numerics/dop853.ts';
import { norm } from '../numerics/norm.ts';
import { radauTableau } from '../numerics/radauTableau.ts';
import { RODAS5P } from '../numerics/rodas5p.ts';
import { checkpointRecorder } from './checkpointRecorder.ts';
import { CheckpointTargets } from './checkpointTargets.ts';
import { createProblem } from './createProblem.ts';
import { domainExit } from './domainExit.ts';
import { dualBudget } from './dualBudget.ts';
import { explicitStepper } from './explicitStepper.ts';
import { frozenKernelStepper } from './frozenKernelStepper.ts';
import { completePoint, createPoint, lossAt, movePoint } from './flowPoint.ts';
import type { FlowPoint, FlowProblem, Stepper } from './flowPoint.ts';
import type { FlowCheckpoint, FlowOptions, FlowOutcome, FlowProgress, FlowResult } from './flowResult.ts';
import { decayRate, paysToFreeze } from './lazyRegime.ts';
import { radauStepper } from './radauStepper.ts';
import { rosenbrockStepper } from './rosenbrockStepper.ts';
import { stepController } from './stepController.ts';
import { stiffnessMonitor } from './stiffnessMonitor.ts';
import { stopRule } from './stopRule.ts';
import { toldByValue } from './toldByValue.ts';

/** The explicit pair is held to this share of the tolerance, which makes its path error like that of the others. */
const EXPLICIT_SHARE = 0.25;
/** Decay of log |y − Xw| over a step of a path that is to be recorded, for methods that could take it at once. */
const DECAY = Math.log(4);
/** Rejections in a row after which no step is possible. */
const MOST_REJECTIONS = 80;

/**
 * The integration as a generator: yields after every step, returns the result. With `timesOnly` it ends at the last
 * requested time.
 */
export function* integrateFlow(options: FlowOptions, timesOnly = false): Generator<FlowProgress, FlowResult> {
  const problem = createProblem(options);
  try {
    return yield* integrateProblem(problem, options, timesOnly);
  } finally {
    if (!options.kernel) problem.kernel.release?.();
  }
}

function* integrateProblem(
  problem: FlowProblem,
  options: FlowOptions,
  timesOnly: boolean,
): Generator<FlowProgress, FlowResult> {
  const { map, n, d, theta0 } = problem;
  const { tolerance = 1e-8, stopResidual = 1e-10, maxSteps = 100_000, method = 'auto', signal } = options;
  const rtol = tolerance;

  let point = createPoint(problem);
  let next = createPoint(problem);
  point.theta.set(theta0);
  completePoint(problem, point);
  const allocateKept = createArena();
  const kept = (values: Float64Array): Float64Array => {
    const out = allocateKept(values.length);
    out.set(values);
    return out;
  };
  const nu = allocateKept(n);
  const budget = map.additive && map.slope ? dualBudget(problem) : null;

  const rule = stopRule(problem, stopResidual);

  let t = 0;
  let steps = 0;
  let rejected = 0;
  let length = 0;
  const snapshot = (): FlowCheckpoint => ({
    t,
    theta: kept(point.theta),
    w: weights(problem, point, allocateKept(d)),
    nu: kept(nu),
    loss: lossAt(problem, point),
    budget: budget ? budget.total(point, allocateKept) : null,
  });
  const recorder = options.checkpoints ? null : checkpointRecorder(24);
  const targets = new CheckpointTargets(options, snapshot, (at) => lossAt(problem, at));
  recorder?.offer(0, snapshot);
  targets.start(lossAt(problem, point));

  const implicitStepper = (): Stepper =>
    method === 'rosenbrock' || (method === 'auto' && rtol > 1e-6)
      ? rosenbrockStepper(problem, RODAS5P)
      : radauStepper(
          problem,
          radauTableau(
            method === 'radau5' ? 3 : method === 'radau9' || (method === 'auto' && rtol > 5e-10) ? 5 : 7,
          ),
          rtol,
        );
  let frozen =
    method === 'frozen-kernel' || (method === 'auto' && paysToFreeze(problem, point))
      ? frozenKernelStepper(problem, point, rtol, lobattoStages(rtol))
      : null;
  let explicitNow = !frozen && (method === 'auto' || method === 'explicit' || method === 'frozen-kernel');
  let stepper: Stepper = frozen ?? (explicitNow ? explicitStepper(problem, DOP853) : implicitStepper());
  const used = [stepper];
  const monitor = stiffnessMonitor(problem, stopResidual);
  let h = frozen ? Infinity : firstStep(point);
  const controller = stepController(() => (explicitNow ? 6 : 12));
  let rejections = 0;
  let left: { branch: number; coordinate: number } | undefined;
  let outcome: FlowOutcome | null = null;

  const located = (entry: number): typeof left =>
    entry < 0 ? undefined : { branch: Math.floor(entry / d), coordinate: entry % d };
  const change = (to: Stepper, explicit: boolean): void => {
    stepper = to;
    used.push(to);
    explicitNow = explicit;
    frozen = null;
    controller.reset();
  };
  /** Fills `next`; the error relative to the tolerance, Infinity when the step leaves the domain or fails. */
  const tryStep = (trial: number): number => {
    const error = stepper.attempt(point, trial) / (explicitNow ? EXPLICIT_SHARE * rtol : rtol);
    movePoint(problem, point, stepper.change, next);
    if (!(error <= 1)) return error;
    if (map.outside(theta0, next.theta) >= 0) return Infinity;
    completePoint(problem, next);
    return error;
  };

  while (outcome === null) {
    const verdict = rule.decide(point);
    if (targets.pendingTimes ? verdict === 'stalled' : timesOnly || verdict !== null) {
      outcome = verdict ?? 'converged';
      break;
    }
    if (signal?.aborted) {
      outcome = 'aborted';
      break;
    }
    if (steps + rejected >= maxSteps) {
      outcome = 'step-limit';
      break;
    }
    if (frozen) {
      const ahead = frozen.reach(point);
      h = Math.min(h, ahead, recorder ? DECAY / decayRate(problem, point) : Infinity);
      if (ahead === 0) {
        change(explicitStepper(problem, DOP853), true);
        h = firstStep(point);
      }
    }
    if (!(h < Infinity)) {
      outcome = 'stalled';
      break;
    }
    if (explicitNow) h = Math.min(h, monitor.longestStep);
    const trial = targets.clip(t, h);
    const error = tryStep(trial);
    if (!(error <= 1)) {
      rejected++;
      h = controller.rejected(trial, error, stepper.estimateOrder);
      if (++rejections > MOST_REJECTIONS) {
        left = located(map.outside(theta0, next.theta));
        outcome = left ? 'left-domain' : 'stalled';
      }
      yield { steps, t, residual: rule.residual(point) };
      continue;
    }
    if (targets.overshoots(point, next, trial)) {
      h = targets.shortened;
      continue;
    }
    budget?.add(point, next, stepper.changeNu, stepper.changeSlope);
    for (let m = 0; m < n; m++) nu[m]! += stepper.changeNu[m]!;
    frozen?.accept();
    t += trial;
    steps++;
    length += pathLength(problem, point, next);
    for (let i = 0; i < d; i++)
      problem.weightScale = Math.max(problem.weightScale, Math.abs(problem.w0[i]! + next.increment[i]!));
    [point, next] = [next, point];
    recorder?.offer(length, snapshot);
    targets.accept(t, lossAt(problem, point));

    // a step cut short for a checkpoint tells of a longer or a shorter next one only
    const proposed = controller.accepted(trial, error, stepper.estimateOrder);
    if (frozen) h = Infinity;
    else if (trial === h || proposed > h || proposed < trial) h = proposed;
    rejections = 0;

    const exit = map.mayLeave ? domainExit(problem, point, 1e-9 * t) : null;
    if (exit) {
      t += exit.remaining;
      left = located(exit.entry);
      outcome = 'left-domain';
    }
    if (explicitNow) {
      monitor.observe(point, trial, t);
      if (monitor.stiff && method === 'auto') change(implicitStepper(), false);
    }
    yield { steps, t, residual: rule.residual(point) };
  }

  const checkpoints = recorder ? recorder.kept : targets.taken;
  if (recorder && checkpoints.at(-1)?.t !== t) checkpoints.push(snapshot());
  return {
    outcome,
    advice: advise(outcome, t, left),
    t,
    theta: kept(point.theta),
    w: weights(problem, point, allocateKept(d)),
    nu,
    residual: rule.residual(point),
    gradientNorm: rule.gradient(point),
    steps,
    rejected,
    evaluations: used.reduce((sum, s) => sum + s.evaluations, 0) + steps,
    method: used.map((s) => s.name).join(' then '),
    budget: budget ? budget.total(point, allocateKept) : null,
    budgetKind: budget ? 'dual-defect' : null,
    checkpoints,
    ...(left ? { left } : {}),
  };
}

/** One hundredth of the time in which the fastest weighted component changes by one; Infinity when none moves. */
function firstStep(point: FlowPoint): number {
  let rate = 0;
  const d = point.slope.length;
  for (let i = 0; i < point.f.length; i++)
    rate = Math.max(rate, Math.abs(point.f[i]! * point.slope[i % d]!) * point.weight[i]!);
  return 0.01 / rate;
}

/** Points of the collocation about the frozen kernel. */
const lobattoStages = (rtol: number): number => (rtol > 1e-7 ? 6 : 8);

/** F(θ) where that is the more accurate, else w(0) plus its increment. */
function weights(problem: FlowProblem, point: FlowPoint, w: Float64Array): Float64Array {
  const { w0, map, d, k } = problem;
  map.value(point.theta, w);
  for (let i = 0; i < d; i++) {
    if (!toldByValue(w[i]!, w0[i]!, point.theta, point.f, i, k, d)) w[i] = w0[i]! + point.increment[i]!;
  }
  return w;
}

function pathLength(problem: FlowProblem, from: FlowPoint, to: FlowPoint): number {
  let worst = 0;
  for (let i = 0; i < problem.d; i++)
    worst = Math.max(worst, Math.abs(to.increment[i]! - from.increment[i]!));
  const a = norm(from.residual);
  const b = norm(to.residual);
  const decades = a > 0 && b > 0 ? Math.abs(Math.log10(a / b)) : 0;
  return worst / problem.weightScale + 0.1 * decades;
}

function advise(
  outcome: FlowOutcome,
  t: number,
  left: { branch: number; coordinate: number } | undefined,
): string {
  switch (outcome) {
    case 'converged':
      return 'the flow came to rest';
    case 'left-domain':
      return `parameter ${left!.branch + 1} of coordinate ${left!.coordinate + 1} left its domain at t = ${t.toPrecision(6)}; past that the flow is not defined: use a larger scale or a depth of at least 2`;
    case 'step-limit':
      return 'the step limit was reached before the flow came to rest: its limit may lie at infinity or on the edge of the range; a larger --tolerance or --stop ends it earlier';
    case 'stalled':
      return t === 0
        ? 'the flow starts at a saddle and does not move: start at least one parameter of every coordinate away from zero'
        : 'no smaller step helped: the requested accuracy is below rounding: use a larger --tolerance';
    case 'aborted':
      return 'stopped on request';
  }
}
