import { parameterFlow, type ParameterFlowResult } from '../../simulation/parameterFlow.ts';
import { compareRates } from '../../verification/compareParameterFlow.ts';
import { simulationMap } from '../../verification/simulationMap.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const RATES = [1, 3] as const;
const INIT = 'u=[0.9,0.2,0.5,0.3,0.8,0.1,0.4,0.6], v=[0.1,0.7,0.4,0.6,0.2,0.9,0.5,0.3]';
const TOLERANCES = [1e-10, 1e-12] as const;

/** D3: u v with a learning rate for each layer. */
export const layerRates: Experiment = {
  id: 'layer-rates',
  title: 'Learning rates of two layers',
  text: `u' = -${RATES[0]} v g, v' = -${RATES[1]} u g for w = u v from starts of both signs of eta_2 u^2 - eta_1 v^2, 4 samples of 8 features: that quantity at the end beside its start, the arsinh formula of grad psi beside the accumulated gradient, and the limit beside the minimiser that the program derives.`,
  async run(context) {
    const problem = smallProblem(context.seed);
    const { X, n, d } = problem;
    const given = algorithmCase(
      { parametrization: 'u*v', init: INIT },
      `rates:u=${RATES[0]},v=${RATES[1]}`,
      problem,
    );
    const { map } = simulationMap(given.simulated!, ['u', 'v']);
    const theta0 = given.starts.map((v, j) => v * Math.sqrt(j < d ? RATES[0] : RATES[1]));
    const [one, two] = RATES;
    const root = Math.sqrt(one * two);
    const runs: ParameterFlowResult[] = [];
    for (const tolerance of TOLERANCES)
      runs.push(
        await parameterFlow({
          map,
          theta0,
          ...problem,
          rates: RATES,
          tolerance,
          stop: 1e-12,
          until: 'fitted',
          maximumTime: 1e4,
          signal: context.signal,
          deadline: context.deadline,
        }),
      );
    const keptOf = (theta: Float64Array, i: number): number =>
      two * theta[i]! ** 2 - one * theta[d + i]! ** 2;
    const slope = (w: number, kept: number): number =>
      Math.asinh((2 * root * w) / Math.abs(kept)) / (2 * root);
    const measured = runs.map((run) =>
      Float64Array.from({ length: 2 * d }, (_, at) => {
        const i = at % d;
        const kept = keptOf(theta0, i);
        if (at < d) return keptOf(run.theta, i) - kept;
        let s = 0;
        for (let m = 0; m < n; m++) s += X[m * d + i]! * run.nu[m]!;
        return slope(run.w[i]!, kept) - slope(theta0[i]! * theta0[d + i]!, kept) - s;
      }),
    );
    const signs = new Set(Array.from({ length: d }, (_, i) => Math.sign(keptOf(theta0, i))));
    const ended = runs.every((r) => r.outcome === 'converged');
    const part = (name: string, from: number, text: string) => {
      const [loose, tight] = measured.map((v) => v.slice(from, from + d)) as [Float64Array, Float64Array];
      const worst = tight.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const error = tight.reduce((m, v, i) => Math.max(m, Math.abs(v - loose[i]!)), 0);
      return unlessOpen(ended ? null : 'the flow did not come to rest', {
        name,
        discrepancy: worst,
        budget: error + 16 * Number.EPSILON * runs[1]!.steps,
        unit: 'absolute',
        text: `${text} The budget is the change from tolerance ${TOLERANCES[0]} to ${TOLERANCES[1]}, and rounding.`,
      });
    };
    const derived = await compareRates(given, context);
    return {
      comparisons: [
        part('conserved', 0, `Both signs occur: ${signs.size === 2}.`),
        part(
          'arsinh',
          d,
          'grad psi = arsinh(2 sqrt(eta_1 eta_2) w/|delta|)/(2 sqrt(eta_1 eta_2)) less its value at w(0).',
        ),
        ...derived.comparisons,
      ],
    };
  },
};
