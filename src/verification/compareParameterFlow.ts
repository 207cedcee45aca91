import { ONE, substitute } from '../expression/expression.ts';
import { compile } from '../expression/compile.ts';
import {
  parameterFlow,
  type ParameterFlowOptions,
  type ParameterFlowResult,
} from '../simulation/parameterFlow.ts';
import { TIME } from '../theory/algorithm.ts';
import { decayTheory } from '../theory/decayTheory.ts';
import { ACCEPTED, STOP, asNumber, openComparison, predictedRecord, type AlgorithmCase, type AlgorithmComparison, type AlgorithmLimits } from './algorithmComparison.ts'; // prettier-ignore
import { endComparisons } from './endComparisons.ts';
import { labelsOf } from './labelBalance.ts';
import { lassoComparison } from './lassoComparison.ts';
import { simulationMap } from './simulationMap.ts';

/** Tolerances of the two runs: the tighter one is reported, the looser one tells its error. */
const TOLERANCES = [1e-10, 1e-12] as const;
const MOST_TIME = 1e6;

/** Gradient flow with weight decay: from the decayed start where the decay is integrable, else to its rest point. */
export async function compareDecay(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts } = given;
  const t = decayTheory(theory, algorithm);
  const until = algorithm.until === null ? Infinity : asNumber(algorithm.until, 'the end of the decay');
  asNumber(substitute(t.rate, new Map([[TIME, ONE]])), 'lambda');
  const [rate, total] = [compile(t.rate, [TIME]), compile(t.total, [TIME])];
  const decay = (time: number): number => (time < until ? rate([time]) : 0);
  if (t.final === null) return lassoComparison(given, decay, limits);
  const final = asNumber(t.final, 'lambda');
  const excess = asNumber(t.degree, 'the degree') - 2;
  const integral = (time: number): number => (time < until ? total([time]) : final);
  return compare(given, limits, {
    from: starts,
    motion: {
      decay,
      breaks: Number.isFinite(until) ? [until] : [],
      weighting: (time) => Math.exp(-excess * integral(time)),
    },
    onFlow: ({ t: time, theta, nu }) => ({
      theta,
      nu: nu.map((v) => v * Math.exp(excess * integral(time))),
      start: starts.map((v) => v * Math.exp(-integral(time))),
    }),
    words: `weight decay of integral ${final.toPrecision(4)}`,
    context: ({ t: time }) => ({ 'integral of the decay after the end of the run': final - integral(time) }),
  });
}

/** Gradient flow with a rate for each parameter, beside the theory of the map whose parameters are divided by the roots of the rates. */
export async function compareRates(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
): Promise<AlgorithmComparison> {
  const { theory, algorithm, starts, problem } = given;
  const { parameters } = theory.model;
  const rates = parameters.map((p) => {
    const rate = algorithm.rates.get(p);
    return rate === undefined ? 1 : asNumber(rate, `the rate of ${p}`);
  });
  const root = (j: number): number => Math.sqrt(rates[Math.floor(j / problem.d)]!);
  return compare(given, limits, {
    from: starts.map((v, j) => v * root(j)),
    motion: { rates },
    onFlow: ({ theta, nu }) => ({ theta: theta.map((v, j) => v / root(j)), nu, start: starts }),
    words: `rates ${rates.join(', ')}`,
    context: () => ({}),
  });
}

/** A motion of the parameters that is, at its end, on the flow from another start. */
interface Motion {
  readonly from: Float64Array;
  readonly motion: Partial<ParameterFlowOptions>;
  readonly onFlow: (run: ParameterFlowResult) => {
    theta: Float64Array;
    nu: Float64Array;
    start: Float64Array;
  };
  readonly words: string;
  readonly context: (run: ParameterFlowResult) => Record<string, number>;
}

/** The motion run twice beside the limit of the flow on which it ends. */
async function compare(
  given: AlgorithmCase,
  limits: AlgorithmLimits,
  { from, motion, onFlow, words, context }: Motion,
): Promise<AlgorithmComparison> {
  const { theory, problem, simulated: formula } = given;
  const { parameters } = theory.model;
  const { map } = simulationMap(formula ?? theory.model.map, parameters);
  const runAt = (tolerance: number): Promise<ParameterFlowResult> =>
    parameterFlow({
      map,
      theta0: from,
      ...problem,
      pull: given.pull,
      ...motion,
      tolerance,
      stop: limits.stop ?? STOP,
      until: 'fitted',
      maximumTime: MOST_TIME,
      signal: limits.signal,
      deadline: limits.deadline,
    });
  limits.onProgress?.(null, `running ${given.algorithm.title}`);
  const [loose, run] = [await runAt(TOLERANCES[0]), await runAt(TOLERANCES[1])];
  const simulated = {
    w: [...run.w],
    residual: run.residual,
    steps: run.steps,
    time: run.t,
    method: `explicit Runge-Kutta order 8, ${words}, tolerance ${TOLERANCES[1]}`,
    outcome: run.outcome,
  };
  if (run.outcome !== 'converged' || loose.outcome !== 'converged') {
    const why = `the flow had not come to rest at time ${run.t.toPrecision(4)}: ${run.outcome}`;
    return {
      predicted: predictedRecord(null, why),
      simulated,
      comparisons: [openComparison('limit', why)],
      context: {},
      notes: [],
    };
  }
  const balanceOf = (r: ParameterFlowResult) => {
    const end = { ...onFlow(r), steps: r.steps };
    const labels = labelsOf(theory, end.start, problem);
    return { end, labels, balance: labels.balance(end, null), rounding: labels.rounding(end) };
  };
  const [{ end, labels, balance, rounding }, other] = [balanceOf(run), balanceOf(loose)];
  const error = balance.map((v, j) => Math.abs(v - other.balance[j]!) + rounding[j]!);
  const defect = labels.defect(end.theta, error);
  const found = endComparisons(
    theory,
    end.start,
    given,
    { ...end, w: run.w, time: run.t, defect },
    limits.tolerance ?? ACCEPTED,
    true,
  );
  return {
    predicted: predictedRecord(found, ''),
    simulated,
    comparisons: found.comparisons,
    context: context(run),
    notes: [],
  };
}
