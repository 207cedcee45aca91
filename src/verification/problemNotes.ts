import type { FlowComparison } from './compareFlow.ts';
import { nothingMoved } from './nothingMoved.ts';

/** Names listed before the rest is counted. */
const LISTED = 5;

/** What a reader must know of this data set and this start. */
export function problemNotes({ flow, predicted, run }: FlowComparison): string[] {
  const { n, d, k, range, X, model, numbers, observed } = flow;
  const notes: string[] = [];
  if (observed !== undefined && !observed.interpolates)
    notes.push(
      observed.unique
        ? 'no w reaches the least loss of every sample: the limit is the Bregman projection of w(0) onto the weights of least total loss, whose predictions Xw are unique'
        : 'no w reaches the least loss of every sample, and the predictions Xw of least total loss are not shown to be unique',
    );
  if (!range.interpolates)
    notes.push(
      'Xw = y has no solution: the limit is the Bregman projection of w(0) onto the set of least-squares solutions',
    );
  if (range.rank < Math.min(n, d))
    notes.push(
      `X has rank ${range.rank}, less than its ${Math.min(n, d)} ${n <= d ? 'rows' : 'columns'}: dependent ones change nothing`,
    );
  if (range.rank === d)
    notes.push('Xw = y has at most one solution, so that the limit does not depend on the start');
  const still = indices(d, (i) => isZeroColumn(X, n, d, i));
  if (still.length > 0)
    notes.push(
      `column${still.length > 1 ? 's' : ''} ${list(still)} of X ${still.length > 1 ? 'are' : 'is'} zero: ${still.length > 1 ? 'those weights' : 'that weight'} never move${still.length > 1 ? '' : 's'}`,
    );
  model.parameters.forEach((name, j) => {
    const resting = indices(d, (i) => numbers.resting[j * d + i] === 1);
    if (resting.length > 0)
      notes.push(
        `${name} starts at 0, where its speed is 0, in ${resting.length === d ? 'every coordinate' : `coordinate${resting.length > 1 ? 's' : ''} ${list(resting)}`}: it stays there and its branch is dropped`,
      );
  });
  if (nothingMoved(run)) notes.push('the start already solves the problem: nothing moves');
  if (run.outcome === 'left-domain') notes.push(run.advice);
  if (predicted.face !== undefined) {
    const { zero } = predicted.face;
    const names = zero.slice(0, LISTED).map((i) => `w_${i + 1}`).join(', '); // prettier-ignore
    notes.push(
      `every solution of Xw = y in the closed range has ${names}${zero.length > LISTED ? ` and ${zero.length - LISTED} more` : ''} = 0: the limit lies on the boundary of the range, where no finite dual coordinate exists and convergence is slower than exponential`,
    );
  }
  if (predicted.outcome !== 'converged') notes.push(`prediction: ${predicted.advice}`);
  if (k === 1) notes.push('one parameter a coordinate: there is no conserved quantity to compare');
  return notes;
}

const indices = (d: number, holds: (i: number) => boolean): number[] =>
  Array.from({ length: d }, (_, i) => i).filter(holds);

function list(all: readonly number[]): string {
  const shown = all
    .slice(0, LISTED)
    .map((i) => i + 1)
    .join(', ');
  return all.length > LISTED ? `${shown} and ${all.length - LISTED} more` : shown;
}

function isZeroColumn(X: Float64Array, n: number, d: number, i: number): boolean {
  for (let m = 0; m < n; m++) if (X[m * d + i] !== 0) return false;
  return true;
}
