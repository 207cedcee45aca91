import { assume, withPositive } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  HALF, MINUS_ONE, ONE, ZERO, addRational, divide, exp, isRational, isZero, multiplyRational, power, product, rational, sqrt,
  substitute, subtract, sum, symbol, log, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { factorize } from '../expression/factorUnivariate.ts';
import { simplify } from '../expression/simplify.ts';
import { fromRationals } from '../expression/univariate.ts';
import { dualOf, type Block, type MixedBlocks } from './coupledBlocks.ts';
import { inner, tidied } from './coupledGeometry.ts';
import type { CoupledModel } from './coupledModel.ts';
import { DUAL, WEIGHT } from './model.ts';
import { identity } from './stepParts.ts';

type Matrix = readonly (readonly Expression[])[];

/** Most parameters of a simultaneous eigendecomposition. */
const MOST = 8;

/**
 * Quadratic forms F_i = θᵀA_iθ + c_i whose matrices commute: on each common eigenspace, with projector P_k and eigenvalues
 * λ_ik, the squared length z_k = |P_kθ|² follows dz_k/ds_i = 4λ_ik z_k, so θ(s) = Σ_k e^{2σ_k} P_kθ(0) with
 * σ_k = Σ_i λ_ik s_i. Null when an output is no quadratic form with rational coefficients, or an eigenvalue is neither
 * rational nor quadratic.
 */
export function quadraticBlocks(model: CoupledModel): MixedBlocks | null {
  const { maps, parameters, init } = model;
  if (parameters.length > MOST) return null;
  const matrices = maps.map((map) => matrixOf(map, parameters));
  if (matrices.some((m) => m === null)) return null;
  const forms = matrices as Rational[][][];
  const origin = new Map(parameters.map((p) => [p, ZERO] as const));
  const constants = maps.map((map) => simplify(substitute(map, origin), model.assumptions));
  const spaces = commonEigenspaces(forms);
  if (spaces === null) return null;
  const start = parameters.map((p) => init.get(p)!);
  const tidy = (e: Expression) => tidied(e, model);
  const pieces = spaces.map(({ projector, eigenvalues }) => {
    const image = projector.map((row) => tidy(inner(row, start)));
    return { projector, eigenvalues, image, size: tidy(inner(start, image)) };
  });
  const mixing = maps.map((_, i) => pieces.map((piece) => piece.eigenvalues[i]!));
  const s = symbol(DUAL);
  const theta = parameters.map(symbol);
  const blocks = pieces.map(({ projector, size }, k): Block => {
    const growth = exp(product(rational(4), s));
    return {
      map: tidy(
        inner(
          theta,
          projector.map((row) => inner(row, theta)),
        ),
      ),
      dual: dualOf(mixing, k),
      value: product(size, growth),
      dualPotential: product(rational(1, 4), size, subtract(growth, ONE)),
      closed: isZero(size) ? null : closedForm(size, growth, model),
    };
  });
  const solution = new Map(
    parameters.map((p, a) => [
      p,
      sum(...pieces.map(({ image }, k) => product(image[a]!, exp(product(rational(2), blocks[k]!.dual))))),
    ]),
  );
  return {
    blocks,
    mixing,
    constants,
    solution,
    assumptions: model.assumptions,
    rule: 'the outputs are quadratic forms with commuting matrices, diagonalised together',
  };
}

/** The entropy ψ = (z log(z/q) − z + q)/4 of one squared length z = q e^{4σ}. */
function closedForm(q: Expression, growth: Expression, { assumptions }: CoupledModel): Block['closed'] {
  const w = symbol(WEIGHT);
  const mirrorMap = product(rational(1, 4), log(divide(w, q)));
  const potential = product(rational(1, 4), sum(product(w, log(divide(w, q))), product(MINUS_ONE, w), q));
  const positive = withPositive(assumptions, [w, q]);
  return {
    mirrorMap,
    potential,
    range: { lower: ZERO, upper: null },
    claims: [
      identity('w(s(w)) = w', product(q, substitute(growth, new Map([[DUAL, mirrorMap]]))), w, positive),
      identity("psi'(w) = s(w)", differentiate(potential, WEIGHT), mirrorMap, positive),
      identity('psi at the start', substitute(potential, new Map([[WEIGHT, q]])), ZERO, assumptions),
    ],
  };
}

