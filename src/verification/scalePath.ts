import { fallingMultiplier, regularisationPath } from '../prediction/regularisationPath.ts';
import type { PathNode, PathOptions } from '../prediction/regularisationPath.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import type { ComparisonRecord, FigureRecord } from '../records.ts';
import type { MarginLoss } from '../simulation/marginLoss.ts';
import type { MarginCheckpoint } from '../simulation/marginFlow.ts';
import { genericModel, readModel } from '../theory/readModel.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { comparedFlow } from './comparedFlow.ts';
import { theoryOf } from './deriveTheory.ts';
import { marginRun } from './marginRun.ts';
import { powerLaw } from './powerLaw.ts';
import type { RunLimits } from './runFlow.ts';

export interface ScalePathOptions extends RunLimits {
  /** Depth as text, finite. */
  readonly depth: string;
  /** Row-major n × d: the samples, each times its label. */
  readonly Z: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly loss: MarginLoss;
  /** Values of μ = α^D / margin. */
  readonly ratios: readonly number[];
  /** Three or more values of α^D, increasing. */
  readonly scales: readonly number[];
}

export interface ScalePath {
  readonly comparisons: ComparisonRecord[];
  readonly figures: FigureRecord[];
  readonly notes: string[];
  /** Whether every multiplier of the path grows down to the smallest ratio. */
  readonly monotone: boolean;
}

const TOLERANCE = 1e-8;
/** From where the path is followed, in units of the largest ratio, and its nodes a decade. */
const FAR = 100;
const NODES = 8;

/**
 * Scale against accuracy: gradient flow at scale α, stopped at margin γ, beside the path w_μ at μ = α^D/γ. Where all multipliers
 * of the path have grown down to μ, w/γ tends to w_μ with an error of order α^(−D); where one would have had to fall, the
 * error keeps a limit, and the departure is what is checked. Throws InterruptedError when aborted.
 */
export async function scalePath(options: ScalePathOptions): Promise<ScalePath> {
  const { Z, n, d, loss } = options;
  const ratios = [...options.ratios].sort((a, b) => b - a);
  const { theory, following } = pathSetting(options);
  const { depth } = following;
  options.onProgress?.(0, 'following the regularisation path');
  const path = regularisationPath(following, pathGrid(ratios[0]!, ratios.at(-1)!, ratios));
  const falls = fallingMultiplier(following, path);
  const nodes = ratios.map((mu) => path.find((p) => p.mu === mu)!);

  const runs: {
    A: number;
    reached: (MarginCheckpoint | undefined)[];
    loose: (MarginCheckpoint | undefined)[];
  }[] = [];
  for (const A of options.scales) {
    const flow = comparedFlow(theory, new Float64Array(2 * d).fill(A ** (1 / depth)), {
      X: Z,
      y: new Float64Array(n).fill(1),
      n,
      d,
    });
    const levels = ratios.map((mu) => A / mu);
    const at = async (tolerance: number) => {
      const { checkpoints } = await marginRun(flow, loss, levels, tolerance, options);
      return levels.map((level) => checkpoints.find((c) => Math.abs(c.margin / level - 1) < 1e-6));
    };
    runs.push({ A, loose: await at(100 * TOLERANCE), reached: await at(TOLERANCE) });
  }
  const comparisons = ratios.map((_, k) =>
    pathLaw(
      nodes[k]!,
      runs.map(({ A, reached, loose }) => ({ A, at: reached[k], loose: loose[k] })),
      falls?.mu ?? 0,
    ),
  );
  const notes = [
    falls === null
      ? `all multipliers of the path grow down to mu = ${brief(ratios.at(-1)!)}: the flow follows it to the end`
      : `the multiplier of sample ${falls.sample + 1} would fall from mu = ${brief(falls.mu)} on, from ${falls.before.toPrecision(5)} to ${falls.after.toPrecision(5)} at mu = ${brief(falls.below)}: that of a flow cannot, and the flow leaves the path there`,
  ];
  return {
    comparisons,
    figures: figuresOf(path, ratios, nodes, runs, depth),
    notes,
    monotone: falls === null,
  };
}

/** The theory of w = u^D − v^D and what its regularisation path on these samples needs. */
export function pathSetting({
  depth: text,
  Z,
  n,
  d,
  signal,
}: Pick<ScalePathOptions, 'depth' | 'Z' | 'n' | 'd' | 'signal'>): {
  readonly theory: SeparableTheory;
  readonly following: PathOptions;
} {
  const read = readModel({ depth: text, scale: 'symbolic' });
  const theory = theoryOf(genericModel(read), false);
  const [top, bottom = 1] = read.depthText!.split('/').map(Number) as [number, number?];
  const mapAt = (alpha: number): DualMap =>
    theoryDualMap(theoryBranches(theory, new Float64Array(2 * d).fill(alpha), d), d);
  return { theory, following: { Z, n, d, depth: top / bottom, mapAt, signal } };
}

/** Decreasing scales of a path: a logarithmic grid from far above `top` to `bottom`, with given ones on it. */
export function pathGrid(top: number, bottom: number, given: readonly number[] = []): number[] {
  const count = Math.ceil(NODES * Math.log10((FAR * top) / bottom));
  const grid = Array.from({ length: count + 1 }, (_, k) => FAR * top * (bottom / (FAR * top)) ** (k / count));
  return [...new Set([...grid.slice(0, -1), bottom, ...given])].sort((a, b) => b - a);
}

const brief = (x: number): string => `${Number(x.toPrecision(3))}`;

const difference = (a: ArrayLike<number>, b: Float64Array): number =>
  b.reduce((most, v, i) => Math.max(most, Math.abs(v - a[i]!)), 0);

