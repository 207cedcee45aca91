import { FormulaError } from '../errors.ts';
import { GREEK_CHARACTERS } from './greek.ts';

export interface Token {
  /** `end` closes the list. */
  readonly kind: 'number' | 'name' | 'operator' | 'open' | 'close' | 'bar' | 'comma' | 'root' | 'end';
  /** Canonical spelling: `**` is `^`, Greek characters are names, superscript digits are digits. */
  readonly text: string;
  readonly position: number;
  readonly length: number;
  /** The number of an exponent that was written as superscript. */
  readonly raised?: boolean;
}

const NUMBER = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
/** A Greek character is a name by itself, but for a subscript: αβ is a product, α₀ and α_u are names. */
const NAME = /[A-Za-z][A-Za-z0-9_₀-₉]*|[\u0370-\u03ffµ](?:_[A-Za-z0-9]+|[0-9₀-₉])*/y;
const SUPERSCRIPT = /[⁺⁻]?[⁰¹²³⁴-⁹]+/y;
const SPACE = /[\s\u00a0\u2009]+/y;

const OPERATORS: Record<string, string> = {
  '+': '+', '-': '-', '*': '*', '/': '/', '^': '^', '−': '-', '–': '-', '·': '*', '⋅': '*', '×': '*', '∗': '*', '÷': '/',
}; // prettier-ignore

/** What to say about characters of other notations. */
const FOREIGN: Record<string, string> = {
  '=': 'write one side only',
  ':': 'assignments and ranges are not formulas',
  '!': 'factorials are not supported',
  '%': 'percentages are not supported: divide by 100',
  "'": "a prime is not supported: write, for instance, 'dpsi'",
  '"': 'text is not a formula',
  '[': "use round brackets '( )'",
  ']': "use round brackets '( )'",
  '{': "use round brackets '( )'",
  '}': "use round brackets '( )'",
  '<': 'comparisons are not formulas',
  '>': 'comparisons are not formulas',
  '?': 'conditional expressions are not supported',
  ';': 'write one formula only',
  '&': 'logical operators are not supported',
  '\\': 'LaTeX is not read: write plain text such as sqrt(w^2 + 1)',
  '.': "a dot needs a digit beside it, as in '0.5'",
  _: 'names start with a letter',
};

const superscriptDigit = (c: string): string =>
  c === '⁻'
    ? '-'
    : c === '⁺'
      ? '+'
      : c === '¹'
        ? '1'
        : c === '²'
          ? '2'
          : c === '³'
            ? '3'
            : String(c.charCodeAt(0) - 0x2070);

/** Splits a formula into tokens. Throws FormulaError at the first character of no use. */
export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    return pattern.exec(source)?.[0];
  };
  const push = (kind: Token['kind'], text: string, length: number): void => {
    tokens.push({ kind, text, position: at, length });
    at += length;
  };
  while (at < source.length) {
    const c = source[at]!;
    const space = match(SPACE);
    if (space !== undefined) {
      at += space.length;
      continue;
    }
    const number = match(NUMBER);
    if (number !== undefined) {
      if (/^0[xXbBoO]/.test(source.slice(at, at + 2))) {
        throw new FormulaError(
          `unexpected '${source.slice(at, at + 2)}' at character ${at + 1}`,
          source,
          at,
          2,
          `write numbers in decimal, products with '*'`,
        );
      }
      push('number', number, number.length);
      continue;
    }
    const name = match(NAME);
    const plain = name === undefined ? undefined : plainName(name);
    if (name !== undefined && plain !== undefined) {
      push('name', plain, name.length);
      continue;
    }
    const raised = match(SUPERSCRIPT);
    if (raised !== undefined) {
      const text = [...raised].map(superscriptDigit).join('');
      const sign = /^[+-]/.test(text) ? text[0] : undefined;
      const place = { position: at, length: raised.length };
      tokens.push({ kind: 'operator', text: '^', ...place });
      if (sign !== undefined) tokens.push({ kind: 'operator', text: sign, ...place });
      tokens.push({
        kind: 'number',
        text: sign === undefined ? text : text.slice(1),
        ...place,
        raised: true,
      });
      at += raised.length;
      continue;
    }
    if (source.startsWith('**', at)) push('operator', '^', 2);
    else if (Object.hasOwn(OPERATORS, c)) push('operator', OPERATORS[c]!, 1);
    else if (c === '(') push('open', c, 1);
    else if (c === ')') push('close', c, 1);
    else if (c === '|') push('bar', c, 1);
    else if (c === ',') push('comma', c, 1);
    else if (c === '√') push('root', c, 1);
    else {
      const character = String.fromCodePoint(source.codePointAt(at)!);
      throw new FormulaError(
        `unexpected ${/\p{Cc}|\p{Cs}/u.test(character) ? 'control character' : `'${character}'`} at character ${at + 1}`,
        source,
        at,
        character.length,
        FOREIGN[c] ?? '',
      );
    }
  }
  push('end', '', 1);
  return tokens;
}

/** α becomes alpha and w₀ becomes w0; undefined for a Greek character that is not a letter of formulas. */
function plainName(name: string): string | undefined {
  const greek = name.charCodeAt(0) < 128 ? name[0] : GREEK_CHARACTERS.get(name[0]!);
  if (greek === undefined) return undefined;
  return greek + name.slice(1).replace(/[₀-₉]/g, (c) => String(c.charCodeAt(0) - 0x2080));
}
