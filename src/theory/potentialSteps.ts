import { withPositive, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, TWO, ZERO, divide, freeSymbols, negate, power, product, size, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { valueAtStart } from './definedAtStart.ts';
import type { MirrorMap } from './mirrorMap.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { LONGEST, alongBranches, at, formula, identity } from './stepParts.ts';

const [s, w] = [symbol(DUAL), symbol(WEIGHT)];

type ClosedMap = Extract<MirrorMap, { form: 'closed' }>;

/** The potential: Legendre transform of the dual potential, in the weight where the mirror map is closed. */
export function potentialStep(t: SeparableTheory): Step {
  const { potential, parametricPotential, dualPotential, inverseMirrorMap: h, assumptions, mirrorMap } = t;
  const parametric = [
    identity(
      "dpsi/ds = s w'(s)",
      differentiate(parametricPotential, DUAL),
      product(s, differentiate(h, DUAL)),
      assumptions,
    ),
    identity('psi = 0 at the start', at(parametricPotential, DUAL, ZERO), ZERO, t.model.assumptions),
  ];
  const weight = identity('w(s)', h, alongBranches(t), assumptions);
  const base = { id: 'potential', title: 'Potential', reason: 'Legendre transform of the dual potential' };
  if (potential === null || mirrorMap.form !== 'closed') {
    return {
      ...base,
      text: 'In parametric form: for each dual variable the weight and the potential there.',
      formulas: [formula('w(s)', 'w(s)', h), formula('psi(w(s))', '\\psi(w(s))', parametricPotential)],
      claims: [weight, ...parametric],
    };
  }
  const long = size(potential) > LONGEST;
  const shown = long ? sum(product(s, w), negate(dualPotential)) : potential;
  return {
    ...base,
    text: long ? 'With the mirror map `s = s(w)` above:' : 'As a function of the weight:',
    formulas: [formula('psi(w)', '\\psi(w)', shown)],
    claims: long
      ? [
          ...parametric,
          identity('psi = s w - psi*(s)', at(shown, WEIGHT, h), parametricPotential, assumptions),
        ]
      : [...parametric, ...closedPotential(t, mirrorMap, potential)],
  };
}

/** What makes an expression in w the potential: its derivative is the mirror map and it vanishes at the start. */
function closedPotential(t: SeparableTheory, { half, value }: ClosedMap, potential: Expression): Claim[] {
  const slope = identity(
    "psi'(w) = s(w)",
    differentiate(potential, WEIGHT),
    half?.value ?? value,
    t.weightAssumptions,
  );
  const there = half === null ? valueAtStart(potential, t.start, t.model.assumptions) : null;
  if (there !== null) return [slope, identity('psi(w(0)) = 0', there, ZERO, t.model.assumptions)];
  const upper = half === null ? t.assumptions : withPositive(t.assumptions, [subtract(s, half.centre)]);
  return [
    slope,
    identity('psi(w(s))', at(potential, WEIGHT, t.inverseMirrorMap), t.parametricPotential, upper),
  ];
}

/** The metric tensor as a function of the weight alone. */
export function metricStep(t: SeparableTheory): Step {
  const { metric, parametricMetric, model, assumptions, inverseMirrorMap: h, mirrorMap } = t;
  const tensor = sum(...model.parameters.map((p) => power(differentiate(model.map, p), TWO)));
  const claims: Claim[] = [
    identity("w'(s) = J J^T", differentiate(h, DUAL), alongBranches(t, tensor), assumptions),
    identity('metric', parametricMetric, power(differentiate(h, DUAL), MINUS_ONE), assumptions),
  ];
  const closed = metric !== null && size(metric) <= LONGEST && mirrorMap.form === 'closed';
  if (closed) {
    const sigma = mirrorMap.half?.value ?? mirrorMap.value;
    claims.push(identity("psi''(w)", metric, differentiate(sigma, WEIGHT), t.weightAssumptions));
  }
  return {
    id: 'metric',
    title: 'Metric tensor as a function of the weight',
    text: closed
      ? 'The conserved quantities eliminate the parameters: the metric tensor is a function of the weight alone, the Hessian of the potential.'
      : 'The metric tensor is a function of the weight alone, through the dual variable: the Hessian of the potential.',
    formulas: [
      closed
        ? formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', metric)
        : formula("psi''(w(s))", '\\psi^{\\prime\\prime}(w(s))', parametricMetric),
    ],
    reason: 'inverse function rule, elimination through the dual variable',
    claims,
  };
}

/** The Bregman divergence of two weights by their dual variables. */
export function bregmanStep(t: SeparableTheory): Step {
  const { inverseMirrorMap: h, dualPotential } = t;
  const { first, second, facts } = bregmanNames(t);
  const [a, b] = [symbol(first), symbol(second)];
  const divergence = sum(
    at(dualPotential, DUAL, b),
    negate(at(dualPotential, DUAL, a)),
    product(at(h, DUAL, a), subtract(a, b)),
  );
  const psi = (x: Expression) => at(t.parametricPotential, DUAL, x);
  const definition = sum(
    psi(a),
    negate(psi(b)),
    negate(product(b, subtract(at(h, DUAL, a), at(h, DUAL, b)))),
  );
  return {
    id: 'bregman',
    title: 'Bregman divergence',
    text: `Between two weights \`w_1 = w(${a.name})\` and \`w_0 = w(${b.name})\`, by the dual identity \`D_psi(w_1, w_0) = psi*(${b.name}) - psi*(${a.name}) + w_1 (${a.name} - ${b.name})\`.`,
    formulas: [formula('D_psi(w_1, w_0)', 'D_\\psi(w_1,w_0)', divergence)],
    reason: "definition psi(w_1) - psi(w_0) - psi'(w_0) (w_1 - w_0) and Legendre duality",
    claims: [identity('D_psi', divergence, definition, facts)],
  };
}

/** The dual variables of w_1 and w_0, under names that the model does not use, inside their intervals. */
export function bregmanNames({ inverseMirrorMap, assumptions }: SeparableTheory): {
  readonly first: string;
  readonly second: string;
  readonly facts: Assumptions;
} {
  const taken = freeSymbols(inverseMirrorMap);
  const [first, second] = [freshName('s_1', taken), freshName('s_0', taken)];
  const facts = [first, second].reduce((known, name) => renamed(known, assumptions, name), assumptions);
  return { first, second, facts };
}

/** The facts about s, repeated for a renamed copy of it. */
function renamed(known: Assumptions, from: Assumptions, name: string): Assumptions {
  const facts = from.facts
    .filter((f) => toText(f.expression).length > 0)
    .map((f) => ({ ...f, expression: at(f.expression, DUAL, symbol(name)) }));
  const domain = from.domains.get(DUAL);
  const domains = domain === undefined ? known.domains : new Map(known.domains).set(name, domain);
  return { domains, facts: [...known.facts, ...facts] };
}

/** The implicit regularizer. */
export function regularizerStep(t: SeparableTheory): Step {
  const { potential, parametricPotential, dualPotential, inverseMirrorMap: h, start, mirrorMap } = t;
  const closed = potential !== null && size(potential) <= LONGEST && mirrorMap.form === 'closed';
  const claims: Claim[] = [
    identity('w(0)', at(h, DUAL, ZERO), start, t.model.assumptions),
    identity('Q = 0 at the start', at(parametricPotential, DUAL, ZERO), ZERO, t.model.assumptions),
    identity(
      "Q' = 0 at the start",
      divide(
        at(differentiate(parametricPotential, DUAL), DUAL, ZERO),
        at(differentiate(h, DUAL), DUAL, ZERO),
      ),
      ZERO,
      t.model.assumptions,
    ),
    identity(
      'Q = D_psi(w, w(0))',
      parametricPotential,
      sum(at(dualPotential, DUAL, ZERO), negate(dualPotential), product(h, s)),
      t.assumptions,
    ),
    ...(closed ? closedPotential(t, mirrorMap, potential) : []),
  ];
  return {
    id: 'regularizer',
    title: 'Implicit regularizer',
    text: `Gradient flow that reaches \`X w = y\` ends at the interpolator that minimises \`Q(w) = D_psi(w, w(0))\`, summed over the coordinates. The start is \`w(0) = ${toText(start)}\`; in this normalisation the potential and its slope vanish there, so \`Q = psi\`.`,
    formulas: [
      closed ? formula('Q(w)', 'Q(w)', potential) : formula('Q(w(s))', 'Q(w(s))', parametricPotential),
    ],
    reason:
      'minimum-divergence characterisation of mirror flow (Gunasekar, Lee, Soudry and Srebro 2018; Woodworth et al. 2020)',
    claims,
  };
}
