import { HypentropyError } from '../errors.ts';
import { multiplyBall, subtractBall, type Ball } from '../expression/ball.ts';
import { roundBall } from '../expression/digits.ts';
import { bitsForDigits, checkLimits, unsettled, type Limits } from '../expression/evaluate.ts';
import { freeSymbols, subtract, type Expression } from '../expression/expression.ts';
import { areDependent, coupledGeometry } from '../theory/coupledGeometry.ts';
import type { CoupledModel } from '../theory/coupledModel.ts';
import { CoupledCurve } from './coupledCurve.ts';
import { isDual, type Quantity } from './evaluateQuantity.ts';
import { readPoint } from './evaluateRequest.ts';

/** Bits beyond the target that following the flow may cost, and how often the precision is doubled. */
const GUARD = 48;
const MOST_ROUNDS = 4;

/**
 * A quantity of a commuting map with several outputs at points `[1, 2]`, one entry an output, correctly rounded: from the
 * flow along straight lines of the dual space, enclosed. Throws HypentropyError for a map whose gradient fields do not
 * commute, for symbols without values and for points that do not fit, DomainError outside the range.
 */
export function evaluateCoupled(
  model: CoupledModel,
  quantity: Quantity,
  at: readonly string[],
  from: string | undefined,
  digits: number,
  limits?: Limits,
): { at: string; value: string }[] {
  requireNumbers(model);
  const geometry = coupledGeometry(model);
  if (!geometry.commutes)
    throw new HypentropyError(
      'model',
      'the gradient fields of this map do not commute: its flow has no potential of its own to evaluate',
      'derive says whether it has one after a change of time',
    );
  if (!isDual(quantity) && areDependent(geometry))
    throw new HypentropyError(
      'model',
      'the gradients of the outputs are linearly dependent at the start, and so along the whole flow: the weights fill no open set',
      'leave outputs out, give another --init, or evaluate dual-potential or inverse-mirror-map',
    );
  const point = (text: string): Expression[] => {
    const entries = readPoint(text);
    if (entries.length === model.maps.length) return entries;
    throw new HypentropyError(
      'setting',
      `the point '${text}' has ${entries.length} entries, the map has ${model.maps.length} outputs`,
      'give one entry an output, as in [1, 2]',
    );
  };
  if (from !== undefined && quantity !== 'bregman')
    throw new HypentropyError(
      'setting',
      `--from is the second point of a Bregman divergence: ${quantity} has none`,
      'leave --from out, or evaluate bregman',
    );
  const second = from === undefined ? null : point(from);
  return at.map((text) => ({
    at: text,
    value: valueAt(model, quantity, point(text), second, digits, limits),
  }));
}

function valueAt(
  model: CoupledModel,
  quantity: Quantity,
  at: readonly Expression[],
  from: readonly Expression[] | null,
  digits: number,
  limits: Limits | undefined,
): string {
  let bits = bitsForDigits(digits);
  for (let round = 1; ; round++, bits *= 2) {
    checkLimits(limits);
    const balls = along(new CoupledCurve(model, bits + GUARD, limits), quantity, at, from);
    const texts = balls.map((row) => row.map((x) => roundBall(x, digits)));
    if (texts.every((row) => row.every((t) => t !== undefined))) {
      const rows = texts.map((row) => (row.length === 1 ? row[0]! : `[${row.join(', ')}]`));
      return rows.length === 1 ? rows[0]! : `[${rows.join(', ')}]`;
    }
    if (round === MOST_ROUNDS) throw unsettled(balls.flat()[0]!, digits, bits, '');
  }
}

/** The quantity as rows of numbers: one row for a number or a vector, d for a matrix. */
function along(
  curve: CoupledCurve,
  quantity: Quantity,
  at: readonly Expression[],
  from: readonly Expression[] | null,
): Ball[][] {
  if (isDual(quantity)) {
    const { dualPotential, weights } = curve.atDual(at.map(curve.number));
    return quantity === 'dual-potential' ? [[dualPotential]] : [[...weights]];
  }
  const point = curve.atWeight(at);
  if (quantity === 'mirror-map') return [curve.dual(point)];
  if (quantity === 'metric') return curve.metric(point);
  const value = curve.potential(at, point);
  if (quantity !== 'bregman' || from === null) return [[value]];
  const { bits } = curve;
  const other = curve.atWeight(from);
  const slope = curve
    .dual(other)
    .map((x, i) => multiplyBall(x, curve.number(subtract(at[i]!, from[i]!)), bits));
  const rise = subtractBall(value, curve.potential(from, other), bits);
  return [[slope.reduce((rest, x) => subtractBall(rest, x, bits), rise)]];
}

function requireNumbers({ maps, init, parameters }: CoupledModel): void {
  const names = [...maps, ...init.values()].flatMap((e) => [...freeSymbols(e)]);
  const name = names.find((n) => !parameters.includes(n));
  if (name !== undefined)
    throw new HypentropyError(
      'setting',
      `evaluate needs numbers, but ${name} is a symbol`,
      'give --init as numbers',
    );
}
