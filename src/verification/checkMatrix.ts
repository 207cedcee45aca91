import { InterruptedError } from '../errors.ts';
import { inBasis, jointDiagonalization } from '../numerics/jointDiagonalization.ts';
import { matrixProduct } from '../numerics/matrixProduct.ts';
import { minimumNorm } from '../numerics/minimumNorm.ts';
import { orthonormalRows } from '../numerics/orthonormalRows.ts';
import { toText } from '../expression/printText.ts';
import type { ComparisonRecord } from '../records.ts';
import type { ModelRequest, ProblemData } from '../requests.ts';
import { coupledFlow, type CoupledRun } from '../simulation/coupledFlow.ts';
import { holonomy } from '../simulation/holonomy.ts';
import { identityStarts, matrixMap } from '../simulation/matrixMap.ts';
import { readMatrixModel, spectralTexts, type MatrixModel } from '../theory/matrixModel.ts';
import { readModel, type ReadModel } from '../theory/readModel.ts';
import { OUTCOMES, identityComparison, levelsOf, limitComparison } from './checkCoupled.ts';
import type { CheckOptions, Checked } from './checkModel.ts';
import { commutingMeasurements, type Commutation } from './commutingMeasurements.ts';
import { dataHash } from './dataHash.ts';
import { comparisonRecord, decideComparison } from './decideComparison.ts';
import { holonomyComparison } from './holonomyComparison.ts';
import { measured } from './measured.ts';
import { sizeOf, symmetricMeasurements } from './measurementMatrices.ts';
import { numericStarts } from './numericStarts.ts';
import { problemOf } from './problemOf.ts';
import { requireSquared } from './requireSquared.ts';
import { predictSpectrum } from './spectralLimit.ts';
import { weakest } from './verifyStep.ts';

/** Tolerances of the runs; the last serves as reference for the errors of those before. */
const TOLERANCES = [1e-10, 1e-12, 1e-13];
/** The flow counts as at rest at so many tolerances: steps at the edge of stability leave that much. */
const REST = 30;
const ROUNDING = 2 ** -48;

/**
 * Matrix factorization from measurements ⟨A_k, W⟩ = y_k: whether the A_k commute, and where they do the limit of least spectral
 * potential and W = h(S) along the simulated flow of the factors, which knows neither. Throws HypentropyError for texts
 * and data that cannot be used, InterruptedError when aborted.
 */
