import { limitDirection } from '../../prediction/limitDirection.ts';
import { marginNorm } from '../../prediction/marginNorm.ts';
import type { MarginNorm } from '../../prediction/marginNorm.ts';
import { fallingMultiplier, regularisationPath } from '../../prediction/regularisationPath.ts';
import { exponentialLoss } from '../../simulation/marginLoss.ts';
import { powerLaw } from '../../verification/powerLaw.ts';
import { pathGrid, pathSetting, scalePath } from '../../verification/scalePath.ts';
import { normValue } from '../../verification/normBounds.ts';
import { dualMapOf } from '../dualMapOf.ts';
import type { Experiment } from '../experiment.ts';
import { within } from '../within.ts';
import { marginFlowOf } from './marginFlowOf.ts';
import { separableData } from './separableData.ts';
import type { SeparableData } from './separableData.ts';

const SCALES = [10, 100, 1000];
/** Down to here the path is searched for a multiplier that falls. */
const LOWEST = 1e-3;
/** Ratios are kept this factor away from the place where one begins to fall. */
const APART = 5;

/** The largest ratio below which a multiplier of the path falls; 0 when none does. */
function fallOf(depth: string, data: SeparableData): number {
  const { following } = pathSetting({ depth, ...data });
  return fallingMultiplier(following, regularisationPath(following, pathGrid(1, LOWEST)))?.mu ?? 0;
}

export const scaleAgainstAccuracy: Experiment = {
  id: 'scale-against-accuracy',
  title: 'At alpha^D / margin = mu the flow is on the regularisation path',
  text:
    'Exponential loss, depths 1 to 4, 4 samples of 6 features, alpha^D = 10, 100, 1000, stopped at margin alpha^D/mu for mu = 1 and 0.1 (above where a multiplier falls): the error against w_mu falls as 1/alpha^D. The path itself tends to ' +
    'the l2 margin as mu grows, with an error of order mu^(-2), and at depth 2 to the l1 margin as mu falls, with an error of order mu^(1 - c), c the largest |X^T lambda| off its support. Another slope would refute each.',
  async run(context) {
    const data = separableData(4, 6, context.seed);
    const { n, d, Z } = data;
    const comparisons = [];
    const figures = [];
    for (const depth of ['1', '2', '3', '4']) {
      // well above the place where a multiplier begins to fall
      const fall = APART * fallOf(depth, data);
      const ratios = [...new Set([1, 0.1].map((mu) => Math.max(mu, fall)))];
      const found = await scalePath({
        depth,
        Z,
        n,
        d,
        loss: exponentialLoss,
        ratios,
        scales: SCALES,
        ...context,
      });
      comparisons.push(...found.comparisons.map((c) => ({ ...c, name: `depth-${depth}-${c.name}` })));
      if (depth === '2') figures.push(...found.figures);
    }
    const mapAt = (alpha: number) => dualMapOf({ depth: '2', scale: `${alpha}` }, d);
    const path = (scales: number[]) => regularisationPath({ Z, n, d, depth: 2, mapAt }, scales);
    const norm = marginNorm(marginFlowOf(2, 1, { n, d, Z }).dual) as MarginNorm;
    const [l2, l1] = [
      await limitDirection({ ...norm, power: 1 }, Z, n, d, null),
      await limitDirection(norm, Z, n, d, null),
    ];
    if ('why' in l2 || 'why' in l1) return { comparisons, figures };
    const apart = (w: Float64Array, v: Float64Array) =>
      w.reduce((m, x, i) => Math.max(m, Math.abs(x - v[i]!)), 0);
    const large = path([10, 100, 1000]);
    comparisons.push(
      powerLaw({
        name: 'kernel-end',
        x: large.map((p) => p.mu),
        errors: large.map((p) => apart(p.w, l2.w)),
        noise: large.map((p) => Math.max(...p.errorBound)),
        order: -2,
        variable: 'mu',
        text: 'Depth 2, distance of the path from the l2 maximum margin at mu:',
        remainder: 2,
      }),
    );
    const small = path([1e-4, 1e-6, 1e-8, 1e-10]);
    comparisons.push(
      powerLaw({
        name: 'rich-end',
        x: small.map((p) => 1 / p.mu),
        errors: small.map((p) => apart(p.w, l1.w)),
        noise: small.map((p) => Math.max(...p.errorBound)),
        order: l1.slack! - 1,
        variable: '1/mu',
        text: 'Depth 2, distance of the path from the l1 maximum margin at 1/mu:',
        remainder: 0.25,
      }),
      within({
        name: 'l1-norm',
        discrepancy: Math.max(0, normValue(norm, l1.w) - Math.min(...small.map((p) => normValue(norm, p.w)))),
        budget: 1e-12 * normValue(norm, l1.w),
        unit: 'excess',
        text: 'No weight of the path has a smaller l1 norm than the maximum margin of the linear program.',
      }),
    );
    return { comparisons, figures };
  },
};

export const fallingMultipliers: Experiment = {
  id: 'falling-multipliers',
  title: 'A flow leaves the path where a multiplier would have to fall',
  text:
    'Depths 2 to 4, two data sets of 4 samples and 6 features. The multipliers of a flow can only grow. The path is followed in mu, where one of its multipliers begins to fall is located, ' +
    'and the flow is compared with it at alpha^D = 10, 100, 1000: before that place the error falls as 1/alpha^D, after it the error keeps a limit, and the multiplier of the flow stays near its largest value on the path. The reverse would refute the condition.',
  async run(context) {
    const comparisons = [];
    const [figures, notes] = [[] as Awaited<ReturnType<typeof scalePath>>['figures'], [] as string[]];
    for (const shift of [0, 1])
      for (const depth of ['2', '3', '4']) {
        const data = separableData(4, 6, context.seed + shift);
        const fall = fallOf(depth, data);
        const ratios = fall === 0 ? [1, 0.03] : [APART * fall, fall / APART].filter((mu) => mu > LOWEST);
        const found = await scalePath({
          depth,
          ...data,
          loss: exponentialLoss,
          ratios,
          scales: SCALES,
          ...context,
        });
        const name = `depth-${depth}-data-${shift + 1}`;
        comparisons.push(...found.comparisons.map((c) => ({ ...c, name: `${name}-${c.name}` })));
        notes.push(`depth ${depth}, data ${shift + 1}: ${found.notes[0]}`);
        if (depth === '3') figures.push(...found.figures.map((f) => ({ ...f, id: `${name}-${f.id}` })));
      }
    return { comparisons, figures, notes };
  },
};
