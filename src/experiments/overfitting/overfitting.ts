import type { Experiment } from '../experiment.ts';
import { doubleDescent } from './doubleDescent.ts';
import { effectiveRankBounds } from './effectiveRankBounds.ts';
import { interpolationByDepth } from './interpolationByDepth.ts';
import { junkFeatures } from './junkFeatures.ts';
import { ridgelessCovariance } from './ridgelessCovariance.ts';
import { ridgelessIsotropic } from './ridgelessIsotropic.ts';

/** Interpolation of noise: what minimum-norm and minimum-Q interpolators lose. */
export const OVERFITTING: readonly Experiment[] = [
  ridgelessIsotropic,
  ridgelessCovariance,
  effectiveRankBounds,
  junkFeatures,
  doubleDescent,
  interpolationByDepth,
];
