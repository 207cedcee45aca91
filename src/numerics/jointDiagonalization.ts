/** An orthogonal basis in which symmetric matrices are as nearly diagonal as sweeps of plane rotations make them. */
export interface JointBasis {
  /** d × d, row by row; column i is the i-th common eigenvector. */
  readonly basis: Float64Array;
  /** For each matrix the d diagonal entries of QᵀAQ. */
  readonly diagonals: readonly Float64Array[];
  /** The largest off-diagonal entry of any QᵀAQ. */
  readonly residual: number;
}

const MOST_SWEEPS = 60;

/**
 * Simultaneous diagonalization by Jacobi rotations (Bunse-Gerstner, Byers & Mehrmann 1993): to rounding for matrices that
 * commute. One matrix alone: its eigenvalues and eigenvectors.
 */
export function jointDiagonalization(matrices: readonly Float64Array[], d: number): JointBasis {
  const rotated = matrices.map((a) => a.slice());
  const basis = new Float64Array(d * d);
  for (let i = 0; i < d; i++) basis[i * d + i] = 1;
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    let turned = false;
    for (let p = 0; p < d; p++)
      for (let q = p + 1; q < d; q++) turned = rotate(rotated, basis, p, q, d) || turned;
    if (!turned) break;
  }
  let residual = 0;
  for (const a of rotated)
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) if (i !== j) residual = Math.max(residual, Math.abs(a[i * d + j]!));
  return {
    basis,
    residual,
    diagonals: rotated.map((a) => Float64Array.from({ length: d }, (_, i) => a[i * d + i]!)),
  };
}

/** Turns the plane of p and q by the angle that makes the entries (p, q) of all matrices smallest; false for none. */
function rotate(
  matrices: readonly Float64Array[],
  basis: Float64Array,
  p: number,
  q: number,
  d: number,
): boolean {
  let [difference, mixed] = [0, 0];
  for (const a of matrices) {
    const [gap, off] = [a[p * d + p]! - a[q * d + q]!, a[p * d + q]! + a[q * d + p]!];
    difference += gap * gap - off * off;
    mixed += 2 * gap * off;
  }
  const angle = 0.25 * Math.atan2(mixed, difference);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  if (Math.abs(s) < 2 ** -54) return false;
  for (const a of matrices) {
    turnColumns(a, p, q, d, c, s);
    for (let k = 0; k < d; k++) {
      const [x, y] = [a[p * d + k]!, a[q * d + k]!];
      a[p * d + k] = c * x + s * y;
      a[q * d + k] = c * y - s * x;
    }
  }
  turnColumns(basis, p, q, d, c, s);
  return true;
}

function turnColumns(a: Float64Array, p: number, q: number, d: number, c: number, s: number): void {
  for (let k = 0; k < d; k++) {
    const [x, y] = [a[k * d + p]!, a[k * d + q]!];
    a[k * d + p] = c * x + s * y;
    a[k * d + q] = c * y - s * x;
  }
}

/** Q diag(w) Qᵀ, symmetric to the last digit. */
export function fromSpectrum(basis: Float64Array, w: ArrayLike<number>): Float64Array {
  const d = w.length;
  const result = new Float64Array(d * d);
  for (let i = 0; i < d; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += basis[i * d + k]! * w[k]! * basis[j * d + k]!;
      result[i * d + j] = result[j * d + i] = sum;
    }
  return result;
}

/** The diagonal of QᵀAQ. */
export function inBasis(basis: Float64Array, a: Float64Array, d: number): Float64Array {
  return Float64Array.from({ length: d }, (_, k) => {
    let sum = 0;
    for (let i = 0; i < d; i++)
      for (let j = 0; j < d; j++) sum += basis[i * d + k]! * a[i * d + j]! * basis[j * d + k]!;
    return sum;
  });
}
