import { HypentropyError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { parse } from '../expression/parse.ts';
import { toText } from '../expression/printText.ts';
import type { FigureRecord, FigureSource } from '../records.ts';
import type { ModelRequest, ProblemData, RunOptions } from '../requests.ts';
import { randomProblem } from '../simulation/randomProblem.ts';
import { potentialCurves } from '../verification/curves.ts';
import { numericModel } from '../verification/numericModel.ts';
import { runSweep } from '../verification/sweep.ts';
import { flowTrajectory } from '../verification/trajectory.ts';
import { scaleTransition } from '../verification/transition.ts';
import type {
  Curve, CurvesFigure, FigureRequest, FormulasFigure, Interval, Problem, SweepFigure, TrajectoryFigure, TransitionFigure,
} from './chapterFigure.ts'; // prettier-ignore

/**
 * Computes the numbers of a figure of a chapter. Throws HypentropyError for models and problems that cannot be used,
 * InterruptedError when stopped.
 */
export async function drawFigure(figure: FigureRequest, options: RunOptions): Promise<FigureRecord> {
  switch (figure.picture) {
    case 'formulas':
      return formulasFigure(figure);
    case 'curves':
      return curvesFigure(figure);
    case 'transition':
      return transitionFigure(figure, options.signal);
    case 'trajectory':
      return trajectoryFigure(figure, options);
    case 'sweep':
      return sweepFigure(figure, options);
  }
}

/** A point where a formula has no finite real value, or that lies outside of its own range, is missing. */
function formulasFigure({ id, title, curves, over, y }: FormulasFigure): FigureRecord {
  const at = over.scale === 'log' ? spacedByFactor(over) : spaced(over);
  const series = curves.map(({ name, formula, from, to }): Curve => {
    const f = compile(parse(formula), [over.name]);
    const value = (x: number): number | null => {
      const v = x < from || x > to ? NaN : f([x]);
      return Number.isFinite(v) ? v : null;
    };
    return { name, x: at, y: at.map(value) };
  });
  const source = { kind: 'formulas' as const, variable: over.name, formulas: curves.map(({ formula }) => formula) };
  return { id, title, x: { name: over.name, scale: over.scale }, y, series, source };
} // prettier-ignore

function curvesFigure({ id, title, show, models, weights, normalised }: CurvesFigure): FigureRecord {
  const at = spaced(weights);
  const series = models.map((model): Curve => {
    const [curve] = potentialCurves({ ...model, weights: at, features: 1 }).coordinates;
    const y = curve![show];
    const unit = normalised ? (y.at(-1) ?? 1) : 1;
    return { name: modelName(model), x: at, y: y.map((v) => (v === null ? null : v / unit)) };
  });
  const name = `${show}${normalised ? ` over its value at w = ${weights.to}` : ''}`;
  return { id, title, x: { name: 'w', scale: 'linear' }, y: { name, scale: 'linear' }, series };
}

async function transitionFigure({ id, title, show, depths, scales, problem }: TransitionFigure, signal?: AbortSignal): Promise<FigureRecord> {
  const at = spaced(scales).map((exponent) => 10 ** exponent);
  const found = await scaleTransition({ depths: [...depths], scales: at, data: dataOf(problem) }, signal);
  const series = found.depths.map((row): Curve => ({ name: `depth ${row.depth}`, x: at, y: row[show] }));
  return { id, title, x: { name: 'alpha', scale: 'log' }, y: { name: QUANTITIES[show], scale: show === 'exponent' ? 'linear' : 'log' }, series };
} // prettier-ignore

async function trajectoryFigure({ id, title, show, models, problem }: TrajectoryFigure, { seed, signal }: RunOptions): Promise<FigureRecord> {
  const data = dataOf(problem);
  const series: Curve[] = [];
  const flows: Extract<FigureSource, { kind: 'flows' }>['flows'] = [];
  for (const model of models) {
    const { path } = await flowTrajectory({ ...model, data }, seed, signal);
    flows.push({ ...startOf(model, problem.features), t: path.t, w: path.w });
    const name = modelName(model);
    if (show === 'weights') path.w[0]!.forEach((_, i) => series.push({ name: `${models.length > 1 ? `${name}, ` : ''}w_${i + 1}`, x: path.t, y: path.w.map((w) => w[i]!) }));
    else series.push({ name, x: path.t, y: path[show] });
  }
  return { id, title, x: { name: 't', scale: 'log' }, y: { name: QUANTITIES[show], scale: show === 'loss' ? 'log' : 'linear' }, series, source: { kind: 'flows', X: data.X, y: data.y, flows } };
} // prettier-ignore

/** The map of a model and the start value of each parameter in d coordinates. */
function startOf(model: ModelRequest, d: number): { map: string; start: Record<string, number[]> } {
  const { theory, starts } = numericModel(model, d);
  const { map, parameters } = theory.model;
  return { map: toText(map), start: Object.fromEntries(parameters.map((p, j) => [p, [...starts.subarray(j * d, (j + 1) * d)]])) };
} // prettier-ignore

async function sweepFigure(
  { id, title, show, request }: SweepFigure,
  options: RunOptions,
): Promise<FigureRecord> {
  const { figures } = await runSweep(request, options);
  const found = figures.find((figure) => figure.id === show);
  if (found === undefined)
    throw new HypentropyError(
      'document',
      `the sweep of figure '${id}' has no figure '${show}'`,
      `it has ${figures.map((f) => f.id).join(', ')}`,
    );
  return { ...found, id, title };
}

/** What the axis of a figure calls the quantity that it shows. */
const QUANTITIES: Record<TransitionFigure['show'] | TrajectoryFigure['show'], string> = {
  exponent: 'local exponent',
  excessL1: 'excess of the l1 norm',
  excessL2: 'excess of the l2 norm',
  loss: 'loss',
  kernelMovement: 'relative movement of the kernel',
  weights: 'weights',
};

/** In equal ratios; the ends are the numbers given. */
const spacedByFactor = ({ from, to, points }: Interval): number[] =>
  spaced({ from: 0, to: 1, points }).map((t) => (t === 1 ? to : from * (to / from) ** t));

const spaced = ({ from, to, points }: Interval): number[] =>
  Array.from({ length: points }, (_, k) => from + ((to - from) * k) / (points - 1));

function dataOf({ samples, features, sparsity, noise, seed }: Problem): ProblemData {
  const { X, y, source } = randomProblem({ samples, features, sparsity, noise, seed });
  return { X, y, source };
}

const modelName = ({ depth, parametrization, scale, init }: ModelRequest): string =>
  [depth === undefined ? `w = ${parametrization}` : `depth ${depth}`, scale === undefined ? init : `scale ${scale}`]
    .filter((part) => part !== undefined)
    .join(', '); // prettier-ignore
