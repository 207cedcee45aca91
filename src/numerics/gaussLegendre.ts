/** Nodes on [0, 1] and weights (sum 1) of a quadrature rule. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  readonly weights: Float64Array;
}

/**
 * The m-point Gauss–Legendre rule, exact to degree 2m − 1. Nodes are the zeros of the Legendre polynomial, found by
 * Newton's method on the three-term recurrence.
 */
export function gaussLegendre(m: number): QuadratureRule {
  const nodes = new Float64Array(m);
  const weights = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    let x = Math.cos((Math.PI * (i + 0.75)) / (m + 0.5));
    for (let iteration = 0; iteration < 100; iteration++) {
      const [value, derivative] = legendre(m, x);
      const step = value / derivative;
      x -= step;
      if (Math.abs(step) < 1e-16) break;
    }
    const derivative = legendre(m, x)[1];
    nodes[m - 1 - i] = 0.5 * (1 + x);
    weights[m - 1 - i] = 1 / ((1 - x * x) * derivative * derivative);
  }
  return { nodes, weights };
}

/** P_m(x) and its derivative. */
function legendre(m: number, x: number): [number, number] {
  let previous = 1;
  let current = x;
  for (let j = 2; j <= m; j++) {
    const next = ((2 * j - 1) * x * current - (j - 1) * previous) / j;
    previous = current;
    current = next;
  }
  return [current, (m * (x * current - previous)) / (x * x - 1)];
}
