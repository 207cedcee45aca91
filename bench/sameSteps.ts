import { kernelExpansion } from '../src/theory/kernelExpansion.ts';
import { coordinateModel, readModel, type ModelTexts } from '../src/theory/readModel.ts';
import { kernelStep } from '../src/theory/regimes.ts';
import { separableTheory } from '../src/theory/separableTheory.ts';
import { theorySteps } from '../src/theory/steps.ts';
import { verifyStep } from '../src/verification/verifyStep.ts';

/**
 * The steps that the SymPy script takes too, derived and verified as `derive` does: all but the expansion for large
 * weights, for which SymPy has no counterpart. `scale` must be a symbol.
 */
export function sameSteps(texts: ModelTexts & { readonly scale: string }): void {
  const model = coordinateModel(readModel(texts));
  const theory = separableTheory(model);
  const { map, parameters, init, assumptions } = model;
  const kernel = kernelStep(theory, texts.scale, kernelExpansion(map, parameters, init, 6, assumptions));
  for (const step of [...theorySteps(theory), kernel])
    verifyStep(step, { seed: 0, points: 3, digits: 50, secondOpinion: false });
}
