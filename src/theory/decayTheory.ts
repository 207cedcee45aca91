import { antiderivative } from '../calculus/antiderivative.ts';
import { limitAtInfinity } from '../calculus/limitAtInfinity.ts';
import { HypentropyError } from '../errors.ts';
import { assume, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import { ONE, TWO, ZERO, divide, exp, freeSymbols, isZero, negate, product, substitute, subtract, sum, symbol, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { TIME, type Algorithm } from './algorithm.ts';
import { flowFromParameters } from './descentTheory.ts';
import { DUAL } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';

/** Gradient flow with weight decay of a homogeneous map. */
export interface DecayTheory {
  /** F(cθ) = c^degree F(θ). */
  readonly degree: Expression;
  /** λ and Λ = ∫₀ᵗ λ as formulas in t, before the end of the schedule. */
  readonly rate: Expression;
  readonly total: Expression;
  /** Λ after all time; null when it grows without bound. */
  readonly final: Expression | null;
  readonly assumptions: Assumptions;
}

/**
 * θ' = −g∇F − λ(t)θ for F homogeneous of degree k. Euler's field scales the gradient field, [θ, ∇F] = (k − 2)∇F, so that
 * θ(t) = Φ_S(e^{−Λ}θ(0)) with S = e^{(k−2)Λ} ∫ e^{−(k−2)Λ} (−g) dτ: at every time the flow from the decayed start (for
 * u² − v² the time-dependent hypentropy of Jacobs and Burkholz 2025). Throws HypentropyError `algorithm` for a map that is
 * not homogeneous and a schedule whose integral is not found.
 */
export function decayTheory({ model }: SeparableTheory, algorithm: Algorithm): DecayTheory {
  const { map, parameters } = model;
  const euler = sum(...parameters.map((p) => product(symbol(p), differentiate(map, p))));
  const degree = simplify(divide(euler, map), model.assumptions);
  if (parameters.some((p) => freeSymbols(degree).has(p)))
    throw new HypentropyError(
      'algorithm',
      `weight decay has a theory for homogeneous maps only: w = ${toText(map)} is not one`,
      'use a map such as u^3 - v^3 or u*v',
    );
  const rate = algorithm.values.get('lambda')!;
  const names = [
    TIME,
    ...freeSymbols(rate),
    ...(algorithm.until === null ? [] : freeSymbols(algorithm.until)),
  ];
  const assumptions = assume(Object.fromEntries(names.map((n) => [n, 'positive'])), model.assumptions);
  const primitive = antiderivative(rate, TIME, assumptions);
  if (primitive === null)
    throw new HypentropyError(
      'algorithm',
      `the integral of ${toText(rate)} was not found`,
      'use a simpler schedule',
    );
  const total = simplify(subtract(primitive, at(primitive, TIME, ZERO)), assumptions);
  return { degree, rate, total, final: finalOf(algorithm, total, assumptions), assumptions };
}

function finalOf({ until }: Algorithm, total: Expression, assumptions: Assumptions): Expression | null {
  if (until !== null) return simplify(at(total, TIME, until), assumptions);
  const limit = limitAtInfinity(total, TIME, 1, assumptions);
  if (limit === null)
    throw new HypentropyError(
      'algorithm',
      'whether the decay is integrable was not decided',
      "add its end, 'until T'",
    );
  return 'finite' in limit ? simplify(limit.finite, assumptions) : null;
}

export function decaySteps(theory: SeparableTheory, algorithm: Algorithm): Step[] {
  const { model } = theory;
  const { map, parameters } = model;
  const t = decayTheory(theory, algorithm);
  const { degree, assumptions } = t;
  const flow = flowFromParameters(theory);
  const excess = subtract(degree, TWO);
  const along = (e: Expression): Expression =>
    sum(...parameters.map((p) => product(symbol(p), differentiate(e, p))));
  const Lambda = symbol(freshName('Lambda', freeSymbols(map)));
  const decayed = new Map(parameters.map((p) => [p, product(exp(negate(Lambda)), symbol(p))]));
  return [
    {
      id: 'euler-field',
      title: 'Decay scales the gradient field',
      text: `The map is homogeneous of degree \`${toText(degree)}\`. Its gradient field is therefore homogeneous too, and decay, which moves along the parameters themselves, only rescales it.`,
      formulas: [
        formula(`sum of theta*dw/dtheta`, '\\langle\\theta,\\nabla w\\rangle', product(degree, map)),
      ],
      reason: "Euler's identity for the map and for its derivatives",
      claims: [
        identity('Euler', along(map), product(degree, map), assumptions),
        ...parameters.map((p): Claim => {
          const f = differentiate(map, p);
          return identity(`Euler ${p}`, along(f), product(subtract(degree, ONE), f), assumptions);
        }),
      ],
    },
    {
      id: 'decayed-flow',
      title: 'The flow with decay',
      text: `With \`Lambda\` the integral of the decay (\`${toText(t.total)}\`${algorithm.until === null ? '' : ` until ${toText(algorithm.until)}, constant after`}), the parameters are at every time on the flow without decay from the start times \`exp(-Lambda)\`, at the dual variable S with \`dS/dt = -g + (${toText(simplify(excess, assumptions))})*lambda*S\`: S is in the row space of X throughout.`,
      formulas: parameters.map((p) =>
        formula(`${p}(S)`, `${symbolLatex(p)}(S)`, substitute(flow.get(p)!, decayed)),
      ),
      reason: 'the flow is homogeneous: degree 1 in the start when s has degree 2 minus that of the map',
      claims: parameters.map((p) => {
        const e = flow.get(p)!;
        return identity(
          `flow of ${p}`,
          subtract(along(e), product(excess, symbol(DUAL), differentiate(e, DUAL))),
          e,
          assumptions,
        );
      }),
    },
    {
      id: 'decayed-start',
      title: 'Effective start',
      text: finalText(t, algorithm),
      formulas: [formula('Lambda', '\\Lambda', t.final ?? t.total)],
      reason: 'antiderivative of the decay, proved by differentiation',
      claims: [identity('Lambda', differentiate(t.total, TIME), t.rate, assumptions), identity('Lambda at 0', at(t.total, TIME, ZERO), ZERO, assumptions)],
    },
  ]; // prettier-ignore
}

function finalText({ final, degree }: DecayTheory, { until }: Algorithm): string {
  if (final !== null)
    return `${until === null ? 'The decay is integrable.' : 'The decay ends.'} If the loss reaches 0 the limit minimises the Bregman divergence of the potential with every start value times \`exp(-Lambda)\`.`;
  const lasso = isZero(subtract(degree, TWO))
    ? ' For a decay that stays constant and degree 2 the rest points have |g| = lambda/2 where the weight is not 0: those of least squares with an l1 penalty of weight lambda/2.'
    : '';
  return `The integral of the decay grows without bound: the start is forgotten.${lasso}`;
}
