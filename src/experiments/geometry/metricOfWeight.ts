import type { ComparisonRecord } from '../../records.ts';
import { readLoss } from '../../theory/loss.ts';
import type { ModelTexts } from '../../theory/readModel.ts';
import { compareFlow } from '../../verification/compareFlow.ts';
import { kernelComparison } from '../../verification/kernelComparison.ts';
import type { Experiment } from '../experiment.ts';
import { lossProblem, modelFlow } from '../convergence/modelFlow.ts';

const MODELS: readonly ModelTexts[] = [
  { parametrization: 'u*v', init: 'u=0.9, v=0.2' },
  { parametrization: 'u^2 - v^2', init: 'u=0.7, v=0.3' },
  { parametrization: 'u^3 - v^3', init: 'u=0.6, v=0.5' },
  { parametrization: 'exp(u) - exp(v)', init: 'u=-1, v=-1/2' },
];
const LOSSES = ['squared', 'huber:1/2'];
const SIZES = { samples: 3, features: 6, sparsity: 2 };

/** Largest budget accepted. */
const ACCEPTED = 1e-6;

export const metricOfWeight: Experiment = {
  id: 'metric-of-the-weight',
  title: 'J J^T along the flow is the function of the weight that the conserved quantities leave',
  text: `For ${MODELS.map((m) => m.parametrization).join(', ')} with the losses ${LOSSES.join(' and ')}: the squared Jacobian of the simulated parameters against 1/psi''(w) of the theory at the simulated weights, at every checkpoint. Another path of the parameters to the same weight would show.`,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const texts of MODELS)
      for (const name of LOSSES) {
        const problem = lossProblem(SIZES, context.seed, readLoss(name));
        const { theory, starts } = modelFlow(texts, problem);
        const compared = await compareFlow(theory, starts, problem, context);
        const [kernel] = kernelComparison(compared, ACCEPTED);
        if (kernel === undefined) continue;
        const label = `${texts.parametrization} from ${texts.init}, ${name}`;
        comparisons.push({ ...kernel, name: `metric-${texts.parametrization}-${name}`, text: `${label}: ${kernel.text}` }); // prettier-ignore
      }
    return { comparisons };
  },
};
