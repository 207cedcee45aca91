/** The complete elliptic integral K(m) of the first kind for parameter 0 <= m < 1, by the arithmetic-geometric mean. */
export function completeIntegral(m: number): number {
  let [a, b] = [1, Math.sqrt(1 - m)];
  for (let k = 0; k < 60 && Math.abs(a - b) > Number.EPSILON * a; k++)
    [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
  return Math.PI / (2 * a);
}

/** The amplitude am(u | m), with sn = sin am and cn = cos am, by descending Landen steps (Abramowitz & Stegun 16.4). */
export function amplitude(u: number, m: number): number {
  const a = [1];
  const c = [Math.sqrt(m)];
  let b = Math.sqrt(1 - m);
  while (Math.abs(c.at(-1)!) > Number.EPSILON && a.length < 60) {
    const last = a.at(-1)!;
    a.push((last + b) / 2);
    c.push((last - b) / 2);
    b = Math.sqrt(last * b);
  }
  let phi = 2 ** (a.length - 1) * a.at(-1)! * u;
  for (let k = a.length - 1; k > 0; k--) phi = (phi + Math.asin((c[k]! / a[k]!) * Math.sin(phi))) / 2;
  return phi;
}

/** The incomplete integral F(φ | m) for |φ| < π/2: the u with am(u | m) = φ, by Newton's iteration. */
export function incompleteIntegral(phi: number, m: number): number {
  let u = phi;
  for (let k = 0; k < 60; k++) {
    const at = amplitude(u, m);
    const step = (at - phi) / Math.sqrt(1 - m * Math.sin(at) ** 2);
    u -= step;
    if (Math.abs(step) <= 2 * Number.EPSILON * Math.abs(u)) break;
  }
  return u;
}
