/** Largest |s| that is looked at. */
const FAR = 1e300;

/**
 * The open interval around s = 0 on which every condition is positive, for coordinate i, by doubling and bisection to
 * the last bit; a side without an end is infinite.
 */
export function branchInterval(
  conditions: readonly ((s: number, coordinate: number) => number)[],
  i: number,
): readonly [number, number] {
  const inside = (s: number): boolean => conditions.every((c) => c(s, i) > 0);
  const end = (side: number): number => {
    let out = side * 1e-300;
    while (inside(out)) {
      out *= 16;
      if (!(Math.abs(out) < FAR)) return side * Infinity;
    }
    let into = Math.abs(out) > 1e-300 ? out / 16 : 0;
    for (let k = 0; k < 2000; k++) {
      const middle = into + (out - into) / 2;
      if (middle === into || middle === out) break;
      if (inside(middle)) into = middle;
      else out = middle;
    }
    return out;
  };
  return conditions.length === 0 ? [-Infinity, Infinity] : [end(-1), end(1)];
}
