import { HypentropyError } from '../errors.ts';
import { compile } from '../expression/compile.ts';
import { freeSymbols, type Expression } from '../expression/expression.ts';
import { differentiate } from '../expression/differentiate.ts';
import { exponentialLoss, logisticLoss, lossOfFunctions } from '../simulation/marginLoss.ts';
import type { MarginLoss } from '../simulation/marginLoss.ts';
import type { Loss } from '../theory/loss.ts';
import { MARGIN } from '../theory/lossMargin.ts';
import type { LossTail } from '../theory/lossTail.ts';

/** A classification loss as numbers in the logarithmic domain. Throws HypentropyError `loss` for a loss that is no function of the margin. */
export function marginLossOf({ name, margin, tail }: Loss): MarginLoss {
  if (name === 'exponential') return exponentialLoss;
  if (name === 'logistic') return logisticLoss;
  if (margin === null)
    throw new HypentropyError(
      'loss',
      `the loss '${name}' is no function of the margin y f`,
      'use logistic or exponential',
    );
  const slope = differentiate(margin, MARGIN);
  const [value, first, second] = [margin, slope, differentiate(slope, MARGIN)].map((e) =>
    compile(e, [MARGIN]),
  );
  return lossOfFunctions({
    name,
    value: (m) => value!([m]),
    slope: (m) => first!([m]),
    curvature: (m) => second!([m]),
    infimum: tail === null ? 0 : (numberOf(tail.infimum) ?? 0),
    tail: exponentialTail(tail),
  });
}

/** Rate and factor of a tail factor · e^(−rate m) whose factor is a number; else null. */
export function exponentialTail(tail: LossTail | null): { rate: number; factor: number } | null {
  if (tail?.kind !== 'exponential') return null;
  const [rate, factor] = [numberOf(tail.rate), numberOf(tail.factor)];
  return rate === null || factor === null ? null : { rate, factor };
}

const numberOf = (e: Expression): number | null => (freeSymbols(e).size > 0 ? null : compile(e, [])([]));
