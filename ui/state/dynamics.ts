import type { PageState } from './pageState.ts';

/** Losses and algorithms that the controls offer by name; the text beside them takes any that the command line takes. */
export const LOSSES: readonly (readonly [value: string, name: string])[] = [
  ['squared', 'squared'],
  ['huber:1', 'Huber, δ = 1'],
  ['power:4', 'fourth power'],
  ['power:3/2', 'power 3/2'],
  ['poisson', 'Poisson (y > 0)'],
  ['logistic', 'logistic (labels ±1)'],
  ['exponential', 'exponential (labels ±1)'],
  ['poly-tail:2', 'polynomial tail (labels ±1)'],
];
export const ALGORITHMS: readonly (readonly [value: string, name: string])[] = [
  ['', 'gradient flow'],
  ['gd:0.05', 'gradient descent, η = 0.05'],
  ['sgd:0.01', 'stochastic gradient descent, η = 0.01'],
  ['sgd-flow:0.05', 'stochastic gradient flow, η = 0.05'],
  ['label-noise:0.05:0.1', 'label noise, η = 0.05, σ = 0.1'],
  ['momentum:0.5', 'flow with inertia, λ = 0.5'],
  ['heavy-ball:0.05:0.5', 'heavy ball, γ = 0.05, β = 0.5'],
  ['weight-decay:0.1 until 5', 'weight decay 0.1 until t = 5'],
  ['mirror-descent:0.05', 'mirror descent, η = 0.05'],
  ['natural-gradient:0.05', 'natural gradient, η = 0.05'],
  ['rates:u=1,v=2', 'learning rates u = 1, v = 2'],
];

const TAILED = /^(logistic|exponential|poly-tail)\b/;
/** Whether the loss only falls towards infinity, so that a direction is compared. */
export const hasTail = ({ loss }: Pick<PageState, 'loss'>): boolean => TAILED.test(loss.trim());

/** Whether a whole comparison takes the place of the picture that follows the slider, which is of a regression flow. */
export const isCompared = (state: Pick<PageState, 'loss' | 'algorithm'>): boolean =>
  hasTail(state) || state.algorithm.trim() !== '';
