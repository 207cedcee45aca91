import type { DualMap } from './dualMap.ts';
import { marginMinimiser } from './marginMinimiser.ts';
import type { MarginMinimiser } from './marginMinimiser.ts';

/** The weight of least Q with margin 1 at the weight scale μ, and its multipliers in the units of the flow at any scale. */
export interface PathNode {
  readonly mu: number;
  readonly w: Float64Array;
  /** ν̂ = α^(D−2) ν at α^D = μ. */
  readonly multipliers: Float64Array;
  readonly support: readonly number[];
  /** Bound on the error of each weight. */
  readonly errorBound: Float64Array;
  readonly outcome: MarginMinimiser['outcome'];
}

export interface PathOptions {
  readonly Z: Float64Array;
  readonly n: number;
  readonly d: number;
  /** D of w = u^D − v^D. */
  readonly depth: number;
  /** The mirror map of the network that starts at u = v = α. */
  readonly mapAt: (alpha: number) => DualMap;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The regularisation path w_μ = argmin Σ q̂_D(w_i/μ) subject to Z w ≥ 1, at decreasing μ (Moroshko et al. 2020): that of the
 * network's own potential at scale α^D = μ, each from the support vectors of the one before.
 */
export function regularisationPath(
  { Z, n, d, depth, mapAt, signal }: PathOptions,
  scales: readonly number[],
): PathNode[] {
  let guess: readonly number[] = [];
  return scales.map((mu) => {
    const alpha = mu ** (1 / depth);
    const { w, nu, support, errorBound, outcome } = marginMinimiser({
      map: mapAt(alpha),
      Z,
      n,
      d,
      margin: 1,
      guess,
      signal,
    });
    guess = support;
    return { mu, w, multipliers: nu.map((v) => v * alpha ** (depth - 2)), support, errorBound, outcome };
  });
}

/** Where a multiplier of the path begins to fall as μ decreases, whose it is, and by how much it falls to the next node. */
export interface FallingMultiplier {
  readonly sample: number;
  readonly mu: number;
  readonly below: number;
  readonly before: number;
  readonly after: number;
}

/** Relative fall that is no rounding. */
const FALL = 1e-7;
/** Relative accuracy to which its beginning is located. */
const LOCATED = 1e-3;

/**
 * The largest scale below which some multiplier falls; null when all grow. The multipliers of a flow can only grow, so that
 * it follows the path until then and leaves it there. Located between the nodes by golden section.
 */
export function fallingMultiplier(options: PathOptions, path: readonly PathNode[]): FallingMultiplier | null {
  for (let k = 1; k < path.length; k++) {
    const [before, after] = [path[k - 1]!, path[k]!];
    const size = Math.max(...before.multipliers);
    const sample = before.multipliers.findIndex((v, n) => after.multipliers[n]! < v - FALL * size);
    if (sample < 0) continue;
    const at = (logMu: number): number =>
      regularisationPath(options, [Math.exp(logMu)])[0]!.multipliers[sample]!;
    const top = largest(at, Math.log(after.mu), Math.log(path[Math.max(0, k - 2)]!.mu));
    return { sample, mu: Math.exp(top), below: after.mu, before: at(top), after: after.multipliers[sample]! };
  }
  return null;
}

/** Where f is largest on an interval, to LOCATED. */
function largest(f: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  while (high - low > LOCATED) {
    if (fa > fb) {
      [high, b, fb] = [b, a, fa];
      a = high - golden * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + golden * (high - low);
      fb = f(b);
    }
  }
  return (low + high) / 2;
}
