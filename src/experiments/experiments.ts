import type { Experiment } from './experiment.ts';
import { CLASSIFICATION } from './classification/classification.ts';
import { FLOWS } from './flows/flows.ts';
import { LEARNING } from './learning/learning.ts';
import { OVERFITTING } from './overfitting/overfitting.ts';

/** Every experiment, by its id. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map<string, Experiment>(
  [...CLASSIFICATION, ...FLOWS, ...LEARNING, ...OVERFITTING].map((experiment) => [experiment.id, experiment]),
);
