import type { FlowCheckpoint } from '../../simulation/flowResult.ts';
import type { ComparedFlow } from '../../verification/comparedFlow.ts';
import type { ExperimentContext } from '../experiment.ts';
import { simulate } from './modelFlow.ts';

/** Times of one run in a bracket. */
const POINTS = 24;
const ROUNDS = 4;

/** A time with a bound of its relative error. */
export interface CrossingTime {
  readonly t: number;
  readonly error: number;
}

/**
 * The first time in (from, to) at which a quantity of the simulated flow exceeds 0: by runs with more and more closely spaced
 * checkpoints and linear interpolation in the last spacing; the error is that spacing and the change by a looser tolerance.
 * Null when it is not crossed there.
 */
export async function crossingTime(
  flow: ComparedFlow,
  quantity: (checkpoint: FlowCheckpoint) => number,
  [from, to]: readonly [number, number],
  tolerance: number,
  context: ExperimentContext,
): Promise<CrossingTime | null> {
  const at = async (accuracy: number): Promise<{ t: number; spacing: number } | null> => {
    let [low, high] = [from, to];
    let t = NaN;
    for (let round = 0; round < ROUNDS; round++) {
      const times = Array.from({ length: POINTS }, (_, k) => low + ((high - low) * (k + 1)) / POINTS);
      const run = await simulate(flow, { tolerance: accuracy, stopResidual: 1e-14, checkpoints: { times } }, context);
      const values = run.checkpoints.map(quantity);
      const k = values.findIndex((v) => v > 0);
      if (k < 0) return null;
      const before = k === 0 ? low : times[k - 1]!;
      t = k === 0 ? times[0]! : before + ((times[k]! - before) * values[k - 1]!) / (values[k - 1]! - values[k]!);
      [low, high] = [before, times[k]!];
    }
    return { t, spacing: high - low };
  };
  const [loose, tight] = [await at(100 * tolerance), await at(tolerance)];
  if (loose === null || tight === null) return null;
  return { t: tight.t, error: (Math.abs(tight.t - loose.t) + tight.spacing) / tight.t };
} // prettier-ignore