/** The error of the flow at one μ as the scale grows, against the order that the theory gives it. */
function pathLaw(
  node: PathNode,
  runs: readonly { A: number; at: MarginCheckpoint | undefined; loose: MarginCheckpoint | undefined }[],
  fall: number,
): ComparisonRecord {
  const left = node.mu < fall;
  const name = left ? `departure-${brief(node.mu)}` : `path-${brief(node.mu)}`;
  const unit = 'slope of the error in alpha^D';
  const size = Math.max(...node.w.map(Math.abs));
  const missing = runs.some(({ at, loose }) => at === undefined || loose === undefined);
  if (missing || node.outcome !== 'converged' || runs.length < 3)
    return { name, verdict: 'undecided', discrepancy: null, budget: null, unit, text: '', why: missing ? 'a run did not reach its margin' : `the path was not found: ${node.outcome}` }; // prettier-ignore
  const errors = runs.map(
    ({ at }) =>
      difference(
        at!.w.map((v) => v / at!.margin),
        node.w,
      ) / size,
  );
  // error of the runs as it shows between two tolerances, and of the path
  const solver = runs.map(
    ({ at, loose }) =>
      difference(at!.w.map((v) => v / at!.margin), loose!.w.map((v) => v / loose!.margin)) / size +
      Math.max(...node.errorBound) / size,
  ); // prettier-ignore
  const slopes = runs
    .slice(1)
    .map((r, k) => Math.log(errors[k + 1]! / errors[k]!) / Math.log(r.A / runs[k]!.A));
  const blur = runs
    .slice(1)
    .map((r, k) => (solver[k + 1]! / errors[k + 1]! + solver[k]! / errors[k]!) / Math.log(r.A / runs[k]!.A));
  const [last, before] = [slopes.at(-1)!, slopes.at(-2)!];
  const list = runs.map(({ A }, k) => `${errors[k]!.toExponential(2)} at alpha^D = ${brief(A)}`).join(', ');
  const ratio = runs.at(-1)!.A / runs.at(-2)!.A;
  if (left) {
    // an error e + c/A: its slope falls in proportion to 1/A, while a vanishing error would keep the slope -1
    const limit = (ratio * errors.at(-1)! - errors.at(-2)!) / (ratio - 1);
    const budget = Math.min(0.5, SECOND_ORDER * Math.abs(before) + 2 * blur.at(-1)!);
    const isKept = Math.abs(last) <= budget && limit > 10 * solver.at(-1)!;
    const verdict = isKept ? 'checked' : last < -0.9 && node.mu < fall / CLEAR ? 'refuted' : 'undecided';
    return {
      name, verdict, discrepancy: Math.abs(last), budget, unit,
      text: `A multiplier of the path falls from mu = ${brief(fall)} on: the error of the flow at mu = ${brief(node.mu)} is ${list}, and tends to ${limit.toExponential(1)}, not to 0.`,
      ...(verdict === 'checked' ? {} : { why: `slope ${brief(last)} after ${brief(before)}; the path was left only shortly before` }),
    }; // prettier-ignore
  }
  return powerLaw({
    name,
    x: runs.map(({ A }) => A),
    errors,
    noise: solver,
    order: -1,
    variable: 'alpha^D',
    text: `Error of w/margin against the path at mu = ${brief(node.mu)}, relative to max|w|:`,
  });
}

/** What is left of a slope after the scale has grown by ten or more, at most. */
const SECOND_ORDER = 0.5;
/** So far below the fall a flow has clearly left the path. */
const CLEAR = 3;

function figuresOf(
  path: readonly PathNode[],
  ratios: readonly number[],
  nodes: readonly PathNode[],
  runs: readonly { A: number; reached: (MarginCheckpoint | undefined)[] }[],
  depth: number,
): FigureRecord[] {
  const mu = path.map((p) => p.mu);
  const x = { name: 'mu = alpha^D / margin', scale: 'log' as const };
  const n = path[0]!.multipliers.length;
  const ever = Array.from({ length: n }, (_, m) => m).filter((m) => path.some((p) => p.multipliers[m]! > 0));
  return [
    {
      id: 'multipliers',
      title: 'Multipliers of the path, and those of the flow at the largest scale',
      x,
      y: { name: 'alpha^(D-2) nu', scale: 'linear' },
      series: [
        ...ever.map((m) => ({ name: `sample ${m + 1}`, x: mu, y: path.map((p) => p.multipliers[m]!) })),
        ...ever.map((m) => ({
          name: `sample ${m + 1}, flow`,
          x: [...ratios],
          y: runs
            .at(-1)!
            .reached.map((c) =>
              c === undefined ? null : c.nu[m]! * runs.at(-1)!.A ** ((depth - 2) / depth),
            ),
        })),
      ],
    },
    {
      id: 'norms',
      title: 'Norms of the path with margin 1',
      x,
      y: { name: 'norm', scale: 'linear' },
      series: [
        { name: 'l1', x: mu, y: path.map((p) => p.w.reduce((s, v) => s + Math.abs(v), 0)) },
        { name: 'l2', x: mu, y: path.map((p) => Math.hypot(...p.w)) },
      ],
    },
    {
      id: 'error',
      title: 'Distance of the flow from the path, relative to max|w|',
      x,
      y: { name: 'error', scale: 'log' },
      series: runs.map(({ A, reached }) => ({
        name: `alpha^D = ${brief(A)}`,
        x: [...ratios],
        y: reached.map((c, k) =>
          c === undefined
            ? null
            : difference(c.w.map((v) => v / c.margin), nodes[k]!.w) / Math.max(...nodes[k]!.w.map(Math.abs)),
        ),
      })), // prettier-ignore
    },
  ];
}
