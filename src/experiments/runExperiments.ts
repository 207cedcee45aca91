import { HypentropyError } from '../errors.ts';
import { suggest } from '../expression/suggest.ts';
import type { ExperimentRecord } from '../records.ts';
import { weakest } from '../verification/verifyStep.ts';
import type { ExperimentContext } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';

/** Runs experiments by id, one after the other. Throws HypentropyError for an unknown id, InterruptedError when aborted. */
export async function runExperiments(
  ids: readonly string[],
  context: ExperimentContext,
): Promise<ExperimentRecord['outcomes']> {
  const outcomes: ExperimentRecord['outcomes'] = [];
  for (const id of ids) {
    const experiment = EXPERIMENTS.get(id);
    if (experiment === undefined) {
      const near = suggest(id, [...EXPERIMENTS.keys()]);
      throw new HypentropyError(
        'document',
        `there is no experiment '${id}'`,
        near === undefined ? '' : `did you mean '${near}'?`,
      );
    }
    context.onProgress?.(outcomes.length / ids.length, experiment.title);
    const { comparisons, figures = [], notes = [] } = await experiment.run(context);
    outcomes.push({
      id,
      title: experiment.title,
      text: experiment.text,
      comparisons: [...comparisons],
      figures: [...figures],
      notes: [...notes],
      verdict: comparisons.length === 0 ? 'undecided' : weakest(comparisons.map((c) => c.verdict)),
    });
  }
  return outcomes;
}
