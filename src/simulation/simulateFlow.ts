import type { FlowOptions, FlowResult } from './flowResult.ts';
import { integrateWithBudget } from './integrateWithBudget.ts';

/** Integrates the least-squares gradient flow; yields to the event loop about every 25 ms. */
export async function simulateFlow(options: FlowOptions): Promise<FlowResult> {
  const run = integrateWithBudget(options);
  let last = performance.now();
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
    const now = performance.now();
    if (now - last > 25) {
      options.onProgress?.(next.value);
      await new Promise((resolve) => setTimeout(resolve, 0));
      last = performance.now();
    }
  }
}

/** The same without yielding to the event loop. */
export function simulateFlowSync(options: FlowOptions): FlowResult {
  const run = integrateWithBudget(options);
  for (;;) {
    const next = run.next();
    if (next.done) return next.value;
    options.onProgress?.(next.value);
  }
}
