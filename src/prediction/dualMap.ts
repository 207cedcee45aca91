import { HypentropyError } from '../errors.ts';

/** One number for every coordinate, or one for each. */
export type PerCoordinate = number | ArrayLike<number>;

/** A (1 + B s)^E; every coordinate needs A·E·B > 0, or A = 0 where the branch is absent. */
export interface PowerBranch {
  kind: 'power';
  amplitude: PerCoordinate;
  rate: PerCoordinate;
  exponent: PerCoordinate;
}
/** A exp(B s); every coordinate needs A·B > 0, or A = 0 where the branch is absent. */
export interface ExponentialBranch {
  kind: 'exponential';
  amplitude: PerCoordinate;
  rate: PerCoordinate;
}
/** Any strictly increasing function of s, with its derivative and its open domain (default: the line). */
export interface GeneralBranch {
  kind: 'general';
  value: (s: number, coordinate: number) => number;
  slope: (s: number, coordinate: number) => number;
  domain?: (coordinate: number) => readonly [number, number];
}
export type Branch = PowerBranch | ExponentialBranch | GeneralBranch;

export const EXPONENTIAL = 0;
export const POWER = 1;
export const GENERAL = 2;

/** A branch with one entry a coordinate. */
export interface BranchArrays {
  readonly kind: 0 | 1 | 2;
  readonly amplitude: Float64Array;
  readonly rate: Float64Array;
  readonly exponent: Float64Array;
  readonly value: ((s: number, coordinate: number) => number) | null;
  readonly slope: ((s: number, coordinate: number) => number) | null;
  /** value(0) of a general branch. */
  readonly origin: Float64Array;
}

/**
 * The dual map w_i = h_i(s_i) of a separable mirror flow, coordinate by coordinate: strictly increasing, with
 * h_i(0) = w_i(0). Everything is expressed by the *rise* h(s) - h(0), whose branches all have the sign of s, so
 * that their sum never cancels.
 */
export interface DualMap {
  readonly d: number;
  readonly branches: readonly BranchArrays[];
  /** h_i(0), the weight at the start. */
  readonly initial: Float64Array;
  /** Open interval of s where the model is defined; beyond `low` or `high` a power base would be negative. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Nearest barrier on each side (a pole of h, or the end of a general branch), infinite when there is none. */
  readonly poleLow: Float64Array;
  readonly poleHigh: Float64Array;
  /** Infimum and supremum of the rise between the barriers. */
  readonly riseLow: Float64Array;
  readonly riseHigh: Float64Array;
}

function spread(values: PerCoordinate, d: number, what: string): Float64Array {
  if (typeof values === 'number') return new Float64Array(d).fill(values);
  if (values.length !== d) {
    throw new HypentropyError('data', `dual map: ${what} has ${values.length} entries, expected ${d}`);
  }
  return Float64Array.from(values);
}

/**
 * Builds the map h = `initial` + Σ (branch - branch(0)) for d coordinates. Without `initial` the start weight is
 * the sum of the branches at 0. Throws HypentropyError when a branch is not increasing, a coordinate has no branch
 * at all or a parameter is not finite.
 */
export function createDualMap(d: number, branches: readonly Branch[], initial?: PerCoordinate): DualMap {
  const arrays = branches.map((b, index) => branchArrays(b, d, index));
  const start = new Float64Array(d);
  const fill = (value: number) => new Float64Array(d).fill(value);
  const map: DualMap = {
    d,
    branches: arrays,
    initial: initial === undefined ? start : spread(initial, d, 'the start weight'),
    low: fill(-Infinity),
    high: fill(Infinity),
    poleLow: fill(-Infinity),
    poleHigh: fill(Infinity),
    riseLow: fill(0),
    riseHigh: fill(0),
  };
  for (let i = 0; i < d; i++) {
    if (initial === undefined)
      for (const b of arrays) start[i]! += b.kind === GENERAL ? b.origin[i]! : b.amplitude[i]!;
    if (!Number.isFinite(map.initial[i]!))
      throw new HypentropyError('data', `dual map: start weight ${i} is not finite`);
    if (!arrays.some((b) => b.kind === GENERAL || b.amplitude[i] !== 0)) {
      throw new HypentropyError(
        'domain',
        `coordinate ${i} cannot move: every branch of its dual map is zero`,
        'give it a start value other than zero',
      );
    }
    bound(map, branches, i);
  }
  return map;
}

function branchArrays(branch: Branch, d: number, index: number): BranchArrays {
  const none = new Float64Array(0);
  if (branch.kind === 'general') {
    const origin = Float64Array.from({ length: d }, (_, i) => branch.value(0, i));
    const { value, slope } = branch;
    return { kind: GENERAL, amplitude: none, rate: none, exponent: none, value, slope, origin };
  }
  const amplitude = spread(branch.amplitude, d, `amplitude of branch ${index}`);
  const rate = spread(branch.rate, d, `rate of branch ${index}`);
  const power = branch.kind === 'power';
  const exponent = power
    ? spread(branch.exponent, d, `exponent of branch ${index}`)
    : new Float64Array(d).fill(1);
  for (let i = 0; i < d; i++) {
    const [a, b, e] = [amplitude[i]!, rate[i]!, exponent[i]!];
    if (a === 0) continue;
    if (
      !(Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(e)) ||
      !(Math.sign(a) * Math.sign(b) * Math.sign(e) > 0)
    ) {
      throw new HypentropyError(
        'domain',
        `branch ${index} of the dual map is not increasing in coordinate ${i}: amplitude ${a}, rate ${b}, exponent ${e}`,
        'their product must be positive',
      );
    }
    if (!(Number.isFinite(a * b * e) && a * b * e !== 0)) {
      throw new HypentropyError(
        'domain',
        `the start values of coordinate ${i} are outside the range of double precision (slope ${a * b * e})`,
        'choose a scale nearer to 1',
      );
    }
  }
  return {
    kind: power ? POWER : EXPONENTIAL,
    amplitude,
    rate,
    exponent,
    value: null,
    slope: null,
    origin: none,
  };
}

