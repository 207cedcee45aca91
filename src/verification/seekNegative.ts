import { domainOf, type Assumptions, type Domain } from '../expression/assumptions.ts';
import { ballToNumber, containsZero, isBounded, type Ball } from '../expression/ball.ts';
import { compileVector } from '../expression/compile.ts';
import { evaluateBall } from '../expression/evaluate.ts';
import { call, children, freeSymbols, isZero, product, rational, rationalToNumber, substitute, sum, type Expression, type Rational } from '../expression/expression.ts'; // prettier-ignore
import { intervalContains } from '../expression/interval.ts';
import { createRandom, type Random } from '../random.ts';
import type { PositiveClaim } from './samplePositive.ts';
import { meetsFacts } from './verifyIdentity.ts';

/** Starts of a descent, of them the first with all symbols alike, where symmetric inequalities are tight. */
const STARTS = 24;
const ALIKE = 6;
const EVALUATIONS = 240;
/** Symbols range over about e^∓6 beyond an end, or to e^∓6 of the width from one. */
const REACH = 6;
/** A share of its terms below which a value in doubles may be negative. */
const NOISE = 1e-12;
/** Points at which balls are asked whether doubles were right. */
const CONFIRMATIONS = 12;
const BITS = 200;
/** Digits of the coordinates first tried: a short counterexample is easier to follow. */
const DIGITS = [3, 6, 12];

/** A share of its terms below which the least value may be zero. */
const TOUCHES = 1e-5;

export interface Negative {
  readonly point: ReadonlyMap<string, Rational>;
  readonly value: Ball | 'undefined';
}

/**
 * A point that meets the assumptions where the expression is certainly negative, or zero unless that is allowed, or has no
 * value, sought by pattern
 * search (Hooke and Jeeves 1961) for the least share of the value in its terms, from seeded starts; null where none was
 * found, which proves nothing.
 */
export function seekNegative(
  { expression: e, assumptions, orZero = false }: PositiveClaim,
  seed: number,
): Negative | null {
  const names = [...new Set([e, ...assumptions.facts.map((f) => f.expression)].flatMap((x) => [...freeSymbols(x)]))].sort(); // prettier-ignore
  if (names.length === 0) return null;
  const maps = names.map((name) => coordinate(domainOf(name, assumptions)));
  const { facts } = assumptions;
  const evaluate = compileVector([e, termSize(e), ...facts.map((f) => f.expression)], names);
  const values = new Float64Array(2 + facts.length);
  const args = new Float64Array(names.length);
  const share = (t: Float64Array): number => {
    for (let i = 0; i < t.length; i++) args[i] = maps[i]!(t[i]!);
    evaluate(args, values);
    for (let k = 0; k < facts.length; k++) if (!(values[k + 2]! > 0)) return Infinity;
    return Number.isNaN(values[0]!) ? -Infinity : values[0]! / values[1]!;
  };
  const random = createRandom(seed);
  for (let start = 0, asked = 0; start < STARTS && asked < CONFIRMATIONS; start++) {
    const t = descend(share, startAt(random, names.length, start < ALIKE));
    if (!(share(t) < (orZero ? NOISE : TOUCHES))) continue;
    asked++;
    for (const digits of DIGITS) {
      const point = new Map(names.map((name, i) => [name, rounded(maps[i]!(t[i]!), digits)]));
      if (!isWithin(point, assumptions) || !meetsFacts(point, assumptions)) continue;
      const value = evaluateBall(e, point, BITS);
      if (value === 'undefined') return { point, value };
      if (!isBounded(value)) continue;
      const below = containsZero(value) ? !orZero && isZero(substitute(e, point)) : ballToNumber(value) < 0;
      if (below) return { point, value };
    }
  }
  return null;
}

/** The sum of the sizes of the terms before they cancel. */
function termSize(e: Expression): Expression {
  if (e.kind === 'sum') return sum(...children(e).map(termSize));
  if (e.kind === 'product') return product(...children(e).map(termSize));
  return call('abs', e);
}

/** The real line onto a domain. */
function coordinate({ lower, upper, integer }: Domain): (t: number) => number {
  const [low, high] = [lower, upper].map((end) => (end === null ? null : rationalToNumber(end)));
  const whole = integer === true ? Math.round : (x: number): number => x;
  if (typeof low === 'number' && typeof high === 'number')
    return (t) => whole(low + (high - low) / (1 + Math.exp(-t)));
  if (typeof low === 'number') return (t) => whole(low + Math.exp(t));
  if (typeof high === 'number') return (t) => whole(high - Math.exp(t));
  return (t) => whole(Math.sinh(t));
}

function startAt(random: Random, count: number, alike: boolean): Float64Array {
  const draw = (): number => REACH * (2 * random.uniform() - 1);
  return alike ? new Float64Array(count).fill(draw()) : Float64Array.from({ length: count }, draw);
}

/** Steps along one coordinate at a time, halved where none leads down, until below zero or the evaluations are spent. */
function descend(f: (t: Float64Array) => number, t: Float64Array): Float64Array {
  let best = f(t);
  let step = 1;
  for (let spent = 1; spent < EVALUATIONS && best >= 0 && step > 1e-4;) {
    const before = best;
    for (let i = 0; i < t.length; i++)
      for (const by of [step, -step]) {
        const here = t[i]!;
        if (Math.abs(here + by) > 2 * REACH) continue;
        t[i] = here + by;
        const value = f(t);
        spent++;
        if (value < best) {
          best = value;
          break;
        }
        t[i] = here;
      }
    if (best === before) step /= 2;
  }
  return t;
}

const isWithin = (point: ReadonlyMap<string, Rational>, assumptions: Assumptions): boolean =>
  [...point].every(([name, value]) => {
    const domain = domainOf(name, assumptions);
    return intervalContains(domain, value) && !(domain.nonzero === true && isZero(value));
  });

/** A double to so many significant decimal digits. */
function rounded(x: number, digits: number): Rational {
  const [mantissa, exponent] = x.toExponential(digits - 1).split('e') as [string, string];
  const shift = Number(exponent) - (digits - 1);
  const whole = BigInt(mantissa.replace('.', ''));
  return shift >= 0 ? rational(whole * 10n ** BigInt(shift)) : rational(whole, 10n ** BigInt(-shift));
}
