import { limitDirection } from '../../prediction/limitDirection.ts';
import type { LimitDirection } from '../../prediction/limitDirection.ts';
import { marginNorm } from '../../prediction/marginNorm.ts';
import type { MarginNorm } from '../../prediction/marginNorm.ts';
import type { ComparisonRecord, FigureRecord } from '../../records.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import type { MarginCheckpoint } from '../../simulation/marginFlow.ts';
import { directionRecords, objectiveRecord } from '../../verification/marginComparisons.ts';
import { marginRun } from '../../verification/marginRun.ts';
import { directionOf, normValue } from '../../verification/normBounds.ts';
import { reachedDirection, unsettled } from '../../verification/settledSupport.ts';
import type { Experiment, ExperimentContext } from '../experiment.ts';
import { brief, within } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';
import type { SeparableData } from './separableData.ts';

const LEVELS = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
const SAMPLES = 8;
const FEATURES = 16;
/** Scale of the runs whose limit is told, and others that start elsewhere. */
const ALPHA = 0.03;
const OTHERS = [0.01, 0.3, 1];

interface Limit {
  readonly checkpoints: readonly MarginCheckpoint[];
  readonly norm: MarginNorm;
  readonly limit: LimitDirection | null;
  readonly records: ComparisonRecord[];
}

/** The network of one depth and scale run to margin 1e6, beside the stationary point that its support gives. */
async function limitAt(
  depth: number,
  alpha: number,
  data: SeparableData,
  context: ExperimentContext,
): Promise<Limit> {
  const { n, d, Z } = data;
  const flow = marginFlowOf(depth, alpha, data);
  const run = await marginRun(flow, exponentialLoss, LEVELS, 1e-7, context);
  const checkpoints = run.checkpoints.slice(1);
  const norm = marginNorm(flow.dual) as MarginNorm;
  const [before, end] = checkpoints.slice(-2) as [MarginCheckpoint, MarginCheckpoint];
  const limit = await limitDirection(norm, Z, n, d, norm.power < 0 ? reachedDirection(before, end) : null);
  if ('why' in limit) return { checkpoints, norm, limit: null, records: [] };
  const open = norm.power < 0 ? unsettled(flow.dual, norm, Z, n, limit, end) : '';
  const parts = { norm, Z, n, d, limit, checkpoints, unsettled: open };
  const records = [...(norm.power < 0 ? [] : [objectiveRecord(parts)]), ...directionRecords(parts)];
  return { checkpoints, norm, limit: open === '' ? limit : null, records };
}

export const fixedScale: Experiment = {
  id: 'fixed-scale',
  title: 'A fixed scale and ever smaller losses: l1 at depth 2, stationary points of l_(2/D) beyond',
  text:
    `Exponential loss, ${SAMPLES} samples of ${FEATURES} features, to margin 1e6. Depth 2 from alpha = ${ALPHA}: the l1 maximum margin of a linear program, approached slowly. Depths 3 and 4 from ` +
    'the same scale: a point that satisfies the first-order conditions of least l_(2/D) norm with margin 1 on the support where the run settles, with nonnegative multipliers. It is not the l1 maximum margin; ' +
    'the notes say whether another scale or the l1 vertex has a smaller l_(2/D) norm. A direction off the stationary point by more than its residual allows would refute it.',
  async run(context) {
    const data = separableData(SAMPLES, FEATURES, context.seed);
    const comparisons: ComparisonRecord[] = [];
    const notes: string[] = [];
    const series: FigureRecord['series'] = [];
    const two = await limitAt(2, ALPHA, data, context);
    comparisons.push(...two.records.map((c) => ({ ...c, name: `depth-2-${c.name}` })));
    const excess = two.limit === null ? [] : two.checkpoints.map((c) => normValue(two.norm, directionOf(c)) / normValue(two.norm, two.limit!.w));
    series.push({ name: 'depth 2', x: two.checkpoints.map((c) => c.margin), y: excess });
    for (const depth of [3, 4]) {
      const small = await limitAt(depth, ALPHA, data, context);
      comparisons.push(...small.records.map((c) => ({ ...c, name: `depth-${depth}-${c.name}` })));
      if (small.limit === null || two.limit === null) continue;
      const { norm, limit } = small;
      const value = normValue(norm, limit.w);
      const other = normValue(norm, two.limit.w);
      const apart = Math.max(...limit.w.map((v, i) => Math.abs(v - two.limit!.w[i]!))) / Math.max(...limit.w.map(Math.abs));
      const worst = Math.max(0, ...small.records.map((c) => c.discrepancy ?? 0));
      // every direction with margin 1 bounds the least norm from above
      const elsewhere = [other];
      for (const alpha of OTHERS) {
        const run = await marginRun(marginFlowOf(depth, alpha, data), exponentialLoss, [1e4], 1e-6, context);
        elsewhere.push(normValue(norm, directionOf(run.checkpoints.at(-1)!)));
      }
      const best = Math.min(...elsewhere);
      notes.push(
        `depth ${depth}: ${limit.support.length} weights and ${limit.active.length} samples; l_(2/${depth}) quasi-norm ${brief(value)}, ` +
          `at the l1 maximum margin ${brief(other)}, from alpha = ${OTHERS.join(', ')} ${elsewhere.slice(1).map(brief).join(', ')}: ${best < value ? 'the run has not found the least one' : 'no smaller one was seen'}`,
      );
      comparisons.push(
        within({
          name: `depth-${depth}-not-l1`,
          discrepancy: worst / apart,
          budget: 0.5,
          unit: 'distance to its own limit over that to the l1 vertex',
          text: `The run is ${brief(worst)} max|w| from its stationary point, which lies ${brief(apart)} max|w| from the l1 maximum margin; nearer to its own than half way.`,
        }),
      );
      series.push({
        name: `depth ${depth}, distance to its stationary point`,
        x: small.checkpoints.map((c) => c.margin),
        y: small.checkpoints.map((c) => Math.max(...directionOf(c).map((v, i) => Math.abs(v - limit.w[i]!))) / Math.max(...limit.w.map(Math.abs))),
      });
    }
    notes.push(`l1 norm over the least one at depth 2, at margins ${LEVELS.map(brief).join(', ')}: ${excess.map((v) => v.toFixed(4)).join(', ')}`);
    return {
      comparisons,
      notes,
      figures: [{ id: 'approach', title: 'Approach to the limit', x: { name: 'margin', scale: 'log' }, y: { name: 'excess l1 norm or distance', scale: 'log' }, series }],
    };
  },
}; // prettier-ignore
