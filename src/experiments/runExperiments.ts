import { HypentropyError } from '../errors.ts';
import { suggest } from '../expression/suggest.ts';
import type { ExperimentRecord } from '../records.ts';
import { weakest } from '../verification/verifyStep.ts';
import type { Experiment, ExperimentContext } from './experiment.ts';
import { EXPERIMENTS } from './experiments.ts';

/** The experiment with this id. Throws HypentropyError `document` where there is none. */
export function experimentNamed(id: string): Experiment {
  const experiment = EXPERIMENTS.get(id);
  if (experiment !== undefined) return experiment;
  const near = suggest(id, [...EXPERIMENTS.keys()]);
  throw new HypentropyError(
    'document',
    `there is no experiment '${id}'`,
    near === undefined
      ? 'the claims that hypentropy list shows name those there are'
      : `did you mean '${near}'?`,
  );
}

/** Runs experiments by id, one after the other. Throws HypentropyError for an unknown id, InterruptedError when aborted. */
export async function runExperiments(
  ids: readonly string[],
  context: ExperimentContext,
): Promise<ExperimentRecord['outcomes']> {
  const outcomes: ExperimentRecord['outcomes'] = [];
  for (const id of ids) {
    const experiment = experimentNamed(id);
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
