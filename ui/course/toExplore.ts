import type { FigureRequest, ModelRequest } from '../../src/index.ts';
import type { PageState } from '../state/pageState.ts';

/** A state of Explore that a figure of the course is about, and what to call it. */
export interface Departure {
  label: string;
  state: Partial<PageState>;
}

type Problem = Extract<FigureRequest, { picture: 'trajectory' }>['problem'];

/** The states of Explore behind a figure: one a model, on the problem of the figure where it has one. */
export function toExplore(figure: FigureRequest): Departure[] {
  switch (figure.picture) {
    case 'trajectory':
      return figure.models.map((model) => departure(model, figure.problem));
    case 'curves':
      return figure.models.map((model) => departure(model));
    case 'transition':
      return figure.depths.map((depth) => departure({ depth, scale: '0.1' }, figure.problem));
    case 'formulas':
    case 'sweep':
      return [];
  }
}

function departure({ depth, parametrization, init, scale, shape }: ModelRequest, problem?: Problem): Departure {
  const model: Partial<PageState> =
    parametrization === undefined
      ? { source: 'depth', depth: depth ?? '2', scale: scale ?? '1', shape: shape ?? '' }
      : { source: 'map', map: parametrization, init: init ?? '', shape: '' };
  const label = parametrization === undefined ? `depth ${depth}, scale ${scale}` : `w = ${parametrization}`;
  const data: Partial<PageState> = problem === undefined ? {} : { from: 'random', ...problem };
  return { label, state: { ...model, ...data, loss: 'squared', algorithm: '', view: 'explore', lesson: '', revealed: false } };
} // prettier-ignore
