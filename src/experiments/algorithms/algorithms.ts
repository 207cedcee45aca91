import type { Experiment } from '../experiment.ts';
import { decayedStart } from './decayedStart.ts';
import { eulerSchemes } from './eulerSchemes.ts';
import { finiteStep } from './finiteStep.ts';
import { frozenGradient } from './frozenGradient.ts';
import { gainByCoordinate } from './gainByCoordinate.ts';
import { labelNoise } from './labelNoise.ts';
import { layerRates } from './layerRates.ts';
import { momentumScale } from './momentumScale.ts';
import { secondOrderScale } from './secondOrderScale.ts';
import { stochasticScale } from './stochasticScale.ts';
import { warpedTime } from './warpedTime.ts';

/** Algorithms beside gradient flow: step size, noise, momentum, weight decay, rates, mirror descent. */
export const ALGORITHM_EXPERIMENTS: readonly Experiment[] = [
  finiteStep,
  stochasticScale,
  labelNoise,
  gainByCoordinate,
  secondOrderScale,
  momentumScale,
  decayedStart,
  eulerSchemes,
  frozenGradient,
  warpedTime,
  layerRates,
];
