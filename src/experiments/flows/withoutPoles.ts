import type { ComparisonRecord } from '../../records.ts';
import { evaluateAt } from '../../prediction/evaluateRequest.ts';
import { readModel } from '../../theory/readModel.ts';
import { flowTheoryOf } from '../../verification/deriveTheory.ts';
import type { Experiment } from '../experiment.ts';
import { within } from '../within.ts';

const DEPTHS = [3, 4, 5, 6, 8];
const WEIGHTS = ['0.1', '1', '10', '1000', '1000000'];
const DIGITS = 17;

/** Doubles lose at most a few units in the last place in each of the some thirty operations of the formula. */
const ROUNDING = 64 * Number.EPSILON;

/** The parametrization by t in doubles against digits that ball arithmetic encloses. */
export const withoutPoles: Experiment = {
  id: 'parametrization-without-poles',
  title: 'The parametrization by z = tanh(t) in double precision',
  text: `At depths ${DEPTHS.join(', ')} and weights ${WEIGHTS.join(', ')}, from scale 1: t is found by Newton's method on log(w), the potential by the formula in t, all in doubles; the engine evaluates its own potential to ${DIGITS} certified digits. A wrong exponent or constant would be off by far more than rounding.`,
  run: () => Promise.resolve({ comparisons: DEPTHS.map((depth) => agreement(depth)) }),
};

function agreement(depth: number): ComparisonRecord {
  const read = readModel({ depth: `${depth}`, scale: '1' });
  const values = evaluateAt(read, (m) => flowTheoryOf(m), 'potential', WEIGHTS, undefined, DIGITS, {});
  const errors = values.map(({ value }, k) => {
    const exact = Number(value);
    const { q, condition } = shapeByT(depth, Number(WEIGHTS[k]));
    return Math.abs(q / depth ** 2 - exact) / (exact * condition);
  });
  return within({
    name: `depth ${depth}`,
    discrepancy: Math.max(...errors),
    budget: ROUNDING,
    unit: 'relative, over the cancellation of the formula',
    text: `largest difference at ${WEIGHTS.length} weights`,
  });
}

/** The shape q at omega, and by how much its terms exceed their sum. */
function shapeByT(depth: number, omega: number): { q: number; condition: number } {
  const p = depth / (depth - 2);
  const logCosh = (t: number): number => Math.log(Math.cosh(t));
  const f = (t: number): number => Math.LN2 + p * logCosh(t) + Math.log(Math.sinh(p * t)) - Math.log(omega);
  let t = omega < 1 ? omega / (2 * p) : Math.asinh(omega) / (2 * p);
  for (let k = 0; k < 60; k++) t -= f(t) / (p * (Math.tanh(t) + 1 / Math.tanh(p * t)));
  const z = Math.tanh(t);
  const u = (Math.exp(t) * Math.cosh(t)) ** (2 / (depth - 2));
  const v = (Math.exp(-t) * Math.cosh(t)) ** (2 / (depth - 2));
  const parts = [z * omega, (-(depth - 2) / 2) * u, (-(depth - 2) / 2) * v, depth - 2];
  const sum = parts.reduce((a, b) => a + b, 0);
  // rounding in t and in each part, against the sum
  const size = parts.reduce((a, b) => a + Math.abs(b), 0) + omega * z;
  return { q: p * sum, condition: Math.max(1, size / Math.abs(sum)) };
}
