import { kernelExpansion } from '../src/theory/kernelExpansion.ts';
import { coordinateModel, readModel, type ModelTexts } from '../src/theory/readModel.ts';
import { kernelStep } from '../src/theory/regimes.ts';
import { separableTheory } from '../src/theory/separableTheory.ts';
import { theorySteps } from '../src/theory/steps.ts';
import { verifyStep } from '../src/verification/verifyStep.ts';
import { cpuTime } from './measure.ts';

/**
 * The steps that the SymPy script takes too, derived and verified as `derive` does: all but the expansion for large
 * weights, for which SymPy has no counterpart. `scale` must be a symbol. The CPU milliseconds of the formulas ('theory',
 * 'series') and of the proofs and samples of each step, by its name.
 */
export function sameSteps(
  texts: ModelTexts & { readonly scale: string },
  seed: number,
): Record<string, number> {
  const spent: Record<string, number> = {};
  let last = cpuTime();
  const spend = (name: string): void => {
    const now = cpuTime();
    spent[name] = (spent[name] ?? 0) + now - last;
    last = now;
  };
  const model = coordinateModel(readModel(texts));
  const theory = separableTheory(model);
  const steps = theorySteps(theory);
  spend('theory');
  const { map, parameters, init, assumptions } = model;
  const kernel = kernelStep(theory, texts.scale, kernelExpansion(map, parameters, init, 6, assumptions));
  spend('series');
  for (const step of [...steps, kernel]) {
    verifyStep(step, { seed, points: 3, digits: 50, secondOpinion: false });
    spend(step.id);
  }
  return spent;
}
