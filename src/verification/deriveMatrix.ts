import { readMatrixModel, spectralTexts } from '../theory/matrixModel.ts';
import { matrixSteps, spectralPotentialStep } from '../theory/matrixSteps.ts';
import { coordinateModel, readModel } from '../theory/readModel.ts';
import type { ModelRequest } from '../requests.ts';
import { deriveTheory, theoryOf, verifiedSteps, type DeriveOptions, type Derived } from './deriveTheory.ts';
import { weakest } from './verifyStep.ts';

/**
 * The theory of a matrix factorization from multiples of the identity: fields and brackets of the measurements, the reduction
 * to one scalar coordinate an eigenvalue, the scalar theory, and the potential on the spectrum. Throws HypentropyError for
 * texts that cannot be read, InterruptedError when stopped.
 */
export async function deriveMatrix(
  request: ModelRequest & { readonly matrix: string },
  options: DeriveOptions,
): Promise<Derived> {
  const model = readMatrixModel(request.matrix);
  const read = readModel(spectralTexts(model, request));
  const before = await verifiedSteps(matrixSteps(model), options);
  const scalar = await deriveTheory(read, options);
  const theory = theoryOf(coordinateModel(read));
  const after = await verifiedSteps([spectralPotentialStep(model, theory)], options);
  const steps = [...before, ...scalar.steps, ...after];
  return {
    model: {
      ...scalar.model,
      parametrization: `W = ${model.name}`,
      latex: `W = ${model.latex}`,
      init: Object.fromEntries(
        model.factors.map((f) => [f, scalar.model.init[f.toLowerCase()]!.map((start) => `${start}*I`)]),
      ),
      notes: [
        ...scalar.model.notes,
        `w, s and ${model.factors.map((f) => f.toLowerCase()).join(', ')} below are those of one eigenvalue`,
      ],
    },
    mirrorFlow: {
      holds: true,
      verdict: weakest([...before.map((s) => s.verdict), scalar.mirrorFlow.verdict]),
      theorem:
        'for symmetric measurement matrices that commute: every eigenvalue is a coordinate of a separable map (Gunasekar et al. 2017; Li, Wang, Lee and Arora 2022); for others the bracket of their fields is not zero',
      obstruction: null,
    },
    steps,
    verdict: weakest(steps.map((s) => s.verdict)),
  };
}
