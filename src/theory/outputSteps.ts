import { DomainError } from '../errors.ts';
import { freeSymbols } from '../expression/expression.ts';
import { sharesNothing, weightName, type CoupledModel } from './coupledModel.ts';
import { buildModel } from './depthModel.ts';
import type { Model } from './model.ts';
import { NotSeparable, separableTheory } from './separableTheory.ts';
import type { Step } from './step.ts';
import { theorySteps } from './steps.ts';
import { weightSteps } from './weightSteps.ts';
import { weightTheory } from './weightTheory.ts';

/** Steps that the coupled derivation shows for all outputs at once. */
const SHARED = ['parametrization', 'jacobian'];

/**
 * Where no two outputs share a parameter: the theory of each output as a map of one coordinate, its weight written `w` and
 * its dual variable `s`, with the output's name before each id. An output without such a theory has no steps.
 */
export function outputSteps(model: CoupledModel): Step[] {
  if (!sharesNothing(model)) return [];
  return model.maps.flatMap((map, i) => {
    const own = [...model.init].filter(([name]) => freeSymbols(map).has(name));
    const steps = stepsOf(buildModel({ map, init: new Map(own), known: model.assumptions }));
    return steps
      .filter((step) => !SHARED.includes(step.id))
      .map((step) => ({
        ...step,
        id: `${weightName(i)}-${step.id}`,
        title: `Output ${i + 1}: ${step.title[0]!.toLowerCase()}${step.title.slice(1)}`,
      }));
  });
}

function stepsOf(model: Model): Step[] {
  try {
    return theorySteps(separableTheory(model));
  } catch (error) {
    if (!(error instanceof NotSeparable || error instanceof RangeError)) throw error;
  }
  try {
    const inWeight = weightTheory(model);
    return inWeight === null ? [] : weightSteps(inWeight);
  } catch (error) {
    if (error instanceof DomainError || error instanceof RangeError) return [];
    throw error;
  }
}
