import { assume, withPositive } from '../expression/assumptions.ts';
import {
  HALF, ONE, TWO, ZERO, divide, freeSymbols, isZero, power, product, rational, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { toText } from '../expression/printText.ts';
import { OMEGA_SYMBOL } from '../calculus/pairInverse.ts';
import { pairFunction } from '../calculus/powerPair.ts';
import { valueAtStart } from './definedAtStart.ts';
import type { MirrorMap, Part } from './mirrorMap.ts';
import { DUAL, WEIGHT } from './model.ts';
import type { SeparableTheory } from './separableTheory.ts';
import type { Claim, Step } from './step.ts';
import { alongBranches, at, formula, identity } from './stepParts.ts';

const [s, w] = [symbol(DUAL), symbol(WEIGHT)];
const BASE = { id: 'mirror-map', title: 'Mirror map' };

/** The mirror map: in closed form, proved to have none in radicals, or open; every formula shown is claimed. */
export function mirrorMapStep(t: SeparableTheory): Step {
  const { mirrorMap } = t;
  if (mirrorMap.form === 'closed') return closedStep(t, mirrorMap);
  const shown = {
    formulas: [formula('w', 'w', t.inverseMirrorMap)],
    claims: [identity('w(s)', t.inverseMirrorMap, alongBranches(t), t.assumptions)],
  };
  if (mirrorMap.form === 'none') return noFormulaStep(t, mirrorMap, shown);
  return {
    ...BASE,
    text: `No closed form of \`s(w)\` is known to the engine, and whether one exists is open here: ${mirrorMap.why}. The mirror map is given in parametric form, by \`w = w(s)\`, which is exact and strictly increasing.`,
    ...shown,
    reason: 'monotone inverse',
  };
}

/** No formula in radicals: the proof speaks of the normalised equation, which is shown and claimed too. */
function noFormulaStep(
  t: SeparableTheory,
  { pair, proof }: Extract<MirrorMap, { form: 'none' }>,
  shown: Pick<Step, 'formulas' | 'claims'>,
): Step {
  const taken = freeSymbols(t.inverseMirrorMap);
  const [z, omega] = [symbol(freshName('z', taken)), freshName('omega', taken)];
  const mapped = sum(pair.centre, product(pair.halfWidth, z));
  const normalised = pairFunction(pair, z);
  const scaled = sum(pair.offset, product(pair.amplitude, normalised));
  const facts = assume({ [z.name]: '(-1, 1)' }, t.model.assumptions);
  const equation = `With \`s = ${toText(mapped)}\` and \`${omega} = ${toText(divide(subtract(w, pair.offset), pair.amplitude))}\` the equation \`w = w(s)\` becomes \`${toText(normalised)} = ${omega}\`.`;
  const root =
    pair.exponent.denominator > 2n ? ` Let \`a = (1 - ${z.name})^(1/${pair.exponent.denominator})\`.` : '';
  const a = power(subtract(ONE, z), divide(ONE, rational(pair.exponent.denominator)));
  const galois = { equation: normalised, variable: z.name, root: pair.exponent.denominator > 2n ? a : z };
  const text = proof.text.replaceAll(OMEGA_SYMBOL, omega);
  return {
    ...BASE,
    text: `No formula in radicals exists for \`s(w)\`. ${equation}${root} ${text} The mirror map is therefore given in parametric form, by \`w = w(s)\`, which is exact and strictly increasing.`,
    formulas: shown.formulas,
    reason: 'Galois group of the equation at a rational point (Dedekind; Jordan 1873)',
    claims: [
      ...shown.claims,
      identity('normalised equation', at(t.inverseMirrorMap, DUAL, mapped), scaled, facts),
      { kind: 'galois', name: 'no radical form', proof, ...galois },
    ],
  };
}

function closedStep(t: SeparableTheory, mirrorMap: Extract<MirrorMap, { form: 'closed' }>): Step {
  const { value, parts, half, cleared } = mirrorMap;
  const shown =
    parts === null
      ? [formula('s(w)', '\\nabla\\psi(w)', value)]
      : parts.map((p) => formula(p.name, p.latex, p.value));
  const inverse = parts === null ? value : assembled(parts);
  const composed = at(t.inverseMirrorMap, DUAL, inverse);
  const composition = (): Claim[] => {
    if (cleared === null)
      return [identity('w(s(w)) = w', composed, w, t.weightAssumptions), branchClaim(t, inverse)];
    const upper = half === null ? t.assumptions : withPositive(t.assumptions, [subtract(s, half.centre)]);
    const back = { left: at(inverse, WEIGHT, t.inverseMirrorMap), right: s, assumptions: upper };
    const assumptions = t.weightAssumptions;
    return [{ kind: 'inverse', name: 'w(s(w)) = w', ...cleared, composed, value: w, assumptions, back }];
  };
  const below = half === null ? '' : toText(half.offset);
  return {
    ...BASE,
    text:
      half === null
        ? 'The inverse mirror map is inverted in closed form.'
        : `The inverse mirror map is inverted in closed form for \`w > ${below}\`; it is odd about ${isZero(half.centre) && isZero(half.offset) ? 'zero' : `the point \`s = ${toText(half.centre)}\`, \`w = ${below}\``}, which gives \`w < ${below}\`.`,
    formulas: shown,
    reason: `inversion (${mirrorMap.rules.join(', ')})`,
    claims: [...composition(), ...(half === null ? [] : [symmetry(t, half)])],
  };
}

/**
 * The inverse is right at one point: at the start, or halfway to an end of the dual interval where the formula has a
 * removable singularity at the start. A continuous inverse that is right at one point is right throughout, h being
 * strictly increasing; composition in the order w(s(w)) cannot tell the branch.
 */
function branchClaim(
  { model, start, dualDomain, inverseMirrorMap: h }: SeparableTheory,
  inverse: Expression,
): Claim {
  const there = valueAtStart(inverse, start, model.assumptions);
  if (there !== null) return identity('s(w(0)) = 0', there, ZERO, model.assumptions);
  const end = dualDomain.upper ?? dualDomain.lower;
  const point = end === null ? ONE : product(HALF, end);
  return identity('branch of s(w)', at(inverse, WEIGHT, at(h, DUAL, point)), point, model.assumptions);
}

/** h(2 centre − s) + h(s) = 2 offset. */
function symmetry(t: SeparableTheory, { centre, offset }: { centre: Expression; offset: Expression }): Claim {
  const mirrored = subtract(product(TWO, centre), s);
  const h = t.inverseMirrorMap;
  const conditions = t.branches.flatMap((b) => b.flow.conditions).map((c) => at(c, DUAL, mirrored));
  const facts = withPositive(t.assumptions, conditions);
  return identity('odd about the centre', sum(at(h, DUAL, mirrored), h), product(TWO, offset), facts);
}

/** The formula that the parts spell, each put into those after it. */
function assembled(parts: readonly Part[]): Expression {
  const values = new Map<string, Expression>();
  let last: Expression = w;
  for (const { name, value } of parts) {
    last = substitute(value, values);
    values.set(name, last);
  }
  return last;
}
