import type { Experiment } from '../experiment.ts';
import { averagedIterate } from './averagedIterate.ts';
import { minimisingOrDescending } from './minimisingOrDescending.ts';
import { onlineNetwork } from './onlineNetwork.ts';
import { regret } from './regret.ts';
import { stability } from './stability.ts';
import { strongConvexity } from './strongConvexity.ts';

/** Online and stochastic convex optimization by mirror descent. */
export const ONLINE: readonly Experiment[] = [
  regret,
  averagedIterate,
  strongConvexity,
  onlineNetwork,
  stability,
  minimisingOrDescending,
];
