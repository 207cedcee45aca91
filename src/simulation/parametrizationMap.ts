/**
 * A separable parametrization w_i = F(θ_{1,i}, …, θ_{k,i}) as plain numbers, vectorised over the d coordinates.
 * It knows its value and its first two derivatives and nothing else.
 *
 * Layout: a k × d array holds branch j of coordinate i at index j·d + i.
 */
export interface ParametrizationMap {
  readonly name: string;
  /** Number of parameters (branches) per coordinate. */
  readonly k: number;
  /** True when F = Σ_j F_j(θ_j): the Hessian block is diagonal and `hessian` fills k × d numbers only. */
  readonly additive: boolean;
  /** w[d] = F(θ). */
  value(theta: Float64Array, w: Float64Array): void;
  /**
   * w[d] = F(θ) − F(θ0), accurate to rounding relative to the change itself. θ = θ0 + δ holds up to rounding and both
   * are given, because θ is accurate where it is near zero and δ where it is near θ0.
   */
  increment(theta0: Float64Array, theta: Float64Array, delta: Float64Array, w: Float64Array): void;
  /** f[k·d] = ∂F/∂θ. */
  gradient(theta: Float64Array, f: Float64Array): void;
  /** Additive: H[k·d], the diagonal. Otherwise H[k·k·d], entry (a, b) of coordinate i at (a·k + b)·d + i. */
  hessian(theta: Float64Array, h: Float64Array): void;
  /** Index j·d + i of the first entry that left the domain in which the flow started at θ0 lives, or −1. */
  outside(theta0: Float64Array, theta: Float64Array): number;
  /**
   * Pairs of parameters whose exchange leaves F as it is. From equal starts they stay equal, by uniqueness of the flow; near
   * a saddle that is unstable (u v near 0), and rounding must not break it.
   */
  readonly exchangeable?: readonly (readonly [number, number])[];
  /** True when a flow can reach the boundary of the domain in finite time. */
  readonly mayLeave?: boolean;
  /** Additive maps: ∂F/∂θ of branch j as a scalar function of its own parameter. */
  slope?(branch: number, theta: number): number;
  /** The branches of a sum of powers c_j θ^{D_j} with integer D_j ≥ 1 no larger than 16, for kernels that know these. */
  readonly powers?: readonly { readonly coefficient: number; readonly exponent: number }[];
}
