import { InterruptedError } from '../errors.ts';
import type { FlowResult } from '../simulation/flowResult.ts';
import { simulateFlow } from '../simulation/simulateFlow.ts';
import type { ComparedFlow } from './comparedFlow.ts';

export interface RunLimits {
  readonly signal?: AbortSignal | undefined;
  /** Time of `performance.now()` after which the computation stops and reports what it has. */
  readonly deadline?: number | undefined;
  readonly onProgress?: ((fraction: number | null, text: string) => void) | undefined;
}

/** Accepted and rejected steps after which a flow counts as not coming to rest. */
const MOST_STEPS = 20_000;

/**
 * Simulates the flow of the map F; knows nothing of the theory. Past the deadline the result's outcome is `aborted`.
 * Throws InterruptedError when the signal is aborted.
 */
export async function runFlow(
  flow: ComparedFlow,
  tolerance: number,
  stopResidual: number,
  limits: RunLimits,
): Promise<FlowResult> {
  const { map, starts, X, y, n, d, kernel, observed } = flow;
  const { signal, deadline = Infinity, onProgress } = limits;
  const stopper = new AbortController();
  const forward = (): void => stopper.abort();
  if (signal?.aborted) forward();
  signal?.addEventListener('abort', forward);
  try {
    const run = await simulateFlow({
      map,
      theta0: starts,
      X,
      y: observed?.targets ?? y,
      loss: observed?.sample,
      n,
      d,
      kernel,
      tolerance,
      stopResidual,
      maxSteps: MOST_STEPS,
      signal: stopper.signal,
      onProgress: ({ steps, residual }) => {
        if (performance.now() > deadline) forward();
        onProgress?.(null, `simulating the flow: ${steps} steps, residual ${residual.toExponential(1)}`);
      },
    });
    if (signal?.aborted) throw new InterruptedError('aborted', 'the simulation was interrupted');
    return run;
  } finally {
    signal?.removeEventListener('abort', forward);
  }
}
