import type { Experiment } from '../experiment.ts';
import { linearMargin } from './linearMargin.ts';
import { normalisedTime } from './normalisedTime.ts';
import { fallingMultipliers, scaleAgainstAccuracy } from './scaleAccuracy.ts';

/** Numeric checks of family H: losses with an exponential tail. */
export const CLASSIFICATION: readonly Experiment[] = [
  normalisedTime,
  linearMargin,
  scaleAgainstAccuracy,
  fallingMultipliers,
];
