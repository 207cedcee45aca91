import { HypentropyError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { parse } from '../expression/parse.ts';
import type { FigureRecord } from '../records.ts';
import type { ModelRequest, SweepRequest } from '../requests.ts';
import type { Place } from './place.ts';

/** A figure of a chapter: which numbers to compute and which of them to show. Nothing of it is stored. */
export type FigureRequest = FormulasFigure | CurvesFigure | TransitionFigure | TrajectoryFigure | SweepFigure;

interface Described {
  readonly kind: 'figure';
  /** Unique in its chapter. */
  readonly id: string;
  readonly title: string;
  /** The caption: what to see in it. */
  readonly text: string;
}

/** Formulas in one variable over an interval, one curve each: a bound, an exact risk, a rate. */
export interface FormulasFigure extends Described {
  readonly picture: 'formulas';
  /** Each in infix in the one variable; drawn between `from` and `to` where these are given. */
  readonly curves: readonly {
    readonly name: string;
    readonly formula: string;
    readonly from: number;
    readonly to: number;
  }[];
  /** The variable, its range, and how its points are spaced. */
  readonly over: Interval & { readonly name: string; readonly scale: Scale };
  /** What the formulas measure. */
  readonly y: { readonly name: string; readonly scale: Scale };
}

/** The potential or the metric of one coordinate over its weight, one curve a model. */
export interface CurvesFigure extends Described {
  readonly picture: 'curves';
  readonly show: 'potential' | 'metric';
  readonly models: readonly ModelRequest[];
  /** Ends of the range of weights, and the number of points. */
  readonly weights: Interval;
  /** Each curve divided by its value at the last weight, so that shapes can be compared. */
  readonly normalised: boolean;
}

/** Limits on one random problem over the scale, one curve a depth. */
export interface TransitionFigure extends Described {
  readonly picture: 'transition';
  readonly show: 'exponent' | 'excessL1' | 'excessL2';
  readonly depths: readonly string[];
  /** Decimal logarithms of the least and the largest scale, and the number of points. */
  readonly scales: Interval;
  readonly problem: Problem;
}

/** One simulated flow on a random problem over time, from each of several models. */
export interface TrajectoryFigure extends Described {
  readonly picture: 'trajectory';
  readonly show: 'loss' | 'kernelMovement' | 'weights';
  readonly models: readonly ModelRequest[];
  readonly problem: Problem;
}

/** A curve of a sweep: mean over seeds with their range. */
export interface SweepFigure extends Described {
  readonly picture: 'sweep';
  /** `excessL1`, `excessL2`, `exponent`, `risk`, `largest-scale`, ...: the id of a figure of the sweep. */
  readonly show: string;
  readonly request: SweepRequest;
}

/** Ends and the number of points. */
export interface Interval {
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

const SCALES = ['linear', 'log'] as const;
type Scale = (typeof SCALES)[number];

/** A random problem; see `hypentropy check`. */
export interface Problem {
  readonly samples: number;
  readonly features: number;
  readonly sparsity: number;
  readonly noise: number;
  readonly seed: number;
}

export type Curve = FigureRecord['series'][number];

const COMMON = ['kind', 'id', 'title', 'text', 'picture', 'show'];
const MODEL = ['depth', 'parametrization', 'init', 'scale', 'shape'];
const SWEEP = ['depth', 'scale', 'samples', 'features', 'sparsity', 'noise', 'seeds'] as const;

/** Reads a figure block. Throws HypentropyError `document` that names the place. */
export function readFigure(json: unknown, place: Place): FigureRequest {
  const picture = place.in('picture').choice((json as { picture?: unknown }).picture, ['formulas', 'curves', 'transition', 'trajectory', 'sweep'] as const); // prettier-ignore
  const show = <T extends string>(o: Record<string, unknown>, choices: readonly T[]): T => place.in('show').choice(o.show, choices); // prettier-ignore
  switch (picture) {
    case 'formulas': {
      const o = place.object(json, [...COMMON.filter((key) => key !== 'show'), 'curves', 'over', 'y']);
      const over = variable(o.over, place.in('over'));
      const curves = place.in('curves').list(o.curves).map((curve, k) => formulaCurve(curve, over, place.in(`curves[${k}]`))); // prettier-ignore
      return { ...described(o, place), picture, curves, over, y: axis(o.y, place.in('y')) };
    }
    case 'curves': {
      const o = place.object(json, [...COMMON, 'models', 'weights', 'normalised']);
      const normalised = o.normalised === true;
      return { ...described(o, place), picture, show: show(o, ['potential', 'metric']), models: models(o.models, place.in('models')), weights: range(o.weights, place.in('weights')), normalised }; // prettier-ignore
    }
    case 'transition': {
      const o = place.object(json, [...COMMON, 'depths', 'scales', 'problem']);
      return { ...described(o, place), picture, show: show(o, ['exponent', 'excessL1', 'excessL2']), depths: place.in('depths').texts(o.depths), scales: range(o.scales, place.in('scales')), problem: problem(o.problem, place.in('problem')) }; // prettier-ignore
    }
    case 'trajectory': {
      const o = place.object(json, [...COMMON, 'models', 'problem']);
      return { ...described(o, place), picture, show: show(o, ['loss', 'kernelMovement', 'weights']), models: models(o.models, place.in('models')), problem: problem(o.problem, place.in('problem')) }; // prettier-ignore
    }
    case 'sweep': {
      const o = place.object(json, [...COMMON, 'request']);
      return { ...described(o, place), picture, show: place.in('show').text(o.show), request: sweep(o.request, place.in('request')) }; // prettier-ignore
    }
  }
}

const described = (o: Record<string, unknown>, place: Place): Described => ({
  kind: 'figure',
  id: place.in('id').text(o.id),
  title: place.in('title').text(o.title),
  text: place.in('text').text(o.text),
});

const models = (json: unknown, place: Place): ModelRequest[] =>
  place.list(json).map((model): ModelRequest => {
    const o = place.object(model, MODEL);
    return Object.fromEntries(Object.keys(o).map((key) => [key, place.in(key).text(o[key])]));
  });

function range(json: unknown, place: Place): Interval {
  return interval(place.object(json, ['from', 'to', 'points']), place);
}

function interval(o: Record<string, unknown>, place: Place): Interval {
  const number = (key: string): number => place.in(key).number(o[key]);
  return { from: number('from'), to: number('to'), points: number('points') };
}

function variable(json: unknown, place: Place): FormulasFigure['over'] {
  const o = place.object(json, ['name', 'scale', 'from', 'to', 'points']);
  const { name, scale } = axis({ name: o.name, scale: o.scale }, place);
  const over = { name, scale, ...interval(o, place) };
  if (scale === 'log' && !(over.from > 0)) throw place.in('from').fault('must be positive on a logarithmic scale');
  return over;
} // prettier-ignore

function axis(json: unknown, place: Place): FormulasFigure['y'] {
  const o = place.object(json, ['name', 'scale']);
  return { name: place.in('name').text(o.name), scale: place.in('scale').choice(o.scale, SCALES) };
}

/** Throws for a formula that cannot be read or has another symbol than the variable. */
function formulaCurve(json: unknown, over: FormulasFigure['over'], place: Place): FormulasFigure['curves'][number] {
  const o = place.object(json, ['name', 'formula', 'from', 'to']);
  const formula = place.in('formula').text(o.formula);
  try {
    compile(parse(formula), [over.name]);
  } catch (error) {
    if (!(error instanceof HypentropyError)) throw error;
    throw place.in('formula').fault(`cannot be drawn over ${over.name}: ${error.message}`);
  }
  const end = (key: 'from' | 'to'): number => (o[key] === undefined ? over[key] : place.in(key).number(o[key]));
  return { name: place.in('name').text(o.name), formula, from: end('from'), to: end('to') };
} // prettier-ignore

function problem(json: unknown, place: Place): Problem {
  const o = place.object(json, ['samples', 'features', 'sparsity', 'noise', 'seed']);
  const number = (key: string): number => place.in(key).number(o[key]);
  return { samples: number('samples'), features: number('features'), sparsity: number('sparsity'), noise: number('noise'), seed: number('seed') }; // prettier-ignore
}

function sweep(json: unknown, place: Place): SweepRequest {
  const o = place.object(json, [...SWEEP, 'risk', 'weightScale']);
  const texts = Object.fromEntries(SWEEP.map((key) => [key, place.in(key).text(o[key])])) as Record<(typeof SWEEP)[number], string>; // prettier-ignore
  const risk = o.risk === undefined ? {} : { risk: place.in('risk').number(o.risk) };
  return { ...texts, ...risk, ...(o.weightScale === true ? { weightScale: true } : {}) };
}
