import type { Experiment } from '../experiment.ts';
import { arcLengthMap } from './arcLengthMap.ts';
import { composedFlow } from './composedFlow.ts';
import { ellipticLayers } from './ellipticLayers.ts';
import { homogeneousNorm } from './homogeneousNorm.ts';
import { mapDictionary } from './mapDictionary.ts';
import { MAP_EXPERIMENTS } from './mapExperiments.ts';
import { powerMaps } from './powerMaps.ts';
import { wideUnits } from './wideUnits.ts';
import { widthAndScale } from './widthAndScale.ts';

/** Parametrizations and their mirror flows. */
export const MAPS: readonly Experiment[] = [
  ...MAP_EXPERIMENTS,
  mapDictionary,
  homogeneousNorm,
  composedFlow,
  powerMaps,
  arcLengthMap,
  ellipticLayers,
  wideUnits,
  widthAndScale,
];
