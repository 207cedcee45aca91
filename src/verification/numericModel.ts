import { HypentropyError } from '../errors.ts';
import { toText } from '../expression/printText.ts';
import { createDualMap } from '../prediction/dualMap.ts';
import type { DualMap } from '../prediction/dualMap.ts';
import { flowBranch } from '../prediction/flowTable.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import type { ModelRequest } from '../requests.ts';
import { isCoupled } from '../theory/readCoupled.ts';
import { coordinateModel, genericModel, readModel, type ReadModel } from '../theory/readModel.ts';
import type { SeparableTheory } from '../theory/separableTheory.ts';
import { isSolved, type UnsolvedFlow } from '../theory/unsolvedFlow.ts';
import { flowTheory } from './checkModel.ts';
import { flowTheoryOf } from './deriveTheory.ts';
import { numericStarts } from './numericStarts.ts';

/** A model as numbers: its theory, the start values of d coordinates and their dual map. */
export interface NumericModel {
  readonly read: ReadModel;
  readonly theory: SeparableTheory | UnsolvedFlow;
  /** k × d. */
  readonly starts: Float64Array;
  readonly dual: DualMap;
}

/** Theories kept, so that a change of scale, shape or data costs no derivation. */
const KEPT = 16;
const theories = new Map<string, SeparableTheory>();

/**
 * Reads a model of one coordinate and puts in its numbers. The theory of a map is derived once and kept. Throws
 * HypentropyError for a model that cannot be read, has several outputs, or has symbols for start values.
 */
export function numericModel(request: ModelRequest, d: number): NumericModel {
  if (request.matrix !== undefined || isCoupled(request))
    throw new HypentropyError(
      'model',
      'curves and trajectories are of maps of one coordinate',
      'choose a depth, or a map such as u^2 - v^2',
    );
  const read = readModel(request);
  const theory = theoryFor(read);
  const starts = numericStarts(read, theory.model.parameters, d);
  return { read, theory, starts, dual: dualOf(theory, starts, d) };
}

function theoryFor(read: ReadModel): SeparableTheory | UnsolvedFlow {
  const generic = genericModel(read);
  const key = `${toText(read.map)}; ${read.depthText ?? ''}; ${[...generic.init.keys()].join(' ')}`;
  const known = theories.get(key);
  if (known !== undefined) return known;
  const theory = flowTheoryOf(generic);
  // a theory from other starts than symbols holds for those alone
  if (!isSolved(theory)) return flowTheory(read, coordinateModel(read));
  if (theories.size >= KEPT) theories.delete(theories.keys().next().value!);
  theories.set(key, theory);
  return theory;
}

function dualOf(theory: SeparableTheory | UnsolvedFlow, starts: Float64Array, d: number): DualMap {
  if (isSolved(theory)) return theoryDualMap(theoryBranches(theory, starts, d), d);
  const branch = flowBranch(theory.model, starts, d);
  return createDualMap(
    d,
    [branch],
    Float64Array.from({ length: d }, (_, i) => branch.value(0, i)),
  );
}
