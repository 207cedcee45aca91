import { differentiate } from '../expression/differentiate.ts';
import { divide, freeSymbols, negate, product, rational, subtract, sum, symbol, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { assume } from '../expression/assumptions.ts';
import type { Algorithm } from './algorithm.ts';
import { secondAlong } from './descentTheory.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/** A clock (rate 1) or conserved quantity (rate 0) of the flow, with vᵀ ∇²q v in the velocities. */
export interface MovingLabel {
  readonly quantity: Expression;
  readonly rate: 0 | 1;
  readonly curvature: Expression;
}

export interface MomentumTheory {
  /** Name of the velocity of each parameter. */
  readonly velocities: ReadonlyMap<string, string>;
  /** As many for each branch as it has parameters: its clock, then what it keeps. */
  readonly labels: readonly MovingLabel[];
}

/**
 * Under λ θ'' + θ' = −∇F g every q with ⟨∇q, ∇F⟩ = r has d/dt (q + λ q') = −r g + λ θ'ᵀ ∇²q θ'. From rest to rest the
 * clocks therefore run by the accumulated negative gradient plus λ ∫ θ'ᵀ ∇²q θ' dt, for every map (for u² − v² Papazov,
 * Pesme and Flammarion 2024).
 */
export function momentumTheory({ model, branches }: SeparableTheory): MomentumTheory {
  const taken = new Set([...freeSymbols(model.map), ...model.parameters]);
  const velocities = new Map(model.parameters.map((p) => [p, freshName(`${p}_1`, taken)]));
  const v = new Map([...velocities].map(([p, name]) => [p, symbol(name)]));
  const label = (quantity: Expression, rate: 0 | 1): MovingLabel => ({
    quantity,
    rate,
    curvature: simplify(secondAlong(quantity, v), model.assumptions),
  });
  return {
    velocities,
    labels: branches.flatMap((b) => [label(b.flow.clock, 1), ...b.flow.conserved.map((q) => label(q, 0))]),
  };
}

export function momentumSteps(theory: SeparableTheory, algorithm: Algorithm): Step[] {
  const { model } = theory;
  const { velocities, labels } = momentumTheory(theory);
  const lambda = algorithm.values.get('lambda') ?? effectiveInertia(algorithm);
  const g = symbol(freshName('g', new Set([...freeSymbols(model.map), ...model.parameters])));
  const assumptions = assume(
    Object.fromEntries([...velocities.values(), ...[...freeSymbols(lambda)]].map((name) => [name, 'real'])),
    model.assumptions,
  );
  // θ'' from the equation of motion
  const acceleration = new Map(
    model.parameters.map((p) => [
      p,
      divide(negate(sum(product(g, differentiate(model.map, p)), symbol(velocities.get(p)!))), lambda),
    ]),
  );
  const derivative = (q: Expression): Expression =>
    sum(
      ...model.parameters.map((p) =>
        product(differentiate(q, p), sum(symbol(velocities.get(p)!), product(lambda, acceleration.get(p)!))),
      ),
    );
  const heavyBall = algorithm.name === 'heavy-ball';
  return [
    {
      id: 'momentum-balance',
      title: 'What momentum does to the clocks and conserved quantities',
      text: `Along \`lambda*theta'' + theta' = -g*dw/dtheta\` with \`lambda = ${toText(lambda)}\`, the derivative of \`q + lambda*q'\` in time is minus the gradient for a clock, nothing for a conserved quantity, plus \`lambda\` times the second derivative of \`q\` along the velocity (written ${[...velocities.values()].map((n) => `\`${n}\``).join(', ')}).${heavyBall ? ' Heavy-ball descent with step size gamma and momentum beta is its discretisation in steps of time gamma/(1 - beta), with lambda = gamma/(1 - beta)^2, so all below is approximate for it: up to one order of 1 - beta more.' : ''}`,
      formulas: labels.map(({ quantity, curvature, rate }) =>
        formula(
          `d/dt [q + lambda*q'], q = ${toText(quantity)}`,
          `\\tfrac{d}{dt}\\bigl[q+\\lambda q'\\bigr]_{q=${toLatex(quantity)}}`,
          sum(...(rate === 1 ? [negate(g)] : []), product(lambda, curvature)),
        ),
      ),
      reason: 'chain rule and the equation of motion',
      claims: labels.map((l, k): Claim =>
        identity(`balance ${k + 1}`, derivative(l.quantity), product(rational(-l.rate), g), assumptions),
      ),
    },
    {
      id: 'momentum-start',
      title: 'Effective start',
      text: `From rest to rest \`q'\` vanishes at both ends. So the limit on \`X w = y\` minimises the Bregman divergence of the potential with the start at which every label \`q\` is shifted by the integral of \`lambda\` times its curvature, as long as no parameter crosses a zero of the speed, where a label has a pole.${heavyBall ? '' : ' This is exact.'}`,
      formulas: labels.map(({ quantity, curvature }) =>
        formula(
          `rate of the shift of ${toText(quantity)}`,
          `\\tfrac{d}{dt}\\Delta\\bigl[${toLatex(quantity)}\\bigr]`,
          product(lambda, curvature),
        ),
      ),
      reason: 'integration over all time',
      claims: [{ kind: 'definition', name: 'shift' }],
    },
  ];
}

/** λ = γ/(1 − β)². */
function effectiveInertia({ values }: Algorithm): Expression {
  const rest = subtract(rational(1), values.get('beta')!);
  return divide(values.get('gamma')!, product(rest, rest));
}
