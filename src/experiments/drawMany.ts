import { InterruptedError } from '../errors.ts';
import type { ExperimentContext } from './experiment.ts';

/** Milliseconds between two breaths, in which the event loop hears an abort. */
const BREATH = 25;

/**
 * Calls `draw` for 0, 1, ... `count` - 1, or until the deadline, and returns how many calls were made. Throws
 * InterruptedError when aborted.
 */
export async function drawMany(
  { signal, deadline = Infinity }: ExperimentContext,
  count: number,
  draw: (index: number) => void,
): Promise<number> {
  let last = performance.now();
  for (let index = 0; index < count; index++) {
    const now = performance.now();
    if (now > deadline) return index;
    if (now - last > BREATH) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
    if (signal?.aborted === true) throw new InterruptedError('aborted', 'the experiment was interrupted');
    draw(index);
  }
  return count;
}
