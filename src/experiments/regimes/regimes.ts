import { kernelAtStart, kernelScaling, laziness, linearizedFlow } from './tangentKernel.ts';
import { sampleComplexity } from './sampleComplexity.ts';
import { explicitPenaltyCheck, fibreNorm, localExponent } from './fibre.ts';
import { shapeInRichLimit, untiedRichLimit } from './shapeLaws.ts';
import { barrierCentre, depthTwoRate, infiniteDepth } from './instanceLaws.ts';
import type { Experiment } from '../experiment.ts';
import { depthTwoKernelLimit, metricExpansion, nextOrderKernelLimit } from './kernelRegime.ts';
import { depthExpansions, depthTwoRichLimit, hypentropyExpansions } from './shapeExpansions.ts';

import { dualCertificate, positiveBounds, scaleFreeBounds, sufficientScales } from './scaleBounds.ts';

/** From the kernel regime to feature learning: what the scale of the start does to the limit. */
export const REGIMES: readonly Experiment[] = [
  hypentropyExpansions, depthTwoKernelLimit, depthTwoRichLimit, depthExpansions, metricExpansion, nextOrderKernelLimit,
  depthTwoRate, barrierCentre, infiniteDepth,
  shapeInRichLimit, untiedRichLimit,
  explicitPenaltyCheck, fibreNorm, localExponent,
  kernelAtStart, kernelScaling, linearizedFlow, laziness, sampleComplexity,
  sufficientScales, scaleFreeBounds, positiveBounds, dualCertificate,
]; // prettier-ignore
