import type { Experiment } from './experiment.ts';
import { FLOW } from './flow/flow.ts';
import { LEARNING } from './learning/learning.ts';
import { OVERFITTING } from './overfitting/overfitting.ts';

/** Every experiment, by its id. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map<string, Experiment>(
  [...FLOW, ...LEARNING, ...OVERFITTING].map((experiment) => [experiment.id, experiment]),
);
