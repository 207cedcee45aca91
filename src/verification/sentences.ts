import { toText } from '../expression/printText.ts';
import type { Minimiser } from '../prediction/minimiser.ts';
import type { ComparedFlow } from './comparedFlow.ts';
import { nothingMoved } from './nothingMoved.ts';
import type { ComparisonName, MeasuredRun } from './flowComparisons.ts';
import type { LimitFace } from './limitFace.ts';
import type { Measured } from './measured.ts';
import type { PowerEntry } from './powerOf.ts';

export interface SentenceParts {
  readonly flow: ComparedFlow;
  readonly predicted: Minimiser;
  readonly face: LimitFace;
  readonly main: MeasuredRun;
  readonly measured: Measured;
  readonly power: readonly PowerEntry[];
  /** Smallest displacement that the objective would show. */
  readonly shift: number | null;
}

/** Budgets that an effect must exceed to count as visible. */
const VISIBLE = 100;

/** What was compared, how close it came to its budget, and what a wrong theory would have shown. */
export function sentenceOf(name: ComparisonName, parts: SentenceParts): string {
  const { measured, main } = parts;
  if (nothingMoved(main.run))
    return 'The start already solves the problem: nothing moves, and the theory predicts that.';
  const place =
    name === 'mirror-identity' || name === 'conserved'
      ? 'coordinate and checkpoint'
      : name === 'limit'
        ? 'coordinate'
        : 'candidate';
  const share = Number.isFinite(measured.budget)
    ? `Largest share of its budget that any ${place} uses: ${shareText(measured.ratio)}.`
    : '';
  const skipped =
    measured.skipped === 0
      ? ''
      : ` ${measured.skipped} of ${measured.skipped + measured.compared} pairs left out, where the weight does not determine its dual coordinate in double precision.`;
  return [claimOf(name, parts), share + skipped, powerText(name, parts)].filter((t) => t !== '').join(' ');
}

function claimOf(name: ComparisonName, { predicted, face, main, measured }: SentenceParts): string {
  const { range, d } = face.flow;
  const zeros = face.boundary?.zero.length ?? 0;
  switch (name) {
    case 'limit': {
      if (main.exit) {
        const { coordinate, bound, reached } = main.exit;
        const plan =
          predicted.outcome === 'left the domain'
            ? 'The minimiser lies outside the domain'
            : 'The flow leaves its domain on the way';
        return `${plan}: the theory ends coordinate ${coordinate + 1} at the dual coordinate ${bound.toPrecision(10)}, the simulated flow left there at ${reached.toPrecision(10)}.`;
      }
      const set = solutionSet(face.flow);
      const unique = range.rank === d ? ', which is one point' : '';
      if (zeros > 0)
        return `End of the simulated flow against the minimiser of Q on the boundary of the range, where ${zeros === 1 ? 'one weight is' : `${zeros} weights are`} 0 in every solution${unique}; ${zeros === 1 ? 'it is' : 'these are'} compared with 0, inside what the residual allows.`;
      return `End of the simulated flow against the Bregman projection of w(0) onto ${set}${unique}.`;
    }
    case 'mirror-identity':
      return `Mirror map of the simulated weights against the accumulated negative gradient X^T int ${face.flow.observed === undefined ? '(y - Xw)' : "-l'(Xw)"} dt.`;
    case 'conserved':
      return 'Drift of the conserved quantities of the theory along the simulated path.';
    case 'objective':
      return range.rank === d
        ? `There is only one solution${zeros > 0 ? ' in the range' : ''}, so that the regularizer Q has nothing to choose.`
        : `Regularizer Q${zeros > 0 ? ' of the weights that are not 0 in every solution' : ''} at the simulated limit against its value at ${measured.compared} other interpolators.`;
  }
}

function solutionSet({ observed, range }: ComparedFlow): string {
  if (observed === undefined)
    return range.interpolates ? 'Xw = y' : 'the least-squares solutions (Xw = y has no solution)';
  if (!observed.interpolates)
    return `the weights of least total loss (no w reaches the least loss of every sample)`;
  return observed.loss.minimiser === null || toText(observed.loss.minimiser) !== 'y'
    ? 'Xw = z, z the predictions of least loss'
    : 'Xw = y';
}

const shareText = (ratio: number): string => (ratio === 0 ? '0' : ratio.toPrecision(2));

function powerText(name: ComparisonName, { power, shift, face: { flow }, measured }: SentenceParts): string {
  if (name === 'objective') {
    if (flow.range.rank === flow.d) return '';
    if (measured.compared === 0) return '';
    return shift === null
      ? 'No displacement of the weights was found that this comparison would see.'
      : `A displacement of the weights by ${shift.toExponential(0)} of max|w| would be seen.`;
  }
  if (power.length === 0) return '';
  const seen = power.filter((p) => p.budgets > VISIBLE);
  const change = power[0]!.change.toExponential(0);
  if (seen.length === power.length)
    return `A relative change of ${change} in any constant of the theory would be seen.`;
  const blind = power.filter((p) => !(p.budgets > VISIBLE)).map((p) => p.constant);
  if (seen.length === 0)
    return `A relative change of ${change} in a constant of the theory would not be seen here.`;
  return `A relative change of ${change} would be seen in ${seen.map((p) => p.constant).join(', ')}, not in ${blind.join(', ')}.`;
}
