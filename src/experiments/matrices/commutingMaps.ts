import type { ComparisonRecord } from '../../records.ts';
import { randomSensing } from '../../simulation/randomSensing.ts';
import { checkMatrix } from '../../verification/checkMatrix.ts';
import type { Experiment } from '../experiment.ts';
import { modelChecks } from '../maps/modelChecks.ts';

const coupled = modelChecks({ id: '', title: '', text: '' }, [
  { name: 'separate outputs', model: { parametrization: '[u1*v1, u2*v2]', init: 'u1=1, v1=1/2, u2=1/3, v2=1' }, weights: [1, -0.5] },
  { name: 'sum and difference', model: { parametrization: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2' }, weights: [1.5, 0.3] },
  { name: 'complex cosine', model: { parametrization: '[u*v, (u^2 + v^2)/2]', init: 'u=1, v=1/2' }, weights: [0.4, 0.8] },
]); // prettier-ignore

const FACTORIZATIONS = [
  { matrix: "U*U'", scale: '0.3' },
  { matrix: "U*U' - V*V'", scale: '0.2' },
  { matrix: "U*V'", init: 'U=0.4, V=0.1' },
] as const;

export const commutingMaps: Experiment = {
  id: 'commuting-maps',
  title: 'Maps whose gradient fields commute',
  text: "Maps with shared parameters whose fields commute, and matrix factorizations with commuting measurements of size 3: two training signals in either order end at the same weights, the weights are the function of the accumulated signal that the theory derives, and the flow ends at the minimiser of its potential. A gap beyond the integrator's error would refute it.",
  async run(context) {
    const { comparisons } = await coupled.run(context);
    const all: ComparisonRecord[] = [...comparisons];
    for (const request of FACTORIZATIONS) {
      const problem = randomSensing({
        samples: 2,
        size: 3,
        rank: 1,
        noise: 0,
        commuting: true,
        seed: context.seed,
      });
      const found = await checkMatrix(request, problem, { ...context });
      all.push(...found.comparisons.map((c) => ({ ...c, name: `${request.matrix}: ${c.name}` })));
    }
    return { comparisons: all };
  },
};
