/** A mirror map on R^d or on a set, with everything that mirror descent and its regret bound need. */
export interface Geometry {
  readonly name: string;
  /** Strong convexity with respect to the norm whose dual is `dualNorm`. */
  readonly sigma: number;
  readonly start: Float64Array;
  /** ψ(w) and ∇ψ(w); sums of positive and negative terms round to `size`·ε. */
  potential(w: Float64Array): number;
  mirror(w: Float64Array): Float64Array;
  /** The step from w with ∇ψ(w) − ηg, brought back to the set where there is one. */
  step(w: Float64Array, g: Float64Array, eta: number): Float64Array;
  dualNorm(g: Float64Array): number;
  norm(h: Float64Array): number;
  /** Whether a step satisfies the identity of three points exactly: no set, or one that the step meets by scaling. */
  readonly exact: boolean;
}

export interface Divergence {
  readonly value: number;
  /** Σ of the absolute values of the terms: the rounding error is a few ε of it. */
  readonly size: number;
}

/** D_ψ(u, w) = ψ(u) − ψ(w) − ⟨∇ψ(w), u − w⟩. */
export function divergence(geometry: Geometry, u: Float64Array, w: Float64Array): Divergence {
  const [a, b, slope] = [geometry.potential(u), geometry.potential(w), geometry.mirror(w)];
  let [value, size] = [a - b, Math.abs(a) + Math.abs(b)];
  for (let i = 0; i < w.length; i++) {
    value -= slope[i]! * (u[i]! - w[i]!);
    size += Math.abs(slope[i]!) * (Math.abs(u[i]!) + Math.abs(w[i]!));
  }
  return { value, size };
}

const total = (v: Float64Array, f: (x: number) => number): number => v.reduce((s, x) => s + f(x), 0);
const maximum = (v: Float64Array): number => v.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
const length = (v: Float64Array, p: number): number => total(v, (x) => Math.abs(x) ** p) ** (1 / p);
const l1 = (v: Float64Array): number => total(v, Math.abs);

export const euclid = (d: number): Geometry => ({
  name: 'Euclid', sigma: 1, exact: true, start: new Float64Array(d),
  potential: (w) => total(w, (x) => x * x) / 2,
  mirror: (w) => w.slice(),
  step: (w, g, eta) => w.map((x, i) => x - eta * g[i]!),
  dualNorm: (g) => length(g, 2),
  norm: (h) => length(h, 2),
}); // prettier-ignore

/** Negative entropy on the simplex: exponentiated gradient. */
export const simplex = (d: number): Geometry => ({
  name: 'entropy on the simplex', sigma: 1, exact: true, start: new Float64Array(d).fill(1 / d),
  potential: (w) => total(w, (x) => (x > 0 ? x * Math.log(x) : 0)),
  mirror: (w) => w.map((x) => 1 + Math.log(x)),
  step(w, g, eta) {
    const least = g.reduce((m, x) => Math.min(m, x), Infinity);
    const scaled = w.map((x, i) => x * Math.exp(-eta * (g[i]! - least)));
    const sum = total(scaled, (x) => x);
    return scaled.map((x) => x / sum);
  },
  dualNorm: maximum,
  norm: l1,
}); // prettier-ignore

/** ½|w|_p² for 1 < p <= 2, strongly convex with p − 1 in the p-norm. */
export function pNorm(d: number, p: number): Geometry {
  const q = p / (p - 1);
  const dual = (w: Float64Array, own: number): Float64Array => {
    const size = length(w, own);
    return size === 0 ? w.slice() : w.map((x) => Math.sign(x) * Math.abs(x) ** (own - 1) * size ** (2 - own));
  };
  return {
    name: `p-norm, p = ${p}`, sigma: p - 1, exact: true, start: new Float64Array(d),
    potential: (w) => length(w, p) ** 2 / 2,
    mirror: (w) => dual(w, p),
    step: (w, g, eta) => dual(dual(w, p).map((s, i) => s - eta * g[i]!), q),
    dualNorm: (g) => length(g, q),
    norm: (h) => length(h, p),
  }; // prettier-ignore
}

/**
 * The hypentropy of depth 2 and scale α; on the ℓ1 ball of radius `ball` its constant is 1/(4(ball + 2dα²)), and a step is
 * projected along the Bregman divergence. Without a ball there is no constant.
 */
export function hypentropy(d: number, alpha: number, ball: number | null): Geometry {
  const b = 2 * alpha * alpha;
  const weight = (s: number): number => b * Math.sinh(4 * s);
  return {
    name: ball === null ? 'hypentropy' : 'hypentropy on the l1 ball',
    sigma: ball === null ? 0 : 1 / (4 * (ball + d * b)), exact: ball === null, start: new Float64Array(d),
    potential: (w) => total(w, (x) => (x * Math.asinh(x / b) - x * x / (Math.sqrt(x * x + b * b) + b)) / 4),
    mirror: (w) => w.map((x) => Math.asinh(x / b) / 4),
    step(w, g, eta) {
      const s = w.map((x, i) => Math.asinh(x / b) / 4 - eta * g[i]!);
      const shrunk = (t: number): Float64Array => s.map((x) => weight(Math.sign(x) * Math.max(0, Math.abs(x) - t)));
      if (ball === null || l1(shrunk(0)) <= ball) return shrunk(0);
      let [low, high] = [0, maximum(s)];
      for (let k = 0; k < 100; k++) {
        const middle = (low + high) / 2;
        if (l1(shrunk(middle)) > ball) low = middle;
        else high = middle;
      }
      return shrunk(high);
    },
    dualNorm: maximum,
    norm: l1,
  }; // prettier-ignore
}
