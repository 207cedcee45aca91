import { amplitude, completeIntegral, incompleteIntegral } from '../../numerics/jacobiElliptic.ts';
import { driven, type CoupledMap } from '../../simulation/coupledMap.ts';
import { integrateOde } from '../../simulation/integrateOde.ts';
import { readCoupled } from '../../theory/readCoupled.ts';
import { simulatedMap } from '../../verification/coupledClosures.ts';
import { drawMany } from '../drawMany.ts';
import type { Experiment } from '../experiment.ts';
import { brief } from '../within.ts';
import { vanishing } from './vanishing.ts';
import type { ComparisonRecord } from '../../records.ts';

/** Starts of three layers, the last the smallest. */
const STARTS = [
  [1.3, 0.9, 0.4],
  [0.5, 0.6, 0.1],
  [2, 1, 0.9],
] as const;
const SHARES = [-0.99, -0.5, 0.3, 0.9, 0.99];

export const ellipticLayers: Experiment = {
  id: 'elliptic-layers',
  title: 'Three unequal layers and the elliptic function sc',
  text: `The smallest layer of w = u v p along the dual variable, integrated from the layers alone, against B sc(A s + F_0 | 1 - B^2/A^2) at ${SHARES.length} shares of the dual interval (-(K + F_0)/A, (K - F_0)/A); at its ends the layers grow without bound.`,
  async run(context) {
    const map = simulatedMap(readCoupled({ parametrization: '[u*v*p]', init: 'u=1, v=1, p=1' }));
    const comparisons: ComparisonRecord[] = [];
    for (const start of STARTS)
      await drawMany(context, 1, () => {
        const { low, high, smallest } = ellipticFlow(start);
        const name = `(${start.join(', ')})`;
        comparisons.push(
          vanishing(
            {
              name: `layer ${name}`,
              unit: 'relative to max|p|',
              text: `Interval (${brief(low)}, ${brief(high)}).`,
            },
            (tolerance) => {
              const points = SHARES.map((share) => share * (share < 0 ? -low : high));
              const wanted = points.map(smallest);
              const seen = points.map((s) => flowAlong(map, start, s, tolerance)[2]!);
              return {
                residuals: seen.map((x, i) => x - wanted[i]!),
                scale: Math.max(...wanted.map(Math.abs)),
              };
            },
          ),
        );
      });
    return { comparisons };
  },
};

/** The dual interval and the smallest layer of three as a function of the dual variable. */
export function ellipticFlow([u, v, p]: readonly [number, number, number]) {
  const [A, B] = [u, v].map((x) => Math.sqrt(x * x - p * p)).sort((x, y) => y - x) as [number, number];
  const m = 1 - (B / A) ** 2;
  const K = completeIntegral(m);
  const F0 = incompleteIntegral(Math.atan(p / B), m);
  return {
    low: -(K + F0) / A,
    high: (K - F0) / A,
    smallest: (s: number): number => B * Math.tan(amplitude(A * s + F0, m)),
  };
}

function flowAlong(map: CoupledMap, start: readonly number[], s: number, tolerance: number): Float64Array {
  const rate = driven(map, (_, out) => void (out[0] = s));
  return integrateOde({ rate, start: Float64Array.from(start), from: 0, to: 1, tolerance }).y;
}
