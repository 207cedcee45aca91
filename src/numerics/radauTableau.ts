import { gaussLegendre } from './gaussLegendre.ts';

/**
 * Radau IIA collocation with s stages: order 2s − 1, L-stable, nodes the zeros of P_s − P_{s−1} shifted to (0, 1]
 * (Ehle 1969; Hairer & Wanner, Solving ODE II, IV.5 and IV.8). Everything is computed from the nodes.
 * Matrices are flat row-major s × s.
 */
export interface RadauTableau {
  readonly name: string;
  readonly order: number;
  readonly stages: number;
  readonly c: Float64Array;
  /** Quadrature weights, the last row of A. */
  readonly b: Float64Array;
  readonly a: Float64Array;
  readonly aInverse: Float64Array;
  /** The real eigenvalue of A⁻¹ (s odd). */
  readonly realEigenvalue: number;
  /** Eigenvalues of A⁻¹ with positive imaginary part. */
  readonly complexEigenvalues: readonly { re: number; im: number }[];
  /**
   * Z = T W and W = T⁻¹ Z in real form: column / row 0 belongs to the real eigenvalue, columns / rows 2p+1 and 2p+2 to
   * the real and imaginary part of pair p, so that T⁻¹ A⁻¹ T acts on pair p as multiplication by its eigenvalue.
   */
  readonly transform: Float64Array;
  readonly inverseTransform: Float64Array;
  /** a = monomials · Z gives the polynomial Σ_{e=1}^{s} a_e x^e through (0, 0) and (c_j, Z_j); row e − 1 is a_e. */
  readonly monomials: Float64Array;
  /**
   * Error estimate h e₀ f(y) + Σ e_j Z_j of order s in y₁, with e₀ = 1 / realEigenvalue (Hairer & Wanner IV.8, for any s).
   */
  readonly estimate: Float64Array;
}

const computed = new Map<number, RadauTableau>();

/** Throws RangeError unless s is odd and between 1 and 9. */
export function radauTableau(s: number): RadauTableau {
  let tableau = computed.get(s);
  if (!tableau) computed.set(s, (tableau = computeTableau(s)));
  return tableau;
}

function computeTableau(s: number): RadauTableau {
  if (!(s >= 1 && s <= 9 && s % 2 === 1))
    throw new RangeError(`number of stages must be odd and at most 9: ${s}`);
  const c = radauNodes(s);
  const a = integrationMatrix(c);
  const aInverse = differentiationMatrix(c);
  const b = a.slice((s - 1) * s);
  const eigenvalues = denominatorRoots(s);
  const real = eigenvalues.find((z) => z.im === 0)!.re;
  const pairs = eigenvalues.filter((z) => z.im > 0).sort((x, y) => x.im - y.im);

  const transform = new Float64Array(s * s);
  eigenvector(aInverse, s, { re: real, im: 0 }).forEach((v, i) => (transform[i * s] = v.re));
  pairs.forEach((z, p) =>
    eigenvector(aInverse, s, z).forEach((v, i) => {
      // Z = 2 Re(v ω), ω = ωr + i ωi; the factor 2 is absorbed in ω
      transform[i * s + 2 * p + 1] = v.re;
      transform[i * s + 2 * p + 2] = -v.im;
    }),
  );
  const e0 = 1 / real;
  return {
    name: `Radau IIA(${2 * s - 1})`,
    order: 2 * s - 1,
    stages: s,
    c,
    b,
    a,
    aInverse,
    realEigenvalue: real,
    complexEigenvalues: pairs,
    transform,
    inverseTransform: inverse(transform, s),
    monomials: inverse(
      Float64Array.from({ length: s * s }, (_, e) => c[Math.floor(e / s)]! ** ((e % s) + 1)),
      s,
    ),
    estimate: estimateWeights(c, b, aInverse, e0),
  };
}

