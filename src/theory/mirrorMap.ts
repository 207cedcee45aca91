import {
  domainOf,
  isNegative,
  isPositive,
  withPositive,
  type Assumptions,
  type Fact,
} from '../expression/assumptions.ts';
import {
  MINUS_ONE, ONE, call, dependsOn, divide, freeSymbols, isRational, product, rationalToNumber, substitute, subtract, sum, symbol, type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { freshName } from '../expression/freshName.ts';
import { nameParts } from '../expression/nameParts.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';
import { proveZero } from '../expression/prove.ts';
import { samplePoints } from '../expression/sample.ts';
import { simplify } from '../expression/simplify.ts';
import type { NoRadicalForm } from '../calculus/noRadicalForm.ts';
import {
  OMEGA_SYMBOL,
  pairHasNoRadicalInverse,
  pairInverse,
  type PairInverse,
} from '../calculus/pairInverse.ts';
import { powerPair, type PowerPair } from '../calculus/powerPair.ts';
import { realValue } from '../calculus/realValue.ts';
import { COMPOSITIONS } from '../rewriting/compositions.ts';
import { rewrite } from '../rewriting/rule.ts';
import { solveEquation } from '../calculus/solveEquation.ts';
import { DUAL, WEIGHT } from './model.ts';

/** One of the named parts of a long formula; it may use the names of the parts before it. */
export interface Part {
  readonly name: string;
  readonly latex: string;
  readonly value: Expression;
}

/** σ on the weights above `offset`; h is odd about the point (centre, offset), which gives the weights below. */
export interface HalfMap {
  readonly value: Expression;
  readonly centre: Expression;
  readonly offset: Expression;
}

/** What the engine knows about σ = h⁻¹(w). */
export type MirrorMap =
  | {
      readonly form: 'closed';
      /** σ as a function of w on the whole range. */
      readonly value: Expression;
      /** Where the map is known on one half of its range only, the other half following by symmetry; else null. */
      readonly half: HalfMap | null;
      readonly rules: readonly string[];
      /** A long value written in named parts, or null. */
      readonly parts: readonly Part[] | null;
      /** The polynomial whose vanishing proves the inverse, or null when composition itself does. */
      readonly cleared: PairInverse['cleared'] | null;
    }
  | { readonly form: 'none'; readonly proof: NoRadicalForm; readonly pair: PowerPair }
  | { readonly form: 'open'; readonly why: string };

/** Names for the repeated radicals of a long closed form. */
const PART_NAMES = ['A', 'B', 'C', 'E', 'F', 'G'];

/**
 * Inverts w = h(σ): by undoing operations, else as a pair of powers through a polynomial; where that fails, tries
 * to prove at a rational point that no formula in radicals exists.
 */
export function invertDualMap(h: Expression, assumptions: Assumptions): MirrorMap {
  const w = symbol(WEIGHT);
  for (const { value, conditions, rules } of solveEquation(h, DUAL, w, assumptions)) {
    if (!isInverseNearStart(h, value, assumptions)) continue;
    const facts = withPositive(assumptions, conditions);
    if (proveZero(subtract(composed(h, value), w), facts) !== null)
      return { form: 'closed', value, half: null, rules, parts: null, cleared: null };
  }
  const flat = simplify(expandPowers(h), assumptions);
  for (const { value, rules } of solveEquation(flat, DUAL, w, assumptions)) {
    if (
      isInverseNearStart(h, value, assumptions) &&
      proveZero(subtract(composed(h, value), w), assumptions) !== null
    )
      return { form: 'closed', value, half: null, rules: ['expand', ...rules], parts: null, cleared: null };
  }
  const pair = powerPair(h, DUAL, assumptions);
  if (pair === null) return { form: 'open', why: 'no rule of the engine inverts this function' };
  const inverse = pairInverse(pair, assumptions);
  const closed = inverse === null ? null : closedPair(pair, inverse, assumptions);
  if (closed !== null) return closed;
  if (!isRational(pair.ratio))
    return { form: 'open', why: 'the two branches differ by an irrational factor' };
  const proof = pairHasNoRadicalInverse({ ...pair, ratio: pair.ratio });
  if (!proof.proved)
    return { form: 'open', why: `no closed form was found and its absence is not proved: ${proof.why}` };
  return { form: 'none', proof, pair };
}

/** σ(w) from the inverse z(ω) of the normalised pair; null when the sign of the amplitude is needed and not known. */
function closedPair(pair: PowerPair, inverse: PairInverse, assumptions: Assumptions): MirrorMap | null {
  const w = symbol(WEIGHT);
  const { amplitude, centre, halfWidth, offset } = pair;
  const falling = isNegative(amplitude, assumptions) === true;
  if (inverse.halfLine && !falling && isPositive(amplitude, assumptions) !== true) return null;
  // On a half line ω must be positive where w − offset is: for a negative amplitude both ω and z change sign.
  const flip = inverse.halfLine && falling ? MINUS_ONE : ONE;
  const z = product(flip, inverse.z);
  const omegaAt = (weight: Expression) =>
    simplify(product(flip, divide(subtract(weight, offset), amplitude)), assumptions);
  const zAt = (omega: Expression) => substitute(z, new Map([[OMEGA_SYMBOL, omega]]));
  const mapped = (part: Expression) => sum(centre, product(halfWidth, part));
  const value = mapped(zAt(omegaAt(w)));
  const shared = {
    form: 'closed',
    rules: inverse.rules,
    parts: namedParts(zAt, omegaAt(w), mapped),
    cleared: inverse.cleared,
  } as const;
  if (!inverse.halfLine) return { ...shared, value, half: null };
  const excess = subtract(w, offset);
  const mirrored = zAt(omegaAt(sum(offset, call('abs', excess))));
  return {
    ...shared,
    value: mapped(product(call('sign', excess), mirrored)),
    half: { value, centre, offset },
  };
}

/** The closed form in parts: ω, its repeated radicals, z and σ, under names that the model does not use. */
function namedParts(
  zAt: (omega: Expression) => Expression,
  omega: Expression,
  mapped: (z: Expression) => Expression,
): Part[] {
  const taken = freeSymbols(mapped(omega));
  const [omegaName, zName] = [freshName('omega', taken), freshName('z', taken)];
  const named = nameParts(
    zAt(symbol(omegaName)),
    PART_NAMES.filter((name) => !taken.has(name)),
  );
  const part = (name: string, value: Expression): Part => ({ name, latex: symbolLatex(name), value });
  return [
    part(omegaName, omega),
    ...named.parts.map((p) => part(p.name, p.value)),
    part(zName, named.body),
    { name: 's(w)', latex: '\\nabla\\psi(w)', value: mapped(symbol(zName)) },
  ];
}

const composed = (h: Expression, value: Expression): Expression =>
  rewrite(substitute(h, new Map([[DUAL, value]])), COMPOSITIONS);

/** Dual points at which a candidate is compared with the inverse through σ = 0, in parts of the interval of σ. */
const NEAR_START = [1e-2, -1e-2, 1e-3, -1e-3];
/** Relative to the dual point. */
const TOLERANCE = 1e-4;

/**
 * True when value(h(σ)) = σ, in double precision, at points near σ = 0 for a few values of the other symbols: it tells
 * the branch of an inverse, which composition in the other order cannot. A continuous inverse that is right at one
 * point is right throughout, h being strictly increasing. The points scale with the interval of σ: a start of 10^9 at
 * infinite depth leaves |σ| < 10^-9, and outside it h has other branches.
 */
function isInverseNearStart(h: Expression, value: Expression, assumptions: Assumptions): boolean {
  const names = [...new Set([...freeSymbols(h), ...freeSymbols(value)])].filter(
    (name) => name !== DUAL && name !== WEIGHT,
  );
  const { lower, upper } = domainOf(DUAL, assumptions);
  const low = lower === null ? -Infinity : rationalToNumber(lower);
  const high = upper === null ? Infinity : rationalToNumber(upper);
  const aboutDual = assumptions.facts.filter(({ expression }) => dependsOn(expression, DUAL));
  const others = assumptions.facts.filter((fact) => !aboutDual.includes(fact));
  const endless = low === -Infinity && high === Infinity && aboutDual.length === 0;
  let compared = 0;
  for (const point of samplePoints(new Map(names.map((name) => [name, domainOf(name, assumptions)])), 1, 4)) {
    const numbers = new Map([...point].map(([name, q]) => [name, rationalToNumber(q)]));
    const holds = ({ expression }: Fact): boolean => (realValue(expression, numbers) ?? -1) > 0;
    if (!others.every(holds)) continue;
    const exists = (sigma: number): boolean => {
      numbers.set(DUAL, sigma);
      return low < sigma && sigma < high && aboutDual.every(holds);
    };
    const width = endless ? 1 : intervalWidth(exists);
    if (width === null) continue;
    for (const sigma of NEAR_START.map((part) => part * width)) {
      const weight = realValue(h, numbers.set(DUAL, sigma));
      if (weight === undefined) continue;
      const back = realValue(value, numbers.set(WEIGHT, weight));
      if (back === undefined || Math.abs(back - sigma) > TOLERANCE * Math.abs(sigma)) return false;
      compared++;
    }
  }
  return compared > 0;
}

/** Powers of two tried in either direction. */
const MOST_DOUBLINGS = 1000;

/** The largest power of two such that σ exists up to it on both sides; 1 when there is no end, null when there is no such power. */
function intervalWidth(exists: (sigma: number) => boolean): number | null {
  const fits = (width: number): boolean => exists(width) && exists(-width);
  for (let k = 0; k <= MOST_DOUBLINGS; k++) {
    if (!fits(2 ** -k)) continue;
    if (k > 0) return 2 ** -k;
    for (let n = 1; n <= MOST_DOUBLINGS; n++) if (!fits(2 ** n)) return 2 ** (n - 1);
    return 1;
  }
  return null;
}

/** Small whole powers of sums multiplied out. */
function expandPowers(e: Expression): Expression {
  if (e.kind === 'sum') return sum(...e.terms.map(expandPowers));
  if (e.kind === 'product') return e.factors.map(expandPowers).reduce(multiplyOut, ONE);
  if (e.kind === 'power' && isRational(e.exponent) && e.exponent.denominator === 1n) {
    const n = e.exponent.numerator;
    if (n < 0n || n > 12n) return e;
    let result: Expression = ONE;
    for (let k = 0n; k < n; k++) result = multiplyOut(result, e.base);
    return result;
  }
  return e;
}

const multiplyOut = (a: Expression, b: Expression): Expression => {
  const terms = (e: Expression) => (e.kind === 'sum' ? e.terms : [e]);
  return sum(...terms(a).flatMap((s) => terms(b).map((t) => product(s, t))));
};
