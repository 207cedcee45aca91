import type { ComparisonRecord } from '../../records.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { drawMany } from '../drawMany.ts';
import { dualMapOf } from '../dualMapOf.ts';
import { boundKept, brief } from '../within.ts';
import { minimise } from '../../prediction/minimiser.ts';
import type { DualMap } from '../../prediction/dualMap.ts';
import { createDualMap } from '../../prediction/dualMap.ts';
import type { LinearProblem } from '../../verification/comparedFlow.ts';
import { leastAbsolute, leastSquares } from './least.ts';
import { depthNumber, drawProblem, l1Norm, l2Norm, networkMap, shapePotential, streamOf } from './network.ts';

/** Random problems of one experiment. */
const DRAWS = 40;

/** The case that uses most of its bound, with its own numerical error, and how much of the bounds is used in the median. */
class Worst {
  private quotient = -Infinity;
  private error = 0;
  private readonly used: number[] = [];
  private count = 0;
  skipped = 0;
  /** `used`: the share of the allowed excess that is used, where that says more than the quotient. */
  add(quotient: number, error: number, used?: number): void {
    this.count++;
    if (used !== undefined && Number.isFinite(used)) this.used.push(used);
    if (!(quotient / (1 + error) > this.quotient / (1 + this.error))) return;
    [this.quotient, this.error] = [quotient, error];
  }
  record(name: string, text: string): ComparisonRecord {
    const skipped = this.skipped === 0 ? '' : ` ${this.skipped} more without a limit to compare.`;
    const sorted = this.used.sort((a, b) => a - b);
    const tight =
      sorted.length === 0
        ? ''
        : ` Of the excess that the bound allows the cases use ${brief(sorted[sorted.length >> 1]!)} in the median, ${brief(sorted.at(-1)!)} at most.`;
    const closest = `${this.count} cases; the closest has the quotient ${this.quotient.toPrecision(6)}.`;
    return boundKept(name, this.quotient, this.error, `${text} ${closest}${tight}${skipped}`);
  }
}

/** A problem of random size, times a factor that the theorems must survive. */
function scaledProblem(
  seed: number,
  index: number,
  planted: boolean,
): { problem: LinearProblem; uniform: () => number } {
  const random = streamOf(seed, index);
  const n = random.integer(1, 4);
  const d = n + random.integer(1, 8);
  const factor = 10 ** (2 * random.uniform() - 1);
  const drawn = drawProblem(random, n, d, planted && random.uniform() < 0.5 ? 1 : 0);
  return { problem: { ...drawn, y: drawn.y.map((v) => v * factor) }, uniform: () => random.uniform() };
}

export const sufficientScales: Experiment = {
  id: 'sufficient-scales',
  title: 'Scales that suffice at depth 2 (Woodworth et al. 2020, Theorem 2)',
  text: `On ${DRAWS} random problems times random factors, with a random accuracy epsilon, the limit at the largest alpha that the theorem allows for the l1 norm and at the smallest that it allows for the l2 norm. A norm above (1 + epsilon) times the least refutes.`,
  async run(context) {
    const [small, large] = [new Worst(), new Worst()];
    const exponents: [number, number][] = [];
    await drawMany(context, DRAWS, (index) => {
      const { problem, uniform } = scaledProblem(context.seed, index, true);
      const { d } = problem;
      const epsilon = 0.2 + 0.8 * uniform();
      const l1 = leastAbsolute(problem);
      if (l1 === null) return void small.skipped++;
      const { norm } = l1;
      const power = Math.log(2 * (1 + epsilon) * norm) * ((2 + epsilon) / (2 * epsilon));
      const logAlpha = Math.min(-power, -d / (epsilon * norm));
      // beyond this the squares of the start are below the range of doubles
      if (logAlpha < -300) small.skipped++;
      else {
        const found = minimise({ map: networkMap('2', Math.exp(logAlpha), d), ...problem });
        if (found.outcome === 'converged')
          small.add(
            l1Norm(found.w) / ((1 + epsilon) * norm),
            l1Norm(found.errorBound) / norm + 1 - l1.lower / norm,
            (l1Norm(found.w) / norm - 1) / epsilon,
          );
        else small.skipped++;
      }
      const least = l2Norm(leastSquares(problem));
      const alpha = Math.sqrt(2 * (1 + epsilon) * (1 + 2 / epsilon) * least);
      const found = minimise({ map: networkMap('2', alpha, d), ...problem });
      large.add(
        l2Norm(found.w) ** 2 / ((1 + epsilon) * least ** 2),
        (2 * l2Norm(found.errorBound)) / least + 1e-14,
        (l2Norm(found.w) ** 2 / least ** 2 - 1) / epsilon,
      );
      exponents.push([logAlpha / Math.LN10, Math.log10(alpha)]);
    });
    const range = (k: 0 | 1): string => {
      const all = exponents.map((e) => e[k]).sort((a, b) => a - b);
      return `${brief(all[0] ?? NaN)} to ${brief(all.at(-1) ?? NaN)}`;
    };
    return {
      comparisons: [
        small.record('least-l1', `log10 alpha from ${range(0)}.`),
        large.record('least-l2', `log10 alpha from ${range(1)}.`),
      ],
    };
  },
};

