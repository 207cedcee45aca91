import { NO_ASSUMPTIONS, assume } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ONE, TWO, ZERO, divide, negate, power, product, rational, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import type { MatrixModel } from './matrixModel.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/** A matrix of expressions by rows. */
type Matrix = readonly (readonly Expression[])[];

const multiply = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => b[0]!.map((_, j) => sum(...row.map((x, k) => product(x, b[k]![j]!)))));
const transpose = (a: Matrix): Matrix => a[0]!.map((_, j) => a.map((row) => row[j]!));
const minus = (a: Matrix, b: Matrix): Matrix => a.map((row, i) => row.map((x, j) => subtract(x, b[i]![j]!)));
const scaled = (c: Expression, a: Matrix): Matrix => a.map((row) => row.map((x) => product(c, x)));
const inner = (a: Matrix, b: Matrix): Expression =>
  sum(...a.flatMap((row, i) => row.map((x, j) => product(x, b[i]![j]!))));
const entries = (a: Matrix): Expression[] => a.flat();

/** A 2 × 2 matrix of symbols `name11` and so on. */
const generic = (name: string): Matrix => [1, 2].map((i) => [1, 2].map((j) => symbol(`${name}${i}${j}`)));
const symmetric = (name: string): Matrix => [
  [symbol(`${name}11`), symbol(`${name}12`)],
  [symbol(`${name}12`), symbol(`${name}22`)],
];
const diagonal = (name: string): Matrix => [
  [symbol(`${name}1`), ZERO],
  [ZERO, symbol(`${name}2`)],
];

const equalEntries = (name: string, a: Matrix, b: Matrix, facts = NO_ASSUMPTIONS): Claim[] =>
  entries(a).map((x, k) =>
    identity(`${name}, entry ${Math.floor(k / 2) + 1}${(k % 2) + 1}`, x, entries(b)[k]!, facts),
  );

/** W of a model for given factors. */
const valueOf = ({ terms }: MatrixModel, factors: readonly Matrix[]): Matrix =>
  terms
    .map(({ sign, left, right }) => {
      const value = multiply(factors[left]!, transpose(factors[right]!));
      return sign < 0 ? scaled(rational(-1n), value) : value;
    })
    .reduce((a, b) => a.map((row, i) => row.map((x, j) => sum(x, b[i]![j]!))));

/**
 * What is said of the matrices before the scalar theory: the gradient field of ⟨A, W⟩ in the factors, the bracket of two, and
 * why commuting measurements leave the eigenvectors alone. Each is shown for matrices of size 2 with symbols for all entries.
 */
export function matrixSteps(model: MatrixModel): Step[] {
  const factors = model.factors.map((f) => generic(f.toLowerCase()));
  const [A, B] = [symmetric('a'), symmetric('b')];
  const gradients = (M: Matrix): Matrix[] => {
    const output = inner(M, valueOf(model, factors));
    return factors.map((f) =>
      f.map((row) => row.map((x) => (x.kind === 'symbol' ? differentiate(output, x.name) : ZERO))),
    );
  };
  const fields = fieldsOf(model, factors);
  const [ofA, ofB] = [gradients(A), gradients(B)];
  const bracket = factors.map((_, f) => minus(along(ofB[f]!, factors, ofA), along(ofA[f]!, factors, ofB)));
  return [
    {
      id: 'matrix-fields',
      title: 'Gradient fields of the measurements',
      text: `Gradient flow of a loss of the outputs <A_k, W> moves the factors along the fields of the outputs: for symmetric A the gradient of <A, ${model.name}> is ${fieldText(model)}.`,
      formulas: [],
      reason: 'differentiation entry by entry, shown for size 2 with symbols for all entries',
      claims: factors.flatMap((_, f) =>
        equalEntries(`gradient in ${model.factors[f]}`, ofA[f]!, fields(A)[f]!),
      ),
    },
    {
      id: 'matrix-bracket',
      title: 'Bracket of two measurements',
      text: `The fields of A and B are linear in the factors, so that their Lie bracket is ${bracketText(model)}: zero for every start exactly where the measurements commute, AB = BA. Where they do not, gradient flow is no mirror flow of W.`,
      formulas: [],
      reason:
        'Lie bracket [X, Y] = X(Y) - Y(X), entry by entry for size 2 (Li, Wang, Lee and Arora 2022 for what follows from it)',
      claims: factors.flatMap((_, f) =>
        equalEntries(`bracket in ${model.factors[f]}`, bracket[f]!, bracketOf(model, factors, A, B)[f]!),
      ),
    },
    {
      id: 'common-basis',
      title: 'One coordinate for each common eigenvector',
      text:
        `Symmetric matrices that commute are A_k = Q diag(a_k) Q' with one orthogonal Q. From multiples of the identity the factors stay of the form Q diag(u) Q': the fields map this form to itself, ` +
        `and <A, W> = sum of a_i w_i with the eigenvalue w_i = \`${model.scalar}\` at its own parameters. So each eigenvalue is one coordinate of the scalar map, with the features a_k.`,
      formulas: [],
      reason: 'simultaneous diagonalization, shown for size 2 and every rotation Q but one of half a turn',
      claims: commonBasis(model),
    },
  ];
}

