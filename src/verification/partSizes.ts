import { compile } from '../expression/compile.ts';
import type { ComparedFlow } from './comparedFlow.ts';

/** Σ_j |f_j(θ_j)| + |f_j(θ_j(0))| of every coordinate: what a weight computed by subtraction is rounded against. */
export function partSizes(flow: ComparedFlow, theta: Float64Array): Float64Array {
  const { theory, d, startRounding, accurate } = flow;
  const size = startRounding.slice();
  if (accurate) return size;
  for (const { parameter, part } of theory.branches) {
    const j = theory.model.parameters.indexOf(parameter);
    const value = compile(part, [parameter]);
    for (let i = 0; i < d; i++) size[i]! += Math.abs(value([theta[j * d + i]!]));
  }
  return size;
}