const DEPTHS = ['2', '3', '4', '6', 'inf', '1', '4/3'] as const;

export const scaleFreeBounds: Experiment = {
  id: 'scale-free-bounds',
  title: 'Bounds of the excess norms at every depth and scale',
  text: `On ${DRAWS} random problems times random factors, at random scales alpha^D over six decades and depths ${DEPTHS.join(', ')}: l1 and l2 norm of the limit over the bounds by the inverse of q^_D, computed from the engine's own potential, and the second over its own weaker form. A quotient above 1 refutes. Beside them the scales that Theorem 2 of Woodworth et al. (2020) and these bounds ask for.`,
  async run(context) {
    const bounds = { l1: new Worst(), l2: new Worst(), weaker: new Worst() };
    const shapes = DEPTHS.map(
      (depth) => [depth, depth === '4/3' || depth === '1' ? null : shapePotential(depth)] as const,
    );
    await drawMany(context, DRAWS, (index) => {
      const { problem, uniform } = scaledProblem(context.seed, index, true);
      const { d } = problem;
      const s = leastAbsolute(problem);
      const r = l2Norm(leastSquares(problem));
      const [depth, shape] = shapes[index % shapes.length]!;
      const D = depth === '4/3' ? 4 / 3 : depthNumber(depth);
      const mu = r * 10 ** (6 * uniform() - 3);
      const found = minimise({ map: networkMap(depth, mu ** (1 / D), d), ...problem });
      if (s === null || found.outcome !== 'converged') return void bounds.l1.skipped++;
      const error = (norm: number): number => l1Norm(found.errorBound) / norm + 1e-13;
      // a quadratic potential has q^(w) = w²/4
      const value = shape?.value ?? ((x: number) => (x * x) / 4);
      const inverse = shape?.inverse ?? ((q: number) => 2 * Math.sqrt(q));
      const [kappa, rho] = [s.norm / mu, r / mu];
      const first = (d / kappa) * inverse(value(kappa) / d);
      const second = inverse(d * value(rho / Math.sqrt(d))) / rho;
      const third = inverse((rho * rho) / 4) / rho;
      const used = (ratio: number, bound: number): number =>
        bound > 1 + 1e-9 ? (ratio - 1) / (bound - 1) : NaN;
      const [one, two] = [l1Norm(found.w) / s.norm, l2Norm(found.w) / r];
      bounds.l1.add(one / first, error(s.norm) + 1 - s.lower / s.norm, used(one, first));
      bounds.l2.add(two / second, error(r), used(two, second));
      bounds.weaker.add(second / third, 1e-13);
    });
    return {
      comparisons: [
        bounds.l1.record('l1', 'l1 norm.'),
        bounds.l2.record('l2', 'l2 norm.'),
        bounds.weaker.record('l2-weaker', 'Second bound over its weaker form q^-1(rho^2/4)/rho.'),
      ],
      notes: [comparisonOfScales()],
    };
  },
};

/** Scales asked for at d = 12, ‖w₁‖₁ = ‖w₂‖₂ = 1: by Theorem 2 and by the inverse of q̂₂. */
function comparisonOfScales(): string {
  const { value, inverse } = shapePotential('2');
  const d = 12;
  const theorem = -Math.max((2.1 / 0.2) * Math.log(2.2), d / 0.1) / Math.LN10;
  const own = largestLog((logAlpha) => {
    const kappa = 10 ** (-2 * logAlpha);
    return (d / kappa) * inverse(value(kappa) / d) <= 1.1;
  });
  return `For an excess of 0.1 of the l1 norm in 12 dimensions, least norm 1: Theorem 2 asks for log10 alpha <= ${brief(theorem)}, the bound by q^_2 for ${brief(own)}.`;
}

