import { createRandom } from '../../random.ts';
import type { ComparisonRecord } from '../../records.ts';
import type { ModelRequest, ProblemData } from '../../requests.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { isCoupled, readCoupled } from '../../theory/readCoupled.ts';
import { readModel } from '../../theory/readModel.ts';
import { checkCoupled } from '../../verification/checkCoupled.ts';
import { checkModel } from '../../verification/checkModel.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';

/** A model with weights that it can reach, whose measurements are fitted. */
export interface ModelRow {
  readonly name: string;
  readonly model: ModelRequest;
  /** The solution behind y; fewer measurements than weights are drawn. */
  readonly weights: readonly number[];
}

/**
 * An experiment that simulates gradient flow of every row on a random problem and compares it with the theory that the engine
 * derives for it, as `check` does: where the flow ends, and the mirror map along it.
 */
export const modelChecks = (
  about: Pick<Experiment, 'id' | 'title' | 'text'>,
  rows: readonly ModelRow[],
  shown: readonly string[] = [
    'limit',
    'mirror-identity',
    'conserved',
    'holonomy',
    'holonomy-after-time-change',
  ],
): Experiment => ({
  ...about,
  async run(context) {
    const comparisons: ComparisonRecord[] = [];
    for (const row of rows) comparisons.push(...(await checkRow(row, context, shown)));
    return { comparisons };
  },
});

async function checkRow(
  { name, model, weights }: ModelRow,
  { seed, signal, deadline }: ExperimentContext,
  shown: readonly string[],
): Promise<ComparisonRecord[]> {
  const problem = problemFor(weights, seed);
  const options = { seed, signal, deadline };
  const { comparisons } = isCoupled(model)
    ? await checkCoupled(readCoupled(model), problem, options)
    : await checkModel(readModel(model), problem, options);
  return comparisons.filter((c) => shown.includes(c.name)).map((c) => ({ ...c, name: `${name}: ${c.name}` }));
}

/** Half as many standard normal measurements as weights. */
function problemFor(weights: readonly number[], seed: number): ProblemData {
  const normal = normalNumbers(createRandom(seed));
  const X = Array.from({ length: Math.max(1, weights.length >> 1) }, () => weights.map(() => normal()));
  const y = X.map((row) => row.reduce((s, x, i) => s + x * weights[i]!, 0));
  return { X, y, source: `${X.length} standard normal measurements of a known weight, seed ${seed}` };
}
