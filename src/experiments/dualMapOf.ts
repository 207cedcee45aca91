import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import type { ModelRequest } from '../requests.ts';
import { genericModel, readModel } from '../theory/readModel.ts';
import { theoryOf } from '../verification/deriveTheory.ts';
import { numericStarts } from '../verification/numericStarts.ts';

/** The dual map h of a model for d coordinates as numbers, from the theory that the engine derives. */
export function dualMapOf(request: ModelRequest, d: number): DualMap {
  const read = readModel(request);
  const theory = theoryOf(genericModel(read), false);
  return theoryDualMap(theoryBranches(theory, numericStarts(read, theory.model.parameters, d), d), d);
}
