import { HypentropyError } from '../errors.ts';
import { divide, product, sqrt, substitute, symbol, type Expression } from '../expression/expression.ts';
import type { Algorithm } from './algorithm.ts';
import type { ReadModel } from './readModel.ts';

/**
 * Flow at the rate η_p of each parameter, θ_p' = −η_p g ∂F/∂θ_p, is gradient flow of φ with θ_p = sqrt(η_p) φ_p: the model
 * F(sqrt(η) φ) from φ(0) = θ(0)/sqrt(η). The parameters keep their names. Throws HypentropyError `algorithm` for a rate of
 * what is no parameter.
 */
export function withRates(read: ReadModel, { rates }: Algorithm): ReadModel {
  const unknown = [...rates.keys()].find((p) => !read.starts.has(p));
  if (unknown !== undefined)
    throw new HypentropyError(
      'algorithm',
      `rates names '${unknown}', which is no parameter of the model`,
      `its parameters are ${[...read.starts.keys()].join(', ')}`,
    );
  const scaled = new Map([...rates].map(([p, rate]) => [p, product(sqrt(rate), symbol(p))]));
  const starts = new Map(
    [...read.starts].map(([p, entries]) => {
      const rate = rates.get(p);
      return [p, rate === undefined ? entries : entries.map((e): Expression => divide(e, sqrt(rate)))] as const;
    }),
  ); // prettier-ignore
  return {
    ...read,
    map: substitute(read.map, scaled),
    starts,
    depth: null,
    depthText: null,
    scale: null,
    shape: null,
  };
}
