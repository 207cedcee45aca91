import { compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import type { Expression } from '../expression/expression.ts';
import { solveLinear } from '../numerics/solveLinear.ts';
import { integrateOde } from '../simulation/integrateOde.ts';

/** Tolerance of the path from the old start to the new one; its end is known to about ten times this. */
const TOLERANCE = 1e-14;

/**
 * The start values at which every label (a clock or conserved quantity of the flow, as many as there are parameters) has
 * its value at θ(0) plus a shift: starts and shifts are k × d. θ follows dθ/dτ = A(θ)⁻¹ shift, A the Jacobian of the
 * labels, from τ = 0 to 1. NaN for a coordinate where the path ends, at a pole or a zero of the Jacobian.
 */
export function effectiveStart(
  labels: readonly Expression[],
  parameters: readonly string[],
  starts: Float64Array,
  shifts: Float64Array,
): Float64Array {
  const k = parameters.length;
  const d = starts.length / k;
  const jacobian = compileVector(
    labels.flatMap((q) => parameters.map((p) => differentiate(q, p))),
    parameters,
  );
  const a = new Float64Array(k * k);
  const result = new Float64Array(k * d);
  for (let i = 0; i < d; i++) {
    const own = (all: Float64Array): Float64Array =>
      Float64Array.from({ length: k }, (_, j) => all[j * d + i]!);
    const shift = own(shifts);
    let theta = own(starts);
    if (shift.some((v) => v !== 0)) {
      const moved = integrateOde({
        start: theta,
        from: 0,
        to: 1,
        tolerance: TOLERANCE,
        rate: (_, at, out) => {
          jacobian(at, a);
          out.set(shift);
          if (!solveLinear(a, out, k)) out.fill(NaN);
        },
      });
      theta = moved.outcome === 'end' ? Float64Array.from(moved.y) : new Float64Array(k).fill(NaN);
    }
    for (let j = 0; j < k; j++) result[j * d + i] = theta[j]!;
  }
  return result;
}
