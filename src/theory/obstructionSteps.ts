import {
  ZERO, isZero, log, product, size, subtract, substitute, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toLatex } from '../expression/printLatex.ts';
import { toText } from '../expression/printText.ts';
import { acrossFibres, metricEntries, type Dependence } from './coupledDependence.ts';
import { alongOutput, atStart, inner, type CoupledGeometry } from './coupledGeometry.ts';
import type { Witness } from './coupledReach.ts';
import { bracketLatex, shown } from './coupledSteps.ts';
import type { TimeChange } from './coupledTimeChange.ts';
import type { Claim, Formula, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

const fieldNames = (word: readonly number[]): string => word.map((i) => `F${i + 1}`).join(', then ');

const wordText = (word: readonly number[], what: string): string =>
  word.length === 0
    ? `its value at the start is not 0`
    : `its derivative along the gradient of ${fieldNames(word)}, at the start, is not 0, so ${what} near the start that the flow reaches`;

/** Derivatives above this size are claimed in two steps: the simplified form, and its value. */
const LARGEST_RECOMPUTED = 20_000;

/** The derivative recomputed from the function, and its value at the start. */
function witnessClaims(g: CoupledGeometry, base: Expression, witness: Witness, name: string): Claim[] {
  const { model } = g;
  const derivative = witness.word.reduce((e, i) => alongOutput(g, i, e), base);
  const value = (e: Expression): Claim =>
    identity(`${name}: value at the start`, substitute(e, model.init), witness.value, model.assumptions);
  if (size(derivative) <= LARGEST_RECOMPUTED) return [value(derivative)];
  return [
    identity(`${name}: derivative`, derivative, witness.derivative, model.assumptions),
    value(witness.derivative),
  ];
}

/** J [∇F_i, ∇F_j] and a point where it is not zero: the metric tensor is no Hessian. */
export function hessianStep(g: CoupledGeometry, witness: Witness | null): Step {
  const { model, jacobian, inverseMetric, brackets } = g;
  const entries = brackets.flatMap(({ i, j, field, projected }) =>
    projected.map((value, l) => ({ i, j, l, field, value })),
  );
  const claims = entries.flatMap(({ i, j, l, field, value }): Claim[] => [
    identity(`J [F${i + 1}, F${j + 1}] ${l + 1}`, inner(jacobian[l]!, field), value, model.assumptions),
    identity(
      `symmetry defect ${l + 1},${i + 1},${j + 1}`,
      subtract(alongOutput(g, i, inverseMetric[l]![j]!), alongOutput(g, j, inverseMetric[l]![i]!)),
      value,
      model.assumptions,
    ),
  ]);
  const formulas = entries.map(({ i, j, l, value }) =>
    formula(`(J[F${i + 1}, F${j + 1}])_${l + 1}`, `(J${bracketLatex(i, j)})_{${l + 1}}`, value),
  );
  const base: Omit<Step, 'text' | 'claims' | 'formulas'> = {
    id: 'hessian-test',
    title: 'Hessian test',
    reason:
      'w is a function of s on the reachable set only if J annihilates every bracket there; J [grad F_i, grad F_j] is also the symmetry defect of the metric tensor',
  };
  const meaning =
    'A potential needs the image of each bracket in the weights to vanish wherever the flow can go: it is the defect `d_k G_ij - d_i G_kj` of the metric tensor, with both indices raised.';
  if (witness === null) {
    const vanishes = entries.every(({ value }) => isZero(value));
    const open: Claim[] = vanishes
      ? []
      : [
          {
            kind: 'open',
            name: 'defect',
            why: 'it is not 0 everywhere, but no derivative at the start was found that tells',
          },
        ];
    return {
      ...base,
      text: vanishes ? `${meaning} It vanishes everywhere.` : meaning,
      formulas: shown(formulas),
      claims: [...claims, ...open],
    };
  }
  const { i, j, l } = entries[witness.index]!;
  return {
    ...base,
    text: `${meaning} For \`[F${i + 1}, F${j + 1}]\`, component ${l + 1}, ${wordText(witness.word, 'the defect does not vanish at points')}. The flow is no mirror flow.`,
    formulas: [...shown(formulas), valueFormula(witness, 'defect')],
    claims: [...claims, ...witnessClaims(g, entries[witness.index]!.value, witness, 'defect')],
  };
}

const valueFormula = (witness: Witness, name: string): Formula =>
  witness.word.length === 0
    ? formula(`${name} at the start`, `\\text{${name} at the start}`, witness.value)
    : formula(
        `derivative of the ${name} at the start`,
        `\\text{derivative of the ${name} at the start}`,
        witness.value,
      );

/** The conserved polynomials, with their values. */
export function conservedStep(g: CoupledGeometry, kept: readonly Expression[]): Step[] {
  const { model } = g;
  const room = model.parameters.length - model.maps.length;
  if (kept.length === 0) return [];
  return [
    {
      id: 'conserved',
      title: kept.length === 1 ? 'Conserved quantity' : 'Conserved quantities',
      text: `Their gradients are orthogonal to those of all outputs, so no loss changes them.${kept.length === room ? ' They leave as many dimensions as there are weights.' : ''}`,
      formulas: kept.map((c) => formula(toText(c), toLatex(c), atStart(model, c))),
      reason: 'linear algebra on the coefficients of polynomials of low degree',
      claims: kept.flatMap((c, k) => [
        ...model.maps.map((_, i) =>
          identity(`conserved ${k + 1} along F${i + 1}`, alongOutput(g, i, c), ZERO, model.assumptions),
        ),
        identity(`value ${k + 1}`, substitute(c, model.init), atStart(model, c), model.assumptions),
      ]),
    },
  ];
}

/** Whether the metric tensor is a function of the weights at all. */
export function dependenceStep(
  g: CoupledGeometry,
  kept: readonly Expression[],
  dependence: Dependence,
): Step {
  const base = {
    id: 'metric-of-weights',
    title: 'Does the metric depend on the weights alone?',
    formulas: [] as Formula[],
  };
  if (dependence.holds === true) {
    const texts = {
      square:
        'There are as many parameters as weights and the Jacobian is invertible at the start: near it the weights determine the parameters, and with them the metric.',
      leaf: 'The conserved quantities leave as many dimensions as there are weights, and the Jacobian has full rank at the start: on what the flow reaches near it the weights determine the parameters, and with them the metric.',
      fibres:
        'The gradient of every entry of `M` lies in the span of the gradients of the outputs and of the conserved quantities, if any: parameters with the same weights that the flow reaches have the same metric nearby.',
    };
    return {
      ...base,
      text: `Yes. ${texts[dependence.because]}`,
      reason: 'inverse function theorem',
      claims:
        dependence.because === 'fibres'
          ? metricEntries(g).flatMap((e, k) =>
              acrossFibres(g, kept, e).map((v, a) =>
                identity(`entry ${k + 1}, component ${a + 1}`, v, ZERO, g.model.assumptions),
              ),
            )
          : [{ kind: 'definition', name: 'dimensions' }],
    };
  }
  if (dependence.holds === null && dependence.singular)
    return {
      ...base,
      text: 'The Jacobian has less than full rank at the start, where there is no metric tensor: whether a change of time helps is not asked.',
      reason: 'the conformal test is about the metric tensor',
      claims: [{ kind: 'definition', name: 'rank' }],
    };
  if (dependence.holds === null)
    return {
      ...base,
      text: 'Not decided: no conserved quantities of low degree tell, and `M` is not constant on the fibres of the map.',
      reason: 'search for polynomial conserved quantities',
      claims: [{ kind: 'open', name: 'metric', why: 'neither shown nor refuted' }],
    };
  return {
    ...base,
    text: `No. A direction in which the brackets take the parameters without moving the weights changes \`M\`, and not by a factor alone: ${wordText(dependence.witness.word, 'this holds at points')}. No positive function of the weights, as the speed of time, makes the flow a mirror flow.`,
    formulas: [valueFormula(dependence.witness, 'change')],
    reason: 'the orbit of the fields contains the directions of their brackets (Nagano, Sussmann)',
    claims: [
      identity(
        'change at the start',
        substitute(dependence.witness.derivative, g.model.init),
        dependence.witness.value,
        g.model.assumptions,
      ),
    ],
  };
}

/** The brackets are J [∇F_i, ∇F_j] = g_i M e_j − g_j M e_i. */
const rateClaims = ({ model, brackets, inverseMetric: M }: CoupledGeometry, { rates }: TimeChange): Claim[] =>
  brackets.flatMap(({ i, j, projected }) =>
    projected.map((value, l) =>
      identity(
        `bracket ${i + 1},${j + 1}, component ${l + 1}`,
        subtract(product(rates[i]!, M[l]![j]!), product(rates[j]!, M[l]![i]!)),
        value,
        model.assumptions,
      ),
    ),
  );

export interface TimeChangeVerdict {
  readonly holds: boolean | null;
  readonly step: Step;
}

/** The conformal test. `witness` shows a mismatch or a curl that does not vanish; null when none was found. */
export function timeChangeStep(
  g: CoupledGeometry,
  t: TimeChange | null,
  witness: Witness | null,
): TimeChangeVerdict {
  const { model } = g;
  const base = { id: 'time-change', title: 'Change of time' };
  const reason =
    'f G is a Hessian exactly when J [grad F_i, grad F_j] = g_i M e_j - g_j M e_i with g_i the growth of log f along F_i';
  const intro =
    'Dividing the fields by a positive function `f` may make them commute in the weights: then `f G` is the Hessian of a potential, and the flow is a mirror flow in the time `d tau = f dt`.';
  if (t === null)
    return {
      holds: null,
      step: {
        ...base,
        reason,
        text: `${intro} Not decided within the time allowed.`,
        formulas: [],
        claims: [{ kind: 'open', name: 'time change', why: 'the time allowed was over' }],
      },
    };
  const rates = t.rates.map((e, i) => formula(`g${i + 1}`, `g_{${i + 1}}`, e));
  if (!t.consistent || !t.closed) {
    const functions = t.consistent ? t.curls : t.mismatches;
    const what = t.consistent ? 'curl' : 'mismatch';
    if (witness === null)
      return {
        holds: null,
        step: {
          ...base,
          reason,
          text: `${intro} Not decided: the conditions on \`f\` do not hold everywhere, but no derivative at the start shows that they fail where the flow goes.`,
          formulas: [],
          claims: [{ kind: 'open', name: what, why: 'no derivative at the start tells' }],
        },
      };
    const said = t.consistent
      ? 'The brackets determine `g_i`, the growth of `log f` along each output, but these are not the rates of one function: for a pair the curl `F_i(g_j) - F_j(g_i)` does not vanish;'
      : 'The brackets determine `g_i`, the growth of `log f` along each output, more than once, and differently;';
    return {
      holds: false,
      step: {
        ...base,
        reason,
        text: `${intro} ${said} ${wordText(witness.word, 'this holds at points')}. No positive function of the weights, as the speed of time, makes the flow a mirror flow.`,
        formulas: [...(t.consistent ? shown(rates) : []), valueFormula(witness, what)],
        claims: [
          ...(t.consistent ? rateClaims(g, t) : []),
          ...witnessClaims(g, functions[witness.index]!, witness, what),
        ],
      },
    };
  }
  const facts = t.assumptions;
  const claims: Claim[] = [
    ...rateClaims(g, t),
    ...g.brackets.map(({ i, j }) =>
      identity(
        `curl ${i + 1},${j + 1}`,
        alongOutput(g, i, t.rates[j]!),
        alongOutput(g, j, t.rates[i]!),
        model.assumptions,
      ),
    ),
  ];
  if (t.factor !== null)
    claims.push(
      ...model.maps.map((_, i) =>
        identity(`growth of log f along F${i + 1}`, alongOutput(g, i, log(t.factor!)), t.rates[i]!, facts),
      ),
    );
  return {
    holds: true,
    step: {
      ...base,
      reason,
      text: `${intro} The brackets determine the growth \`g_i\` of \`log f\` along each output, consistently, and the curl vanishes. ${t.factor === null ? 'No closed form of `f` was found; it is the exponential of the integral of these rates.' : '`f` is given up to a constant factor, where it is positive: as long as the parameters in it keep the signs of their starts.'}`,
      formulas: [...rates, ...(t.factor === null ? [] : [formula('f', 'f', t.factor)])],
      claims,
    },
  };
}

/** The mirror map of the flow in the new time, in the parameters. */
export function warpedDualStep(g: CoupledGeometry, t: TimeChange): Step[] {
  const { duals, factor, dualPotential, assumptions } = t;
  if (duals === null || factor === null) return [];
  const { model } = g;
  return [
    {
      id: 'time-changed-mirror-map',
      title: 'Mirror map after the change of time',
      text: `The gradient of the potential \`Psi\` at the weights: the dual variables accumulated in the new time, \`d sigma_i = f d s_i\`.${dualPotential === null ? '' : ' The dual potential `Psi*` has the gradient `w` in them.'}`,
      formulas: [
        ...duals.map((e, i) => formula(`sigma${i + 1}`, `\\sigma_{${i + 1}}`, e)),
        ...(dualPotential === null ? [] : [formula('Psi*', '\\Psi^{*}', dualPotential)]),
      ],
      reason: `each grows at the rate f with its own output and at rate 0 with the others (${model.maps.map((_, i) => `d/d s${i + 1}`).join(', ')})`,
      claims: [
        ...duals.flatMap((e, j) =>
          model.maps.map((_, i) =>
            identity(
              `sigma${j + 1} along F${i + 1}`,
              alongOutput(g, i, e),
              i === j ? factor : ZERO,
              assumptions,
            ),
          ),
        ),
        ...duals.map((e, j) =>
          identity(`sigma${j + 1} at the start`, substitute(e, model.init), ZERO, model.assumptions),
        ),
        ...(dualPotential === null
          ? []
          : model.maps.map((map, i) =>
              identity(
                `Psi* along F${i + 1}`,
                alongOutput(g, i, dualPotential),
                product(factor, map),
                assumptions,
              ),
            )),
      ],
    },
  ];
}