/** The derivative of a field's component along another field. */
function along(component: Matrix, factors: readonly Matrix[], field: readonly Matrix[]): Matrix {
  return component.map((row) =>
    row.map((entry) =>
      sum(
        ...factors.flatMap((factor, f) =>
          entries(factor).map((x, k) =>
            x.kind === 'symbol' ? product(differentiate(entry, x.name), entries(field[f]!)[k]!) : ZERO,
          ),
        ),
      ),
    ),
  );
}

/** The fields in closed form: ± 2AU for a square, AV and AU for a product of two factors. */
const fieldsOf =
  (model: MatrixModel, factors: readonly Matrix[]) =>
  (M: Matrix): Matrix[] =>
    model.terms.some((t) => t.left !== t.right)
      ? [multiply(M, factors[1]!), multiply(M, factors[0]!)]
      : model.terms.map(({ sign, left }) =>
          scaled(rational(sign < 0 ? -2n : 2n), multiply(M, factors[left]!)),
        );

/** X(Y) - Y(X) of the fields of A and B in closed form: 4(BA - AB) on a square, BA - AB on a product. */
function bracketOf(model: MatrixModel, factors: readonly Matrix[], A: Matrix, B: Matrix): Matrix[] {
  const crossed = model.terms.some((t) => t.left !== t.right);
  const C = minus(multiply(B, A), multiply(A, B));
  return factors.map((f) => scaled(rational(crossed ? 1n : 4n), multiply(C, f)));
}

const fieldText = ({ name }: MatrixModel): string =>
  name === "U*V'" ? 'A V in U and A U in V' : name === "U*U'" ? '2 A U' : '2 A U in U and -2 A V in V';
const bracketText = ({ name }: MatrixModel): string =>
  name === "U*V'"
    ? '(BA - AB) U in U and (BA - AB) V in V'
    : name === "U*U'"
      ? '4 (BA - AB) U'
      : '4 (BA - AB) U in U and 4 (BA - AB) V in V';

/** For size 2 and the rotation of rational parameter t: fields keep the form, and the output is a sum over eigenvalues. */
function commonBasis(model: MatrixModel): Claim[] {
  const t = symbol('t');
  const total = sum(ONE, power(t, TWO));
  const [c, s] = [divide(subtract(ONE, power(t, TWO)), total), divide(product(TWO, t), total)];
  const Q: Matrix = [[c, negate(s)], [s, c]]; // prettier-ignore
  const turned = (D: Matrix): Matrix => multiply(multiply(Q, D), transpose(Q));
  const A = turned(diagonal('a'));
  const spectra = model.factors.map((f) => diagonal(f.toLowerCase()));
  const factors = spectra.map(turned);
  const facts = assume({ t: 'real' });
  const fields = fieldsOf(model, factors)(A);
  const scalar = fieldsOf(model, spectra)(diagonal('a')).map(turned);
  const output = inner(A, valueOf(model, factors));
  const spectral = inner(diagonal('a'), valueOf(model, spectra));
  return [
    identity('output as a sum over eigenvalues', output, spectral, facts),
    ...fields.flatMap((f, k) => equalEntries(`field in ${model.factors[k]}`, f, scalar[k]!, facts)),
  ];
}

/** The potential of the matrix: that of the eigenvalue under the trace. */
export function spectralPotentialStep(
  { name }: MatrixModel,
  { potential, inverseMirrorMap }: SeparableTheory,
): Step {
  const formulas = [formula('h(s)', 'h(s)', inverseMirrorMap)];
  if (potential !== null) formulas.push(formula('psi(w)', '\\psi(w)', potential));
  return {
    id: 'spectral-potential',
    title: 'Potential on the spectrum',
    text: `With the dual matrix S = sum of nu_k A_k the factorization ${name} is W = h(S), h on each eigenvalue, and the potential is psi(W) = tr psi(w) on the spectrum: where the flow meets the measurements its limit minimises tr psi(W) over all symmetric W that meet them, since averaging over changes of sign of the common eigenvectors keeps the outputs and does not raise a convex function of the spectrum.`,
    formulas,
    reason: 'functions of commuting symmetric matrices act on their eigenvalues; the scalar theory above',
    claims: [{ kind: 'definition', name: 'spectral function' }],
  };
}
