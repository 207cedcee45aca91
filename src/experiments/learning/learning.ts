import type { Experiment } from '../experiment.ts';
import { finiteClass } from './finiteClass.ts';
import { noFreeLunch } from './noFreeLunch.ts';
import { priorBound } from './priorBound.ts';
import { rademacherL1, rademacherL2 } from './rademacher.ts';
import { riskDecomposition } from './riskDecomposition.ts';
import { vcDimension } from './vcDimension.ts';

/** Statistical learning: how far the empirical loss can be from the true one. */
export const LEARNING: readonly Experiment[] = [
  riskDecomposition,
  finiteClass,
  priorBound,
  vcDimension,
  noFreeLunch,
  rademacherL2,
  rademacherL1,
];
