import { inWords } from '../plot/ticks.ts';
import type { Picture } from '../worker/protocol.ts';

/** Entries this small beside the largest are rounding. */
const NOTHING = 1e-9;

function point(w: readonly number[]): string {
  const largest = w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  return `(${w.map((v) => inWords(Math.abs(v) < NOTHING * largest ? 0 : v)).join(', ')})`;
}

const OUTCOMES: Record<string, string> = {
  'left-domain': 'The simulated flow left the domain of the model.',
  'step-limit': 'The simulated flow had not come to rest when the picture was drawn.',
  stalled: 'The simulated flow stopped at rounding level before it came to rest.',
};

/** What the picture says, in a sentence or two. */
export function headline({ trajectory }: Picture): string {
  const { predicted, simulated, problem } = trajectory;
  if (predicted.w.length === 0) return `No limit is predicted: ${predicted.why ?? 'it was not found'}.`;
  const shown = problem.features <= 4 ? ` at w = ${point(predicted.w)}` : '';
  const largest = predicted.w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const gap = predicted.w.reduce((m, v, i) => Math.max(m, Math.abs(v - (simulated.w[i] ?? NaN))), 0);
  const trouble = OUTCOMES[simulated.outcome];
  const ending =
    trouble ??
    (Number.isFinite(gap) && largest > 0
      ? `The simulated flow, which knows nothing of the theory, ends within ${inWords(gap / largest, 1)} of it (relative to the largest weight).`
      : '');
  return `Predicted: gradient flow ends${shown === '' ? ' at the blue rings' : shown}. ${ending}`;
}

/** Between a squared ℓ2 norm and an ℓ1 norm, in words. */
export function regime(exponent: number | null): string {
  if (exponent === null) return 'No exponent';
  const name = exponent > 1.9 ? 'kernel regime' : exponent < 1.15 ? 'rich regime' : 'between kernel and rich';
  return `Effective exponent ${inWords(exponent)}: ${name}`;
}

/** The landscape in words. */
export function landscapeText({ trajectory }: Picture): string {
  const { predicted, least } = trajectory;
  if (predicted.w.length === 0) return 'No limit was found.';
  const l1 = least.l1 === null ? '' : `, of least ℓ1 norm ${point(least.l1)}`;
  return `The dashed line holds the weights that fit. The flow (orange) ends where a contour of Q (blue) touches it, at ${point(predicted.w)}. Solution of least ℓ2 norm ${point(least.l2)}${l1}. Ellipses: steps of equal length in the metric.`;
}
