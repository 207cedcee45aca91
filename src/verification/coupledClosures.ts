import { HypentropyError } from '../errors.ts';
import { compile, compileVector } from '../expression/compile.ts';
import { differentiate } from '../expression/differentiate.ts';
import { freeSymbols } from '../expression/expression.ts';
import { compileJet } from '../expression/jet.ts';
import { toText } from '../expression/printText.ts';
import type { DualValue } from '../prediction/coupledLimit.ts';
import type { CoupledMap } from '../simulation/coupledMap.ts';
import { dualName, type CoupledModel } from '../theory/coupledModel.ts';
import type { CoupledTheory } from '../theory/coupledTheory.ts';

/** The map for the simulation, from its outputs alone: derivatives by forward mode. */
export function simulatedMap({ maps, parameters }: CoupledModel): CoupledMap {
  const [d, p] = [maps.length, parameters.length];
  const jets = maps.map((map) => compileJet(map, parameters));
  const gradient = new Float64Array(p);
  const hessian = new Float64Array(p * p);
  return {
    name: `[${maps.map(toText).join(', ')}]`,
    d,
    p,
    value(theta, w) {
      for (let i = 0; i < d; i++) w[i] = jets[i]!(theta, gradient, hessian);
    },
    jacobian(theta, out) {
      for (let i = 0; i < d; i++) {
        jets[i]!(theta, gradient, hessian);
        out.set(gradient, i * p);
      }
    },
  };
}

/** The same map with the theory's change of time; null where it has no closed form. */
export function warpedMap(map: CoupledMap, { timeChange, geometry }: CoupledTheory): CoupledMap | null {
  if (timeChange === null || timeChange.factor === null) return null;
  return { ...map, factor: compile(timeChange.factor, geometry.model.parameters) };
}

/** w(s) with its derivatives from the theory's closed form; null where there is none. */
export function closedDualMap({ commuting, geometry }: CoupledTheory): DualValue | null {
  if (commuting === null || commuting.weights === null) return null;
  const names = geometry.model.maps.map((_, i) => dualName(i));
  const values = compileVector(commuting.weights, names);
  const slopes = compileVector(
    commuting.weights.flatMap((e) => names.map((name) => differentiate(e, name))),
    names,
  );
  const domain = commuting
    .mixed!.assumptions.facts.filter((f) =>
      [...freeSymbols(f.expression)].some((name) => names.includes(name)),
    )
    .map((f) => compile(f.expression, names));
  return (s, w, slope) => {
    if (domain.some((inside) => !(inside(s) > 0))) return false;
    values(s, w);
    slopes(s, slope);
    return w.every(Number.isFinite) && slope.every(Number.isFinite);
  };
}

/** θ(0) as doubles. Throws HypentropyError for symbols. */
export function coupledStarts({ maps, parameters, init }: CoupledModel): Float64Array {
  for (const map of maps)
    for (const name of freeSymbols(map))
      if (!parameters.includes(name))
        throw new HypentropyError(
          'setting',
          `the symbol '${name}' of the map has no value`,
          `a simulation needs numbers: write one in place of '${name}', or give it a start value with --init`,
        );
  return Float64Array.from(parameters, (p) => {
    const start = init.get(p)!;
    const symbol = [...freeSymbols(start)][0];
    if (symbol !== undefined)
      throw new HypentropyError(
        'setting',
        `the start value of ${p} contains the symbol '${symbol}'`,
        'a simulation needs numbers: write one in its place',
      );
    return compile(start, [])([]);
  });
}