/** Zeros of P_s − P_{s−1} on (−1, 1] mapped to (0, 1], ascending; the last is exactly 1. */
function radauNodes(s: number): Float64Array {
  const value = (x: number): number => {
    let previous = 1;
    let current = x;
    for (let j = 2; j <= s; j++)
      [previous, current] = [current, ((2 * j - 1) * x * current - (j - 1) * previous) / j];
    return s === 1 ? current - 1 : current - previous;
  };
  const c = new Float64Array(s);
  c[s - 1] = 1;
  let found = 0;
  const cells = 400 * s;
  // equal cells in the angle resolve the nodes near the ends
  const at = (q: number): number => -Math.cos((Math.PI * q) / cells);
  for (let q = 0; q < cells - 2 && found < s - 1; q++) {
    let lo = at(q);
    let hi = at(q + 1);
    if (value(lo) * value(hi) > 0) continue;
    const sign = Math.sign(value(lo));
    for (let i = 0; i < 80; i++) {
      const middle = 0.5 * (lo + hi);
      if (Math.sign(value(middle)) === sign) lo = middle;
      else hi = middle;
    }
    c[found++] = 0.5 * (1 + 0.5 * (lo + hi));
  }
  return c;
}

/** a_ij = ∫₀^{c_i} ℓ_j with the Lagrange basis ℓ of the nodes, by a Gauss rule that is exact for it. */
function integrationMatrix(c: Float64Array): Float64Array {
  const s = c.length;
  const rule = gaussLegendre(s);
  const a = new Float64Array(s * s);
  for (let i = 0; i < s; i++)
    for (let j = 0; j < s; j++) {
      let sum = 0;
      for (let q = 0; q < s; q++) {
        const x = c[i]! * rule.nodes[q]!;
        let basis = 1;
        for (let m = 0; m < s; m++) if (m !== j) basis *= (x - c[m]!) / (c[j]! - c[m]!);
        sum += rule.weights[q]! * basis;
      }
      a[i * s + j] = c[i]! * sum;
    }
  return a;
}

/** A⁻¹: derivatives at the nodes of the polynomial through (0, 0) and (c_j, Z_j). */
function differentiationMatrix(c: Float64Array): Float64Array {
  const s = c.length;
  const nodes = [0, ...c];
  const weight = nodes.map((x, i) => nodes.reduce((p, y, m) => (m === i ? p : p / (x - y)), 1));
  const out = new Float64Array(s * s);
  for (let i = 1; i <= s; i++) {
    // the rows of a differentiation matrix sum to zero
    let diagonal = 0;
    for (let j = 0; j <= s; j++) {
      if (j === i) continue;
      const v = weight[j]! / weight[i]! / (nodes[i]! - nodes[j]!);
      diagonal -= v;
      if (j > 0) out[(i - 1) * s + j - 1] = v;
    }
    out[(i - 1) * s + i - 1] = diagonal;
  }
  return out;
}

interface Complex {
  re: number;
  im: number;
}
const times = (x: Complex, y: Complex): Complex => ({
  re: x.re * y.re - x.im * y.im,
  im: x.re * y.im + x.im * y.re,
});
const over = (x: Complex, y: Complex): Complex => {
  const size = y.re * y.re + y.im * y.im;
  return { re: (x.re * y.re + x.im * y.im) / size, im: (x.im * y.re - x.re * y.im) / size };
};
const minus = (x: Complex, y: Complex): Complex => ({ re: x.re - y.re, im: x.im - y.im });

/**
 * Zeros of the denominator of the (s−1, s) Padé approximation to exp, which are the eigenvalues of A⁻¹:
 * Q(z) = Σ_i C(s, i) (2s−1−i)!/(2s−1)! (−z)^i. Simultaneous iteration of Aberth.
 */
function denominatorRoots(s: number): Complex[] {
  const q = [1];
  for (let i = 1; i <= s; i++) q.push((-q[i - 1]! * (s - i + 1)) / (i * (2 * s - i)));
  const horner = (z: Complex): [Complex, Complex] => {
    let value: Complex = { re: 0, im: 0 };
    let slope: Complex = { re: 0, im: 0 };
    for (let i = s; i >= 0; i--) {
      slope = times(slope, z);
      slope = { re: slope.re + value.re, im: slope.im + value.im };
      value = times(value, z);
      value = { re: value.re + q[i]!, im: value.im };
    }
    return [value, slope];
  };
  const roots = Array.from({ length: s }, (_, i) => {
    const angle = (2 * Math.PI * (i + 0.3)) / s;
    return { re: s + s * Math.cos(angle), im: s * Math.sin(angle) };
  });
  for (let iteration = 0; iteration < 200; iteration++)
    for (let i = 0; i < s; i++) {
      const z = roots[i]!;
      const [value, slope] = horner(z);
      const newton = over(value, slope);
      let sum: Complex = { re: 0, im: 0 };
      for (let m = 0; m < s; m++) {
        if (m === i) continue;
        const v = over({ re: 1, im: 0 }, minus(z, roots[m]!));
        sum = { re: sum.re + v.re, im: sum.im + v.im };
      }
      roots[i] = minus(z, over(newton, minus({ re: 1, im: 0 }, times(newton, sum))));
    }
  return roots.map((z) => (Math.abs(z.im) < 1e-8 ? { re: z.re, im: 0 } : z));
}

