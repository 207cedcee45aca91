import type { FigureRecord } from '../records.ts';
import type { ModelRequest, SweepRequest } from '../requests.ts';
import type { Place } from './place.ts';

/** A figure of a chapter: which numbers to compute and which of them to show. Nothing of it is stored. */
export type FigureRequest = CurvesFigure | TransitionFigure | TrajectoryFigure | SweepFigure;

interface Described {
  readonly kind: 'figure';
  /** Unique in its chapter. */
  readonly id: string;
  readonly title: string;
  /** The caption: what to see in it. */
  readonly text: string;
}

/** The potential or the metric of one coordinate over its weight, one curve a model. */
export interface CurvesFigure extends Described {
  readonly picture: 'curves';
  readonly show: 'potential' | 'metric';
  readonly models: readonly ModelRequest[];
  /** Ends of the range of weights, and the number of points. */
  readonly weights: { readonly from: number; readonly to: number; readonly points: number };
  /** Each curve divided by its value at the last weight, so that shapes can be compared. */
  readonly normalised: boolean;
}

/** Limits on one random problem over the scale, one curve a depth. */
export interface TransitionFigure extends Described {
  readonly picture: 'transition';
  readonly show: 'exponent' | 'excessL1' | 'excessL2';
  readonly depths: readonly string[];
  /** Decimal logarithms of the least and the largest scale, and the number of points. */
  readonly scales: { readonly from: number; readonly to: number; readonly points: number };
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
  const picture = place.in('picture').choice((json as { picture?: unknown }).picture, ['curves', 'transition', 'trajectory', 'sweep'] as const); // prettier-ignore
  const show = <T extends string>(o: Record<string, unknown>, choices: readonly T[]): T => place.in('show').choice(o.show, choices); // prettier-ignore
  switch (picture) {
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

function range(json: unknown, place: Place): { from: number; to: number; points: number } {
  const o = place.object(json, ['from', 'to', 'points']);
  const number = (key: string): number => place.in(key).number(o[key]);
  return { from: number('from'), to: number('to'), points: number('points') };
}

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
