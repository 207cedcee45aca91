import { compile } from '../expression/compile.ts';
import { negate, subtract, substitute, symbol, type Expression } from '../expression/expression.ts';
import { simplify } from '../expression/simplify.ts';
import type { SampleLoss } from '../numerics/sampleLoss.ts';
import type { Loss } from '../theory/loss.ts';
import { PREDICTION, TARGET } from '../theory/namedLosses.ts';

const GAP = 'g';

/**
 * A regression loss as numbers in the gap g = z(y) − f below its minimiser z: with a closed minimiser the formulas are
 * simplified in g first, so that ℓ' keeps its relative accuracy there; else z is found by bisection.
 */
export function sampleLossOf({ name, formula, derivative, curvature, minimiser, facts }: Loss): SampleLoss {
  const names = [GAP, TARGET];
  if (minimiser !== null) {
    const rest = compile(minimiser, [TARGET]);
    const inGap = (e: Expression) =>
      compile(
        simplify(substitute(e, new Map([[PREDICTION, subtract(minimiser, symbol(GAP))]])), facts),
        names,
      );
    const point = [0, 0];
    const of = (e: Expression) => {
      const value = inGap(e);
      return (gap: number, target: number): number => {
        [point[0], point[1]] = [gap, target];
        return value(point);
      };
    };
    return {
      name,
      rest: (target) => rest([target]),
      pull: of(negate(derivative)),
      curvature: of(curvature),
      value: of(formula),
    };
  }
  const rests = new Map<number, number>();
  const slope = compile(derivative, [PREDICTION, TARGET]);
  const rest = (target: number): number => {
    const known = rests.get(target) ?? zeroOf((f) => slope([f, target]));
    rests.set(target, known);
    return known;
  };
  const of = (e: Expression) => {
    const value = compile(e, [PREDICTION, TARGET]);
    return (gap: number, target: number): number => value([rest(target) - gap, target]);
  };
  return { name, rest, pull: of(negate(derivative)), curvature: of(curvature), value: of(formula) };
}

/** The zero of an increasing function by bisection to neighbouring doubles; NaN where it is beyond 1e300. */
function zeroOf(slope: (f: number) => number): number {
  let [low, high] = [-1, 1];
  while (slope(low) > 0) if ((low *= 2) < -1e300) return NaN;
  while (slope(high) < 0) if ((high *= 2) > 1e300) return NaN;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return Math.abs(slope(low)) <= Math.abs(slope(high)) ? low : high;
    if (slope(middle) < 0) low = middle;
    else high = middle;
  }
}
