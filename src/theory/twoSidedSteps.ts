import { differentiate } from '../expression/differentiate.ts';
import { proveEqual } from '../expression/prove.ts';
import {
  call,
  isZero,
  ZERO,
  equal,
  negate,
  subtract,
  substitute,
  sum,
  symbol,
  type Expression,
} from '../expression/expression.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { normalised, type Design } from './design.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { DesignProblem } from './readDesign.ts';
import { richSides, richStep } from './regimes.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';
import { at, formula, identity } from './stepParts.ts';

/**
 * Weights of both signs as a difference w = F(u) − F(v) from equal starts: which potential that model has, and how it
 * is made of the one asked for. With p = F(u), n = F(v) run by ±σ, h(σ) = h₁(σ) − h₁(−σ) and ψ₂* (σ) = ψ*(σ) + ψ*(−σ),
 * whose dual is the infimal convolution ψ₂(w) = min { D_ψ(p, w₀) + D_ψ(n, w₀) : p − n = w } (Rockafellar 1970,
 * Theorem 16.4).
 */
export function twoSidedSteps({ problem, designed, twoSided }: Design): Step[] {
  if (twoSided === null || designed === null) return [];
  const { model, separable: two } = twoSided;
  const base = {
    id: 'two-sided',
    title: 'Two sides: the difference of two such maps',
    reason:
      'sum of dual potentials; its conjugate is an infimal convolution (Rockafellar 1970, theorem 16.4)',
  };
  const shown: Formula[] = [
    formula('w', 'w', model.map),
    ...model.parameters.map((p) => formula(`${p}(0)`, `${symbolLatex(p)}(0)`, model.init.get(p)!)),
  ];
  const relation =
    'Its potential is not the one asked for taken at `abs(w)`, but its infimal convolution with its mirror image: the least `D_psi(p, w_0) + D_psi(n, w_0)` over `p - n = w`, where `w_0` is the start weight of each side.';
  if (two === null)
    return [
      {
        ...base,
        text: `${relation} The engine finds no closed form of this flow.`,
        formulas: shown,
        claims: [{ kind: 'open', name: 'two-sided potential', why: 'the flow of the difference was not solved in closed form' }],
      },
    ]; // prettier-ignore
  const one = designed.separable;
  const same = two.potential === null ? false : sameShape(two, problem.metric);
  const outcome = same
    ? ' Here the result has the metric asked for.'
    : ' The metric that it has is the one below.';
  return [
    {
      ...base,
      text: `${relation}${outcome}`,
      formulas: [...shown, ...formulasOf(two)],
      claims: [...(one === null ? [] : relations(one, two)), ...inverseClaims(two)],
    },
    ...richSteps(problem, two),
  ];
}

function formulasOf(two: SeparableTheory): Formula[] {
  const { mirrorMap, metric, potential } = two;
  const closed = mirrorMap.form === 'closed' && mirrorMap.half === null;
  return [
    formula('w(s)', 'w(s)', two.inverseMirrorMap),
    ...(closed ? [formula('s(w)', 's(w)', mirrorMap.value)] : []),
    formula('psi_2*(s)', '\\psi_2^{*}(s)', two.dualPotential),
    ...(closed && metric !== null ? [formula("psi_2''(w)", '\\psi_2^{\\prime\\prime}(w)', metric)] : []),
    ...(closed && potential !== null ? [formula('psi_2(w)', '\\psi_2(w)', potential)] : []),
  ];
}

function relations(one: SeparableTheory, two: SeparableTheory): Claim[] {
  const back = (e: Expression) => substitute(e, new Map([[DUAL, negate(symbol(DUAL))]]));
  const h = one.inverseMirrorMap;
  return [
    identity('w(s) = w_1(s) - w_1(-s)', two.inverseMirrorMap, subtract(h, back(h)), two.assumptions),
    identity('psi_2*(s) = psi*(s) + psi*(-s)', two.dualPotential, sum(one.dualPotential, back(one.dualPotential)), two.assumptions),
  ];
} // prettier-ignore

/** The closed forms in the weight: s(w) inverts w(s), and potential and metric are its integral and its slope. */
function inverseClaims(two: SeparableTheory): Claim[] {
  const { mirrorMap, potential, metric, inverseMirrorMap: h, weightAssumptions: facts } = two;
  if (mirrorMap.form !== 'closed' || mirrorMap.half !== null) return [];
  const s = mirrorMap.value;
  const slope = differentiate(s, WEIGHT);
  return [
    identity('w(s(w)) = w', at(h, DUAL, s), symbol(WEIGHT), facts),
    ...(metric === null ? [] : [identity("psi_2''(w)", metric, slope, facts)]),
    ...(potential === null
      ? []
      : [identity("psi_2'(w)", differentiate(potential, WEIGHT), s, facts), constantClaim(two, potential)]),
  ];
}

/** The potential vanishes at the start or, where its formula has a removable singularity there, is right along the flow. */
function constantClaim(two: SeparableTheory, potential: Expression): Claim {
  try {
    return identity('psi_2(0) = 0', at(potential, WEIGHT, two.start), ZERO, two.model.assumptions);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const along = at(potential, WEIGHT, two.inverseMirrorMap);
    return identity('psi_2(w(s))', along, two.parametricPotential, two.assumptions);
  }
}

const sameShape = ({ metric, weightAssumptions }: SeparableTheory, asked: Expression): boolean =>
  metric !== null && (equal(metric, asked) || proveEqual(metric, asked, weightAssumptions) !== null);

/** Large weights: what the two-sided potential grows like, beside the one asked for at |w| where that exists. */
function richSteps(problem: DesignProblem, two: SeparableTheory): Step[] {
  const rich = richSides(two);
  if (typeof rich === 'string' || (rich.up === null && rich.down === null)) return [];
  const step = richStep(two, null, rich);
  const { lower, upper } = problem.interval;
  const asked = lower !== null && isZero(lower) && upper === null ? normalised(problem) : null;
  const size = call('abs', symbol(WEIGHT));
  const shown = step.formulas.map((f) => ({
    ...f,
    left: f.left.replace('psi', 'psi_2'),
    leftLatex: f.leftLatex.replace('\\psi', '\\psi_2'),
  }));
  const beside =
    asked === null
      ? []
      : [formula('D_psi(abs(w), w_0)', 'D_\\psi(\\left|w\\right|,w_0)', at(asked, WEIGHT, size))];
  const text =
    asked === null
      ? step.text
      : `${step.text} Beside it stands the divergence asked for, taken at \`abs(w)\`: far from the start one side carries nearly all of the weight, the other less than \`w_0\`.`;
  return [
    {
      ...step,
      id: 'two-sided-rich',
      title: 'Two sides: large weights',
      text,
      formulas: [...shown, ...beside],
    },
  ];
}
