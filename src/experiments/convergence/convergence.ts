import type { Experiment } from '../experiment.ts';
import { convergenceRate } from './convergenceRate.ts';
import { escapeTime } from './escapeTime.ts';
import { leastDivergence } from './leastDivergence.ts';
import { lyapunov } from './lyapunov.ts';
import { saddleToSaddle } from './saddleToSaddle.ts';
import { pathProperty } from './pathProperty.ts';

/** Numeric checks of where a gradient flow goes, and how fast. */
export const CONVERGENCE: readonly Experiment[] = [
  leastDivergence,
  pathProperty,
  lyapunov,
  convergenceRate,
  escapeTime,
  saddleToSaddle,
];
