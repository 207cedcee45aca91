import { comparedFlow } from '../../verification/comparedFlow.ts';
import type { ComparedFlow } from '../../verification/comparedFlow.ts';
import { theoryOf } from '../../verification/deriveTheory.ts';
import { genericModel, readModel } from '../../theory/readModel.ts';
import type { SeparableData } from './separableData.ts';

/** The network w = u^D − v^D from u = v = α with its theory, on separable data. */
export function marginFlowOf(depth: number, alpha: number, { n, d, Z }: SeparableData): ComparedFlow {
  const theory = theoryOf(genericModel(readModel({ depth: `${depth}`, scale: 'symbolic' })), false);
  const starts = new Float64Array(2 * d).fill(alpha);
  return comparedFlow(theory, starts, { X: Z, y: new Float64Array(n).fill(1), n, d });
}
