import { HALF, equal, isInteger, type Expression } from './expression.ts';
import { positiveFirst } from './positiveFirst.ts';
import { hasMinus, quotient } from './quotient.ts';

/** How tightly the outermost operator of a text binds. */
const SUM = 1;
const MINUS = 2;
const PRODUCT = 3;
const POWER = 4;
const ATOM = 5;

type Printed = readonly [text: string, binding: number];

/**
 * The formula in plain infix, which `parse` inverts exactly: minimal brackets, quotients and minus signs as people
 * write them, terms and factors in stored order.
 */
export const toText = (e: Expression): string => print(e)[0];

const bracket = ([text, binding]: Printed, least: number): string => (binding < least ? `(${text})` : text);

function print(e: Expression): Printed {
  switch (e.kind) {
    case 'symbol':
    case 'constant':
      return [e.name, ATOM];
    case 'call':
      return [`${e.name}(${toText(e.argument)})`, ATOM];
    case 'sum':
      return [printSum(e.terms), SUM];
    case 'rational':
    case 'product':
      return printProduct(e);
    case 'power':
      return hasMinus(e.exponent) ? printProduct(e) : printPower(e.base, e.exponent);
  }
}

function printSum(terms: readonly Expression[]): string {
  const [head, ...rest] = positiveFirst(terms.map(toText));
  return head! + rest.map((t) => (t.startsWith('-') ? ` - ${t.slice(1)}` : ` + ${t}`)).join('');
}

function printProduct(e: Expression): Printed {
  const { negative, up, down, numerator, denominator } = quotient(e);
  const above = numerator.map((f) => bracket(print(f), PRODUCT));
  if (up !== 1n || above.length === 0) above.unshift(String(up));
  const below = denominator.map((f) =>
    bracket(print(f), denominator.length > 1 || down !== 1n ? PRODUCT : POWER),
  );
  if (down !== 1n) below.unshift(String(down));
  let text = above.join('*');
  if (below.length > 0) text += below.length === 1 ? `/${below[0]}` : `/(${below.join('*')})`;
  const single = above.length === 1 && below.length === 0;
  if (negative) return [`-${text}`, MINUS];
  return [text, single ? ATOM : PRODUCT];
}

function printPower(base: Expression, exponent: Expression): Printed {
  if (equal(exponent, HALF)) return [`sqrt(${toText(base)})`, ATOM];
  const above = isInteger(exponent) ? toText(exponent) : bracket(print(exponent), ATOM);
  return [`${bracket(print(base), ATOM)}^${above}`, POWER];
}
