import { gaussLegendre } from './gaussLegendre.ts';

/**
 * Collocation at the Lobatto points 0 < c_1 < … < c_s = 1 of functions that vanish at 0, a point of the rule too: exact for
 * polynomials of degree s, and of degree 2s − 1 for the integral over [0, 1]. Everything is computed from the points.
 */
export interface LobattoRule {
  readonly stages: number;
  readonly c: Float64Array;
  /** ∫₀^{c_i} ℓ_j with the Lagrange basis ℓ of all points; row-major s × s. */
  readonly a: Float64Array;
  /** ∫₀^x ℓ_j for every j, at any x. */
  integrals(x: number, out: Float64Array): void;
  /** The last row of `a` minus the weights of the rules without one and without two of the points: two error estimates. */
  readonly estimates: readonly [Float64Array, Float64Array];
}

/** The rule with s points beside 0, s ≥ 3. */
export function lobattoRule(s: number): LobattoRule {
  const points = [0, ...interiorPoints(s), 1];
  const a = new Float64Array(s * s);
  for (let i = 1; i <= s; i++)
    for (let j = 1; j <= s; j++) a[(i - 1) * s + j - 1] = integral(points, j, points[i]!);
  const without = (dropped: readonly number[]): Float64Array => {
    const left = points.filter((_, i) => !dropped.includes(i));
    const weight = (j: number) => (dropped.includes(j) ? 0 : integral(left, left.indexOf(points[j]!), 1));
    return Float64Array.from({ length: s }, (_, j) => a[(s - 1) * s + j]! - weight(j + 1));
  };
  const middle = s >> 1;
  const columns = Array.from({ length: s }, (_, j) => primitive(points, j + 1));
  return {
    stages: s,
    c: Float64Array.from(points.slice(1)),
    a,
    integrals(x, out) {
      columns.forEach((coefficients, j) => {
        let sum = 0;
        for (let e = s; e >= 0; e--) sum = (sum + coefficients[e]!) * x;
        out[j] = sum;
      });
    },
    estimates: [without([middle]), without([middle, middle + 1])],
  };
}

/** Coefficients of x, x², … of the integral of the Lagrange polynomial of point j. */
function primitive(points: readonly number[], j: number): number[] {
  let product = [1];
  points.forEach((p, m) => {
    if (m === j) return;
    const scale = 1 / (points[j]! - p);
    product = Array.from(
      { length: product.length + 1 },
      (_, e) => scale * ((product[e - 1] ?? 0) - p * (product[e] ?? 0)),
    );
  });
  return product.map((c, e) => c / (e + 1));
}

/** Zeros of P_s′ on (−1, 1), mapped to (0, 1): between each two neighbouring zeros of P_s there is one. */
function interiorPoints(s: number): number[] {
  const { nodes } = gaussLegendre(s);
  return Array.from({ length: s - 1 }, (_, q) => {
    let [low, high] = [nodes[q]!, nodes[q + 1]!];
    const sign = Math.sign(slope(s, 2 * low - 1));
    for (let step = 0; step < 60; step++) {
      const middle = 0.5 * (low + high);
      if (Math.sign(slope(s, 2 * middle - 1)) === sign) low = middle;
      else high = middle;
    }
    return 0.5 * (low + high);
  });
}

/** P_s′(x) up to a factor that keeps its sign on (−1, 1). */
function slope(s: number, x: number): number {
  let [previous, current] = [1, x];
  for (let j = 2; j <= s; j++)
    [previous, current] = [current, ((2 * j - 1) * x * current - (j - 1) * previous) / j];
  return previous - x * current;
}

/** ∫₀^end of the Lagrange polynomial of point j, by a Gauss rule that is exact for it. */
function integral(points: readonly number[], j: number, end: number): number {
  const { nodes, weights } = gaussLegendre(points.length);
  let sum = 0;
  for (let q = 0; q < nodes.length; q++) {
    const x = end * nodes[q]!;
    const basis = points.reduce((l, p, m) => (m === j ? l : (l * (x - p)) / (points[j]! - p)), 1);
    sum += weights[q]! * basis;
  }
  return end * sum;
}
