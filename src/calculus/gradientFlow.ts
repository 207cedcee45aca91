import { differentiate } from '../expression/differentiate.ts';
import { simplify } from '../expression/simplify.ts';
import type { GradientFlow, GradientProblem } from './gradientProblem.ts';
import { productFlow } from './productFlow.ts';
import { quadraticFlow } from './quadraticFlow.ts';
import { separableFlow } from './separableFlow.ts';

/** The methods in the order in which they are tried. */
const METHODS: readonly ((problem: GradientProblem) => GradientFlow | null)[] = [
  oneParameterFlow,
  quadraticFlow,
  productFlow,
];

/**
 * Solves the gradient flow of f in closed form: one parameter by separation of variables, a quadratic form by its
 * spectral projections, a product of powers through its conserved differences. Null when none of them does.
 */
export function gradientFlow(problem: GradientProblem): GradientFlow | null {
  for (const method of METHODS) {
    const flow = method(problem);
    if (flow !== null) return flow;
  }
  return null;
}

function oneParameterFlow(problem: GradientProblem): GradientFlow | null {
  const { part, parameters, start, sigma, assumptions, proposer = null } = problem;
  const [x] = parameters;
  if (x === undefined || parameters.length > 1) return null;
  const speed = simplify(differentiate(part, x), assumptions);
  const flow = separableFlow(speed, x, start.get(x)!, sigma, assumptions, proposer);
  if (flow === null) return null;
  return {
    solutions: new Map([[x, flow.solution]]),
    clock: flow.primitive,
    conserved: [],
    conditions: flow.conditions,
    facts: flow.facts,
    method: 'separation of variables',
    rules: flow.rules,
  };
}
