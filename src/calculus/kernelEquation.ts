import { domainOf, type Assumptions } from '../expression/assumptions.ts';
import {
  HALF, TWO, children, dependsOn, divide, equal, exp, freeSymbols, isInteger, isRational, keyOf, mapChildren, negate, power,
  product, rational, rationalToNumber, sqrt, subtract, sum, symbol, type Call, type Expression, type Power,
} from '../expression/expression.ts'; // prettier-ignore
import * as poly from '../expression/polynomial.ts';
import { representative } from '../expression/representative.ts';
import { simplify } from '../expression/simplify.ts';
import { commonArgument } from './linearArgument.ts';
import { RadicalField } from './radicalField.ts';
import { solvePolynomial } from './solvePolynomial.ts';

/** A function of x in an equation and what it must equal; the conditions must be positive for that. */
export interface KernelSolution {
  readonly kernel: Expression;
  readonly value: Expression;
  readonly conditions: readonly Expression[];
}

const T = symbol('k\u2032');
/** Degrees above this are left alone. */
const LARGEST_DEGREE = 4;

/**
 * Solutions of lhs(x) = rhs when the equation is rational, of degree up to 4, in one function of x (x itself, an
 * exponential, a tangent, a root …); exponentials and hyperbolic functions of multiples of one argument count as one.
 * The square root of a rational function of that function is removed by squaring. Candidates: squaring may add some.
 * Empty when the equation has another shape.
 */
