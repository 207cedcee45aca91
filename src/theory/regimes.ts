import { assume, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  ZERO, call, dependsOn, divide, equal, isZero, negate, power, product, rational, substitute, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { toText } from '../expression/printText.ts';
import { proveEqual } from '../expression/prove.ts';
import { simplify } from '../expression/simplify.ts';
import { NoExpansion } from '../calculus/series.ts';
import { kernelExpansion, kernelSeries } from './kernelExpansion.ts';
import { DUAL, WEIGHT } from './model.ts';
import { richExpansion, SMALL, type RichExpansion } from './richExpansion.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';

/** Order of the Taylor expansion of the potential at the start. */
const KERNEL_ORDER = 6;
const w = symbol(WEIGHT);

/** The kernel and rich regimes of a model whose scale is the symbol `scale` (null: only small and large weights). */
export function regimeSteps(t: SeparableTheory, scale: string | null): Step[] {
  return [kernelStep(t, scale), ...richSteps(t, scale)];
}

function kernelStep(t: SeparableTheory, scale: string | null): Step {
  const { map, parameters, init, assumptions } = t.model;
  const expansion = kernelExpansion(map, parameters, init, KERNEL_ORDER, assumptions);
  const series = kernelSeries(expansion, WEIGHT);
  const nonzero = expansion.coefficients.map((c, k) => ({ c, k })).filter(({ c }) => !isZero(c));
  const [leading, next] = nonzero;
  const exact = nonzero.length === 1;
  const claim: Claim = exact
    ? { kind: 'identity', name: 'kernel expansion', left: t.parametricPotential, right: substitute(series, new Map([[WEIGHT, t.inverseMirrorMap]])), assumptions: t.assumptions }
    : {
        kind: 'expansion',
        name: 'kernel expansion',
        exact: t.parametricPotential,
        series: substitute(series, new Map([[WEIGHT, t.inverseMirrorMap]])),
        variable: DUAL,
        towards: 'zero',
        next: rational(KERNEL_ORDER + 1),
        assumptions: t.assumptions,
      };
  const rate = scale === null || next === undefined ? null : powerOf(divide(next.c, leading!.c), scale, assumptions);
  const limit = isZero(expansion.start) ? 'the squared l2 norm' : 'the squared l2 distance from the initial weight';
  const text = exact
    ? `The potential is exactly quadratic where the flow exists: the implicit regularizer is ${limit} at every scale.`
    : scale === null
      ? `For weights close to the start the potential is quadratic, ${limit} with the metric of the start as its weight.`
      : `As \`${scale} -> inf\` (equivalently for weights close to the start) the potential tends to ${limit}, weighted by the metric at the start; the first correction is smaller by a factor of order \`${rate === null ? '?' : powerText(scale, rate)}\` for fixed \`w\`.`;
  return {
    id: 'kernel-limit',
    title: 'Kernel limit',
    text,
    formulas: [{ left: 'psi(w)', leftLatex: '\\psi(w)', right: series }],
    reason: exact ? 'Taylor series at the start, which ends' : `Taylor series at the start by reversion; the remainder is of order (w - w(0))^${KERNEL_ORDER + 1}`,
    claims: [claim],
  };
}

function richSteps(t: SeparableTheory, scale: string | null): Step[] {
  const none = (text: string): Step[] => [
    { id: 'rich-limit', title: 'Rich limit', text, formulas: [], reason: 'range of the inverse mirror map', claims: [] },
  ];
  let sides: (RichExpansion | null)[];
  const h = t.inverseMirrorMap;
  const mirrored = negate(substitute(h, new Map([[DUAL, negate(symbol(DUAL))]])));
  const odd = proveEqual(h, mirrored, t.assumptions) !== null;
  try {
    const up = richExpansion(t, 1);
    sides = odd && up !== null ? [up] : [up, richExpansion(t, -1)];
  } catch (error) {
    if (!(error instanceof NoExpansion)) throw error;
    return [{ ...none('')[0]!, claims: [{ kind: 'open', name: 'rich limit', why: error.message }], text: 'No expansion for large weights was found.' }];
  }
  const [up, down] = sides;
  if (!up && !down) {
    const bounded = t.weightDomain.upper !== null || t.weightDomain.lower !== null;
    return none(bounded ? 'There is no rich limit: the weights stay in a bounded interval as long as the theory holds.' : 'There is no rich limit: the potential grows quadratically at every scale.');
  }
  const symmetric = odd || (up && down && up.terms.every((term, k) => equal(term, down.terms[k] ?? ZERO)));
  const parity: Claim[] = odd ? [{ kind: 'identity', name: 'w(-s) = -w(s)', left: mirrored, right: h, assumptions: t.assumptions }] : [];
  const shown = (symmetric ? [up] : sides).filter((e): e is RichExpansion => e !== null && e !== undefined);
  return [
    {
      id: 'rich-limit',
      title: 'Rich limit',
      text: richText(shown[0]!, scale, t.model.assumptions),
      formulas: shown.map((e) => richFormula(e, symmetric === true)),
      reason: 'reversion of the generalized power series of w(s) at the end of the dual interval',
      claims: [...parity, ...sides.filter((e): e is RichExpansion => !!e).map((e) => richClaim(t, e))],
    },
  ];
}

function richFormula(e: RichExpansion, symmetric: boolean): Formula {
  const value = sum(...e.terms);
  const argument = symmetric ? call('abs', w) : e.side === 1 ? w : product(rational(-1), w);
  const side = symmetric ? '' : e.side === 1 ? ' for w > 0' : ' for w < 0';
  const sideLatex = symmetric ? '' : e.side === 1 ? '\\big|_{w>0}' : '\\big|_{w<0}';
  return { left: `psi(w)${side}`, leftLatex: `\\psi(w)${sideLatex}`, right: substitute(value, new Map([[WEIGHT, argument]])) };
}

function richClaim(t: SeparableTheory, e: RichExpansion): Claim {
  const at = (f: Expression) => substitute(f, new Map([[DUAL, e.dual]]));
  const magnitude = product(rational(e.side), at(t.inverseMirrorMap));
  return {
    kind: 'expansion',
    name: e.side === 1 ? 'expansion for large w' : 'expansion for large -w',
    exact: at(t.parametricPotential),
    series: substitute(sum(...e.terms), new Map([[WEIGHT, magnitude]])),
    variable: SMALL,
    towards: 'zero',
    next: e.next,
    assumptions: e.assumptions,
  };
}

function richText(e: RichExpansion, scale: string | null, assumptions: Assumptions): string {
  const [leading, second] = e.terms;
  const norm = isLinear(leading!) || logarithmic(leading!) ? 'the l1 norm' : 'its leading term';
  if (scale === null || second === undefined) return `For large weights the potential grows like ${norm}.`;
  if (logarithmic(leading!)) {
    return `As \`${scale} -> 0\` (equivalently for large weights) the potential divided by \`log(1/${scale}^2)\` tends to a multiple of ${norm}; the limit is reached only logarithmically, with a relative correction of order \`1/log(1/${scale})\`.`;
  }
  const facts = assume({ [WEIGHT]: 'positive' }, assumptions);
  const rate = powerOf(divide(second, leading!), scale, facts);
  const how = rate === null ? 'with the correction shown' : `with a relative correction of order \`${powerText(scale, rate)}\` for fixed \`w\``;
  return `As \`${scale} -> 0\` (equivalently for large weights) the potential tends to a multiple of ${norm}, ${how}.`;
}

const isLinear = (e: Expression): boolean => {
  const slope = differentiate(e, WEIGHT);
  return !dependsOn(slope, WEIGHT);
};
const logarithmic = (e: Expression): boolean => toText(e).includes('log');

const powerText = (scale: string, rate: Expression): string => toText(power(symbol(scale), rate));

/** r when e = c·name^r with c free of the name, else null. */
function powerOf(e: Expression, name: string, assumptions: Assumptions): Expression | null {
  const x = symbol(name);
  const rate = simplify(divide(product(x, differentiate(e, name)), e), assumptions);
  return dependsOn(rate, name) || dependsOn(rate, WEIGHT) ? null : rate;
}
