/**
 * out[n] = y - X w with every product and sum carried in twice the working precision (Dekker's product, Knuth's
 * sum), so that the residual of a solution is known to its own last digits. X is row-major n × d.
 */
export function accurateResidual(
  x: Float64Array,
  n: number,
  d: number,
  w: Float64Array,
  y: ArrayLike<number>,
  out: Float64Array,
): void {
  for (let m = 0; m < n; m++) {
    let high = y[m]!;
    let low = 0;
    for (let i = 0; i < d; i++) {
      const a = -x[m * d + i]!;
      const b = w[i]!;
      const product = a * b;
      if (product === 0) continue;
      let carry = 0;
      if (Math.abs(a) < 1e150 && Math.abs(b) < 1e150) {
        const ta = 134217729 * a;
        const ah = ta - (ta - a);
        const tb = 134217729 * b;
        const bh = tb - (tb - b);
        carry = (a - ah) * (b - bh) - (product - ah * bh - (a - ah) * bh - ah * (b - bh));
      }
      const sum = high + product;
      const t = sum - high;
      low += high - (sum - t) + (product - t) + carry;
      high = sum;
    }
    out[m] = high + low;
  }
}