export function kernelSolutions(
  lhs: Expression,
  x: string,
  rhs: Expression,
  assumptions: Assumptions,
): KernelSolution[] {
  const atoms = atomsOf(lhs, x);
  try {
    const one = inExponential(lhs, atoms, x, assumptions) ?? inOneAtom(lhs, atoms);
    if (one !== null) return rootsOf(subtract(one.form, rhs), one.kernel, assumptions);
    const root = squareRootAmong(atoms);
    if (root === null) return [];
    const inner = inOneAtom(root.base, atomsOf(root.base, x));
    if (inner === null || keyOf(inner.kernel) === keyOf(root)) return [];
    const isOther = (a: Expression) =>
      keyOf(a) !== keyOf(inner.kernel) && !(a.kind === 'power' && equal(a.base, root.base));
    if (atoms.some(isOther)) return [];
    return squared(lhs, root, inner, rhs, assumptions);
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** The largest subexpressions in x that are no sum, product or integer power, each once. */
function atomsOf(e: Expression, x: string): Expression[] {
  const found = new Map<string, Expression>();
  const visit = (f: Expression): void => {
    if (!dependsOn(f, x)) return;
    if (f.kind === 'symbol' || f.kind === 'call' || (f.kind === 'power' && !isInteger(f.exponent)))
      found.set(keyOf(f), f);
    else children(f).forEach(visit);
  };
  visit(e);
  return [...found.values()];
}

/** An expression as a rational function of T, which stands for the kernel. */
interface InKernel {
  readonly form: Expression;
  readonly kernel: Expression;
}

function inOneAtom(e: Expression, atoms: readonly Expression[]): InKernel | null {
  const [kernel] = atoms;
  return kernel === undefined || atoms.length > 1 ? null : { form: replaceAtom(e, kernel, T), kernel };
}

const replaceAtom = (e: Expression, atom: Expression, by: Expression): Expression =>
  keyOf(e) === keyOf(atom) ? by : mapChildren(e, (child) => replaceAtom(child, atom, by));

const EXPONENTIAL = new Set(['exp', 'sinh', 'cosh', 'tanh']);

function inExponential(
  e: Expression,
  atoms: readonly Expression[],
  x: string,
  assumptions: Assumptions,
): InKernel | null {
  const calls = atoms.filter((a): a is Call => a.kind === 'call' && EXPONENTIAL.has(a.name));
  if (calls.length < 2 || calls.length < atoms.length) return null;
  const common = commonArgument(
    calls.map((a) => a.argument),
    x,
    assumptions,
  );
  if (common === null) return null;
  let form = e;
  calls.forEach((a, i) => {
    const [up, down] = [power(T, rational(common.multiples[i]!)), power(T, rational(-common.multiples[i]!))];
    const value =
      a.name === 'exp' ? up
      : a.name === 'sinh' ? divide(subtract(up, down), TWO)
      : a.name === 'cosh' ? divide(sum(up, down), TWO)
      : divide(subtract(up, down), sum(up, down)); // prettier-ignore
    form = replaceAtom(form, a, value);
  });
  return { form, kernel: exp(common.unit) };
}

function squareRootAmong(atoms: readonly Expression[]): Power | null {
  const roots = atoms.filter(
    (a): a is Power => a.kind === 'power' && isRational(a.exponent) && a.exponent.denominator === 2n,
  );
  const [first] = roots;
  return first === undefined || roots.some((r) => !equal(r.base, first.base))
    ? null
    : { kind: 'power', base: first.base, exponent: HALF };
}

/** The values of the kernel at which the rational function of T vanishes. */
function rootsOf(form: Expression, kernel: Expression, assumptions: Assumptions): KernelSolution[] {
  const field = new RadicalField(sampleOf(form, assumptions));
  const t = poly.mainVariable(field.opaque(T).numerator);
  const numerator = field.from(form).numerator;
  const coefficients = poly
    .coefficientsIn(numerator, t)
    .map((c) => field.toExpression({ numerator: c, denominator: 1n }));
  const degree = coefficients.length - 1;
  if (degree < 1 || degree > LARGEST_DEGREE) return [];
  const tidy = (e: Expression) => simplify(e, assumptions);
  const [c, b, a] = coefficients as [Expression, Expression, Expression];
  if (degree === 1) return [{ kernel, value: tidy(negate(divide(c, b))), conditions: [] }];
  if (degree === 2) {
    const discriminant = tidy(subtract(power(b, TWO), product(rational(4), a, c)));
    // Squares come out of the root with either sign: both roots are candidates.
    const { outside, inside } = field.rootParts(field.from(discriminant), 2);
    const radicand = tidy(field.toExpression(inside));
    const root = tidy(product(field.toExpression(outside), sqrt(radicand)));
    // Each root also as 2c over the other one's numerator: that form stays defined where a vanishes.
    const values = [root, negate(root)].flatMap((r) => [
      divide(subtract(r, b), product(TWO, a)),
      divide(product(TWO, c), negate(sum(r, b))),
    ]);
    return values.map((value) => ({ kernel, value: tidy(value), conditions: [radicand] }));
  }
  return solvePolynomial(coefficients, { sample: field.sample }).map((value) => ({
    kernel,
    value,
    conditions: [],
  }));
}

/** a + b r = rhs with r² = q: (rhs − a)² = b² q. */
function squared(
  lhs: Expression,
  root: Power,
  inner: InKernel,
  rhs: Expression,
  assumptions: Assumptions,
): KernelSolution[] {
  const r = symbol('r\u2032');
  const inRoot = (e: Expression): Expression =>
    e.kind === 'power' && isRational(e.exponent) && e.exponent.denominator === 2n && equal(e.base, root.base)
      ? power(r, product(TWO, e.exponent))
      : mapChildren(e, inRoot);
  const form = subtract(replaceAtom(inRoot(lhs), inner.kernel, T), rhs);
  const field = new RadicalField(sampleOf(form, assumptions));
  const index = poly.mainVariable(field.opaque(r).numerator);
  const coefficients = poly.coefficientsIn(field.from(form).numerator, index);
  const part = (parity: number) =>
    sum(
      ...coefficients.map((c, i) =>
        i % 2 === parity
          ? product(
              field.toExpression({ numerator: c, denominator: 1n }),
              power(inner.form, rational((i - parity) / 2)),
            )
          : rational(0),
      ),
    );
  const [even, odd] = [part(0), part(1)];
  return rootsOf(subtract(power(even, TWO), product(power(odd, TWO), inner.form)), inner.kernel, assumptions);
}

/** A point of the domain in double precision, for choosing the branches of radicals. */
function sampleOf(e: Expression, assumptions: Assumptions): Map<string, number> {
  const sample = new Map<string, number>();
  for (const name of freeSymbols(e)) {
    const [point] = representative(domainOf(name, assumptions));
    if (point !== undefined) sample.set(name, rationalToNumber(point));
  }
  return sample;
}
