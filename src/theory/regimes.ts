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
import { kernelExpansion, kernelSeries, type KernelExpansion } from './kernelExpansion.ts';
import { DUAL, WEIGHT } from './model.ts';
import { richExpansion, SMALL, type RichExpansion } from './richExpansion.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Formula, Step } from './step.ts';
import { endClaims } from './stepParts.ts';

/** Order of the Taylor expansion of the potential at the start. */
const KERNEL_ORDER = 6;
const w = symbol(WEIGHT);

/** The kernel and rich regimes of a model whose scale is the symbol `scale` (null: only small and large weights). */
export function regimeSteps(t: SeparableTheory, scale: string | null): Step[] {
  const { map, parameters, init, assumptions } = t.model;
  const kernel = kernelStep(t, scale, kernelExpansion(map, parameters, init, KERNEL_ORDER, assumptions));
  const rich = richSides(t);
  if (typeof rich === 'string') {
    const open: Claim = { kind: 'open', name: 'rich limit', why: rich };
    return [kernel, withoutFormulas('No expansion for large weights was found.', [open])];
  }
  return [kernel, rich.up || rich.down ? richStep(t, scale, rich) : noRichStep(t, kernel)];
}

/** The Taylor expansion of the potential at the start, as a step. */
export function kernelStep(t: SeparableTheory, scale: string | null, expansion: KernelExpansion): Step {
  const { assumptions } = t.model;
  const series = kernelSeries(expansion, WEIGHT);
  const nonzero = expansion.coefficients.map((c, k) => ({ c, k })).filter(({ c }) => !isZero(c));
  const [leading, next] = nonzero;
  const exact = nonzero.length === 1;
  const claim: Claim = exact
    ? {
        kind: 'identity',
        name: 'kernel expansion',
        left: t.parametricPotential,
        right: substitute(series, new Map([[WEIGHT, t.inverseMirrorMap]])),
        assumptions: t.assumptions,
      }
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
  const rate =
    scale === null || next === undefined ? null : powerOf(divide(next.c, leading!.c), scale, assumptions);
  const limit = isZero(expansion.start)
    ? 'the squared l2 norm'
    : 'the squared l2 distance from the initial weight';
  const centred = isZero(expansion.start) ? 'w' : 'w - w(0)';
  const correction =
    rate === null
      ? ''
      : ` The first correction is smaller by a factor of order \`${powerText(scale!, rate)}\`.`;
  const text = exact
    ? `The potential is exactly quadratic where the flow exists: the implicit regularizer is ${limit} at every scale, weighted by the metric at the start.`
    : scale === null
      ? `Close to the start the potential is quadratic: ${limit}, weighted by half the metric at the start.`
      : `As \`${scale} -> inf\` at fixed \`${centred}\` (equivalently, close to the start) the potential divided by half the metric at the start tends to ${limit}. Coordinates with different start values keep different metrics as weights.${correction}`;
  return {
    id: 'kernel-limit',
    title: 'Kernel limit',
    text,
    formulas: [{ left: 'psi(w)', leftLatex: '\\psi(w)', right: series, truncated: !exact }],
    reason: exact
      ? 'Taylor series at the start, which ends'
      : `Taylor series at the start by reversion; the remainder is of order (w - w(0))^${KERNEL_ORDER + 1}`,
    claims: [claim],
  };
}

const withoutFormulas = (text: string, claims: readonly Claim[]): Step => ({
  id: 'rich-limit',
  title: 'Rich limit',
  text,
  formulas: [],
  reason: 'range of the inverse mirror map',
  claims,
});

/** Why there is no rich limit: bounded weights, an exactly quadratic potential, or none that is derived here. */
function noRichStep(t: SeparableTheory, kernel: Step): Step {
  const { lower, upper } = t.weightDomain;
  if (lower !== null && upper !== null)
    return withoutFormulas(
      'There is no rich limit: the weights stay in a bounded interval as long as the theory holds.',
      endClaims(t),
    );
  const quadratic = kernel.claims.filter((c) => c.kind === 'identity');
  if (quadratic.length > 0)
    return withoutFormulas('There is no rich limit: the potential is quadratic at every scale.', quadratic);
  return withoutFormulas(
    'No expansion for large weights is given: no branch of the weight diverges at a finite dual variable or grows exponentially.',
    [],
  );
}

/** The expansions for w → +∞ and w → −∞, one of them alone where the other follows by oddness. */
export interface RichSides {
  readonly up: RichExpansion | null;
  readonly down: RichExpansion | null;
  readonly odd: boolean;
}

/** The expansions that exist, or why their order is not decided. */
export function richSides(t: SeparableTheory): RichSides | string {
  const odd = proveEqual(t.inverseMirrorMap, mirrored(t), t.assumptions) !== null;
  try {
    const up = richExpansion(t, 1);
    return { up, down: odd && up !== null ? null : richExpansion(t, -1), odd };
  } catch (error) {
    if (error instanceof NoExpansion) return error.message;
    throw error;
  }
}

