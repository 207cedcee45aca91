import type { PageState } from './pageState.ts';

/** A preset with a question: predict first, then reveal. */
export interface Lesson {
  id: string;
  title: string;
  /** What one sees before. */
  caption: string;
  question: string;
  answers: readonly string[];
  /** Index of the right answer. */
  right: number;
  explanation: string;
  before: Partial<PageState>;
  after: Partial<PageState>;
}

const LINE = {
  from: 'given',
  X: [[1, 2]],
  y: [1],
  shape: '',
  loss: 'squared',
  algorithm: '',
  source: 'depth',
} as const;
const two = () => ({ ...LINE, X: [[1, 2]], y: [1] });

export const LESSONS: readonly Lesson[] = [
  {
    id: 'sparsity',
    title: 'Why small initialization gives sparsity',
    caption:
      'One equation, w₁ + 2w₂ = 1, two weights, each written as u² − v². Training starts at w = 0 and must end somewhere on the dashed line: which point is the choice of gradient descent alone. With the large initialization u = v = 1 it ends close to the point nearest to the origin, with both weights in use.',
    question: 'Start much smaller, at u = v = 0.01. Where will training end?',
    answers: [
      'At the same point: the loss is the same',
      'Nearer to (0, 0.5): one weight does all the work',
      'Nearer to (1, 0)',
    ],
    right: 1,
    explanation:
      'The flow ends where the potential Q is least on the line: where a contour just touches it. At a large scale the contours are circles (Q is the squared ℓ2 norm) and touch the line at its nearest point. As the scale falls they sharpen towards the diamonds of the ℓ1 norm, which touch at a corner: a weight that is zero. The reason is in the metric ψ″ ≈ 1/(4|w|): a small weight is stiff, a large one moves easily, so the rich get richer. Drag the scale and watch the contours turn.',
    before: { ...two(), depth: '2', scale: '1' },
    after: { ...two(), depth: '2', scale: '0.01' },
  },
  {
    id: 'depth',
    title: 'Depth sharpens the bias',
    caption:
      'The same equation at depth 2 and scale 0.2: between the two extremes. The effective exponent of the potential says how far: 2 is a squared ℓ2 norm, 1 is an ℓ1 norm.',
    question: 'Keep the scale and make the network deeper, 6 factors in place of 2. The limit becomes …',
    answers: ['sparser', 'less sparse', 'it stays where it is'],
    right: 0,
    explanation:
      'A deeper network reaches the ℓ1 norm at a much larger scale: its correction to the ℓ1 norm falls like a power of the scale, where at depth 2 it falls only logarithmically. In the figure of the transition the curves of larger depth drop earlier and steeper.',
    before: { ...two(), depth: '2', scale: '0.2' },
    after: { ...two(), depth: '6', scale: '0.2' },
  },
  {
    id: 'kernel',
    title: 'Large initialization: the kernel regime',
    caption:
      'Depth 3 at scale 0.1: the limit is almost sparse, and on its way the tangent kernel changed many times over (figure “Over time”).',
    question: 'Raise the scale to 30. What happens to the movement of the tangent kernel?',
    answers: ['It grows with the scale', 'It becomes very small', 'It stays the same'],
    right: 1,
    explanation:
      'Far from zero a small relative change of the parameters suffices to fit the data, so the tangent kernel stays where it began and training is kernel regression: the limit is the solution of least ℓ2 norm, the hollow circle on the line.',
    before: { ...two(), depth: '3', scale: '0.1' },
    after: { ...two(), depth: '3', scale: '30' },
  },
  {
    id: 'shape',
    title: 'The start decides which weight pays',
    caption:
      'Both weights have the same start, u = v = 2, in the kernel regime: the limit is the ordinary least-norm solution.',
    question: 'Start the first weight three times as large as the second. Which weight will move more than before?',
    answers: ['The first', 'The second', 'Neither'],
    right: 0,
    explanation:
      'The metric at the start is 1/(4(u² + v²)): a weight with a larger start is cheaper to move. The contours become ellipses, long in the direction of the first weight, and the point of contact moves along the line. In the rich regime the shape would hardly matter.',
    before: { ...two(), depth: '2', scale: '2' },
    after: { ...two(), depth: '2', scale: '2', shape: 'u=[3, 1], v=[3, 1]' },
  },
  {
    id: 'recovery',
    title: 'Recovery of a sparse signal',
    caption:
      '20 unknown weights, 10 equations, two entries of the planted signal are not zero (crosses). At scale 1 the limit (dots) spreads over all weights: it fits the data and has learnt nothing.',
    question: 'At scale 0.01 the flow fits the same data. Will it find the two entries?',
    answers: ['No: 10 equations cannot tell 20 unknowns', 'Yes, up to a small error', 'Only with a penalty on the weights'],
    right: 1,
    explanation:
      'There is no penalty and no early stopping: among all weights that fit, the flow from a small start goes to nearly the least ℓ1 norm, and with these ten random equations that is the planted signal. The bias of the algorithm does what a penalty would.',
    before: { source: 'depth', depth: '2', scale: '1', shape: '', loss: 'squared', algorithm: '', from: 'random', samples: 10, features: 20, sparsity: 2, noise: 0, seed: 1 },
    after: { source: 'depth', depth: '2', scale: '0.01', shape: '', loss: 'squared', algorithm: '', from: 'random', samples: 10, features: 20, sparsity: 2, noise: 0, seed: 1 },
  },
]; // prettier-ignore
