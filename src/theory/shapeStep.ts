import { assume, compare, type Assumptions } from '../expression/assumptions.ts';
import { differentiate } from '../expression/differentiate.ts';
import {
  MINUS_ONE, call, dependsOn, divide, freeSymbols, isZero, power, product, substitute, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { simplify } from '../expression/simplify.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { NoExpansion, SeriesRing } from '../calculus/series.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { formula, identity } from './stepParts.ts';

/** A leading term and the exponent of the next. */
interface Leading {
  readonly term: Expression;
  readonly next: Expression | null;
}

/**
 * The metric as a function of the weight and of the one conserved quantity, for starts that are two or more symbols: how
 * the shape of the start, at any scale, moves the flow between kernel and rich regime. None where the metric has no closed
 * form or depends on the start in another way.
 */
export function shapeSteps(t: SeparableTheory): Step[] {
  const shaped = metricOfShape(t);
  if (shaped === null) return [];
  const { name, value, metric, facts } = shaped;
  const large = leadingTerm(metric, name, 'infinity', facts);
  const small = leadingTerm(metric, name, 'zero', facts);
  if (large === null || small === null) return [];
  const slope = simplify(
    divide(product(symbol(WEIGHT), differentiate(small.term, WEIGHT)), small.term),
    facts,
  );
  const order = compare(slope, MINUS_ONE, facts);
  const isBarrier = order === 0 || order === -1;
  const absolute = (e: Expression) => substitute(e, new Map([[WEIGHT, call('abs', symbol(WEIGHT))]]));
  const delta = toText(symbol(name));
  const kernel = dependsOn(large.term, WEIGHT)
    ? `As \`${delta} > 0\` grows it tends to \`${toText(large.term)}\``
    : `As \`${delta} > 0\` grows at fixed weight it tends to the constant \`${toText(large.term)}\`: the kernel regime, reached by the shape of the start at any scale`;
  const barrier = isBarrier
    ? ' That limit is not integrable at `w = 0`: the mirror map diverges there, so that a flow whose conserved quantity is 0 never reaches the weight 0.'
    : '';
  const expansion = (label: string, towards: 'zero' | 'infinity', { term, next }: Leading): Claim => ({
    kind: 'expansion',
    name: label,
    exact: metric,
    series: term,
    variable: name,
    towards,
    next,
    assumptions: facts,
  });
  return [
    {
      id: 'shape-limit',
      title: 'Kernel and rich regime by the shape of the start',
      text: `Besides \`w(0)\` the start enters the geometry only through the conserved quantity \`${delta} = ${toText(value)}\`. ${kernel}. As \`${delta} > 0\` tends to 0 it tends to \`${toText(absolute(small.term))}\`.${barrier}`,
      formulas: [
        formula("psi''(w)", '\\psi^{\\prime\\prime}(w)', metric),
        {
          ...formula(
            `psi''(w) for ${delta} -> inf`,
            `\\psi^{\\prime\\prime}(w)\\big|_{${symbolLatex(name)}\\to\\infty}`,
            large.term,
          ),
          truncated: true,
        },
        {
          ...formula(
            `psi''(w) for ${delta} -> 0`,
            `\\psi^{\\prime\\prime}(w)\\big|_{${symbolLatex(name)}\\to0}`,
            absolute(small.term),
          ),
          truncated: true,
        },
      ],
      reason: 'elimination of the start values by the conserved quantity; leading terms of the power series',
      claims: [
        identity("psi''(w)", t.metric!, substitute(metric, new Map([[name, value]])), t.weightAssumptions),
        expansion('kernel regime by shape', 'infinity', large),
        expansion('rich regime by shape', 'zero', small),
      ],
    },
  ];
}

interface MetricOfShape {
  readonly name: string;
  /** The conserved quantity at the start. */
  readonly value: Expression;
  /** ψ'' in w and the symbol of that name. */
  readonly metric: Expression;
  readonly facts: Assumptions;
}

function metricOfShape({ model, conserved, metric }: SeparableTheory): MetricOfShape | null {
  const [only] = conserved;
  const symbols = [...new Set([...model.init.values()].flatMap((e) => [...freeSymbols(e)]))];
  if (metric === null || only === undefined || conserved.length > 1 || symbols.length < 2) return null;
  const name = freshName('delta', new Set([...symbols, ...freeSymbols(metric), ...model.parameters]));
  const facts = assume({ [name]: 'positive', [WEIGHT]: 'positive' }, model.assumptions);
  for (const start of symbols) {
    if (!dependsOn(only.value, start)) continue;
    for (const { value } of solveEquation(only.value, start, symbol(name), facts)) {
      const shaped = simplify(simplify(substitute(metric, new Map([[start, value]])), facts), facts);
      if (symbols.every((s) => !dependsOn(shaped, s)) && dependsOn(shaped, name))
        return { name, value: only.value, metric: shaped, facts };
    }
  }
  return null;
}

/** Orders kept beyond the leading term, to know the next. */
const ORDER = 4;

function leadingTerm(
  e: Expression,
  name: string,
  towards: 'zero' | 'infinity',
  facts: Assumptions,
): Leading | null {
  const x = symbol(name);
  const at = towards === 'zero' ? e : substitute(e, new Map([[name, power(x, MINUS_ONE)]]));
  try {
    const ring = new SeriesRing(name, ORDER, facts);
    const { terms, bounds } = ring.expand(simplify(at, facts));
    const [first, second] = terms;
    if (first === undefined || (second === undefined && bounds.length > 1)) return null;
    const exponent = towards === 'zero' ? first.exponent : product(MINUS_ONE, first.exponent);
    const term = simplify(product(ring.tower.toExpression(first.coefficient), power(x, exponent)), facts);
    return isZero(term) ? null : { term, next: second?.exponent ?? bounds[0] ?? null };
  } catch (error) {
    if (error instanceof NoExpansion || error instanceof RangeError) return null;
    throw error;
  }
}
