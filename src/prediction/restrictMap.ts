import { GENERAL } from './dualMap.ts';
import type { BranchArrays, DualMap } from './dualMap.ts';

/** Entries of `v` at the given coordinates. */
export const gather = (v: Float64Array, coordinates: readonly number[]): Float64Array =>
  Float64Array.from(coordinates, (i) => v[i]!);

/** Columns of a row-major n × d matrix. */
export function gatherColumns(
  X: Float64Array,
  n: number,
  d: number,
  coordinates: readonly number[],
): Float64Array {
  const out = new Float64Array(n * coordinates.length);
  for (let m = 0; m < n; m++)
    coordinates.forEach((i, j) => (out[m * coordinates.length + j] = X[m * d + i]!));
  return out;
}

/** The dual map of some of the coordinates, in the order given. */
export function restrictMap(map: DualMap, coordinates: readonly number[]): DualMap {
  const of = (v: Float64Array): Float64Array => gather(v, coordinates);
  const branch = (b: BranchArrays): BranchArrays => {
    const { value, slope } = b;
    if (b.kind === GENERAL && value !== null && slope !== null)
      return {
        ...b,
        origin: of(b.origin),
        value: (s, i) => value(s, coordinates[i]!),
        slope: (s, i) => slope(s, coordinates[i]!),
      };
    return { ...b, amplitude: of(b.amplitude), rate: of(b.rate), exponent: of(b.exponent) };
  };
  return {
    d: coordinates.length,
    branches: map.branches.map(branch),
    initial: of(map.initial),
    low: of(map.low),
    high: of(map.high),
    poleLow: of(map.poleLow),
    poleHigh: of(map.poleHigh),
    riseLow: of(map.riseLow),
    riseHigh: of(map.riseHigh),
  };
}
