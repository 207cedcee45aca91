import {
  assume,
  isNegative,
  isNonnegative,
  isPositive,
  type Assumptions,
} from '../expression/assumptions.ts';
import { elementaryForm } from '../expression/elementaryForm.ts';
import {
  HALF, ONE, children, divide, log, mapChildren, power, product, subtract, substitute, sum, symbol,
  type Expression,
} from '../expression/expression.ts'; // prettier-ignore
import { normalize } from '../expression/simplify.ts';
import { domainOf } from '../expression/domain.ts';
import { REAL_LINE } from '../expression/interval.ts';

export type ProvedSign = 'positive' | 'negative' | 'nonnegative' | null;

/** Name of the positive variable that replaces x; no name that a person can type. */
const POSITIVE_VARIABLE = 'E\u2032';

/**
 * The sign of e wherever the facts hold, or null when no form of it shows one: as it stands, in normal form, by
 * exponentials, and, where x runs through the whole line, with x = log E and x = (E - 1/E)/2 for E > 0, which make
 * exponentials, hyperbolic functions and sqrt(1 + x²) rational.
 */
export function provedSign(e: Expression, x: string, facts: Assumptions): ProvedSign {
  for (const [form, known] of formsOf(e, x, facts)) {
    if (isPositive(form, known) === true) return 'positive';
    if (isNegative(form, known) === true) return 'negative';
    if (isNonnegative(form, known) === true) return 'nonnegative';
  }
  return null;
}

function* formsOf(e: Expression, x: string, facts: Assumptions): Generator<[Expression, Assumptions]> {
  yield [e, facts];
  yield [normalize(e, facts), facts];
  yield [normalize(elementaryForm(e), facts), facts];
  const { lower, upper, nonzero } = domainOf(x, facts);
  if (lower !== REAL_LINE.lower || upper !== REAL_LINE.upper || nonzero === true || facts.facts.length > 0)
    return;
  const known = assume({ [POSITIVE_VARIABLE]: 'positive' }, facts);
  const E = symbol(POSITIVE_VARIABLE);
  const logarithm = substitute(e, new Map([[x, log(E)]]));
  yield [normalize(elementaryForm(logarithm), known), known];
  if (!hasArsinh(e)) return;
  const sine = product(HALF, subtract(E, divide(ONE, E)));
  yield [normalize(inSine(e, x, sine, E), known), known];
}

/** e with x = sinh(log E): arsinh x = log E and sqrt(1 + x²) = (E + 1/E)/2. */
function inSine(e: Expression, x: string, sine: Expression, E: Expression): Expression {
  if (e.kind === 'symbol' && e.name === x) return sine;
  if (e.kind === 'call' && e.name === 'arsinh' && isSymbol(e.argument, x)) return log(E);
  if (e.kind === 'power' && isOnePlusSquare(e.base, x)) {
    const cosine = product(HALF, sum(E, divide(ONE, E)));
    return power(cosine, product(e.exponent, sum(ONE, ONE)));
  }
  return mapChildren(e, (part) => inSine(part, x, sine, E));
}

const isSymbol = (e: Expression, x: string): boolean => e.kind === 'symbol' && e.name === x;

const isOnePlusSquare = (e: Expression, x: string): boolean =>
  e.kind === 'sum' &&
  e.terms.length === 2 &&
  e.terms.some((t) => t.kind === 'rational' && t.numerator === t.denominator) &&
  e.terms.some(
    (t) =>
      t.kind === 'power' &&
      isSymbol(t.base, x) &&
      t.exponent.kind === 'rational' &&
      t.exponent.numerator === 2n &&
      t.exponent.denominator === 1n,
  );

const hasArsinh = (e: Expression): boolean =>
  (e.kind === 'call' && e.name === 'arsinh') ||
  (e.kind === 'power' && e.exponent.kind === 'rational' && e.exponent.denominator === 2n) ||
  children(e).some(hasArsinh);
