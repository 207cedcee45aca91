import { differentiate } from '../expression/differentiate.ts';
import { MINUS_ONE, TWO, ZERO, freeSymbols, isZero, negate, power, product, rational, substitute, sum, symbol, type Expression } from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import type { Algorithm } from './algorithm.ts';
import type { DescentTheory, Label } from './descentTheory.ts';
import type { Claim, Formula, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';

/** What gradient descent, with full or sampled gradients, does to the flow's conserved quantities and start. */
export function descentSteps(t: DescentTheory, algorithm: Algorithm): Step[] {
  const conserved = conservedStep(t, algorithm);
  return [stepOf(t, algorithm), ...commutationStep(t), ...conserved, clockStep(t), effectiveStartStep(t)];
}

function stepOf({ step, x }: DescentTheory, { values }: Algorithm): Step {
  const eta = toText(values.get('eta')!);
  return {
    id: 'descent-step',
    title: 'One step',
    text: `With \`${x} = ${eta}*g\`, the step size times the derivative \`g\` of the loss in this weight (of all samples, or of those drawn), every parameter moves against its own derivative of the map.`,
    formulas: [...step].map(([p, e]) => stepFormula(p, e)),
    reason: 'definition of the algorithm, chain rule',
    claims: [{ kind: 'definition', name: 'step' }],
  };
}

const stepFormula = (p: string, e: Expression): Formula => formula(`${p}_next`, `${symbolLatex(p)}^{+}`, e);

function commutationStep({ commutes, step, flow, assumptions }: DescentTheory): Step[] {
  if (!commutes) return [];
  return [
    {
      id: 'commutation',
      title: 'The step commutes with the flow',
      text: 'A step after the flow is the flow after a step, for every `s` and every step. So descent with any sequence of gradients is, exactly, the flow by the accumulated gradients from starts that each step changes.',
      formulas: [...step].map(([p, e]) =>
        formula(`${p}_next(s)`, `${symbolLatex(p)}^{+}(s)`, substitute(e, flow)),
      ),
      reason: 'both compositions are equal',
      claims: [...step].map(([p, e]) =>
        identity(`commutation ${p}`, substitute(flow.get(p)!, step), substitute(e, flow), assumptions),
      ),
    },
  ];
}

function conservedStep(t: DescentTheory, algorithm: Algorithm): Step[] {
  if (t.conserved.length === 0) return [];
  const isExact = t.conserved.every((q) => q.factor !== null);
  const averaged = averageText(t, algorithm);
  return [
    {
      id: 'conserved-step',
      title: isExact ? 'What a step does to a conserved quantity' : 'What a step does to a conserved quantity, to second order',
      text: isExact
        ? `Every step multiplies it by a factor of \`${t.x}\` alone: after all steps it is its value at the start times the product of the factors, at every step size.${averaged}`
        : `The first order in \`${t.x}\` vanishes, because the flow keeps the quantity; the second is half the second derivative of the quantity along the gradient of the map. The sum over the steps is its change up to one order of the step size more.${averaged}`,
      formulas: t.conserved.map((q) =>
        isExact
          ? formula(`(${toText(q.quantity)})_next`, `\\bigl(${toLatex(q.quantity)}\\bigr)^{+}`, product(q.quantity, q.factor!))
          : { ...formula(`(${toText(q.quantity)})_next`, `\\bigl(${toLatex(q.quantity)}\\bigr)^{+}`, secondOrderOf(q, t.x)), truncated: true },
      ),
      reason: isExact ? 'the step put into the conserved quantity' : 'Taylor expansion of the conserved quantity along the step',
      claims: t.conserved.flatMap((q, k) => changeClaims(q, t, `conserved ${k + 1}`)),
    },
  ]; // prettier-ignore
}

const secondOrderOf = (q: Label, x: string): Expression =>
  sum(q.quantity, ...(q.rate === 1 ? [negate(symbol(x))] : []), product(q.drift, power(symbol(x), TWO)));

function changeClaims(q: Label, t: DescentTheory, name: string): Claim[] {
  if (q.factor !== null) return [identity(name, q.stepped, product(q.quantity, q.factor), t.assumptions)];
  const { x } = t;
  const first = differentiate(q.stepped, x);
  const second = differentiate(first, x);
  const atRest = (e: Expression): Expression => at(e, x, ZERO);
  return [
    identity(`${name} at 0`, atRest(q.stepped), q.quantity, t.assumptions),
    identity(`${name}, first order`, atRest(first), rational(-q.rate), t.assumptions),
    identity(`${name}, second order`, atRest(second), product(TWO, q.drift), t.assumptions),
  ];
}

function clockStep(t: DescentTheory): Step {
  const exact = exactClocks(t);
  const own = exact !== null;
  return {
    id: 'clock-step',
    title: 'What a step does to the dual variable',
    text: own
      ? `The clock of every branch, whose change along the flow is \`s\`, runs by a function of \`${t.x}\` alone. The accumulated gradient is the part \`-${t.x}\`; the rest shifts the start of the branch.`
      : `The clock of every branch, whose change along the flow is \`s\`, runs by \`-${t.x}\` and a part of second order, which shifts the start of the branch.`,
    formulas: t.clocks.map((c, k) => {
      const text = toText(c.quantity);
      const latex = `\\bigl(${toLatex(c.quantity)}\\bigr)^{+}`;
      if (exact !== null) return formula(`(${text})_next`, latex, sum(c.quantity, exact[k]!));
      return { ...formula(`(${text})_next`, latex, secondOrderOf(c, t.x)), truncated: true };
    }),
    reason: own ? 'the step put into the clock' : 'Taylor expansion of the clock along the step',
    claims: t.clocks.flatMap((c, k) =>
      exact === null ? changeClaims(c, t, `clock ${k + 1}`) : clockClaims(c, exact[k]!, t, `clock ${k + 1}`),
    ),
  };
}

/** How each clock moves, as functions of x alone, where the drift of each is a number; null otherwise. */
function exactClocks({ clocks, x, assumptions, model }: DescentTheory): Expression[] | null {
  const found = clocks.map(({ quantity, stepped, drift }) => {
    if (model.parameters.some((p) => freeSymbols(drift).has(p))) return null;
    const change = simplify(sum(stepped, negate(quantity)), assumptions);
    const speed = simplify(differentiate(change, x), assumptions);
    if (model.parameters.some((p) => freeSymbols(speed).has(p))) return null;
    return fromZero(speed, x);
  });
  return found.every((e) => e !== null) ? found : null;
}

/** ∫₀ˣ of c/(1 + k x), the speed of a logarithmic clock; null for other speeds. */
function fromZero(speed: Expression, x: string): Expression | null {
  const inverse = simplify(power(speed, MINUS_ONE), { domains: new Map(), facts: [] });
  const slope = differentiate(inverse, x);
  if (isZero(slope) || freeSymbols(slope).has(x)) return null;
  const start = at(inverse, x, ZERO);
  return product(
    power(slope, MINUS_ONE),
    { kind: 'call', name: 'log', argument: simplify(product(inverse, power(start, MINUS_ONE)), { domains: new Map(), facts: [] }) },
  ); // prettier-ignore
}

const clockClaims = (c: Label, change: Expression, t: DescentTheory, name: string): Claim[] => [
  identity(
    `${name}, derivative in ${t.x}`,
    differentiate(c.stepped, t.x),
    differentiate(change, t.x),
    t.assumptions,
  ),
  identity(`${name} at 0`, sum(at(c.stepped, t.x, ZERO), at(change, t.x, ZERO)), c.quantity, t.assumptions),
];

function effectiveStartStep({ defect, secondOrder, x, commutes, assumptions }: DescentTheory): Step {
  return {
    id: 'effective-start',
    title: 'Effective start',
    text: commutes
      ? `Each step changes the start of the flow as below (the flow by \`${x}\` after the step), whatever came before. The limit of descent on \`X w = y\` minimises the Bregman divergence of the potential with the start so changed, exactly and at every step size for which the weights converge.`
      : `The flow by \`${x}\` after a step is the identity up to second order; below is what one step changes where it is taken. Brought back to the start by the flow, all steps together shift the clock of every branch by the sum of its second-order parts: the limit of descent on \`X w = y\` minimises the Bregman divergence of the potential from that start, up to one order of the step size more.`,
    formulas: [...defect].map(([p, e]) =>
      commutes
        ? formula(`${p}(0)_next`, `${symbolLatex(p)}(0)^{+}`, e)
        : {
            ...formula(
              `${p}(0)_next`,
              `${symbolLatex(p)}(0)^{+}`,
              sum(symbol(p), product(secondOrder.get(p)!, power(symbol(x), TWO))),
            ),
            truncated: true,
          },
    ),
    reason: commutes ? 'step and flow commute' : 'Taylor expansion in the step',
    claims: [...defect].flatMap(([p, e]): Claim[] => {
      const first = differentiate(e, x);
      return [
        identity(`${p} at 0`, at(e, x, ZERO), symbol(p), assumptions),
        identity(`${p}, first order`, at(first, x, ZERO), ZERO, assumptions),
        identity(`${p}, second order`, at(differentiate(first, x), x, ZERO), product(TWO, secondOrder.get(p)!), assumptions),
      ];
    }),
  }; // prettier-ignore
}

/** What the average over the draws makes of x and x². */
function averageText({ x }: DescentTheory, { name, values }: Algorithm): string {
  const eta = toText(values.get('eta')!);
  if (name === 'sgd')
    return ` Single samples, drawn with equal chance and weighted by their number, average \`${x}^2\` to \`${eta}^2\` times n sum over i of x_ij^2 r_i^2, r the residuals.`;
  if (name === 'label-noise')
    return ` Single samples with independent label noise average \`${x}^2\` to \`${eta}^2\` times n sum over i of x_ij^2 (r_i^2 + ${toText(values.get('sigma')!)}^2), which does not vanish with the residuals r.`;
  return '';
}
