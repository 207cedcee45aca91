import { meanInterval } from '../numerics/confidence.ts';
import type { ComparisonRecord } from '../records.ts';
import { descend, type DescentOptions } from '../simulation/descent.ts';
import type { AlgorithmLimits } from './algorithmComparison.ts';
import { measured } from './measured.ts';
import { singleComparison } from './singleComparison.ts';

/** Independent runs, and the probability with which a true statement may be refuted, over all coordinates. */
const RUNS = 24;
const RISK = 1e-6;
/** Largest half width that says something. */
const VAGUE = 0.5;
/** The unit roundoff of double precision. */
const UNIT = 2 ** -53;

/**
 * Σ x² of sampled gradients, to which the effective scale shrinks, beside the sum of its conditional means along the run:
 * for B of n samples without replacement with a_i = x_ij times the residual,
 * E[x²] = η² (n/B)² (B/n Σa² + B(B−1)/(n(n−1)) ((Σa)² − Σa²)) + η² (n/B) σ² Σ x_ij². Their difference is a martingale; its
 * mean over independent runs lies in a confidence interval by Student's distribution. Where sampling has no choice, as
 * with one sample, the interval is a point, and rounding is all there is.
 */
export async function averageComparison(
  options: DescentOptions,
  { seed }: AlgorithmLimits,
): Promise<ComparisonRecord> {
  const { n, d, X, y, step, batch = n, noise = 0, map } = options;
  const [w, r, columns] = [new Float64Array(d), new Float64Array(n), new Float64Array(d)];
  /** Bounds of what rounding does to the residuals, and, added up over all runs, to the differences. */
  const [loss, rounding] = [new Float64Array(n), new Float64Array(d)];
  for (let m = 0; m < n; m++) for (let i = 0; i < d; i++) columns[i]! += X[m * d + i]! ** 2;
  const sums: { difference: Float64Array; mean: Float64Array }[] = [];
  for (let run = 1; run <= RUNS; run++) {
    const [difference, mean] = [new Float64Array(d), new Float64Array(d)];
    await descend({
      ...options,
      seed: seed + run * 0x9e3779b9,
      onStep(theta, x) {
        map.value(theta, w);
        for (let m = 0; m < n; m++) {
          r[m] = y[m]!;
          let size = Math.abs(y[m]!);
          for (let i = 0; i < d; i++) {
            r[m]! -= X[m * d + i]! * w[i]!;
            size += Math.abs(X[m * d + i]! * w[i]!);
          }
          const gap = r[m]!;
          const away = (d + 4) * UNIT * size;
          r[m] = options.pull?.(gap, m) ?? gap;
          const spread = Math.abs((options.pull?.(gap + away, m) ?? gap + away) - (options.pull?.(gap - away, m) ?? gap - away)); // prettier-ignore
          loss[m] = spread + 4 * UNIT * Math.abs(r[m]!);
        }
        for (let i = 0; i < d; i++) {
          let [total, squares, absolute, error] = [0, 0, 0, 0];
          for (let m = 0; m < n; m++) {
            const a = X[m * d + i]! * r[m]!;
            total += a;
            squares += a * a;
            absolute += Math.abs(a);
            error += Math.abs(X[m * d + i]!) * loss[m]!;
          }
          const pairs = n > 1 ? ((batch * (batch - 1)) / (n * (n - 1))) * (total * total - squares) : 0;
          const expected =
            (step * step * n * n * ((batch / n) * (squares + noise * noise * columns[i]!) + pairs)) /
            batch ** 2;
          mean[i]! += expected;
          difference[i]! += x[i]! * x[i]! - expected;
          // |x| and the root of its mean square are at most scale Σ|a| plus the noise, each off by scale times the error
          const scale = (step * n) / batch;
          const top = scale * absolute + Math.abs(x[i]!);
          rounding[i]! += (4 * scale * error + (n + 12) * UNIT * top) * top;
        }
      },
    });
    sums.push({ difference, mean });
  }
  const result = measured();
  let unit = 0;
  for (let i = 0; i < d; i++) {
    const { mean, halfWidth } = meanInterval(
      sums.map((s) => s.difference[i]!),
      RISK / d,
    );
    const expected = sums.reduce((a, s) => a + s.mean[i]!, 0) / RUNS;
    unit = Math.max(unit, expected);
    result.add(i, 0, Math.abs(mean), halfWidth + rounding[i]! / RUNS, 0);
  }
  return singleComparison(
    'average',
    result.finish(unit),
    VAGUE,
    'relative to the largest sum of x^2',
    `The sum of x^2 over the steps beside its conditional mean, averaged over ${RUNS} independent runs; the budget is a confidence interval by Student's distribution, together for all ${d} coordinates at level 1 - 1e-6, and what rounding can do.`,
  );
}
