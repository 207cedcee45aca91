import { bitLength } from './bigInteger.ts';
import type { Rational } from './expression.ts';
import type { Instruction } from './program.ts';

/** log2 of the bounds u and l of a radical expression, and the roots below it. */
interface Bound {
  readonly u: number;
  readonly l: number;
  readonly roots: ReadonlyMap<number, number>;
}

const SUM_SLACK = 1 + 1e-12;

/**
 * B such that the value of a slot is either 0 or at least 2^-B in magnitude, for values built from rationals by
 * + - * / and roots; Infinity for all others. The bound is u^(1-D)/l with D the product of the root indices (Burnikel,
 * Funke, Mehlhorn, Schirra & Schmitt, "A separation bound for real algebraic expressions", Algorithmica 2009, the
 * rules of BFMSS 2000). `rationals` holds the slots with known exact values.
 */
export function separationBits(
  instructions: readonly Instruction[],
  rationals: readonly (Rational | undefined)[],
  slot: number,
): number {
  const known = new Map<number, Bound | undefined>();

  const visit = (i: number): Bound | undefined => {
    if (!known.has(i)) known.set(i, compute(i));
    return known.get(i);
  };

  const compute = (i: number): Bound | undefined => {
    const exact = rationals[i];
    if (exact !== undefined) {
      return { u: bitLength(exact.numerator), l: bitLength(exact.denominator), roots: new Map() };
    }
    const instruction = instructions[i]!;
    switch (instruction.op) {
      case 'negate':
      case 'abs':
        return visit(instruction.a);
      case 'rationalPower': {
        const a = visit(instruction.a);
        if (a === undefined) return undefined;
        const [p, q] = [Number(instruction.exponent.numerator), Number(instruction.exponent.denominator)];
        const root = q === 1 ? a : rootBound(a, q, i);
        return { u: root.u * p, l: root.l * p, roots: root.roots };
      }
      case 'add':
      case 'subtract':
      case 'multiply':
      case 'divide': {
        const a = visit(instruction.a);
        const b = a && visit(instruction.b);
        return a && b && binaryBound(instruction.op, a, b);
      }
      default:
        return undefined;
    }
  };

  const bound = visit(slot);
  if (bound === undefined) return Infinity;
  let degree = 1;
  for (const index of bound.roots.values()) degree *= index;
  return Math.ceil((Math.max(0, bound.u) * (degree - 1) + Math.max(0, bound.l)) * SUM_SLACK) + 1;
}

function binaryBound(op: 'add' | 'subtract' | 'multiply' | 'divide', a: Bound, b: Bound): Bound {
  const roots = new Map([...a.roots, ...b.roots]);
  if (op === 'multiply') return { u: a.u + b.u, l: a.l + b.l, roots };
  if (op === 'divide') return { u: a.u + b.l, l: a.l + b.u, roots };
  return { u: Math.max(a.u + b.l, a.l + b.u) + 1, l: a.l + b.l, roots };
}

/** The k-th root at slot i. */
function rootBound({ u, l, roots }: Bound, k: number, i: number): Bound {
  const extended = new Map(roots).set(i, k);
  if (u >= l) return { u: (u + (k - 1) * l) / k, l, roots: extended };
  return { u, l: ((k - 1) * u + l) / k, roots: extended };
}