export async function checkMatrix(
  request: ModelRequest & { readonly matrix: string },
  problem: ProblemData,
  options: CheckOptions,
): Promise<Checked> {
  requireSquared(options.loss);
  const model = readMatrixModel(request.matrix);
  const read = readModel(spectralTexts(model, request));
  const { X: given, y, n, d: entries } = problemOf(problem);
  const d = sizeOf(entries);
  const { X, symmetrized } = symmetricMeasurements(model, given, n, d);
  const matrices = Array.from({ length: n }, (_, k) => X.subarray(k * entries, (k + 1) * entries));
  const factorStarts = model.factors.map((f) => numericStarts(read, [f.toLowerCase()], 1)[0]!);
  const deadline =
    options.deadline ?? (options.budget === undefined ? undefined : performance.now() + options.budget);
  const limits = { signal: options.signal, deadline };
  const accepted = options.tolerance ?? 1e-7;

  options.onProgress?.(0, 'commutators of the measurement matrices');
  const commutation = commutingMeasurements(matrices, d);
  const map = matrixMap(model.name, model.terms, model.factors.length, d);
  const theta0 = identityStarts(factorStarts, d);
  options.onProgress?.(0.2, 'the order of two signals');
  const order = orderComparisons(commutation, (pair) =>
    holonomy({ map, theta0, signals: pair.map((k) => matrices[k]!), ...limits }),
  );

  const runs: CoupledRun[] = [];
  for (const [k, tolerance] of TOLERANCES.entries()) {
    options.onProgress?.(0.3 + 0.2 * k, 'simulating the flow of the factors');
    // lets an abort be heard between the runs
    await new Promise((resolve) => setTimeout(resolve, 0));
    if (options.signal?.aborted) throw new InterruptedError('aborted', 'the check was interrupted');
    runs.push(
      coupledFlow({ map, theta0, X, y, tolerance, stop: options.stop ?? REST * tolerance, ...limits }),
    );
  }
  options.onProgress?.(0.95, 'comparing');
  const predicted = commutation.joint === null ? null : predictSpectrum(read, commutation.joint, y, n, d);
  const comparisons = [
    ...(predicted === null
      ? []
      : [
          ...limitComparison(runs, predicted.limit, predicted.dual, accepted, ''),
          ...identityComparison(runs, predicted.dual, predicted.dual, accepted, true, ''),
        ]),
    ...conservedComparison(model, runs, d, accepted),
    ...order,
  ];
  const main = runs.findLast((r) => r.outcome === 'converged') ?? runs.at(-1)!;
  const basis = commutation.joint?.basis ?? null;
  const simulated = spectrumOf(main.end.w, d, basis, model.symmetric);
  const found = predicted?.minimiser ?? null;
  const rank = orthonormalRows(X, n, entries).length / entries;
  return {
    model: {
      parametrization: `W = ${model.name}`,
      latex: `W = ${model.latex}`,
      depth: null,
      scale: null,
      init: Object.fromEntries(model.factors.map((f) => [f, [identityText(read, f)]])),
      loss: 'squared',
      assumptions: [],
      notes: [],
    },
    loss: 'squared',
    problem: {
      samples: n,
      features: entries,
      source: problem.source,
      hash: dataHash([n, entries], given, y),
      rank,
      interpolates: rank === n,
    },
    predicted:
      found === null || found.outcome !== 'converged'
        ? {
            w: [],
            iterations: found?.iterations ?? 0,
            residual: found?.residual ?? 0,
            why:
              found === null
                ? 'the measurements do not commute: the limit depends on the path'
                : found.advice,
          }
        : { w: [...found.w], iterations: found.iterations, residual: found.residual },
    simulated: {
      w: [...simulated],
      residual: main.residual,
      steps: main.steps,
      time: main.end.t,
      method: 'DOP853',
      outcome: OUTCOMES[main.outcome],
    },
    comparisons,
    context: contextOf(simulated, X, y, n, d),
    notes: [
      ...(problem.notes ?? []),
      ...(symmetrized
        ? ['W is symmetric: only the symmetric parts of the measurement matrices are measured']
        : []),
      commutationNote(commutation),
      `the limit is shown by its ${basis !== null ? 'eigenvalues, in the order of the common eigenvectors' : model.symmetric ? 'eigenvalues' : 'singular values'}`,
    ],
    verdict: weakest(comparisons.map((c) => c.verdict)),
  };
}

const identityText = ({ starts }: ReadModel, factor: string): string => {
  const start = starts.get(factor.toLowerCase())![0]!;
  return `${toText(start)}*I`;
};

/** Both orders of the pair of measurements that commutes least. */
function orderComparisons(
  { commute, pair }: Commutation,
  run: (pair: readonly [number, number]) => ReturnType<typeof holonomy>,
): ComparisonRecord[] {
  if (pair === null) return [];
  const name = (k: number): string => `Signal A[${pair[k]}]`;
  const record = holonomyComparison('order-of-signals', run(pair), commute ? 'closes' : 'opens', name);
  return [{ ...record, unit: 'relative to max|W|' }];
}

