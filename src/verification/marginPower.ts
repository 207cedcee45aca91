import type { FlowCheckpoint } from '../simulation/flowResult.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { MUTATION, mutants } from './mutants.ts';
import { identityPower } from './powerOf.ts';
import type { PowerEntry } from './powerOf.ts';

/** What the mirror identity would see of a theory with one constant changed, on a path of growing margins. */
export const powerOf = (flow: ComparedFlow, checkpoints: readonly FlowCheckpoint[]): PowerEntry[] =>
  mutants(flow).map(({ constant, dual }) => ({
    constant,
    change: MUTATION,
    budgets: identityPower(flow, checkpoints, dual),
  }));
