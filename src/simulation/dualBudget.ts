import type { Allocate } from '../numerics/arena.ts';
import type { QuadratureRule } from '../numerics/gaussLegendre.ts';
import { gaussLegendre } from '../numerics/gaussLegendre.ts';
import { liesAtDelta } from './flowPoint.ts';
import type { FlowPoint, FlowProblem } from './flowPoint.ts';

/**
 * Error budget of an additive map, from its first derivative alone. Let θ~ be the computed path, R_j = θ~_j′ − f_j s its
 * defect (f_j = ∂F/∂θ_j, s = Xᵀ(y − Xw)) and G_j = ∫ dθ / f_j. The chain rule gives, exactly,
 *   G_j(θ~_j(t)) − G_j(θ~_j(0)) − ∫₀ᵗ s = ∫₀ᵗ R_j / f_j dt,
 * and over one step the left side is ∫ dθ / f_j between the two end points minus (Xᵀ Δν), whatever happens in between.
 * The budget adds its absolute value step by step, the error of that quadrature and a rounding term, so that it bounds
 * the violation of the identity G_j(θ_j) − G_j(θ_j(0)) = (Xᵀν)_i by ν and the point that the returned w comes from: θ, or
 * θ0 + δ where δ = θ − θ0 is smaller than θ, which is then that point rounded. Rounding of a θ that hardly moves does not
 * count: it neither adds up over the steps nor reaches w. Unit: that of ∫ s dt.
 */
export interface DualBudget {
  /** Adds one accepted step, with Xᵀ Δν where that is at hand. */
  add(from: FlowPoint, to: FlowPoint, changeNu: Float64Array, changeSlope?: Float64Array): void;
  /** The budget k × d at the present point, in an array from `allocateOut`. */
  total(at: FlowPoint, allocateOut: Allocate): Float64Array;
}

const EPSILON = 2 ** -52;
const TEN = gaussLegendre(10);
const TWELVE = gaussLegendre(12);
/**
 * Gauss rules for all coordinates at once, each up to a relative change `limit` of f over a step, and the error that is
 * left for f a power or exponential: the remainder term of a rule with m points is at most `factor` times v^2m, relative
 * to the value, for a change v.
 */
const RULES = [
  { rule: gaussLegendre(1), limit: 0, factor: 0 },
  { rule: gaussLegendre(3), limit: 2e-3, factor: 1e-3 },
  { rule: gaussLegendre(5), limit: 0.1, factor: 2e-6 },
  { rule: gaussLegendre(8), limit: 0.6, factor: 1e-9 },
] as const;
const FASTEST = RULES[3];

