import type { Experiment } from '../experiment.ts';
import { modelChecks, type ModelRow } from './modelChecks.ts';

const row = (parametrization: string, init: string, weights: readonly number[]): ModelRow => ({
  name: `${parametrization} from ${init}`,
  model: { parametrization, init },
  weights,
});
const depth = (depthText: string, init: string, weights: readonly number[]): ModelRow => ({
  name: `depth ${depthText} from ${init}`,
  model: { depth: depthText, init },
  weights,
});
const HOW =
  'On random problems the simulated flow, which knows the map alone, against the derived theory: where it ends and the mirror map along it, each inside a computed budget.';

/** Checks of the theory of one map after another. */
export const MAP_EXPERIMENTS: readonly Experiment[] = [
  modelChecks(
    {
      id: 'separable-maps',
      title: 'Separable maps are mirror flows',
      text: `Maps of one parameter and of several. ${HOW}`,
    },
    [
      row('u^3', 'u=1', [0.5, 2, 1.2, 0.8]),
      row('exp(u)', 'u=0', [0.5, 2, 1.2, 0.8]),
      row('sinh(u)', 'u=1/3', [-0.5, 2, 1.2, 0.8]),
      row('u^2 - v^2', 'u=1, v=1/2', [-0.5, 2, 1.2, 0.8]),
    ],
    ['mirror-identity', 'limit'],
  ),
  modelChecks(
    {
      id: 'two-layers',
      title: 'A product of two layers',
      text: `Products u v from equal and unequal starts. ${HOW}`,
    },
    [
      row('u*v', 'u=1, v=1/2', [0.5, -1, 0.3, 0]),
      row('u*v', 'u=1/10, v=0', [0.5, -1, 0.3, 0]),
      row('u*v', 'u=-1, v=2', [0.5, -1, 0.3, 0]),
    ],
  ),
  modelChecks(
    {
      id: 'two-copies',
      title: 'Two untied copies',
      text: `The difference of two products from equal copies: imbalance acts like scale. ${HOW}`,
    },
    [
      row('u*v - p*q', 'u=1/2, v=1/2, p=1/2, q=1/2', [0.5, -1, 0.3, 0]),
      row('u*v - p*q', 'u=1, v=1/10, p=1, q=1/10', [0.5, -1, 0.3, 0]),
    ],
  ),
  modelChecks(
    {
      id: 'untied-depth',
      title: 'Untied depth',
      text: `Products of three layers from unequal starts. ${HOW}`,
    },
    [row('u*v*p', 'u=1.3, v=0.9, p=0.4', [0.5, -1, 0.3, 0]), row('u*v*p', 'u=1, v=1, p=1/2', [0.5, 0.3])],
  ),
  modelChecks(
    {
      id: 'zero-layer',
      title: 'One layer at zero',
      text: `Products with one layer at zero and the others equal. ${HOW}`,
    },
    [
      row('u*v*p', 'u=1/2, v=1/2, p=0', [0.5, -1, 0.3, 0]),
      row('u*v*p*q', 'u=1/2, v=1/2, p=1/2, q=0', [0.5, -1, 0.3, 0]),
    ],
  ),
  modelChecks(
    {
      id: 'biased-depth',
      title: 'Tied depth from a biased start',
      text: `Depths 3 and 4 from u(0) unlike v(0). ${HOW}`,
    },
    [depth('3', 'u=0.5, v=0.3', [0.5, -1, 0.3, 0]), depth('4', 'u=0.4, v=0.6', [0.5, -1, 0.3, 0])],
  ),
  modelChecks(
    {
      id: 'linear-mixing',
      title: 'Linear mixing of commuting outputs',
      text: 'Outputs that mix separable ones by an invertible matrix, and by a matrix of two rows and three columns, whose fields commute too: the order of two signals does not show, and the flow ends where the theory says.',
    },
    [
      {
        name: 'invertible',
        model: { parametrization: '[u^2 + v^2, u^2 - v^2]', init: 'u=1, v=1/2' },
        weights: [1.5, 0.3],
      },
      {
        name: 'wide',
        model: { parametrization: '[u^2 + p^2, v^2 - p^2]', init: 'u=1, v=1, p=1/2' },
        weights: [1.5, 0.3],
      },
    ],
  ),
];
