import { FormulaError } from '../errors.ts';
import { NAMED_FUNCTIONS } from '../expression/functionNames.ts';
import { GREEK_NAMES } from '../expression/greek.ts';
import { symbolLatex } from '../expression/symbolLatex.ts';

const RELATIONS = new Map([
  ['=', '='], ['<', '<'], ['>', '>'], ['<=', '\\leq'], ['>=', '\\geq'], ['!=', '\\neq'], ['->', '\\to'], ['<-', '\\leftarrow'], ['~', '\\sim'], [':', ':'], [',', ',\\;'],
]); // prettier-ignore
const OPERATORS = new Map([['+', '+'], ['-', '-'], ['*', '\\,'], ['.', '\\cdot']]); // prettier-ignore
const WORDS = new Map([
  ['grad', '\\nabla'], ['int', '\\int'], ['sum', '\\sum'], ['prod', '\\prod'], ['max', '\\max'], ['min', '\\min'], ['lim', '\\lim'], ['inf', '\\infty'],
]); // prettier-ignore
const CLOSING = new Map([['(', ')'], ['[', ']'], ['{', '}'], ['|', '|'], ['<', '>']]); // prettier-ignore
const BRACKETS = new Map([['(', '('], [')', ')'], ['[', '['], [']', ']'], ['{', '\\{'], ['}', '\\}'], ['|', '|'], ['<', '\\langle '], ['>', '\\rangle ']]); // prettier-ignore

interface Token {
  readonly text: string;
  readonly at: number;
  /** Whether a space, or the end of the text, stands before or after it. */
  readonly loose: { readonly before: boolean; readonly after: boolean };
}
interface Piece {
  readonly latex: string;
  /** What brackets hold, where the piece is a group in round brackets: fractions, roots and scripts need none. */
  readonly inside?: string;
}

/**
 * Notation of running text in LaTeX as its author wrote it, where it is more than a formula of the engine: `psi''(w)`,
 * `X^T nu`, `<x, x'>`, `|w|_1`, `u_+`, `k*`, `[A, B]`, `alpha -> 0`, `w = u_1 ... u_D`. Nothing is computed from it.
 * A quotient binds its two neighbours alone: `a/b c` is a fraction times c. Throws FormulaError.
 */
