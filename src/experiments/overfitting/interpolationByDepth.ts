import { meanInterval, type MeanEstimate } from '../../numerics/confidence.ts';
import { minimumNorm } from '../../numerics/minimumNorm.ts';
import { minimise } from '../../prediction/minimiser.ts';
import { isotropicRisk } from '../../prediction/ridgelessRisk.ts';
import { createRandom } from '../../random.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { normalNumbers } from '../../simulation/normalNumbers.ts';
import { drawMany } from '../drawMany.ts';
import { dualMapOf } from '../dualMapOf.ts';
import type { Experiment } from '../experiment.ts';
import { RISK } from '../risk.ts';
import { intervalBelow } from '../intervalBelow.ts';
import { brief, within } from '../within.ts';

const [N, D] = [24, 72];
const NOISE = 0.05;
const SPARSITIES = [1, 3, 9, 24, 72] as const;
const DRAWS = 24;

/** Diagonal networks by depth and initialization scale, from kernel to rich. */
const MODELS = [
  { name: 'depth 2, alpha = 10', request: { depth: '2', scale: '10' } },
  { name: 'depth 2, alpha = 1/100', request: { depth: '2', scale: '1/100' } },
  { name: 'depth 3, alpha = 1/20', request: { depth: '3', scale: '1/20' } },
] as const;
const NORM = 'minimum norm';

export const interpolationByDepth: Experiment = {
  id: 'interpolation-by-depth',
  title: 'Interpolation by diagonal networks against the sparsity of the truth',
  text:
    `n = ${N}, d = ${D}, noise variance ${NOISE}, |beta| = 1 with k equal entries, k = ${SPARSITIES.join(', ')}, ${DRAWS} draws: the excess risk of the limits of diagonal networks, ` +
    'interpolators of least Q found from the dual problem, beside that of minimum norm on the same draws. The sign of the paired differences at both ends of k is decided by their intervals.',
  async run(context) {
    const normal = normalNumbers(createRandom(context.seed));
    const maps = MODELS.map(({ request }) => dualMapOf(request, D));
    const rows: { k: number; risks: Float64Array[] }[] = [];
    let unsolved = 0;
    for (const k of SPARSITIES) {
      const risks = [NORM, ...MODELS].map(() => new Float64Array(DRAWS));
      const beta = Float64Array.from({ length: D }, (_, i) => (i < k ? 1 / Math.sqrt(k) : 0));
      const riskOf = (w: Float64Array): number => w.reduce((s, v, i) => s + (v - beta[i]!) ** 2, 0);
      const made = await drawMany(context, DRAWS, (draw) => {
        const X = Float64Array.from({ length: N * D }, () => normal());
        const y = Float64Array.from({ length: N }, (_, m) => {
          let sum = Math.sqrt(NOISE) * normal();
          for (let i = 0; i < k; i++) sum += X[m * D + i]! * beta[i]!;
          return sum;
        });
        const w = new Float64Array(D);
        minimumNorm(X, y, N, D, w);
        risks[0]![draw] = riskOf(w);
        maps.forEach((map, j) => {
          const found = minimise({ map, X, y, n: N, d: D });
          if (found.outcome !== 'converged') unsolved++;
          risks[j + 1]![draw] = riskOf(found.w);
        });
      });
      rows.push({ k, risks: risks.map((r) => r.subarray(0, made)) });
    }
    const exact = isotropicRisk(N, D, 1, NOISE);
    // a mean for each k, and a difference for each model but the first at both ends of k
    const share = RISK / (SPARSITIES.length + 2 * (MODELS.length - 1));
    const norms = rows.map(({ risks }) => meanInterval(risks[0]!, share));
    const wanted = exact.bias + exact.variance;
    const comparisons: ComparisonRecord[] = [
      within({
        name: 'minimum-norm',
        discrepancy: Math.max(...norms.map((e) => Math.abs(e.mean - wanted) / e.halfWidth)),
        budget: 1,
        unit: 'half widths of the intervals',
        text: `Minimum-norm risk against its exact mean ${brief(wanted)}, the same for every sparsity, at worst over k.`,
      }),
      within({
        name: 'solved',
        discrepancy: unsolved,
        budget: 0,
        unit: 'problems',
        text: 'Dual problems without a certified solution: with one the risks say nothing.',
        room: Infinity,
      }),
    ];
    for (const [end, sign] of [
      [rows[0]!, -1],
      [rows.at(-1)!, 1],
    ] as const)
      // prettier-ignore
      for (const [j, { name }] of MODELS.entries()) if (j > 0) comparisons.push(paired(end, j + 1, name, sign, share));
    const estimates = [NORM, ...MODELS.map((m) => m.name)].map((name, j) => ({
      name,
      points: rows.map(({ risks }) => meanInterval(risks[j]!, share)),
    }));
    const notes = estimates.map(
      ({ name, points }) =>
        `${name}: risk ${points.map((p, i) => `${brief(p.mean)} at k = ${SPARSITIES[i]}`).join(', ')}.`,
    );
    return { comparisons, figures: [figureOf(estimates)], notes };
  },
};

/** Whether the risk of a model minus that of minimum norm on the same draws has the sign stated. */
function paired(
  { k, risks }: { k: number; risks: Float64Array[] },
  j: number,
  name: string,
  sign: 1 | -1,
  risk: number,
): ComparisonRecord {
  const difference = risks[j]!.map((r, i) => sign * (r - risks[0]![i]!));
  const { mean, halfWidth } = meanInterval(difference, risk);
  return intervalBelow({
    name: `${sign < 0 ? 'sparse' : 'dense'}-truth: ${name}`,
    low: -mean - halfWidth,
    high: -mean + halfWidth,
    bound: 0,
    unit: 'excess risk',
    text: `k = ${k}: the risk is ${sign < 0 ? 'below' : 'above'} that of minimum norm by ${brief(mean)} +- ${brief(halfWidth)} (confidence 1 - ${brief(risk)}).`,
  });
}

const figureOf = (estimates: readonly { name: string; points: readonly MeanEstimate[] }[]): FigureRecord => ({
  id: 'interpolation-by-depth',
  title: `Excess risk of interpolation, n = ${N}, d = ${D}`,
  x: { name: 'sparsity k', scale: 'log' },
  y: { name: 'excess risk', scale: 'log' },
  series: estimates.map(({ name, points }) => ({
    name,
    x: [...SPARSITIES],
    y: points.map((p) => p.mean),
    band: points.map((p): [number, number] => [Math.max(p.mean - p.halfWidth, 1e-6), p.mean + p.halfWidth]),
  })),
});