/** Fills in domain, barriers and range of coordinate i. */
function bound(map: DualMap, branches: readonly Branch[], i: number): void {
  map.branches.forEach((b, index) => {
    if (b.kind === GENERAL) {
      const [low, high] = (branches[index] as GeneralBranch).domain?.(i) ?? [-Infinity, Infinity];
      if (!(low < 0 && high > 0)) {
        throw new HypentropyError(
          'domain',
          `domain (${low}, ${high}) of branch ${index}, coordinate ${i}, must contain 0`,
        );
      }
      for (const list of [map.low, map.poleLow]) list[i] = Math.max(list[i]!, low);
      for (const list of [map.high, map.poleHigh]) list[i] = Math.min(list[i]!, high);
      return;
    }
    const exponent = b.exponent[i]!;
    if (b.amplitude[i] === 0 || b.kind === EXPONENTIAL || exponent === 1) return;
    const end = -1 / b.rate[i]!;
    if (end > 0) {
      map.high[i] = Math.min(map.high[i]!, end);
      if (exponent < 0) map.poleHigh[i] = Math.min(map.poleHigh[i]!, end);
    } else {
      map.low[i] = Math.max(map.low[i]!, end);
      if (exponent < 0) map.poleLow[i] = Math.max(map.poleLow[i]!, end);
    }
  });
  for (const b of map.branches) {
    map.riseLow[i]! += limitOf(b, i, map.poleLow[i]!);
    map.riseHigh[i]! += limitOf(b, i, map.poleHigh[i]!);
  }
}

/** Limit of a branch's rise as s tends to `end`. A general branch on an unbounded domain counts as unbounded. */
function limitOf(b: BranchArrays, i: number, end: number): number {
  if (b.kind === GENERAL) {
    if (!Number.isFinite(end)) return end;
    const v = b.value!(end, i);
    return Number.isNaN(v) ? Math.sign(end) * Infinity : v - b.origin[i]!;
  }
  const a = b.amplitude[i]!;
  if (a === 0) return 0;
  const ahead = b.rate[i]! * end;
  if (b.kind === EXPONENTIAL) {
    if (Number.isFinite(end)) return a * Math.expm1(ahead);
    return ahead > 0 ? a * Infinity : -a;
  }
  const e = b.exponent[i]!;
  if (Number.isFinite(end)) {
    const q = 1 + ahead;
    if (q > 1e-15) return a * (q ** e - 1);
    return e < 0 ? Math.sign(end) * Infinity : a * (-((-q) ** e) - 1);
  }
  if (e > 0) return Math.sign(end) * Infinity;
  return -a;
}

/**
 * rise[d] = h(s) - h(0) and slope[d] = h'(s) for s[d] between the barriers. A power with positive exponent is
 * continued oddly past the zero of its base, so that both stay defined and h increasing; whoever cares compares s
 * with `low` and `high`.
 */
export function evaluateDualMap(
  map: DualMap,
  s: Float64Array,
  rise: Float64Array,
  slope: Float64Array,
): void {
  const { d } = map;
  rise.fill(0, 0, d);
  slope.fill(0, 0, d);
  for (const b of map.branches) {
    const { amplitude, rate, exponent } = b;
    if (b.kind === GENERAL) {
      for (let i = 0; i < d; i++) {
        rise[i]! += b.value!(s[i]!, i) - b.origin[i]!;
        slope[i]! += b.slope!(s[i]!, i);
      }
    } else if (b.kind === EXPONENTIAL) {
      for (let i = 0; i < d; i++) {
        const a = amplitude[i]!;
        if (a === 0) continue;
        const r = rate[i]!;
        const grown = Math.expm1(r * s[i]!);
        rise[i]! += a * grown;
        slope[i]! += a * r * (1 + grown);
      }
    } else {
      for (let i = 0; i < d; i++) {
        const a = amplitude[i]!;
        if (a === 0) continue;
        const e = exponent[i]!;
        const shift = rate[i]! * s[i]!;
        const q = 1 + shift;
        if (e === 1) {
          rise[i]! += a * shift;
          slope[i]! += a * rate[i]!;
          continue;
        }
        const grown = shift > -0.5 && shift < 0.5 ? Math.expm1(e * Math.log1p(shift)) : oddPower(q, e) - 1;
        rise[i]! += a * grown;
        slope[i]! += q === 0 ? 0 : ((a * e * rate[i]!) / q) * (1 + grown);
      }
    }
  }
}

/** sign(q) |q|^e for e > 0, else q^e. */
const oddPower = (q: number, e: number): number => (q < 0 && e > 0 ? -((-q) ** e) : q ** e);
