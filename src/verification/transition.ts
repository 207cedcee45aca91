import { euclideanNorm, maxNorm } from '../numerics/norms.ts';
import { createKernel } from '../numerics/kernel.ts';
import { effectiveExponent } from '../prediction/effectiveExponent.ts';
import { minimise } from '../prediction/minimiser.ts';
import { projectOnRange } from '../prediction/rangeProjection.ts';
import { createWeightedSystem } from '../prediction/weightedSystem.ts';
import type { TransitionRecord } from '../records.ts';
import type { TransitionRequest } from '../requests.ts';
import type { LinearProblem } from './comparedFlow.ts';
import { leastL1, leastNorm } from './interpolators.ts';
import { numericModel } from './numericModel.ts';
import { problemOf } from './problemOf.ts';

/** Milliseconds after which the event loop is let in. */
const SLICE = 25;

/**
 * The limit of the flow of the squared loss for every depth and scale on one data set: how near its potential is to a
 * norm, and its own norms beside the least. Throws HypentropyError for data that cannot be used, InterruptedError when
 * stopped.
 */
export async function scaleTransition(
  { depths, scales, data }: TransitionRequest,
  signal?: AbortSignal,
): Promise<Pick<TransitionRecord, 'scales' | 'depths'>> {
  const problem = problemOf(data);
  const least = leastNorms(problem, signal);
  const rows: TransitionRecord['depths'] = [];
  let last = performance.now();
  for (const depth of depths) {
    const row: TransitionRecord['depths'][number] = { depth, exponent: [], excessL1: [], excessL2: [] };
    for (const scale of scales) {
      const { dual } = numericModel({ depth, scale: String(scale) }, problem.d);
      const found = minimise({ ...problem, map: dual, signal });
      const known = found.outcome === 'converged';
      const l1 = found.w.reduce((total, v) => total + Math.abs(v), 0);
      row.exponent.push(known ? finite(effectiveExponent(dual, found)) : null);
      row.excessL1.push(known && least.l1 !== null ? finite(l1 / least.l1 - 1) : null);
      row.excessL2.push(known ? finite(euclideanNorm(found.w) / least.l2 - 1) : null);
      if (performance.now() - last > SLICE) {
        await new Promise((resolve) => setTimeout(resolve, 0));
        last = performance.now();
      }
    }
    rows.push(row);
  }
  return { scales, depths: rows };
}

function leastNorms({ X, y, n, d }: LinearProblem, signal?: AbortSignal): { l1: number | null; l2: number } {
  const range = projectOnRange(X, n, d, y, createKernel(X, n, d));
  const system = createWeightedSystem(range.kernel, range.x);
  if (range.rank > 0) system.factor(new Float64Array(d).fill(1), 0, 1, new Float64Array(d));
  const shortest = leastNorm(system, { d, range }, range.y);
  const scale = maxNorm(shortest);
  const l1 = scale === 0 ? 0 : (leastL1(range, d, scale, signal)?.norm ?? null);
  return { l1, l2: euclideanNorm(shortest) };
}

const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
