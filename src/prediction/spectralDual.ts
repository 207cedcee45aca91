import { fromSpectrum, inBasis } from '../numerics/jointDiagonalization.ts';
import type { DualValue } from './coupledLimit.ts';
import { evaluateDualMap, type DualMap } from './dualMap.ts';

/**
 * W = h(S) for the symmetric matrices S that are diagonal in a basis: the scalar dual map on each eigenvalue. In place of the
 * derivative its bound: no entry of W moves by more than d max h' times the largest change of an entry of S.
 */
export function spectralDual(basis: Float64Array, map: DualMap): DualValue {
  const { d } = map;
  const [rise, slope] = [new Float64Array(d), new Float64Array(d)];
  return (S, W, bound) => {
    evaluateDualMap(map, inBasis(basis, S, d), rise, slope);
    W.set(fromSpectrum(basis, rise.map((r, i) => r + map.initial[i]!))); // prettier-ignore
    const steepest = slope.reduce((m, v) => Math.max(m, v), 0);
    bound.fill(0);
    for (let i = 0; i < d * d; i++) bound[i * d * d + i] = d * steepest;
    return W.every(Number.isFinite);
  };
}
