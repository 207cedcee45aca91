import { fromSpectrum, type JointBasis } from '../numerics/jointDiagonalization.ts';
import type { CoupledLimit } from '../prediction/coupledLimit.ts';
import { evaluateDualMap, type DualMap } from '../prediction/dualMap.ts';
import { minimise, type Minimiser } from '../prediction/minimiser.ts';
import { spectralDual } from '../prediction/spectralDual.ts';
import { theoryBranches, theoryDualMap } from '../prediction/theoryBranches.ts';
import { genericModel, type ReadModel } from '../theory/readModel.ts';
import { theoryOf } from './deriveTheory.ts';
import { numericStarts } from './numericStarts.ts';

/** The minimum of the potential on the spectrum, and the dual map on matrices. */
export function predictSpectrum(
  read: ReadModel,
  { basis, diagonals, residual }: JointBasis,
  y: Float64Array,
  n: number,
  d: number,
) {
  const theory = theoryOf(genericModel(read), false);
  const starts = numericStarts(read, theory.model.parameters, d);
  const scalar = theoryDualMap(theoryBranches(theory, starts, d), d);
  const X = new Float64Array(n * d);
  diagonals.forEach((row, k) => X.set(row, k * d));
  const minimiser = minimise({ map: scalar, X, y, n, d });
  return { minimiser, dual: spectralDual(basis, scalar), limit: limitOf(minimiser, basis, scalar, residual) };
}

/** The limit as a matrix; its error is that of the eigenvalues and what the basis leaves off the diagonals. */
function limitOf(found: Minimiser, basis: Float64Array, dual: DualMap, offDiagonal: number): CoupledLimit {
  const d = dual.d;
  const [rise, slope] = [new Float64Array(d), new Float64Array(d)];
  evaluateDualMap(dual, found.s, rise, slope);
  const steepest = Math.max(...slope);
  const pull = found.nu.reduce((s, v) => s + Math.abs(v), 0);
  const error = Math.max(...found.errorBound) + d * steepest * pull * offDiagonal;
  const scale = Math.max(...found.w.map(Math.abs), Number.MIN_VALUE);
  return {
    w: fromSpectrum(basis, found.w),
    s: fromSpectrum(basis, found.s),
    residual: found.residual + error / scale,
    iterations: found.iterations,
    outcome: found.outcome === 'converged' ? 'converged' : 'stalled',
  };
}
