import type { Experiment } from './experiment.ts';
import { CLASSIFICATION } from './classification/classification.ts';
import { ALGORITHM_EXPERIMENTS } from './algorithms/algorithms.ts';
import { FLOWS } from './flows/flows.ts';
import { CONVERGENCE } from './convergence/convergence.ts';
import { GEOMETRY } from './geometry/geometry.ts';
import { LEARNING } from './learning/learning.ts';
import { MAPS } from './maps/maps.ts';
import { MATRICES } from './matrices/matrices.ts';
import { ONLINE } from './online/online.ts';
import { OVERFITTING } from './overfitting/overfitting.ts';
import { REGIMES } from './regimes/regimes.ts';

/** Every experiment, by its id. */
export const EXPERIMENTS: ReadonlyMap<string, Experiment> = new Map<string, Experiment>(
  [
    ...CLASSIFICATION,
    ...CONVERGENCE,
    ...GEOMETRY,
    ...FLOWS,
    ...LEARNING,
    ...OVERFITTING,
    ...MAPS,
    ...MATRICES,
    ...ALGORITHM_EXPERIMENTS,
    ...ONLINE,
    ...REGIMES,
  ].map((experiment) => [experiment.id, experiment]),
);
