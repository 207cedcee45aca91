import { curves, randomProblem, trajectory } from '../../src/index.ts';
import type { ModelRequest, ProblemData, RunOptions } from '../../src/index.ts';
import type { DataRequest, Picture } from './protocol.ts';

/** Weights at which curves are computed: evenly spread ones, and ones that close in on the start from both sides. */
const SPREAD = 49;
const CLOSING = 10;
/** Coordinates that have curves of their own; the others differ in their start values alone. */
const MOST_CURVES = 2;

/** The data asked for and, where they are random, the weights behind them. */
export function resolveData(
  from: DataRequest,
  seed: number,
): { data: ProblemData; planted: number[] | null } {
  if (from.kind === 'given') return { data: from.data, planted: null };
  const { samples, features, sparsity, noise } = from;
  const { X, y, w, source } = randomProblem({ samples, features, sparsity, noise, seed });
  return { data: { X, y, source }, planted: w };
}

/** Trajectory and curves in one answer, so that what is drawn together belongs together. */
export async function drawPicture(
  { from, ...model }: ModelRequest & { from: DataRequest },
  options: RunOptions,
): Promise<Picture> {
  const { data, planted } = resolveData(from, options.seed);
  const flow = await trajectory({ ...model, data }, options);
  const extent = extentOf([flow.least.l2, flow.least.l1 ?? [], flow.predicted.w, flow.path.w[0] ?? []]);
  const weights = curveWeights(extent, flow.path.w[0] ?? []);
  const d = flow.problem.features;
  const hasLists = model.shape?.includes('[') === true || model.init?.includes('[') === true;
  const features = hasLists ? d : Math.min(d, MOST_CURVES);
  const drawn = await curves({ ...model, weights, features }, options);
  return { data, planted, trajectory: flow, curves: drawn, extent };
}

/** Increasing weights up to both ends, dense where a potential of small scale has its kink: at the start. */
function curveWeights(extent: number, start: readonly number[]): number[] {
  const spread = Array.from({ length: SPREAD }, (_, i) => extent * ((2 * i) / (SPREAD - 1) - 1));
  const step = (2 * extent) / (SPREAD - 1);
  const starts = [...new Set(start.slice(0, MOST_CURVES))].filter((w) => Math.abs(w) < extent);
  const closing = starts.flatMap((w) =>
    Array.from({ length: CLOSING }, (_, i) => 0.7 * step * 2 ** -i).flatMap((r) => [w - r, w + r]),
  );
  return [...new Set([...spread, ...starts, ...closing])]
    .filter((w) => Math.abs(w) <= extent)
    .sort((a, b) => a - b);
}

/** A round number that leaves room around the points. */
function extentOf(points: readonly (readonly number[])[]): number {
  const reach = 1.3 * points.flat().reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  if (!(reach > 0 && Number.isFinite(reach))) return 1;
  const decade = 10 ** Math.floor(Math.log10(reach));
  const step = [1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.4, 8, 10].find((s) => s * decade >= reach) ?? 10;
  return step * decade;
}