/** Σ ± LᵀR of the factors along the runs. */
function conservedComparison(
  { conserved, factors }: MatrixModel,
  runs: readonly CoupledRun[],
  d: number,
  accepted: number,
): ComparisonRecord[] {
  if (conserved.length === 0) return [];
  const valueAt = (theta: Float64Array): Float64Array => {
    const sum = new Float64Array(d * d);
    for (const { sign, left, right } of conserved)
      for (let i = 0; i < d; i++)
        for (let j = 0; j < d; j++)
          for (let k = 0; k < d; k++)
            sum[i * d + j]! += sign * theta[left * d * d + k * d + i]! * theta[right * d * d + k * d + j]!;
    return sum;
  };
  const levels = levelsOf(runs, (run) => {
    const builder = measured();
    const { tolerance } = run;
    const points = [...run.points, run.end];
    const before = valueAt(points[0]!.theta);
    for (const { t, theta } of points) {
      const size = theta.reduce((s, v) => s + v * v, 0);
      const floor = ROUNDING * Math.sqrt(run.steps);
      const budget = 4 * tolerance * Math.sqrt(run.steps) + floor;
      valueAt(theta).forEach((v, i) => builder.add(i, t, Math.abs(v - before[i]!) / size, budget, floor));
    }
    return builder.finish(1);
  });
  const parts = conserved.map(
    ({ sign, left, right }, k) =>
      `${k === 0 ? '' : sign < 0 ? ' - ' : ' + '}${factors[left]}'*${factors[right]}`,
  );
  const text = `The matrix ${parts.join('')} along the run.`;
  return [comparisonRecord('conserved', 'relative to the squares of the factors', text, levels, decideComparison(levels, accepted), undefined)]; // prettier-ignore
}

/** Eigenvalues in a common basis, else those of W in falling order, else singular values. */
function spectrumOf(
  W: Float64Array,
  d: number,
  basis: Float64Array | null,
  symmetric: boolean,
): Float64Array {
  if (basis !== null) return inBasis(basis, W, d);
  if (symmetric) return jointDiagonalization([W], d).diagonals[0]!.slice().sort().reverse();
  const transposed = W.map((_, k) => W[(k % d) * d + Math.floor(k / d)]!);
  const squares = jointDiagonalization([matrixProduct(W, transposed, d)], d).diagonals[0]!;
  return squares.map((x) => Math.sqrt(Math.max(x, 0))).sort().reverse(); // prettier-ignore
}

/** How low the rank of the limit is, beside the solution of least Frobenius norm. */
function contextOf(
  spectrum: Float64Array,
  X: Float64Array,
  y: Float64Array,
  n: number,
  d: number,
): Checked['context'] {
  const nuclear = (w: Float64Array): number => w.reduce((s, v) => s + Math.abs(v), 0);
  const operator = (w: Float64Array): number => w.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
  const frobenius = (w: Float64Array): number => Math.sqrt(w.reduce((s, v) => s + v * v, 0));
  const finite = (x: number): number | null => (Number.isFinite(x) ? x : null);
  const least = new Float64Array(d * d);
  const known = minimumNorm(X, y, n, d * d, least);
  const other = known ? spectrumOf(least, d, null, true) : null;
  return {
    'nuclear norm of the limit': finite(nuclear(spectrum)),
    'nuclear norm of the least-Frobenius solution': other && finite(nuclear(other)),
    'Frobenius norm of the limit': finite(frobenius(spectrum)),
    'least Frobenius norm': other && finite(frobenius(other)),
    'effective rank of the limit, nuclear over operator norm': finite(nuclear(spectrum) / operator(spectrum)),
    'effective rank of the least-Frobenius solution': other && finite(nuclear(other) / operator(other)),
  };
}

function commutationNote({ commute, largest, rounding, pair }: Commutation): string {
  if (pair === null) return 'one measurement alone: it commutes with itself';
  const number = (x: number): string => (x === 0 ? '0' : x.toExponential(1));
  return commute
    ? `the measurements commute: no |AB - BA|/(|A||B|) is above ${number(largest)}, and rounding of the entries alone can make it ${number(rounding)}`
    : `the measurements do not commute: |AB - BA|/(|A||B|) = ${number(largest)} for A[${pair[0]}] and A[${pair[1]}] (rounding: ${number(rounding)}), so that the flow is no mirror flow of W and no potential is claimed`;
}
