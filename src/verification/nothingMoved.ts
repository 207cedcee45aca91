import type { FlowResult } from '../simulation/flowResult.ts';

/** The start is the limit: then the limit alone can be compared. */
export const nothingMoved = (run: FlowResult): boolean => run.steps === 0 && run.outcome === 'converged';
