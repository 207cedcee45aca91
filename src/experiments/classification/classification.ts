import type { Experiment } from '../experiment.ts';
import { fixedScale } from './fixedScale.ts';
import { homogeneousMargin } from './homogeneousMargin.ts';
import { linearMargin } from './linearMargin.ts';
import { logisticLimit } from './logisticLimit.ts';
import { normalisedTime } from './normalisedTime.ts';
import { regressionOrClassification } from './regressionOrClassification.ts';
import { steepestMargin } from './steepestMargin.ts';
import { fallingMultipliers, scaleAgainstAccuracy } from './scaleAccuracy.ts';

/** Numeric checks of family H: losses with an exponential tail; and F5. */
export const CLASSIFICATION: readonly Experiment[] = [
  normalisedTime,
  linearMargin,
  scaleAgainstAccuracy,
  fallingMultipliers,
  fixedScale,
  homogeneousMargin,
  logisticLimit,
  regressionOrClassification,
  steepestMargin,
];