/** Unit eigenvector (largest entry 1) by inverse iteration. */
function eigenvector(matrix: Float64Array, s: number, z: Complex): Complex[] {
  let v: Complex[] = Array.from({ length: s }, (_, i) => ({ re: 1 + i, im: z.im === 0 ? 0 : s - i }));
  const shift = { re: z.re * (1 + 1e-10), im: z.im * (1 + 1e-10) };
  for (let iteration = 0; iteration < 4; iteration++) {
    v = solveComplex(matrix, s, shift, v);
    let pivot = v[0]!;
    for (const x of v) if (Math.hypot(x.re, x.im) > Math.hypot(pivot.re, pivot.im)) pivot = x;
    v = v.map((x) => over(x, pivot));
  }
  return v;
}

/** (M − z)⁻¹ v by Gaussian elimination with partial pivoting. */
function solveComplex(matrix: Float64Array, s: number, z: Complex, v: Complex[]): Complex[] {
  const rows = Array.from({ length: s }, (_, i) =>
    Array.from({ length: s + 1 }, (_, j): Complex =>
      j === s ? v[i]! : { re: matrix[i * s + j]! - (i === j ? z.re : 0), im: i === j ? -z.im : 0 },
    ),
  );
  for (let j = 0; j < s; j++) {
    let p = j;
    for (let i = j + 1; i < s; i++)
      if (Math.hypot(rows[i]![j]!.re, rows[i]![j]!.im) > Math.hypot(rows[p]![j]!.re, rows[p]![j]!.im)) p = i;
    [rows[j], rows[p]] = [rows[p]!, rows[j]!];
    for (let i = j + 1; i < s; i++) {
      const factor = over(rows[i]![j]!, rows[j]![j]!);
      for (let m = j; m <= s; m++) rows[i]![m] = minus(rows[i]![m]!, times(factor, rows[j]![m]!));
    }
  }
  const x: Complex[] = new Array<Complex>(s);
  for (let i = s - 1; i >= 0; i--) {
    let sum = rows[i]![s]!;
    for (let m = i + 1; m < s; m++) sum = minus(sum, times(rows[i]![m]!, x[m]!));
    x[i] = over(sum, rows[i]![i]!);
  }
  return x;
}

function solveReal(matrix: Float64Array, s: number, right: Float64Array): Float64Array {
  const x = solveComplex(
    matrix,
    s,
    { re: 0, im: 0 },
    Array.from(right, (re) => ({ re, im: 0 })),
  );
  return Float64Array.from(x, (z) => z.re);
}

function inverse(matrix: Float64Array, s: number): Float64Array {
  const out = new Float64Array(s * s);
  for (let j = 0; j < s; j++) {
    const unit = new Float64Array(s);
    unit[j] = 1;
    solveReal(matrix, s, unit).forEach((v, i) => (out[i * s + j] = v));
  }
  return out;
}

/** e_j with Σ e_j Z_j = h Σ (b̂_i − b_i) f_i, where e₀ f(y) + Σ b̂_i f_i is exact to degree s − 1. */
function estimateWeights(c: Float64Array, b: Float64Array, aInverse: Float64Array, e0: number): Float64Array {
  const s = c.length;
  const powers = new Float64Array(s * s);
  const right = new Float64Array(s);
  for (let q = 0; q < s; q++) {
    for (let i = 0; i < s; i++) powers[q * s + i] = c[i]! ** q;
    right[q] = 1 / (q + 1) - (q === 0 ? e0 : 0);
  }
  const hat = solveReal(powers, s, right);
  const e = new Float64Array(s);
  for (let j = 0; j < s; j++) for (let i = 0; i < s; i++) e[j]! += (hat[i]! - b[i]!) * aInverse[i * s + j]!;
  return e;
}
