import { HypentropyError } from '../errors.ts';
import type { ComparisonRecord, FigureRecord, VerdictKind } from '../records.ts';
import type { PathRequest, ProblemData } from '../requests.ts';
import { separability } from '../prediction/separability.ts';
import type { Loss } from '../theory/loss.ts';
import { readModel } from '../theory/readModel.ts';
import { marginLossOf } from './marginLossOf.ts';
import { numericStarts } from './numericStarts.ts';
import { problemOf } from './problemOf.ts';
import type { RunLimits } from './runFlow.ts';
import { scalePath } from './scalePath.ts';
import { weakest } from './verifyStep.ts';

export interface CheckedPath {
  readonly depth: string;
  /** What is compared, in a sentence. */
  readonly note: string;
  readonly text: string;
  readonly comparisons: ComparisonRecord[];
  readonly figures: FigureRecord[];
  readonly notes: string[];
  readonly verdict: VerdictKind;
}

/** Scales α^D of the flows where none is given, and in units of the given one. */
const SCALES = [10, 100, 1000];
const GROWTH = [1, 10, 100];

/** Reads the request of a path and follows it. Throws HypentropyError for depths, ratios, losses and data that cannot be used. */
export async function checkScalePath(
  request: PathRequest,
  loss: Loss,
  problem: ProblemData,
  limits: RunLimits,
): Promise<CheckedPath> {
  if (request.parametrization !== undefined || request.init !== undefined || request.shape !== undefined)
    throw new HypentropyError(
      'setting',
      '--ratio is for networks of one depth, started alike',
      'give --depth',
    );
  if (loss.tail?.kind !== 'exponential' || loss.kind !== 'classification')
    throw new HypentropyError(
      'loss',
      `--ratio needs a loss with an exponential tail: got '${loss.name}'`,
      'use exponential or logistic',
    );
  const read = readModel({ depth: request.depth, scale: request.scale ?? '1' });
  const depth = read.depthText!;
  const power = depth.split('/').map(Number).reduce((a, b) => a / b); // prettier-ignore
  if (!Number.isFinite(power) || (power > 1 && power < 4 / 3))
    throw new HypentropyError(
      'setting',
      `--ratio needs a depth of 1 or at least 4/3 as a number: got ${depth}`,
    );
  const { X, y, n, d } = problemOf(problem);
  const Z = X.map((v, at) => v * y[Math.floor(at / d)]!);
  const separated = await separability(Z, n, d);
  if (separated.separable !== true)
    throw new HypentropyError(
      'data',
      'no weight separates these samples, so that no margin grows',
      'give separable data',
    );
  const alpha = numericStarts(read, ['u'], 1)[0]!;
  const scales = request.scale === undefined ? SCALES : GROWTH.map((g) => g * alpha ** power);
  const ratios = ratiosOf(request.ratio);
  const found = await scalePath({ depth, Z, n, d, loss: marginLossOf(loss), ratios, scales, ...limits });
  return {
    depth,
    note: 'If `alpha^D/margin -> mu` as `alpha -> inf`, then `w/margin` tends to the weight of least `sum qhat_D(w_i/mu)` with margin 1, as long as no multiplier of that path has to fall (Moroshko et al. 2020).',
    text: `Flow of w = u^D - v^D, D = ${depth}, under the ${loss.name} loss on ${problem.source}, at alpha^D = ${scales.map((a) => Number(a.toPrecision(4))).join(', ')}.`,
    comparisons: found.comparisons,
    figures: found.figures,
    notes: [...(problem.notes ?? []), ...found.notes],
    verdict: weakest(found.comparisons.map((c) => c.verdict)),
  };
}

/** The ratios of a list. Throws HypentropyError for what is no positive number, or for a range that double precision does not hold. */
function ratiosOf(text: string): number[] {
  const parts = text.split(',').map((part) => part.trim());
  const ratios = parts.map(Number);
  const bad = ratios.findIndex((v, k) => !(v >= 1e-6 && v <= 1e6) || parts[k] === '');
  if (bad >= 0)
    throw new HypentropyError(
      'setting',
      `--ratio must be numbers from 1e-6 to 1e6: got '${parts[bad]!.slice(0, 40)}'`,
      'write --ratio 1,0.1,0.01',
    );
  if (ratios.length > 30)
    throw new HypentropyError('setting', `--ratio takes at most 30 numbers: got ${ratios.length}`);
  return [...new Set(ratios)];
}