/** A with F = θᵀAθ + constant, when F is such a form over Q. */
function matrixOf(map: Expression, parameters: readonly string[]): Rational[][] | null {
  const origin = new Map(parameters.map((p) => [p, ZERO] as const));
  const gradient = parameters.map((p) => differentiate(map, p));
  try {
    if (!gradient.every((g) => isZero(sum(substitute(g, origin))))) return null;
    const rows = gradient.map((g) =>
      parameters.map((q) => simplify(product(HALF, differentiate(g, q)), assume({}))),
    );
    return rows.every((row) => row.every(isRational)) ? (rows as Rational[][]) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

interface Eigenspace {
  readonly projector: Matrix;
  readonly eigenvalues: readonly Expression[];
}

/** Weights of the combinations of the matrices that are tried until one tells all common eigenspaces apart. */
const COMBINATIONS = [
  [1, 3, 7, 15, 31, 63, 127, 255],
  [5, 2, 11, 17, 3, 29, 7, 41],
  [1, -2, 5, -13, 19, 37, -3, 11],
];

function commonEigenspaces(forms: readonly Rational[][][]): Eigenspace[] | null {
  for (const weights of COMBINATIONS) {
    const mixed = combination(forms, weights);
    const values = eigenvaluesOf(mixed);
    if (values === null) return null;
    const spaces = values.map((value) => eigenspace(forms, mixed, value, values));
    if (spaces.every((s) => s !== null)) return spaces;
  }
  return null;
}

const combination = (forms: readonly Rational[][][], weights: readonly number[]): Rational[][] =>
  forms[0]!.map((row, a) =>
    row.map(
      (_, b) =>
      forms.reduce((total, form, i) => addRational(total, multiplyRational(rational(weights[i]!), form[a]![b]!)), ZERO as Rational), // prettier-ignore
    ),
  );

/** The distinct eigenvalues of a rational symmetric matrix, when all are rational or quadratic. */
function eigenvaluesOf(matrix: Rational[][]): Expression[] | null {
  const { factors } = factorize(fromRationals(characteristic(matrix)));
  const found: Expression[] = [];
  for (const { factor } of factors) {
    if (factor.length === 2) found.push(rational(-factor[0]!, factor[1]!));
    else if (factor.length === 3) {
      const [c, b, a] = factor as [bigint, bigint, bigint];
      const root = sqrt(rational(b * b - 4n * a * c));
      for (const sign of [ONE, MINUS_ONE])
        found.push(simplify(divide(sum(rational(-b), product(sign, root)), rational(2n * a)), assume({})));
    } else return null;
  }
  return found;
}

/** Ascending coefficients of det(x − A), by the method of Faddeev and Le Verrier. */
function characteristic(a: Rational[][]): Rational[] {
  const n = a.length;
  const coefficients: Rational[] = new Array<Rational>(n + 1).fill(ZERO as Rational);
  coefficients[n] = rational(1);
  let m: Rational[][] = a.map((row) => row.map(() => rational(0)));
  for (let k = 1; k <= n; k++) {
    m = times(a, m).map((row, i) =>
      row.map((e, j) => (i === j ? addRational(e, coefficients[n - k + 1]!) : e)),
    );
    const trace = times(a, m).reduce((t, row, i) => addRational(t, row[i]!), rational(0));
    coefficients[n - k] = multiplyRational(rational(-1, k), trace);
  }
  return coefficients;
}

const times = (a: Rational[][], b: Rational[][]): Rational[][] =>
  a.map((row) =>
    b[0]!.map((_, j) => row.reduce((t, x, k) => addRational(t, multiplyRational(x, b[k]![j]!)), rational(0))),
  );

/** The projector Π (A − μ)/(λ − μ) onto one eigenspace, if every form is a multiple of the identity there. */
function eigenspace(
  forms: readonly Rational[][][],
  mixed: Rational[][],
  value: Expression,
  values: readonly Expression[],
): Eigenspace | null {
  const none = assume({});
  const n = mixed.length;
  const multiply = (x: Matrix, y: Matrix): Matrix =>
    x.map((row) =>
      y[0]!.map((_, j) =>
        simplify(
          inner(
            row,
            y.map((r) => r[j]!),
          ),
          none,
        ),
      ),
    );
  let projector: Matrix = mixed.map((row, i) => row.map((_, j) => (i === j ? ONE : ZERO)));
  for (const other of values) {
    if (other === value) continue;
    const scale = power(simplify(subtract(value, other), none), MINUS_ONE);
    const factor = mixed.map((row, i) =>
      row.map((e, j) => simplify(product(scale, i === j ? subtract(e, other) : e), none)),
    );
    projector = multiply(projector, factor);
  }
  const trace = (x: Matrix) => simplify(sum(...x.map((row, i) => row[i]!)), none);
  const dimension = trace(projector);
  const eigenvalues: Expression[] = [];
  for (const form of forms) {
    const image = multiply(form, projector);
    const eigenvalue = simplify(divide(trace(image), dimension), none);
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        const rest = simplify(subtract(image[i]![j]!, product(eigenvalue, projector[i]![j]!)), none);
        if (!isZero(rest)) return null;
      }
    eigenvalues.push(eigenvalue);
  }
  return { projector, eigenvalues };
}
