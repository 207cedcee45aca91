import { compileVector } from '../expression/compile.ts';
import { effectiveStart } from '../prediction/effectiveStart.ts';
import { maxNorm } from '../numerics/norms.ts';
import type { ComparisonRecord } from '../records.ts';
import { parameterFlow, type ParameterFlowResult } from '../simulation/parameterFlow.ts';
import { momentumTheory } from '../theory/momentumSteps.ts';
import { ACCEPTED, STOP, numberOf, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { dualProduct } from './dualDefect.ts';
import { endComparisons } from './endComparisons.ts';
import { labelsOf, type Labels } from './labelBalance.ts';
import { measured } from './measured.ts';
import { simulationMap } from './simulationMap.ts';
import { singleComparison } from './singleComparison.ts';

/** Tolerances of the two runs: the tighter one is reported, the looser one tells its error. */
const TOLERANCES = [1e-10, 1e-12] as const;
const MOST_TIME = 1e5;

/** A momentum flow with the shift of every label that its path causes. */
export interface MomentumRun {
  readonly run: ParameterFlowResult;
  /** k × d: λ∫θ'ᵀ∇²qθ'dt − λ q' at the end. */
  readonly shifts: Float64Array;
  /** Whether a parameter crossed a pole of a label. */
  readonly lost: boolean;
}

/** Simulates λθ'' + θ' = −∇L from rest beside the integrals of the theory. */
export async function momentumRun(
  given: AlgorithmCase,
  lambda: number,
  tolerance: number,
  labels: Labels,
  limits: AlgorithmLimits,
  integrates = true,
): Promise<MomentumRun> {
  const { theory, starts, problem } = given;
  const { parameters, map: formula } = theory.model;
  const k = parameters.length;
  const { d } = problem;
  const { velocities, labels: moving } = momentumTheory(theory);
  const curvature = compileVector(
    moving.map((l) => l.curvature),
    [...parameters, ...parameters.map((p) => velocities.get(p)!)],
  );
  const [at, out, slopes] = [new Float64Array(2 * k), new Float64Array(k), new Float64Array(k * k)];
  const first = new Float64Array(k * k * d);
  const slopesOf = (theta: Float64Array, i: number): Float64Array => {
    for (let j = 0; j < k; j++) at[j] = theta[j * d + i]!;
    labels.jacobian(at, slopes);
    return slopes;
  };
  for (let i = 0; i < d; i++) first.set(slopesOf(starts, i), i * k * k);
  // parameters at whose zero a label has a pole
  const polar = parameters.map((_, j) => {
    at.fill(1);
    at[j] = 0;
    labels.jacobian(at, slopes);
    return slopes.some((v) => !Number.isFinite(v));
  });
  let lost = false;
  const run = await parameterFlow({
    map: simulationMap(formula, parameters).map,
    theta0: starts,
    ...problem,
    pull: given.pull,
    inertia: lambda,
    tolerance,
    stop: limits.stop ?? STOP,
    until: 'fitted',
    maximumTime: MOST_TIME,
    signal: limits.signal,
    deadline: limits.deadline,
    integrands: {
      count: integrates ? k * d : 0,
      fill(theta, velocity, _, rates) {
        if (!integrates) return;
        for (let i = 0; i < d; i++) {
          for (let j = 0; j < k; j++) {
            at[j] = theta[j * d + i]!;
            at[k + j] = velocity[j * d + i]!;
          }
          curvature(at, out);
          for (let l = 0; l < k; l++) rates[l * d + i] = out[l]!;
        }
      },
    },
    onStep(_, theta) {
      for (let j = 0; j < theta.length; j++) lost ||= polar[Math.floor(j / d)]! && theta[j]! * starts[j]! < 0;
      for (let i = 0; i < d; i++) {
        const now = slopesOf(theta, i);
        // a label turns where its derivative changes its sign through a pole
        for (let l = 0; l < k; l++)
          if (labels.rates[l] === 1)
            for (let j = 0; j < k; j++) lost ||= now[l * k + j]! * first[i * k * k + l * k + j]! < 0;
      }
    },
  });
  // a pole of an integral stops the integrator: the motion itself goes on
  if (run.outcome === 'stalled' && integrates)
    return { ...(await momentumRun(given, lambda, tolerance, labels, limits, false)), lost: true };
  const shifts = new Float64Array(k * d);
  for (let i = 0; i < d; i++) {
    const now = slopesOf(run.theta, i);
    for (let l = 0; l < k; l++) {
      let speed = 0;
      for (let j = 0; j < k; j++) speed += now[l * k + j]! * run.velocity[j * d + i]!;
      shifts[l * d + i] = lambda * ((run.integrals[l * d + i] ?? NaN) - speed);
    }
  }
  return { run, shifts, lost };
}

/**
 * Momentum gradient flow beside the effective start that its path gives, exact as long as no parameter crosses a pole of a
 * clock. The error of the run is that of a looser one. Throws HypentropyError for numbers that are missing.
 */
export async function compareMomentum(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { parameters } = theory.model;
  const { d } = problem;
  const lambda = numberOf(algorithm, 'lambda');
  const accepted = limits.tolerance ?? ACCEPTED;
  const labels = labelsOf(theory, starts, problem);
  const loose = await momentumRun(given, lambda, TOLERANCES[0], labels, limits);
  const tight = loose.lost ? loose : await momentumRun(given, lambda, TOLERANCES[1], labels, limits);
  const { run, shifts, lost } = tight;
  const simulated = {
    w: [...run.w],
    residual: run.residual,
    steps: run.steps,
    time: run.t,
    method: `explicit Runge-Kutta order 8, inertia ${lambda}, tolerance ${TOLERANCES[loose.lost ? 0 : 1]}`,
    outcome: run.outcome,
  };
  const why = lost
    ? 'undecided: lost. A parameter crossed a zero of the speed, where the clocks have poles; the statement of the implicit bias ends there'
    : `the motion had not come to rest at time ${run.t.toPrecision(4)}: ${run.outcome}`;
  if (lost || run.outcome !== 'converged' || loose.run.outcome !== 'converged')
    return {
      predicted: predictedRecord(null, why),
      simulated,
      comparisons: [openComparison('limit', why)],
      context: {},
      notes: [],
    };
  const [own, other] = [labels.balance(run, shifts), labels.balance(loose.run, loose.shifts)];
  const rounding = labels.rounding(run);
  const error = own.map((v, j) => Math.abs(v - other[j]!) + rounding[j]!);
  const defect = labels.defect(run.theta, error);
  const start = effectiveStart(labels.quantities, parameters, starts, shifts);
  const found = endComparisons(
    theory,
    start,
    given,
    { theta: run.theta, w: run.w, nu: run.nu, steps: run.steps, time: run.t, defect },
    accepted,
    true,
  );
  const unit = Math.max(maxNorm(dualProduct(found.flow, run.nu).s), maxNorm(shifts));
  return {
    predicted: predictedRecord(found, ''),
    simulated,
    comparisons: [...found.comparisons, balanceComparison(own, error, unit, d, accepted)],
    context: {},
    notes: [
      'The shifts of the labels are integrals along the simulated path; the prediction from them is exact.',
    ],
  };
}

/** Every label at the end beside the accumulated gradient and its shift. */
function balanceComparison(
  balance: Float64Array,
  error: Float64Array,
  unit: number,
  d: number,
  accepted: number,
): ComparisonRecord {
  const result = measured();
  balance.forEach((v, j) => result.add(j % d, 0, Math.abs(v), error[j]!, 0));
  return singleComparison(
    'conserved',
    result.finish(unit),
    accepted,
    'relative to max|s|, or to the largest shift',
    'The change of every clock and conserved quantity beside the accumulated gradient (for a clock) and the shift that the theory gives.',
  );
}
