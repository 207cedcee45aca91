import type { FlowCheckpoint, FlowOptions } from './flowResult.ts';

/** The error of a run is taken for at most this many times its difference to the tighter one. */
const SAFETY = 2;
const EPSILON = 2 ** -52;

/**
 * By how much the dual coordinate that belongs to θ may differ from Xᵀν, for every coordinate, the same number for each of
 * its k parameters: the weights of two runs differ by ⟨∇F, Δθ⟩, which is |∇F|² times a shift of the dual coordinate, and
 * their duals by XᵀΔν; rounding of θ added.
 */
export function deviation(
  { map, X, n, d }: Pick<FlowOptions, 'map' | 'X' | 'n' | 'd'>,
  { theta, nu }: Pick<FlowCheckpoint, 'theta' | 'nu'>,
  other: Pick<FlowCheckpoint, 'theta' | 'nu'>,
): Float64Array {
  const { k } = map;
  const f = new Float64Array(k * d);
  map.gradient(theta, f);
  const out = new Float64Array(k * d);
  for (let i = 0; i < d; i++) {
    let [slope, weight, size] = [0, 0, 0];
    for (let j = 0; j < k; j++) {
      const at = j * d + i;
      slope += f[at]! ** 2;
      weight += Math.abs(f[at]! * (theta[at]! - other.theta[at]!));
      size += Math.abs(f[at]! * theta[at]!);
    }
    let [dual, terms] = [0, 0];
    for (let m = 0; m < n; m++) {
      dual += X[m * d + i]! * (nu[m]! - other.nu[m]!);
      terms += Math.abs(X[m * d + i]! * nu[m]!);
    }
    if (slope === 0) continue;
    const total = SAFETY * (weight / slope + Math.abs(dual)) + 8 * EPSILON * (size / slope + terms);
    for (let j = 0; j < k; j++) out[j * d + i] = total;
  }
  return out;
}
