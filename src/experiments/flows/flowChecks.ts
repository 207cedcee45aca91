import type { ComparisonRecord } from '../../records.ts';
import type { ModelRequest } from '../../requests.ts';
import { createRandom } from '../../random.ts';
import { randomProblem } from '../../simulation/randomProblem.ts';
import { readModel } from '../../theory/readModel.ts';
import { checkModel } from '../../verification/checkModel.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';

/** Models of one claim, each simulated on a random problem and compared with its own theory. */
interface FlowCheck {
  readonly id: string;
  readonly title: string;
  readonly models: readonly ModelRequest[];
  /** True where the weights must be positive: y is then that of a positive weight. */
  readonly positive?: boolean;
}

const SAMPLES = 3;
const FEATURES = 6;

const CHECKS: readonly FlowCheck[] = [
  {
    id: 'depth-two-from-any-start',
    title: 'Depth 2 from biased starts',
    models: [
      { parametrization: 'u^2 - v^2', init: 'u=3/10, v=4/5' },
      { parametrization: 'u^2 - v^2', init: 'u=2, v=1/50' },
      { parametrization: 'u^2 - 2*v^2', init: 'u=1/10, v=1/10' },
    ],
  },
  {
    id: 'hypentropy-limit',
    title: 'Limits of depth 2 by scale and shape',
    models: [
      { depth: '2', scale: '1/100' },
      { depth: '2', scale: '2' },
      { depth: '2', scale: '1/10', shape: 'u=[1,2,3,1,1/2,1], v=[1,2,3,1,1/2,1]' },
    ],
  },
  {
    id: 'one-signed-depth-two',
    title: 'Relative entropy from weights of one sign',
    models: [
      { parametrization: 'u^2', init: 'u=1/10' },
      { parametrization: 'u^2', init: 'u=1' },
    ],
    positive: true,
  },
  {
    id: 'tied-depth-flows',
    title: 'Flows of tied depth',
    models: [
      { depth: '1', scale: '1/2' },
      { depth: '5/2', scale: '1/5' },
      { depth: '3', scale: '1/10' },
      { depth: '4', scale: '1' },
      { depth: '6', scale: '3/10' },
    ],
  },
];

const nameOf = (model: ModelRequest): string =>
  Object.entries(model)
    .map(([key, value]) => `${key} ${String(value)}`)
    .join(', ');

/** Each runs the whole comparison of `check`: limit, mirror identity, conserved quantity, objective and kernel. */
export const FLOW_CHECKS: readonly Experiment[] = CHECKS.map((check) => ({
  id: check.id,
  title: check.title,
  text: `Gradient flow in the parameters, integrated without any theory, on random problems of ${SAMPLES} samples and ${FEATURES} features: ${check.models.map(nameOf).join('; ')}. Another limit, path or conserved value than the derived one would refute it.`,
  run: async (context) => ({ comparisons: await compared(check, context) }),
}));

async function compared(check: FlowCheck, context: ExperimentContext): Promise<ComparisonRecord[]> {
  const all: ComparisonRecord[] = [];
  for (const [k, request] of check.models.entries()) {
    const problem = problemOf(check, context.seed + k);
    const { comparisons } = await checkModel(readModel(request), problem, { ...context, tolerance: 1e-7 });
    all.push(...comparisons.map((c) => ({ ...c, text: `${nameOf(request)}. ${c.text}` })));
  }
  return all;
}

function problemOf({ positive = false }: FlowCheck, seed: number) {
  const sizes = { samples: SAMPLES, features: FEATURES, sparsity: 2, noise: 0, seed };
  const problem = randomProblem(sizes);
  if (!positive) return problem;
  const random = createRandom(seed);
  const w = Array.from({ length: FEATURES }, () => 0.2 + random.uniform());
  const y = problem.X.map((row) => row.reduce((total, x, j) => total + x * w[j]!, 0));
  return { ...problem, y, source: `${problem.source}; y of a positive weight` };
}
