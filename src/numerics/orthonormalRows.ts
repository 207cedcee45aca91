/** Rows smaller than this, relative to their size before, count as dependent. */
const DEPENDENT = 1e-10;

/**
 * An orthonormal basis of the row space of a small row-major n × d matrix, r × d row by row, by Gram–Schmidt done twice on
 * the largest remaining row.
 */
export function orthonormalRows(X: Float64Array, n: number, d: number): Float64Array {
  const rows = Array.from({ length: n }, (_, m) => X.slice(m * d, (m + 1) * d));
  const norm = (v: Float64Array): number => Math.sqrt(v.reduce((s, x) => s + x * x, 0));
  const first = Math.max(0, ...rows.map(norm));
  const basis: Float64Array[] = [];
  while (basis.length < Math.min(n, d)) {
    let best = rows[0]!;
    for (const row of rows) if (norm(row) > norm(best)) best = row;
    const size = norm(best);
    if (!(size > DEPENDENT * first)) break;
    const unit = best.map((v) => v / size);
    for (const q of basis) subtractProjection(unit, q);
    const again = norm(unit);
    for (let i = 0; i < d; i++) unit[i]! /= again;
    basis.push(unit);
    for (const row of rows) subtractProjection(row, unit);
  }
  const flat = new Float64Array(basis.length * d);
  basis.forEach((q, a) => flat.set(q, a * d));
  return flat;
}

function subtractProjection(v: Float64Array, q: Float64Array): void {
  let s = 0;
  for (let i = 0; i < v.length; i++) s += v[i]! * q[i]!;
  for (let i = 0; i < v.length; i++) v[i]! -= s * q[i]!;
}