/** The largest log10 α at which a condition that holds for small α holds. */
function largestLog(holds: (logAlpha: number) => boolean): number {
  let [low, high] = [-60, 2];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** The positive solution of least ℓ1 norm: the limit of w = μ/(1 − s) for a tiny μ. */
function leastPositive(problem: LinearProblem, mu: number): number | null {
  const { d } = problem;
  const map: DualMap = createDualMap(d, [{ kind: 'power', amplitude: mu, rate: -1, exponent: -1 }]);
  const found = minimise({ map, ...problem });
  return found.outcome === 'converged' ? l1Norm(found.w) : null;
}

export const positiveBounds: Experiment = {
  id: 'positive-bounds',
  title: 'Bounds of the excess l1 norm for positive weights w = u^D',
  text: `On ${DRAWS} problems with a positive solution, at depths 2, 3, 4 and random scales: the excess over the least l1 norm of positive solutions in the inequality that bounds it, left side over right side. A quotient above 1 refutes.`,
  async run(context) {
    const worst = new Worst();
    await drawMany(context, DRAWS, (index) => {
      const random = streamOf(context.seed, index);
      const n = random.integer(1, 3);
      const d = n + random.integer(1, 6);
      const drawn = drawProblem(random, n, d);
      const inside = Float64Array.from({ length: d }, () => -Math.log(1 - random.uniform()));
      const y = drawn.y.map((_, m) => inside.reduce((sum, w, i) => sum + w * drawn.X[m * d + i]!, 0));
      const problem = { ...drawn, y };
      const least = leastPositive(problem, 1e-10);
      const D = [2, 3, 4][index % 3]!;
      if (least === null) return void worst.skipped++;
      const mu = (least / d) * 10 ** (-4 * random.uniform());
      const map = positiveMap(D, mu, d);
      const found = minimise({ map, ...problem });
      if (found.outcome !== 'converged' || found.onFace !== undefined) return void worst.skipped++;
      const grown = l1Norm(found.w) / least;
      const kappa = least / mu;
      const [left, right] =
        D === 2
          ? [grown * (Math.log((grown * kappa) / d) - 1), Math.log(kappa) - 1]
          : [grown - 1, (D / 2) * kappa ** (2 / D - 1) * (d ** (1 - 2 / D) * grown ** (2 / D) - 1)];
      // the bound is for excesses of at least 0; d·1e-10 is the error of the least norm
      const size = Math.max(Math.abs(right), 1e-3);
      worst.add(
        1 + (left - right) / size,
        (4 * D * (l1Norm(found.errorBound) + d * 1e-10)) / (least * size) + 1e-12,
      );
    });
    return { comparisons: [worst.record('inequality', 'Excess in its inequality.')] };
  },
};

/** w = u^D from u = μ^{1/D}: branches of the engine's theory. */
const positiveMap = (D: number, mu: number, d: number): DualMap =>
  dualMapOf({ parametrization: `u^${D}`, init: `u=${mu ** (1 / D)}` }, d);

export const dualCertificate: Experiment = {
  id: 'dual-certificate',
  title: 'A certificate of the excess l1 norm from the limit alone',
  text: `On ${DRAWS} random problems at depths 2, 3, 4, 6, infinity and scales over eight decades: the excess of the l1 norm over its bound sum |w|(1 - |c|), c = s/max|s| of the limit (c = z at depth above 2, for which the bound is larger), and both against the least norm found by another problem with its own proof. An excess above the bound, or below 0, refutes.`,
  async run(context: ExperimentContext) {
    const [above, below, sharper] = [new Worst(), new Worst(), new Worst()];
    await drawMany(context, DRAWS, (index) => {
      const { problem, uniform } = scaledProblem(context.seed, index, false);
      const least = leastAbsolute(problem);
      const depth = ['2', '3', '4', '6', 'inf'][index % 5]!;
      const mu = l2Norm(leastSquares(problem)) * 10 ** (8 * uniform() - 6);
      const map = networkMap(depth, mu ** (1 / depthNumber(depth)), problem.d);
      const found = minimise({ map, ...problem });
      if (least === null || found.outcome !== 'converged') return void above.skipped++;
      const most = Math.max(...found.s.map(Math.abs));
      const gap = (unit: number): number =>
        found.w.reduce((sum, w, i) => sum + Math.abs(w) * (1 - Math.abs(found.s[i]!) / unit), 0);
      const norm = l1Norm(found.w);
      const error = (2 * l1Norm(found.errorBound) + 1e-12 * norm) / norm + 1 - least.lower / least.norm;
      const bound = gap(most) / norm;
      const excess = (norm - least.norm) / norm;
      above.add(1 + excess - bound, error, excess / bound);
      below.add(1 - excess, error);
      const pole = map.high[0]!;
      if (Number.isFinite(pole)) sharper.add(1 + bound - gap(pole) / norm, error);
    });
    return {
      comparisons: [
        above.record('excess', '1 + (excess - bound), relative to the norm.'),
        below.record('not-negative', '1 - excess, relative to the norm.'),
        sharper.record('with-poles', '1 + (bound by max|s| - bound by z), relative to the norm.'),
      ],
    };
  },
};
