import type { Experiment } from '../experiment.ts';
import { commutingMaps } from './commutingMaps.ts';
import { lowRankBias } from './lowRankBias.ts';
import { orderGaps } from './orderGaps.ts';

/** When gradient fields commute, and matrix factorizations. */
export const MATRICES: readonly Experiment[] = [commutingMaps, orderGaps, lowRankBias];
