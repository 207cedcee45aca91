import type { Experiment } from './experiment.ts';
import { ALGORITHM_EXPERIMENTS } from './algorithms/algorithms.ts';
import { LEARNING } from './learning/learning.ts';
import { ONLINE } from './online/online.ts';
import { OVERFITTING } from './overfitting/overfitting.ts';

/** Every experiment, by its id. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map<string, Experiment>(
  [...LEARNING, ...OVERFITTING, ...ALGORITHM_EXPERIMENTS, ...ONLINE].map((experiment) => [
    experiment.id,
    experiment,
  ]),
);
