/**
 * A decreasing loss ℓ(m) of the margin in the logarithmic domain, so that ℓ = 1e-10000 is a number like any other.
 * Every function takes and returns plain doubles.
 */
export interface MarginLoss {
  readonly name: string;
  /** ln(ℓ(m) − inf ℓ). */
  readonly logValue: (m: number) => number;
  /** ln(−ℓ′(m)). */
  readonly logSlope: (m: number) => number;
  /** The derivative of `logSlope`, negative where ℓ is convex. */
  readonly logSlopeChange: (m: number) => number;
}

/** ℓ(m) = e^(−m). */
export const exponentialLoss: MarginLoss = {
  name: 'exponential',
  logValue: (m) => -m,
  logSlope: (m) => -m,
  logSlopeChange: () => -1,
};

/** ℓ(m) = ln(1 + e^(−m)). */
export const logisticLoss: MarginLoss = {
  name: 'logistic',
  logValue: (m) => (m > 40 ? -m : Math.log(m < -40 ? -m : Math.log1p(Math.exp(-m)))),
  logSlope: (m) => (m > 0 ? -m - Math.log1p(Math.exp(-m)) : -Math.log1p(Math.exp(m))),
  logSlopeChange: (m) => -1 / (1 + Math.exp(-m)),
};

/** Value, first and second derivative of a loss as functions of the margin. */
export interface LossFunctions {
  readonly name: string;
  readonly value: (m: number) => number;
  readonly slope: (m: number) => number;
  readonly curvature: (m: number) => number;
  readonly infimum: number;
  /** ℓ − inf ℓ ~ factor e^(−rate m); null where the tail is no exponential. */
  readonly tail: { readonly rate: number; readonly factor: number } | null;
}

/** Below this the functions are left for the tail, whose relative error is then of the order of the value itself. */
const SMALLEST = 1e-250;

/** Any decreasing loss given by functions; where they underflow its exponential tail takes over. */
export function lossOfFunctions({ name, value, slope, curvature, infimum, tail }: LossFunctions): MarginLoss {
  const far = (m: number): boolean => tail !== null && m > 0 && !(-slope(m) > SMALLEST);
  return {
    name,
    logValue(m) {
      const v = value(m) - infimum;
      // an infimum other than 0 hides the value long before it underflows
      const hidden = tail !== null && m > 0 && !(v > Math.max(SMALLEST, 1e-10 * Math.abs(infimum)));
      return hidden ? Math.log(tail.factor) - tail.rate * m : Math.log(v);
    },
    logSlope: (m) => (far(m) ? Math.log(tail!.factor * tail!.rate) - tail!.rate * m : Math.log(-slope(m))),
    logSlopeChange: (m) => (far(m) ? -tail!.rate : curvature(m) / slope(m)),
  };
}

/** ln Σ e^(a_n) without overflow; the weights e^(a_n) / Σ are left in `weights`. */
export function softmax(a: Float64Array, weights: Float64Array): number {
  let largest = -Infinity;
  for (const v of a) if (v > largest) largest = v;
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += weights[n] = Math.exp(a[n]! - largest);
  for (let n = 0; n < a.length; n++) weights[n]! /= sum;
  return largest + Math.log(sum);
}
