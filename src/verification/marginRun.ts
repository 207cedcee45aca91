import { InterruptedError } from '../errors.ts';
import type { MarginLoss } from '../simulation/marginLoss.ts';
import { simulateMargins } from '../simulation/marginFlow.ts';
import type { MarginFlowResult } from '../simulation/marginFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import type { RunLimits } from './runFlow.ts';

/** Simulates the flow of F under a margin loss up to a margin; knows nothing of the theory. Throws InterruptedError when aborted. */
export async function marginRun(
  flow: ComparedFlow,
  loss: MarginLoss,
  levels: readonly number[],
  tolerance: number,
  { signal, deadline, onProgress }: RunLimits,
): Promise<MarginFlowResult> {
  const { map, starts, X: Z, n, d } = flow;
  const run = await simulateMargins({
    map,
    theta0: starts,
    Z,
    n,
    d,
    loss,
    levels,
    by: 'margin',
    tolerance,
    signal,
    deadline,
    onProgress: ({ steps, level }) =>
      onProgress?.(null, `simulating the flow: ${steps} steps, margin ${level.toPrecision(3)}`),
  });
  if (signal?.aborted) throw new InterruptedError('aborted', 'the simulation was interrupted');
  return run;
}