export function dualBudget(problem: FlowProblem): DualBudget {
  const { n, d, k, kernel, map, squaredNorms, theta0, allocate } = problem;
  const slope = map.slope!.bind(map);
  const kd = k * d;
  const sum = allocate(kd);
  const travelled = allocate(kd);
  const slopeIntegral = allocate(d);
  const absoluteNu = allocate(n);
  const norms = allocate(d);
  for (let i = 0; i < d; i++) norms[i] = Math.sqrt(squaredNorms[i]!);
  const violation = allocate(kd);
  const way = allocate(kd);
  /** Work space of the steps that the kernel does not do. */
  const createWork = () => ({
    variation: allocate(kd),
    inner: allocate(kd),
    innerF: allocate(kd),
    mean: allocate(kd),
  });
  let work: ReturnType<typeof createWork> | null = null;
  const byKernel = map.powers && kernel.powerBudget ? kernel.powerBudget(map.powers) : null;

  /** mean ← average of 1/f over the straight path between two points, by `rule`. */
  function average(
    rule: QuadratureRule,
    from: FlowPoint,
    to: FlowPoint,
    { inner, innerF, mean }: NonNullable<typeof work>,
  ): void {
    mean.fill(0);
    for (let q = 0; q < rule.nodes.length; q++) {
      const x = rule.nodes[q]!;
      const weight = rule.weights[q]!;
      for (let i = 0; i < kd; i++) inner[i] = from.theta[i]! + x * (to.theta[i]! - from.theta[i]!);
      map.gradient(inner, innerF);
      for (let i = 0; i < kd; i++) mean[i]! += weight / innerF[i]!;
    }
  }

  /** ∫ dx / f_j(origin + x) and an estimate of its error, where f_j changes much: halves until it does not. */
  function integrate(
    j: number,
    origin: number,
    a: number,
    b: number,
    fa: number,
    fb: number,
    depth: number,
  ): [number, number] {
    if (Math.max(Math.abs(fb / fa - 1), Math.abs(fa / fb - 1)) > FASTEST.limit && depth < 60) {
      const middle = a + 0.5 * (b - a);
      const fm = slope(j, origin + middle);
      const [left, leftError] = integrate(j, origin, a, middle, fa, fm, depth + 1);
      const [right, rightError] = integrate(j, origin, middle, b, fm, fb, depth + 1);
      return [left + right, leftError + rightError];
    }
    const apply = ({ nodes, weights }: QuadratureRule): number =>
      (b - a) *
      weights.reduce((total, weight, q) => total + weight / slope(j, origin + (a + nodes[q]! * (b - a))), 0);
    const value = apply(TWELVE);
    return [value, Math.abs(value - apply(TEN))];
  }

  return {
    add(from, to, changeNu, changeSlope) {
      if (changeSlope) slopeIntegral.set(changeSlope);
      else kernel.backward(changeNu, slopeIntegral);
      for (let m = 0; m < n; m++) absoluteNu[m]! += Math.abs(changeNu[m]!);
      if (byKernel?.add(from, to, slopeIntegral, RULES)) return;
      const { theta: fromTheta, delta: fromDelta, f: fromF } = from;
      const { theta: toTheta, delta: toDelta, f: toF, hessian } = to;
      work ??= createWork();
      const { variation, mean } = work;
      let largest = 0;
      for (let i = 0; i < kd; i++) {
        const a = fromF[i]!;
        const b = toF[i]!;
        const smaller = Math.min(Math.abs(a), Math.abs(b));
        // a branch at a zero of f stays there: nothing to integrate
        const v = smaller === 0 ? 0 : Math.abs(b - a) / smaller;
        variation[i] = v;
        if (v > largest) largest = v;
      }
      const { rule, limit, factor } = RULES.find((r) => largest <= r.limit) ?? FASTEST;
      const points = rule.nodes.length;
      average(rule, from, to, work);
      for (let j = 0; j < k; j++) {
        for (let i = 0; i < d; i++) {
          const at = j * d + i;
          const fa = fromF[at]!;
          const fb = toF[at]!;
          if (fa === 0 || fb === 0) continue;
          const fromByDelta = liesAtDelta(from, at);
          const toByDelta = liesAtDelta(to, at);
          const byDelta = fromByDelta && toByDelta;
          const a = byDelta ? fromDelta[at]! : fromTheta[at]!;
          const b = byDelta ? toDelta[at]! : toTheta[at]!;
          const v = variation[at]!;
          let value = (b - a) * mean[at]!;
          let error: number;
          if (v > limit) [value, error] = integrate(j, byDelta ? theta0[at]! : 0, a, b, fa, fb, 0);
          else {
            const square = v * v;
            error = factor * Math.abs(value);
            for (let m = 0; m < points; m++) error *= square;
          }
          if (fromByDelta !== toByDelta)
            error += EPSILON * Math.abs(fromByDelta ? fromTheta[at]! / fa : toTheta[at]! / fb);
          sum[at]! += Math.abs(value - slopeIntegral[i]!) + error;
          // rounding of θ counts in f as often as f's exponent says
          const exponent = Math.abs((toTheta[at]! * hessian[at]!) / fb);
          travelled[at]! += Math.abs(value) * (2 + 0.25 * exponent);
        }
      }
    },
    total(at, allocateOut) {
      let nuSize = 0;
      for (let m = 0; m < n; m++) nuSize += absoluteNu[m]! ** 2;
      nuSize = Math.sqrt(nuSize);
      const out = allocateOut(kd);
      violation.set(sum);
      way.set(travelled);
      byKernel?.addTo(violation, way);
      for (let j = 0; j < k; j++)
        for (let i = 0; i < d; i++) {
          const e = j * d + i;
          const f = Math.abs(at.f[e]!);
          if (f === 0) continue;
          const own = Math.min(Math.abs(at.theta[e]!), Math.abs(at.delta[e]!)) / f;
          const rounding = norms[i]! * nuSize * Math.sqrt(n) + way[e]! + own;
          out[e] = violation[e]! + 4 * EPSILON * rounding;
        }
      return out;
    },
  };
}
