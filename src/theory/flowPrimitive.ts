import type { Assumptions } from '../expression/assumptions.ts';
import { withPositive } from '../expression/assumptions.ts';
import {
  ONE, ZERO, isZero, log, negate, power, product, rational, sum, symbol, type Expression, type Rational,
} from '../expression/expression.ts'; // prettier-ignore
import { isNegative } from '../expression/assumptions.ts';
import { alongOutput, type CoupledGeometry } from './coupledGeometry.ts';
import { linearRelations } from './linearRelations.ts';

/** Most basis functions of one search. */
const MOST_BASIS = 180;

/** The monomials in the parameters of degree low … high, lowest first. */
export function monomials(parameters: readonly string[], low: number, high: number): Expression[] {
  const found: Expression[] = [];
  for (let degree = low; degree <= high; degree++) {
    const visit = (k: number, left: number, e: Expression): void => {
      if (k === parameters.length) {
        if (left === 0) found.push(e);
        return;
      }
      for (let n = k === parameters.length - 1 ? left : 0; n <= left; n++)
        visit(k + 1, left - n, product(e, power(symbol(parameters[k]!), rational(n))));
    };
    visit(0, degree, ONE);
    if (found.length > MOST_BASIS) break;
  }
  return found.length > MOST_BASIS ? found.slice(0, MOST_BASIS) : found;
}

/** Each parameter as a positive quantity: θ, or −θ where it starts negative. */
export const positiveParameters = ({ model }: CoupledGeometry): Expression[] =>
  model.parameters.flatMap((p) => {
    const start = model.init.get(p)!;
    if (isZero(start)) return [];
    return [isNegative(start, model.assumptions) === true ? negate(symbol(p)) : symbol(p)];
  });

/** The logarithms of the parameters. */
export const logarithms = (geometry: CoupledGeometry): Expression[] => positiveParameters(geometry).map(log);

/** The model's assumptions with every parameter on the side of 0 where it starts. */
export const signedAssumptions = (geometry: CoupledGeometry): Assumptions =>
  withPositive(geometry.model.assumptions, positiveParameters(geometry));

/**
 * A function q of the parameters with ∇F_i(q) = rates[i] for every i, as a rational combination of the basis; null when
 * there is none. It grows at these rates along every gradient flow.
 */
export function flowPrimitive(
  geometry: CoupledGeometry,
  rates: readonly Expression[],
  basis: readonly Expression[],
  assumptions: Assumptions,
): Expression | null {
  if (rates.every(isZero)) return ZERO;
  const columns = [...basis.slice(0, MOST_BASIS).map((b) => growth(geometry, b)), rates];
  const last = columns.length - 1;
  // The target comes last, so it is free exactly when it depends on the basis.
  const relation = linearRelations([...columns.slice(last), ...columns.slice(0, last)], assumptions).find(
    (c) => c[0]!.numerator !== 0n,
  );
  if (relation === undefined) return null;
  const [own, ...others] = relation as [Rational, ...Rational[]];
  const scale = rational(-own.denominator, own.numerator);
  return sum(...others.map((c, m) => product(scale, c, basis[m]!)));
}

/** The functions in the span of the basis that every gradient flow of the map keeps. */
export function keptFunctions(
  geometry: CoupledGeometry,
  basis: readonly Expression[],
  assumptions: Assumptions,
): Expression[] {
  const relations = linearRelations(
    basis.map((b) => growth(geometry, b)),
    assumptions,
  );
  return relations.map((c) => sum(...c.map((x, m) => product(x, basis[m]!))));
}

const growth = (geometry: CoupledGeometry, e: Expression): Expression[] =>
  geometry.model.maps.map((_, i) => alongOutput(geometry, i, e));