const mirrored = ({ inverseMirrorMap }: SeparableTheory): Expression =>
  negate(substitute(inverseMirrorMap, new Map([[DUAL, negate(symbol(DUAL))]])));

/** The expansions of the potential for large weights, as a step. */
export function richStep(t: SeparableTheory, scale: string | null, { up, down, odd }: RichSides): Step {
  const both = [up, down].filter((e): e is RichExpansion => e !== null);
  const same =
    up !== null && down !== null && up.terms.every((term, k) => equal(term, down.terms[k] ?? ZERO));
  const symmetric = odd || same;
  const shown = same ? [up] : both;
  const parity: Claim[] = odd
    ? [
        {
          kind: 'identity',
          name: 'w(-s) = -w(s)',
          left: mirrored(t),
          right: t.inverseMirrorMap,
          assumptions: t.assumptions,
        },
      ]
    : [];
  return {
    id: 'rich-limit',
    title: 'Rich limit',
    text: richText(shown, scale, t.model.assumptions),
    formulas: shown.map((e) => richFormula(e, symmetric)),
    reason: 'reversion of the generalized power series of w(s) at the end of the dual interval',
    claims: [...parity, ...both.map((e) => richClaim(t, e))],
  };
}

function richFormula(e: RichExpansion, symmetric: boolean): Formula {
  const value = sum(...e.terms);
  const argument = symmetric ? call('abs', w) : e.side === 1 ? w : product(rational(-1), w);
  const side = symmetric ? '' : e.side === 1 ? ' for w > 0' : ' for w < 0';
  const sideLatex = symmetric ? '' : e.side === 1 ? '\\big|_{w>0}' : '\\big|_{w<0}';
  return {
    left: `psi(w)${side}`,
    leftLatex: `\\psi(w)${sideLatex}`,
    right: substitute(value, new Map([[WEIGHT, argument]])),
    truncated: true,
  };
}

function richClaim(t: SeparableTheory, e: RichExpansion): Claim {
  const at = (f: Expression) => substitute(f, new Map([[DUAL, e.dual]]));
  const magnitude = product(rational(e.side), at(t.inverseMirrorMap));
  const name = e.side === 1 ? 'expansion for large w' : 'expansion for large -w';
  const exact = at(t.parametricPotential);
  const series = substitute(sum(...e.terms), new Map([[WEIGHT, magnitude]]));
  // A series without a first term left out is the function itself.
  if (e.next === null)
    return { kind: 'identity', name, left: exact, right: series, assumptions: e.assumptions };
  return {
    kind: 'expansion',
    name,
    exact,
    series,
    variable: SMALL,
    towards: 'zero',
    next: e.next,
    assumptions: e.assumptions,
  };
}

function richText(sides: readonly RichExpansion[], scale: string | null, assumptions: Assumptions): string {
  const [leading, second] = sides[0]!.terms;
  const facts = assume({ [WEIGHT]: 'positive' }, assumptions);
  if (logarithmic(leading!)) {
    if (scale === null)
      return 'For large weights the potential grows like `|w| log|w|`, slightly faster than the l1 norm.';
    const x = symbol(scale);
    const slope = differentiate(leading!, WEIGHT);
    const factor = simplify(negate(product(x, differentiate(slope, scale))), facts);
    const divisor = toText(product(factor, call('log', divide(rational(1), x))));
    return `As \`${scale} -> 0\` at fixed \`w\` (equivalently, for large weights) the potential divided by \`${divisor}\` tends to the l1 norm, whatever the start values of the coordinates relative to each other. The relative correction falls only like \`1/log(1/${scale})\`: the limit is reached logarithmically slowly.`;
  }
  const slopes = sides.map(
    (e) =>
      `\`${toText(differentiate(e.terms[0]!, WEIGHT))}\`${sides.length > 1 ? ` for \`w ${e.side === 1 ? '>' : '<'} 0\`` : ''}`,
  );
  const norm = isLinear(leading!)
    ? `the l1 norm, each coordinate weighted by its slope ${slopes.join(' and ')}`
    : 'its leading term';
  if (scale === null) return `For large weights the potential grows like ${norm}.`;
  const how = second === undefined ? null : correctionOrder(leading!, second, scale, facts);
  return `As \`${scale} -> 0\` at fixed \`w\` (equivalently, for large weights) the potential approaches ${norm}; the slope depends on the start values of the coordinate${how === null ? '' : `, and the relative correction falls like \`${how}\``}.`;
}

/** The order of second/leading in the scale, `a^r` or `a^r*log(1/a)`, or null. */
function correctionOrder(
  leading: Expression,
  second: Expression,
  scale: string,
  facts: Assumptions,
): string | null {
  const rate = powerOf(divide(second, leading), scale, facts);
  if (rate !== null) return powerText(scale, rate);
  const slope = simplify(product(symbol(scale), differentiate(second, scale)), facts);
  const logarithmicRate = isZero(slope) ? null : powerOf(divide(slope, leading), scale, facts);
  return logarithmicRate === null ? null : `${powerText(scale, logarithmicRate)}*log(1/${scale})`;
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
