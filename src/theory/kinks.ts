import { HypentropyError } from '../errors.ts';
import { isNegative, isPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, ONE, ZERO, call, children, dependsOn, divide, equal, freeSymbols, isZero, log, mapChildren, negate, power, product,
  rational, subtract, substitute, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { WEIGHT } from './model.ts';
import type { DesignProblem } from './readDesign.ts';
import { insideConditions } from './weightInterval.ts';

/** A point inside the interval where the slope of the potential jumps. */
interface Kink {
  readonly at: Expression;
  readonly left: Expression;
  readonly right: Expression;
  readonly jump: Expression;
}

const w = symbol(WEIGHT);

/** A potential that no smooth map has, and the nearest that one has. */
export const refusal = (message: string, help: string): HypentropyError =>
  new HypentropyError('design', message, help);

/** Throws HypentropyError for a potential with a kink inside the interval, where its mirror map jumps. */
export function refuseKinks(problem: DesignProblem, potential: Expression): void {
  const kinks = kinksOf(problem, potential);
  const falling = kinks.find((k) => isNegative(k.jump, problem.assumptions) === true);
  const first = falling ?? kinks[0];
  if (first === undefined) return;
  const jump = `from ${toText(first.left)} to ${toText(first.right)} at w = ${toText(first.at)}`;
  throw falling === undefined
    ? refusal(
        `the mirror map jumps ${jump}: no smooth map has this potential`,
        smoothed(kinks, problem, potential),
      )
    : refusal(
        `the potential is not convex: its slope falls ${jump}`,
        'a gradient flow has a convex potential; restrict the domain with --domain',
      );
}

function kinksOf({ assumptions, interval }: DesignProblem, potential: Expression): Kink[] {
  const kinks: Kink[] = [];
  for (const argument of cornersOf(potential)) {
    for (const { value } of solveEquation(argument, WEIGHT, ZERO, assumptions)) {
      const at = simplify(value, assumptions);
      const inside = insideConditions(interval, at).every((c) => isPositive(c, assumptions) === true);
      if (!inside || kinks.some((k) => equal(k.at, at))) continue;
      const right = slopeBeside(potential, argument, 1, at, assumptions);
      const left = slopeBeside(potential, argument, -1, at, assumptions);
      if (right === null || left === null) continue;
      const jump = simplify(subtract(right, left), assumptions);
      if (!isZero(jump)) kinks.push({ at, left, right, jump });
    }
  }
  return kinks;
}

/** The same potential with a hypentropy in place of each modulus: hypentropy over log(1/β) tends to |·| as β → 0. */
function smoothed(kinks: readonly Kink[], { assumptions }: DesignProblem, potential: Expression): string {
  const taken = new Set(freeSymbols(potential));
  const beta = freshName('beta', taken);
  const parts = kinks.map(({ at, jump }, k) => {
    const shifted = simplify(subtract(w, at), assumptions);
    const height = simplify(product(HALF, jump), assumptions);
    const name = freshName(kinks.length === 1 ? 'lambda' : `lambda_${k + 1}`, taken);
    return { shifted, height, name, modulus: product(height, call('abs', shifted)) };
  });
  const rest = simplify(subtract(potential, sum(...parts.map((p) => p.modulus))), assumptions);
  const root = (shifted: Expression) => power(sum(power(shifted, rational(2)), power(symbol(beta), rational(2))), HALF);
  const [only] = parts;
  const restMetric = simplify(differentiate(differentiate(rest, WEIGHT), WEIGHT), assumptions);
  if (parts.length === 1 && isZero(restMetric)) {
    const x = only!.shifted;
    const entropy = subtract(product(x, call('arsinh', divide(x, symbol(beta)))), root(x));
    return `the nearest smooth one is the hypentropy, --potential "${toText(entropy)}": divided by log(1/${beta}) it tends to abs(${toText(x)}) as ${beta} -> 0`;
  }
  const metric = sum(...parts.map((p) => divide(symbol(p.name), root(p.shifted))), restMetric);
  const strengths = parts.map((p) => `${p.name} = ${toText(divide(p.height, log(divide(ONE, symbol(beta)))))}`);
  return `the nearest smooth one has a hypentropy in place of each modulus, --metric "${toText(metric)}" with ${strengths.join(' and ')}, as ${beta} -> 0`;
} // prettier-ignore

/** Arguments of |·| and sign in which w occurs. */
export function cornersOf(e: Expression): Expression[] {
  const own = isCorner(e) && dependsOn(e, WEIGHT) ? [...children(e)] : [];
  return [...own, ...children(e).flatMap(cornersOf)];
}

const isCorner = (e: Expression): boolean => e.kind === 'call' && (e.name === 'abs' || e.name === 'sign');

/** ψ' at a corner from the side where its argument is positive (1) or negative (−1); null where it has no value. */
function slopeBeside(
  potential: Expression,
  argument: Expression,
  side: 1 | -1,
  at: Expression,
  assumptions: Assumptions,
): Expression | null {
  const resolved = resolveCorner(potential, argument, side);
  try {
    const slope = simplify(differentiate(resolved, WEIGHT), assumptions);
    return simplify(substitute(slope, new Map([[WEIGHT, at]])), assumptions);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** e with |·| and sign of the argument as they are where it is positive (1) or negative (−1). */
export function resolveCorner(e: Expression, argument: Expression, side: 1 | -1): Expression {
  if (e.kind === 'call' && (e.name === 'abs' || e.name === 'sign') && toText(e.argument) === toText(argument))
    return e.name === 'sign' ? rational(side) : side === 1 ? argument : negate(argument);
  return mapChildren(e, (child) => resolveCorner(child, argument, side));
}
