import { parameterFlow } from '../../simulation/parameterFlow.ts';
import { depthMap } from '../../simulation/powerMap.ts';
import { compareHeavyBall } from '../../verification/compareHeavyBall.ts';
import { compareMomentum } from '../../verification/compareMomentum.ts';
import type { Experiment } from '../experiment.ts';
import { algorithmCase, smallProblem } from './algorithmCase.ts';
import { unlessOpen } from './unlessOpen.ts';

const SCALE = 0.4;
const INERTIAS = [0.01, 0.04] as const;
const TOLERANCES = [1e-9, 1e-11] as const;
const LOST = 20;

/** S6 as written for u² − v², and the general statement at depth 3; the end of the statement at a large inertia. */
export const momentumScale: Experiment = {
  id: 'momentum-scale',
  title: 'The effective scale of momentum',
  text: `lambda theta'' + theta' = -grad L from rest for u^2 - v^2 from ${SCALE}, lambda = ${INERTIAS.join(', ')}, 4 samples of 8 features: log(u v/alpha^2) at the end beside -lambda times the integral of (u'/u)^2 + (v'/v)^2, which is never positive; the limit from the effective start at depths 2 and 3; heavy-ball descent as 1 - beta is halved; and lambda = ${LOST}, where a parameter crosses 0 and nothing is claimed.`,
  async run(context) {
    const problem = smallProblem(context.seed);
    const { d } = problem;
    const comparisons = [];
    for (const inertia of INERTIAS) {
      const runs = [];
      for (const tolerance of TOLERANCES)
        runs.push(
          await parameterFlow({
            map: depthMap(2),
            theta0: new Float64Array(2 * d).fill(SCALE),
            ...problem,
            inertia,
            tolerance,
            stop: 1e-12,
            until: 'fitted',
            maximumTime: 1e4,
            signal: context.signal,
            deadline: context.deadline,
            integrands: {
              count: d,
              fill(theta, velocity, _, out) {
                for (let i = 0; i < d; i++)
                  out[i] = (velocity[i]! / theta[i]!) ** 2 + (velocity[d + i]! / theta[d + i]!) ** 2;
              },
            },
          }),
        );
      const left = runs.map((r) =>
        Float64Array.from(
          { length: d },
          (_, i) => Math.log((r.theta[i]! * r.theta[d + i]!) / SCALE ** 2) + inertia * r.integrals[i]!,
        ),
      );
      const [loose, tight] = left as [Float64Array, Float64Array];
      const run = runs[1]!;
      const worst = tight.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
      const error =
        tight.reduce((m, v, i) => Math.max(m, Math.abs(v - loose[i]!)), 0) + 16 * Number.EPSILON * run.steps;
      // the velocity that is left when the run ends
      const rest =
        inertia * run.velocity.reduce((m, v, j) => Math.max(m, Math.abs(v / run.theta[j]!)), 0) * 2;
      comparisons.push(
        unlessOpen(
          run.outcome === 'converged' && !run.crossed
            ? null
            : `a parameter crossed 0 or the motion did not come to rest: ${run.outcome}`,
          {
            name: `product-${inertia}`,
            discrepancy: worst,
            budget: error + rest,
            unit: 'of the logarithm',
            text: `The budget is the change from tolerance ${TOLERANCES[0]} to ${TOLERANCES[1]}, rounding and the velocity left at the end.`,
          },
        ),
      );
    }
    for (const depth of ['2', '3']) {
      const found = await compareMomentum(
        algorithmCase({ depth, scale: `${SCALE}` }, `momentum:${INERTIAS[0]}`, problem),
        context,
      );
      comparisons.push(...found.comparisons.map((c) => ({ ...c, name: `${c.name}-depth-${depth}` })));
    }
    const heavy = await compareHeavyBall(
      algorithmCase({ depth: '2', scale: `${SCALE}` }, 'heavy-ball:0.0002:0.9', problem),
      context,
    );
    const lost = await compareMomentum(
      algorithmCase({ depth: '2', scale: `${SCALE}` }, `momentum:${LOST}`, problem),
      context,
    );
    const why = lost.comparisons.map((c) => c.why ?? c.verdict).join('; ');
    return { comparisons: [...comparisons, ...heavy.comparisons], notes: [`lambda = ${LOST}: ${why}.`] };
  },
};
