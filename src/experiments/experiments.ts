import type { Experiment } from './experiment.ts';

/** Every experiment, by its id. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map<string, Experiment>(
  ([] satisfies Experiment[]).map((experiment: Experiment) => [experiment.id, experiment]),
);
