import type { Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, ONE, TWO, ZERO, call, divide, freeSymbols, isRational, isZero, log, negate, power, product, rational, signOfRational, splitCoefficient, substitute,
  subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { proveZero } from '../expression/prove.ts';
import { normalize, simplify } from '../expression/simplify.ts';
import { isNonzero } from '../expression/assumptions.ts';
import { independentRows, spectralProjections, type Eigenspace, type Matrix } from './spectralProjections.ts';
import type { GradientFlow, GradientProblem } from './gradientProblem.ts';

/**
 * The gradient flow of a quadratic form f = θᵀAθ/2 + bᵀθ + c, dθ/dσ = Aθ + b, by the spectral decomposition of A: every
 * eigenspace grows like e^{λσ}, and linearly where λ = 0. Null when f is not quadratic or its eigenvalues are not found.
 */
export function quadraticFlow(problem: GradientProblem): GradientFlow | null {
  const { part, parameters, start, sigma, assumptions } = problem;
  const tidy = (e: Expression) => simplify(e, assumptions);
  const gradient = parameters.map((p) => differentiate(part, p));
  const A = gradient.map((g) => parameters.map((p) => tidy(differentiate(g, p))));
  if (A.some((row) => row.some((e) => parameters.some((p) => freeSymbols(e).has(p))))) return null;
  const origin = new Map(parameters.map((p) => [p, ZERO] as const));
  const b = gradient.map((g) => tidy(substitute(g, origin)));
  const spaces = spectralProjections(A, assumptions);
  if (spaces === null) return null;
  const theta0 = parameters.map((p) => start.get(p)!);
  const s = symbol(sigma);
  const solutions = new Map(
    parameters.map((p, i) => {
      const terms = spaces.flatMap(({ value, projection }) => {
        const along = (v: readonly Expression[]) => sum(...projection[i]!.map((e, j) => product(e, v[j]!)));
        const grows = call('exp', product(value, s));
        const drift = isZero(value) ? s : divide(subtract(grows, ONE), value);
        return [product(tidy(along(theta0)), grows), product(tidy(along(b)), drift)];
      });
      return [p, tidy(sum(...terms))] as const;
    }),
  );
  const solved = parameters.every((p, i) => {
    const defect = subtract(differentiate(solutions.get(p)!, sigma), substitute(gradient[i]!, solutions));
    const initial = subtract(substitute(solutions.get(p)!, new Map([[sigma, ZERO]])), theta0[i]!);
    return proveZero(defect, assumptions) !== null && proveZero(initial, assumptions) !== null;
  });
  if (!solved) return null;
  const coordinates = spaces.flatMap((space) => eigenCoordinates(space, parameters, b, assumptions));
  const reference = referenceOf(coordinates, start, assumptions);
  if (reference === null) return null;
  return {
    solutions,
    value: valueAlong(spaces, { theta0, b, at0: tidy(substitute(part, start)), s }, assumptions),
    clock: clockOf(reference),
    conserved: coordinates.flatMap((x) =>
      x === reference ? [] : [plain(normalize(conservedWith(x, reference, start, assumptions), assumptions))],
    ),
    conditions: [],
    facts: [],
    method: 'the exponential of the Hessian matrix of the map, by its eigenvalues',
    rules: ['eigenvalues', 'matrix-exponential'],
  };
}

/** f(θ(σ)) by df/dσ = |∇f|² = Σ λ² |P_λ(θ(0) + b/λ)|² e^{2λσ} + |P_0 b|². */
function valueAlong(
  spaces: readonly Eigenspace[],
  start: { theta0: readonly Expression[]; b: readonly Expression[]; at0: Expression; s: Expression },
  assumptions: Assumptions,
): Expression {
  const { theta0, b, at0, s } = start;
  const tidy = (e: Expression) => simplify(e, assumptions);
  const squared = (P: Matrix, v: readonly Expression[]) =>
    tidy(sum(...P.map((row, i) => product(v[i]!, sum(...row.map((e, j) => product(e, v[j]!)))))));
  const terms = spaces.map(({ value, projection }) => {
    if (isZero(value)) return { moving: product(squared(projection, b), s), atStart: ZERO };
    const shifted = theta0.map((x, i) => sum(x, divide(b[i]!, value)));
    const half = tidy(product(rational(1, 2), value, squared(projection, shifted)));
    return { moving: product(half, call('exp', product(tidy(product(TWO, value)), s))), atStart: half };
  });
  const constant = tidy(subtract(at0, sum(...terms.map((t) => t.atStart))));
  return sum(...terms.map((t) => t.moving), constant);
}

/** x(θ) with dx/dσ = rate·x, or dx/dσ = drift where the rate is zero. */
interface EigenCoordinate {
  readonly value: Expression;
  readonly rate: Expression;
  readonly drift: Expression;
}

function eigenCoordinates(
  { value: rate, projection, dimension }: Eigenspace,
  parameters: readonly string[],
  b: readonly Expression[],
  assumptions: Assumptions,
): EigenCoordinate[] {
  return independentRows(projection as Matrix, dimension, assumptions).map((row) => {
    const linear = sum(...row.map((e, j) => product(e, symbol(parameters[j]!))));
    const drift = simplify(sum(...row.map((e, j) => product(e, b[j]!))), assumptions);
    if (isZero(rate)) return { value: linear, rate, drift };
    return { value: sum(linear, simplify(divide(drift, rate), assumptions)), rate, drift: ZERO };
  });
}

/** A coordinate that tells σ: one that grows from a value other than zero, or one that drifts. */
function referenceOf(
  coordinates: readonly EigenCoordinate[],
  start: ReadonlyMap<string, Expression>,
  assumptions: Assumptions,
): EigenCoordinate | null {
  const growing = coordinates.find(
    (x) =>
      !isZero(x.rate) && isNonzero(simplify(substitute(x.value, start), assumptions), assumptions) === true,
  );
  return growing ?? coordinates.find((x) => isZero(x.rate) && !isZero(x.drift)) ?? null;
}

const logSize = (e: Expression): Expression => product(rational(1, 2), log(power(e, TWO)));

const clockOf = ({ value, rate, drift }: EigenCoordinate): Expression =>
  isZero(rate) ? divide(value, drift) : divide(logSize(value), rate);

/** A sum without a common numerical factor. */
function plain(e: Expression): Expression {
  const [factor, rest] = splitCoefficient(e);
  if (rest.kind !== 'sum') return rest;
  return signOfRational(factor) < 0 ? sum(...rest.terms.map(negate)) : rest;
}

/**
 * What the flow keeps of two coordinates: x^q y^{−p} where their rates are as p to q. A coordinate that is not known to
 * start away from its rest point has no logarithm: it is multiplied by the decay of its growth.
 */
function conservedWith(
  x: EigenCoordinate,
  reference: EigenCoordinate,
  start: ReadonlyMap<string, Expression>,
  assumptions: Assumptions,
): Expression {
  if (isZero(x.rate))
    return isZero(x.drift) ? x.value : subtract(divide(x.value, x.drift), clockOf(reference));
  const moves = isNonzero(simplify(substitute(x.value, start), assumptions), assumptions);
  const decay = () => call('exp', negate(product(x.rate, clockOf(reference))));
  if (isZero(reference.rate))
    return moves ? subtract(divide(logSize(x.value), x.rate), clockOf(reference)) : product(x.value, decay());
  const ratio = simplify(divide(x.rate, reference.rate), assumptions);
  if (!isRational(ratio) && !moves) return product(x.value, decay());
  if (!isRational(ratio))
    return subtract(product(logSize(x.value), power(ratio, MINUS_ONE)), logSize(reference.value));
  return product(
    power(x.value, rational(ratio.denominator)),
    power(reference.value, rational(-ratio.numerator)),
  );
}
