import { createDualMap } from '../../src/prediction/dualMap.ts';
import type { DualMap, PerCoordinate } from '../../src/prediction/dualMap.ts';

/** The dual map of w = u^D - v^D from u = v = scale, written down independently of the theory engine. */
export function tiedMap(depth: number, scale: number, d: number): DualMap {
  const both = (kind: 'power' | 'exponential', amplitude: number, rate: number, exponent: PerCoordinate) =>
    createDualMap(
      d,
      [
        { kind, amplitude, rate, exponent },
        { kind, amplitude: -amplitude, rate: -rate, exponent },
      ],
      0,
    );
  if (depth === 2) return both('exponential', scale ** 2, 4, 1);
  if (depth === Infinity) return both('power', scale, -scale, -1);
  return both('power', scale ** depth, -depth * (depth - 2) * scale ** (depth - 2), -depth / (depth - 2));
}
