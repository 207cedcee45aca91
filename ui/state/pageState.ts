import type { ModelRequest } from '../../src/index.ts';
import type { DataRequest } from '../worker/protocol.ts';

export const VIEWS = ['lessons', 'explore', 'course', 'verify', 'claims'] as const;
export type View = (typeof VIEWS)[number];

/** Everything that a link holds. Texts are as typed; the worker reads and validates them. */
export interface PageState {
  view: View;
  /** Whether the map is that of a depth or typed. */
  source: 'depth' | 'map';
  depth: string;
  map: string;
  /** Start values of a typed map; `a` stands for the scale. */
  init: string;
  scale: string;
  shape: string;
  loss: string;
  /** As on the command line; empty for gradient flow. */
  algorithm: string;
  from: 'given' | 'random';
  X: number[][];
  y: number[];
  samples: number;
  features: number;
  sparsity: number;
  noise: number;
  seed: number;
  /** Id of the lesson, and whether its answer is shown. */
  lesson: string;
  revealed: boolean;
  claim: string;
  upToScale: boolean;
  /** Id of the claim that is open. */
  open: string;
  /** Id of the chapter that is open, empty for the table of contents. */
  chapter: string;
  /** Whether the figures of a chapter also show the network of the controls. */
  own: boolean;
  /** Where in the chapter or claim: id of a section, of a document, or of a line (`A6#certificate`). */
  section: string;
  present: boolean;
  /** Whether the page stands inside another one, without its frame. */
  embed: boolean;
  /** Whether the derivation keeps the scale as a symbol. */
  symbolic: boolean;
}

export const INITIAL: Readonly<PageState> = {
  view: 'explore',
  source: 'depth',
  depth: '2',
  map: 'u^2 - v^2',
  init: 'u=a, v=a',
  scale: '1',
  shape: '',
  loss: 'squared',
  algorithm: '',
  from: 'given',
  X: [[1, 2]],
  y: [1],
  samples: 10,
  features: 20,
  sparsity: 2,
  noise: 0,
  seed: 1,
  lesson: '',
  revealed: false,
  claim: 'metric = 1/sqrt(w^2 + 4*a^4)/4',
  upToScale: false,
  open: '',
  chapter: '',
  own: false,
  section: '',
  present: false,
  embed: false,
  symbolic: true,
};

/** The model of a state as the facade takes it. */
export function modelRequest(state: PageState): ModelRequest {
  const { source, depth, map, init, scale, shape, loss, algorithm } = state;
  const common = {
    ...(loss === 'squared' ? {} : { loss }),
    ...(algorithm.trim() === '' ? {} : { algorithm }),
  };
  if (source === 'map')
    return { ...common, parametrization: map, init: init.replace(/\ba\b/g, `(${scale})`) };
  return { ...common, depth, scale, ...(shape.trim() === '' ? {} : { shape }) };
}

/** The same with the scale as a symbol, for the derivation. */
export function symbolicRequest(state: PageState): ModelRequest {
  const { source, map, init } = state;
  if (source === 'depth') return { ...modelRequest(state), scale: 'alpha' };
  const named = { ...modelRequest(state), parametrization: map, init };
  return /\ba\b/.test(init) ? { ...named, scale: 'a' } : named;
}

export function dataRequest({ from, X, y, samples, features, sparsity, noise }: PageState): DataRequest {
  if (from === 'random') return { kind: 'random', samples, features, sparsity, noise };
  return {
    kind: 'given',
    data: { X: X.map((row) => [...row]), y: [...y], source: 'given on the page' },
  };
}
