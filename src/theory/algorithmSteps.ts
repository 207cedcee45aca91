import type { Algorithm, AlgorithmName } from './algorithm.ts';
import { decaySteps } from './decayTheory.ts';
import { descentSteps } from './descentSteps.ts';
import { descentTheory } from './descentTheory.ts';
import { mirrorDescentSteps } from './mirrorDescentSteps.ts';
import { momentumSteps } from './momentumSteps.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Step } from './step.ts';
import { stochasticFlowSteps } from './stochasticFlowSteps.ts';

type Steps = (theory: SeparableTheory, algorithm: Algorithm) => Step[];

const descent: Steps = (theory, algorithm) => descentSteps(descentTheory(theory), algorithm);

/** What follows for each algorithm from the theory of the flow; that of rates is the theory of another map. */
const STEPS: Record<AlgorithmName, Steps> = {
  flow: () => [],
  rates: () => [],
  gd: descent,
  sgd: descent,
  'label-noise': descent,
  'sgd-flow': (theory, algorithm) => stochasticFlowSteps(descentTheory(theory), algorithm),
  momentum: momentumSteps,
  'heavy-ball': momentumSteps,
  'weight-decay': decaySteps,
  'mirror-descent': mirrorDescentSteps,
  'natural-gradient': mirrorDescentSteps,
};

/** The steps of an algorithm on a model whose flow is solved from starts that are symbols. Throws HypentropyError `algorithm` where there is no theory. */
export const algorithmSteps: Steps = (theory, algorithm) => STEPS[algorithm.name](theory, algorithm);