export function notationLatex(source: string): string {
  const tokens = tokensOf(source);
  const open: string[] = [];
  let k = 0;
  const peek = (): string => tokens[k]?.text ?? '';
  const fault = () => new FormulaError(`cannot be read at character ${(tokens[k]?.at ?? source.length) + 1}`, source, tokens[k]?.at ?? source.length); // prettier-ignore

  /** Factors, operators and relations up to a closing bracket. */
  function row(): string {
    const parts: string[] = [];
    let wanting: 'start' | 'sign' | 'no factor' = 'start';
    while (k < tokens.length && !(open.length > 0 && peek() === open.at(-1))) {
      const sign = RELATIONS.get(peek()) ?? OPERATORS.get(peek());
      if (sign === undefined || (peek() === '<' && isAngle())) {
        const product = quotient();
        parts.push(wanting === 'no factor' && /^\d/.test(product) ? `\\cdot ${product}` : product);
        wanting = 'no factor';
      } else {
        if (wanting !== 'no factor' && !/^[-+]$/.test(peek())) throw fault();
        parts.push(sign);
        wanting = 'sign';
        k++;
      }
    }
    if (wanting === 'sign') throw fault();
    return parts.join(' ');
  }

  function quotient(): string {
    let left = factor();
    while (peek() === '/') {
      k++;
      let right = factor();
      if (/^\\(sum|prod|int)_/.test(right.latex)) right = { latex: `${right.latex} ${factor().latex}` };
      left = { latex: `\\frac{${left.inside ?? left.latex}}{${right.inside ?? right.latex}}` };
    }
    return left.latex;
  }

  function factor(): Piece {
    let piece = atom();
    for (;;) {
      const next = tokens[k];
      if (next === undefined) return piece;
      if (next.text === '(' && !next.loose.before) piece = { latex: `${piece.latex}${group('(').latex}` };
      else if (/^'+$/.test(next.text))
        piece = { latex: `${piece.latex}${k++, next.text}` }; // prettier-ignore
      else if (next.text === '^' || next.text === '_') {
        k++;
        piece = { latex: `${piece.latex}${next.text}{${script()}}` };
      } else if (isStar(next)) {
        k++;
        piece = {
          latex: /_\{\w+\}$/.test(piece.latex) ? piece.latex.replace(/\}$/, '^{*}}') : `${piece.latex}^{*}`,
        };
      } else if (isSignOf(next)) {
        k++;
        piece = { latex: `${piece.latex}_{${next.text}}` };
      } else return piece;
    }
  }

  /** A superscript or subscript: a sign alone, or one atom, its sign before it. */
  function script(): string {
    const sign = peek();
    if (sign === '+' || sign === '-' || sign === '*') {
      k++;
      if (sign !== '-' || !/^[\w(]/.test(peek()) || tokens[k]?.loose.before === true) return sign;
      return `-${scriptAtom()}`;
    }
    return scriptAtom();
  }
  const scriptAtom = (): string => {
    const { latex, inside } = atom();
    return inside ?? latex;
  };

  function atom(): Piece {
    const token = tokens[k];
    if (token === undefined) throw fault();
    const { text } = token;
    if (CLOSING.has(text) && (text !== '<' || isAngle())) return group(text);
    if (text === '...') return { latex: (k++, '\\dots') };
    if (/^\d/.test(text)) return number(text);
    if (!/^[A-Za-z]/.test(text)) throw fault();
    k++;
    if (text === 'd' && isDifferential()) return { latex: `d ${atom().latex}` };
    const named = NAMED_FUNCTIONS.get(text);
    if (named === 'sqrt' || named === 'cbrt') {
      const { latex, inside } = factorOfRoot();
      return { latex: `\\sqrt${named === 'cbrt' ? '[3]' : ''}{${inside ?? latex}}` };
    }
    const name = nameLatex(text, named);
    // the argument of a function, and what a sum is of, belong to it where no bracket says so
    const bare = named !== undefined || (WORDS.has(text) && tokens[k - 2]?.text === '/');
    return bare && !/^[(^_]?$/.test(peek()) ? { latex: `${name} ${factor().latex}` } : { latex: name };
  }

  /** A number with the factor that touches it: the numerator of `2c/(1 - c^2)` is 2c. */
  function number(text: string): Piece {
    k++;
    const next = tokens[k];
    const touches = next !== undefined && !next.loose.before && (/^[A-Za-z]/.test(next.text) || (next.text === '|' && open.at(-1) !== '|')); // prettier-ignore
    return touches ? { latex: `${text}${factor().latex}` } : { latex: text };
  }
  /** `d tau` below a fraction stroke or before one. */
  const isDifferential = (): boolean =>
    /^[A-Za-z]/.test(peek()) && (tokens[k - 2]?.text === '/' || tokens[k + 1]?.text === '/');
  const factorOfRoot = (): Piece => (peek() === '(' ? group('(') : atom());

  function group(opening: string): Piece {
    k++;
    open.push(CLOSING.get(opening)!);
    const inside = row();
    if (peek() !== open.at(-1)) throw fault();
    k++;
    const closing = open.pop()!;
    const latex = `\\left${BRACKETS.get(opening)!}${inside}\\right${BRACKETS.get(closing)!}`;
    return opening === '(' && !inside.includes(',') ? { latex, inside } : { latex };
  }

  /** `<x, y>` opens a bracket where a space or an operator stands before it and none after. */
  const isAngle = (): boolean => !tokens[k]!.loose.after && source.indexOf('>', tokens[k]!.at) > 0;
  /** The star of `w*`: it touches what is before it and nothing that could be a factor after it, but in `psi*(s)`. */
  const isStar = ({ text, at, loose }: Token): boolean =>
    text === '*' && !loose.before && (loose.after || /[),/=^*]/.test(source[at + 1] ?? ')') || tokens[k - 1]?.text === 'psi'); // prettier-ignore
  /** The sign of a part, as in `w+`: it touches what is before it alone. */
  const isSignOf = ({ text, at, loose }: Token): boolean =>
    (text === '+' || text === '-') && !loose.before && (loose.after || /[),]/.test(source[at + 1] ?? ')'));

  const latex = row();
  if (k < tokens.length || latex === '') throw fault();
  return latex;
}

function nameLatex(text: string, named: string | undefined): string {
  const word = WORDS.get(text);
  if (word !== undefined) return word;
  if (named !== undefined) return named === 'log' ? '\\ln ' : FUNCTION_COMMANDS.has(named) ? `\\${named} ` : `\\operatorname{${named}}`; // prettier-ignore
  // a differential; and a matrix times a vector, written together
  const differential = /^d(([a-z]+)(?:_\w+)?)$/.exec(text);
  if (differential !== null && (differential[2]!.length === 1 || GREEK_NAMES.has(differential[2]!)))
    return `d ${symbolLatex(differential[1]!)}`;
  if (/^[A-Z][a-z]$/.test(text)) return text;
  return symbolLatex(text.replace(/^([a-z])([A-Z])$/, '$1_$2'));
}

const FUNCTION_COMMANDS = new Set([
  'exp',
  'sinh',
  'cosh',
  'tanh',
  'sin',
  'cos',
  'tan',
  'arcsin',
  'arccos',
  'arctan',
]);

const TOKEN =
  /\s*(?:(\.\.\.|<=|>=|!=|->|<-|'+|\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)*|[-+*/^_=<>~:,.|()[\]{}]))/y;

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) throw new FormulaError(`unexpected character at character ${from + 1}`, source, from);
    const text = match[1]!;
    const at = TOKEN.lastIndex - text.length;
    const loose = {
      before: at === 0 || source[at - 1] === ' ',
      after: TOKEN.lastIndex >= end || source[TOKEN.lastIndex] === ' ',
    };
    tokens.push({ text, at, loose });
  }
  return tokens;
}
